"""Updates seen, and those that could not be applied: kept as they came for another try. Used by `storage.apply`, `bot`.

A kept update counts as seen: it is confirmed to the messenger, since everything after it would wait otherwise.
"""

import traceback
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.tables import InboxRow, SeenEventRow, SeenUpdateRow
from storage.upsert import put_once

RETRIES = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""After the first try; then the update is parked until somebody looks at it."""

_inbox = InboxRow.__table__.c
_ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Kept:
    """A kept update. `raw` is what the messenger sent, `problem` what went wrong, without personal data."""

    id: int
    raw: bytes
    chat_id: int | None
    person_id: int | None
    attempts: int
    problem: str
    received_at: datetime
    parked_at: datetime | None


def first_time(session: Session, update_id: int, now: datetime) -> bool:
    """Note an update's number; False when it was noted before."""
    return put_once(session, SeenUpdateRow, {"update_id": update_id, "at": now})


def first_told(session: Session, key: str, now: datetime) -> bool:
    """Note what an update told (a tap, a message); False when it was told before, under whatever number.

    The messenger's numbers begin anew at random after a week without updates (Bot API, Update.update_id).
    """
    return put_once(session, SeenEventRow, {"key": key, "at": now})


def forget_seen(session: Session, before: datetime) -> None:
    """Forget what was noted before then. The messenger keeps updates for 24 hours (Bot API, getUpdates)."""
    session.execute(delete(SeenUpdateRow).where(col(SeenUpdateRow.at) < before))
    session.execute(delete(SeenEventRow).where(col(SeenEventRow.at) < before))


def keep(
    session: Session,
    raw: bytes,
    problem: str,
    now: datetime,
    *,
    update_id: int | None = None,
    chat_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Keep an update that could not be applied, or not even be understood. `problem` is from `describe`."""
    session.execute(
        InboxRow.__table__.insert().values(
            update_id=update_id,
            chat_id=chat_id,
            person_id=person_id,
            raw=raw,
            problem=problem,
            attempts=1,
            received_at=now,
            not_before=now + RETRIES[0],
        )
    )


def waits_from(session: Session, chat_id: int) -> bool:
    """Whether something of this chat is kept and tried again."""
    query = select(_inbox.id).where(_inbox.chat_id == chat_id, _inbox.parked_at.is_(None))
    return session.execute(query.limit(1)).first() is not None


def due(session: Session, now: datetime, limit: int) -> tuple[int, ...]:
    """The numbers of kept updates whose next try has come, oldest first."""
    query = select(_inbox.id).where(_inbox.parked_at.is_(None), _inbox.not_before <= now)
    return tuple(session.execute(query.order_by(_inbox.id).limit(limit)).scalars())


def kept(session: Session, number: int, *, lock: bool = False) -> Kept | None:
    """A kept update; with `lock`, None as well while another process has it in hand."""
    query = select(
        _inbox.id,
        _inbox.raw,
        _inbox.chat_id,
        _inbox.person_id,
        _inbox.attempts,
        _inbox.problem,
        _inbox.received_at,
        _inbox.parked_at,
    ).where(_inbox.id == number)
    row = session.execute(query.with_for_update(skip_locked=True) if lock else query).first()
    return Kept(*row) if row is not None else None


def taken_in(session: Session, number: int) -> None:
    """A kept update was applied at last: it is not needed any more."""
    session.execute(delete(InboxRow).where(col(InboxRow.id) == number))


def failed_again(session: Session, number: int, error: BaseException, now: datetime) -> Kept:
    """Plan the next try, or park the update after five; the update as it is kept then."""
    attempts = session.execute(select(_inbox.attempts).where(_inbox.id == number)).scalar_one() + 1
    fate: dict[str, datetime] = (
        {"not_before": now + RETRIES[attempts - 1]} if attempts <= len(RETRIES) else {"parked_at": now}
    )
    session.execute(
        update(InboxRow.__table__).where(_inbox.id == number).values(attempts=attempts, problem=describe(error), **fate)
    )
    found = kept(session, number)
    assert found is not None
    return found


def describe(error: BaseException) -> str:
    """The kind of an error and where it arose; its message is left out, since it may quote what people typed."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT) and ".venv" not in frame.filename]
    place = f" at {Path(own[-1].filename).relative_to(_ROOT)}:{own[-1].lineno}" if own else ""
    return f"{type(error).__name__}{place}"
