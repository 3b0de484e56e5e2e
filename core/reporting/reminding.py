"""When a client who said nothing is written to, and reminded. Imported by `app.jobs` and `core.step`."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.effects import say
from core.evidence_log import Chained
from core.facts import ReportFile
from core.report import Seal
from core.reporting import mailing
from core.reporting.links import was_mailed
from core.reporting.word import hands, report_of
from core.turn import Turn

REMINDERS = (timedelta(days=2), timedelta(days=5), timedelta(days=10))
"""After the first mail; then nobody is reminded any more. Silence is never acceptance."""
WRITTEN_TO = timedelta(days=30)
"""How long after a version was made its client is still written to by itself."""
WAKING = (time(8), time(19))
"""Between these local times of the site a letter that nobody asked for may arrive."""


def next_letter(file: ReportFile, log: Sequence[Chained]) -> datetime | None:
    """When the client is to be written to next (UTC), by what was sent so far; None for never.

    First once the version was sealed without them, where nobody sent them a letter before; then the reminders. Any
    answer ends it: a word, a contested line; and so does a mail that came back.
    """
    if not file.awaits_word or file.contests or file.client_pdf_sha256 is None:
        return None
    mails = [entry for entry in log if entry.report_id == file.report.id and _way(entry).startswith("mail_")]
    asked = [entry.at for entry in mails if entry.kind == "sent" and _way(entry) in ("mail_ask", "mail_replaced")]
    reminded = sum(1 for entry in mails if entry.kind == "sent" and _way(entry) == "mail_reminder")
    if reminded >= len(REMINDERS) or any(entry.kind == "bounced" for entry in mails):
        return None
    if not asked:
        return awake(file.sealed_at, file.report.time_zone) if file.seal is Seal.AWAITING and file.sealed_at else None
    return awake(asked[0] + REMINDERS[reminded], file.report.time_zone)


def _way(entry: Chained) -> str:
    return (entry.facts or {}).get("way", "")


def awake(at: datetime, zone: str) -> datetime:
    """The same moment, or the next morning's hour of the zone where that is at night. Aware; the answer is in UTC."""
    local = at.astimezone(ZoneInfo(zone))
    morning, evening = WAKING
    if local.time() >= evening:
        local = datetime.combine(local.date() + timedelta(days=1), morning, local.tzinfo)
    elif local.time() < morning:
        local = datetime.combine(local.date(), morning, local.tzinfo)
    return local.astimezone(ZoneInfo("UTC"))


def write(turn: Turn) -> None:
    """Ask the client by mail, or remind them where they were asked, unless they answered meanwhile."""
    file = report_of(turn)
    if not turn.house.signing or not file.awaits_word or file.contests:
        return
    asked = was_mailed(turn, file.report)
    told = mailing.ask(turn, file, "reminder" if asked else "ask")
    for to in hands(turn.visit, file.report) if told and not asked else ():
        turn.tell(say("tell.client_written", number=file.report.number, client=file.report.client_name), *told, to=to)
