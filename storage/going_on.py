"""Going on from a backup, before anybody is served: nothing is sent blindly that may have been sent since.

What happened between the backup and its return is not known here. So: what waited then is held (`constat outbox`
sends it or drops it), but for fetching files and making client copies, which do no harm twice; a report without its
seal is sealed only when somebody says so; summaries of days that are over count as sent; numbers leap, so that those
given out meanwhile (on reports, on buttons of old messages) are not given to something else. Used by `app`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from core.conversation import Conversation
from core.effects import FetchPhoto, FetchRecording, MakeClientCopy, SealReport
from core.people import Person, Role
from core.report import Report, Seal
from storage import outbox, people, reports, summaries
from storage.documents import pack, unpack
from storage.outbox import Lease, Letter
from storage.tables import ConversationRow, RestoredRow, SequenceRow, WaitingRow
from storage.upsert import put_once

HARMLESS = tuple(kind.__name__ for kind in (FetchPhoto, FetchRecording, MakeClientCopy))
HELD = "restored"
"""The problem of a held row."""
LEAP = 1000
_NOBODY = Lease("nobody", timedelta())


@dataclass(frozen=True)
class WentOn:
    """How many deliveries are held, and the numbers of the people in the middle of something."""

    held: int
    people: tuple[int, ...]


def go_on(
    session: Session, taken_at: datetime, at: datetime, days_over: Callable[[Person, date | None], tuple[date, ...]]
) -> WentOn:
    """Make a database as of `taken_at`, brought back at `at` (UTC), fit to go on; once, however often it is called.

    `days_over` tells which days' summaries are due to a manager, given the last one sent.
    """
    if put_once(session, RestoredRow, {"at": at, "taken_at": taken_at}):
        _seal_when_told(session, at)
        _hold_waiting(session, at)
        _leap(session)
        for manager in people.people_with(session, (Role.MANAGER,)):
            for day in days_over(manager, summaries.last_summary(session, manager.id)):
                summaries.claim_summary(session, manager.id, day)
    held = select(func.count()).where(col(WaitingRow.problem) == HELD, col(WaitingRow.done_at) == at)
    return WentOn(session.execute(held).scalar_one(), _in_the_middle(session))


def last_return(session: Session) -> datetime | None:
    """As of when the backup was that was brought back last (UTC), or None."""
    newest = select(col(RestoredRow.taken_at)).order_by(col(RestoredRow.at).desc()).limit(1)
    return session.execute(newest).scalar()


def _seal_when_told(session: Session, at: datetime) -> None:
    """Versions that nobody said a word about: they may have been sealed and posted since."""
    silent = [file.report for file in reports.without_word(session) if file.seal is None]
    outbox.enqueue(session, [_seal(report) for report in silent], at, _NOBODY)


def _seal(report: Report) -> Letter:
    effect = SealReport(report_id=report.id, seal=Seal.AWAITING.value)
    return Letter(effect, None, None, report.language, report.time_zone)


def _hold_waiting(session: Session, at: datetime) -> None:
    table = WaitingRow.__table__
    held = {"gave_up": True, "problem": HELD, "done_at": at, "owner": None, "leased_until": None}
    session.execute(update(table).where(table.c.done_at.is_(None), table.c.kind.not_in(HARMLESS)).values(**held))


def _leap(session: Session) -> None:
    session.execute(update(SequenceRow.__table__).values(value=SequenceRow.__table__.c.value + LEAP))
    for (document,) in session.execute(select(col(ConversationRow.document))).all():
        talk = unpack(Conversation, document)
        # The question that is open keeps its number, so its buttons go on working.
        leapt = pack(replace(talk, serial=talk.serial + LEAP))
        where = col(ConversationRow.person_id) == talk.person_id
        session.execute(update(ConversationRow.__table__).where(where).values(document=leapt))


def _in_the_middle(session: Session) -> tuple[int, ...]:
    documents = session.execute(select(col(ConversationRow.document)).order_by(col(ConversationRow.person_id)))
    talks = [unpack(Conversation, document) for document in documents.scalars()]
    busy = [talk.person_id for talk in talks if talk.visit_id is not None or talk.form is not None]
    known = people.people_by_id(session, busy)
    return tuple(number for number in busy if (p := known.get(number)) and p.enabled and p.chat_id is not None)
