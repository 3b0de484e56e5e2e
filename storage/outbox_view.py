"""The outbox as an administrator sees it: what is stuck, tried again or dropped by hand. Used by `app.outbox`.

The text of a message may hold a link's token or a door code, so it is never shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from core.delivery import MOST_ATTEMPTS
from core.effects import AnyEffect
from storage.documents import unpack_any
from storage.outbox import WORRYING_ATTEMPTS
from storage.tables import WaitingRow

_c = WaitingRow.__table__.c
LATE = timedelta(minutes=5)
"""What waits longer than this is listed."""


@dataclass(frozen=True)
class Item:
    """A delivery. `recipient` is a person's number, 0 for the office channel, None for strangers and jobs."""

    id: int
    kind: str
    lane: str
    recipient: int | None
    attempts: int
    problem: str | None
    created_at: datetime
    not_before: datetime
    gave_up: bool

    @property
    def is_final(self) -> bool:
        """Whether trying again was no use: refused for good, not merely tried for too long."""
        return self.gave_up and self.attempts < MOST_ATTEMPTS


def lanes(session: Session, prefix: str) -> frozenset[str]:
    """The lanes of that beginning in which something waits."""
    waits = _c.done_at.is_(None) & _c.gave_up.is_(False) & _c.lane.startswith(prefix)
    return frozenset(session.execute(select(_c.lane).where(waits)).scalars())


def worrying(session: Session, now: datetime, *, everything: bool = False) -> tuple[Item, ...]:
    """What was given up, has failed often, or waits for long, oldest first; with `everything` all that waits."""
    waits = _c.done_at.is_(None)
    late = waits & ((_c.attempts >= WORRYING_ATTEMPTS) | (_c.created_at < now - LATE))
    query = select(*(getattr(_c, name) for name in Item.__dataclass_fields__))
    found = session.execute(query.where(_c.gave_up.is_(True) | (waits if everything else late)).order_by(_c.id))
    return tuple(Item(*row) for row in found)


def one(session: Session, number: int) -> tuple[Item, AnyEffect | None] | None:
    """A delivery that waits or was given up, and what it is."""
    query = select(*(getattr(_c, name) for name in Item.__dataclass_fields__), _c.effect)
    row = session.execute(query.where(_c.id == number, _c.gave_up.is_(True) | _c.done_at.is_(None))).one_or_none()
    if row is None:
        return None
    *fields, effect = row
    return Item(*fields), unpack_any(AnyEffect, effect) if effect is not None else None


def try_again(session: Session, numbers: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Put these back into their lanes, at their places, to be tried at once; the numbers that were there."""
    waiting = aliased(WaitingRow)
    # A job that was ordered anew meanwhile needs no second order.
    ordered = select(col(waiting.id)).where(
        col(waiting.job_key) == _c.job_key, col(waiting.done_at).is_(None), col(waiting.id) != _c.id
    )
    there = (_c.gave_up.is_(True) | _c.done_at.is_(None)) & _c.effect.is_not(None) & ~ordered.exists()
    statement = update(WaitingRow.__table__).where(_c.id.in_(numbers), there)
    again = {"gave_up": False, "done_at": None, "attempts": 0, "not_before": now, "owner": None, "leased_until": None}
    return _done(session.execute(statement.values(**again).returning(_c.id)).all())


def drop(session: Session, numbers: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Close these for good, their text wiped; the numbers that were there."""
    there = _c.gave_up.is_(True) | _c.done_at.is_(None)
    statement = update(WaitingRow.__table__).where(_c.id.in_(numbers), there)
    closed = {"gave_up": False, "done_at": now, "effect": None, "owner": None, "leased_until": None}
    return _done(session.execute(statement.values(**closed, problem="dropped").returning(_c.id)).all())


def _done(rows: Sequence[Row[tuple[int]]]) -> tuple[int, ...]:
    return tuple(sorted(row[0] for row in rows))
