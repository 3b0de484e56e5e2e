"""A one-time code by mail, demanded before the word is taken: from whoever is not at the technician's phone, or always.

Imported by its neighbours, `core.step`, and `web`, which asks for it.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from msgspec.structs import replace

from core.clients import Client
from core.effects import say
from core.events import CodeWanted, WordGiven
from core.facts import House, ReportFile
from core.letters import masked
from core.report import Report
from core.reporting.mailing import write
from core.sign_code import SignCode
from core.turn import Turn

CODE_LIFE = timedelta(minutes=15)
MOST_WRONG = 5
"""Wrong codes, after which a new one is needed."""
MOST_SENT = 5
"""Codes for one version, until an hour has passed since the last."""
ANEW = timedelta(hours=1)
PAUSE = timedelta(seconds=30)
"""Between two codes."""
DIGITS = 6


def is_demanded(house: House, client: Client, device: str) -> bool:
    """Whether the word needs a code: only where one is given, and the client can be written to.

    `device` as in `core.facts.Link`.
    """
    if not house.signing or not house.mail or client.email is None or house.code == "never":
        return False
    return house.code == "always" or device != "technician"


def wanted(turn: Turn, event: CodeWanted) -> None:
    """Send a code to the address on file; the one before it is void. Too many, or too soon: nothing."""
    file, client = turn.facts.report, turn.job.client
    assert file is not None
    old = file.code
    if not file.awaits_word or client.email is None:
        return
    if not is_demanded(turn.house, client, event.device):
        return
    sent = old.sent if old is not None and turn.now < old.sent_at + ANEW else 0
    if old is not None and (sent >= MOST_SENT or turn.now < old.sent_at + PAUSE):
        return
    (salt, _), (_, drawn), _ = turn.fresh.tokens
    digits = f"{int(drawn, 16) % 10**DIGITS:0{DIGITS}}"
    report, until = file.report, turn.now + CODE_LIFE
    turn.save(
        SignCode(
            report_id=report.id,
            sha256=code_sha256(digits, salt),
            salt=salt,
            sent_at=turn.now,
            expires_at=until,
            sent=sent + 1,
        )
    )
    text = say("mail.code.text", code=digits, company=turn.house.company.name, number=report.number)
    how = say("mail.code.how", minutes=int(CODE_LIFE.total_seconds()) // 60)
    write(turn, report, "code", client.email, text, how, good_until=until)


def code_sha256(digits: str, salt: str) -> str:
    """The hex hash under which a code is kept."""
    return hashlib.sha256(f"{salt}:{digits}".encode()).hexdigest()


def tries_left(code: SignCode | None, now: datetime) -> int:
    """How often a code can still be entered; 0 where there is none, or it is over (`now` is UTC)."""
    return max(0, MOST_WRONG - code.wrong) if code is not None and now < code.expires_at else 0


def is_right(turn: Turn, file: ReportFile, event: WordGiven) -> bool:
    """Whether the code that came with the word is the one that was sent; what it was is noted as evidence."""
    report, code = file.report, file.code
    address = masked(turn.job.client.email or "")
    if (
        code is not None
        and tries_left(code, turn.now)
        and hmac.compare_digest(code_sha256(event.code, code.salt), code.sha256)
    ):
        turn.note(report, "code_verified", address=address)
        return True
    if code is not None:
        turn.save(replace(code, wrong=code.wrong + 1))
    _note_failure(turn, report, event)
    return False


def _note_failure(turn: Turn, report: Report, event: WordGiven) -> None:
    evidence = event.confirmation.evidence
    turn.note(report, "code_failed", device=evidence.device, ip=evidence.ip, user_agent=evidence.user_agent)
