"""When a client who was written to and said nothing is reminded. Imported by `app.jobs` and `core.step`."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.evidence_log import Chained
from core.facts import ReportFile
from core.reporting import mailing
from core.reporting.word import report_of
from core.turn import Turn

REMINDERS = (timedelta(days=2), timedelta(days=5), timedelta(days=10))
"""After the first mail; then nobody is reminded any more. Silence is never acceptance."""
WAKING = (time(8), time(19))
"""Between these local times of the site a reminder may arrive."""


def next_reminder(file: ReportFile, log: Sequence[Chained]) -> datetime | None:
    """When the client is to be reminded next (UTC), by what was sent so far; None for never.

    Any answer ends it: a word, a contested line; and so does a mail that came back.
    """
    if not file.awaits_word or file.contests or file.client_pdf_sha256 is None:
        return None
    mails = [entry for entry in log if entry.report_id == file.report.id and _way(entry).startswith("mail_")]
    asked = [entry.at for entry in mails if entry.kind == "sent" and _way(entry) == "mail_ask"]
    reminded = sum(1 for entry in mails if entry.kind == "sent" and _way(entry) == "mail_reminder")
    if not asked or reminded >= len(REMINDERS) or any(entry.kind == "bounced" for entry in mails):
        return None
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


def remind(turn: Turn) -> None:
    """Remind the client by mail, unless they answered meanwhile."""
    file = report_of(turn)
    if file.awaits_word and not file.contests:
        mailing.ask(turn, file, "reminder")
