"""The inbox as an administrator sees it: what could not be processed. Used by `app.outbox`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.people import person_at
from storage.tables import InboxRow

_c = InboxRow.__table__.c


@dataclass(frozen=True)
class KeptUpdate:
    """An update that is kept; without what it says, which is somebody's words."""

    id: int
    chat_id: int | None
    received_at: datetime
    attempts: int
    problem: str
    not_before: datetime
    parked: bool


def everything_kept(session: Session) -> tuple[KeptUpdate, ...]:
    """All kept updates, oldest first."""
    query = select(_c.id, _c.chat_id, _c.received_at, _c.attempts, _c.problem, _c.not_before, _c.parked_at)
    return tuple(KeptUpdate(*row[:6], row[6] is not None) for row in session.execute(query.order_by(_c.id)))


def names_at(session: Session, chats: set[int]) -> dict[int, str]:
    """Whose private chats these are."""
    found = {chat_id: person_at(session, chat_id=chat_id)[0] for chat_id in chats}
    return {chat_id: person.name for chat_id, person in found.items() if person is not None}


def raw_of(session: Session, number: int) -> bytes | None:
    """What came, as it came."""
    return session.execute(select(_c.raw).where(_c.id == number)).scalar()


def try_again(session: Session, numbers: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Have these tried at once, with all their tries before them; the numbers that were there."""
    statement = update(InboxRow.__table__).where(_c.id.in_(numbers))
    again = statement.values(parked_at=None, attempts=1, not_before=now).returning(_c.id)
    return tuple(sorted(session.execute(again).scalars()))


def drop(session: Session, numbers: Sequence[int]) -> tuple[int, ...]:
    """Throw these away; the numbers that were there."""
    statement = delete(InboxRow).where(_c.id.in_(numbers)).returning(_c.id)
    return tuple(sorted(session.execute(statement).scalars()))
