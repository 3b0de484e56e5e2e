"""What is to be done at some time, when the clock was set back meanwhile. Used by `app.machine`, at the start too.

Times of what happened stay as they were noted; only what waits is moved, so that it waits no longer than it was to.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.alerts import last_sign
from storage.tables import InboxRow, WaitingRow

PLANS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (WaitingRow, ("ready_at", "not_before", "leased_until")),
    (InboxRow, ("not_before",)),
)
"""The tables with what waits, and when each row's time comes."""


def bring_forward(session: Session, by: timedelta, owner: str | None = None) -> int:
    """Everything that waits is due so much earlier; how many rows.

    With `owner` only what is in that process's hands: where there are others, their clocks may be right.
    """
    if owner is not None:
        return _bring_forward(session, *PLANS[0], by, WaitingRow.__table__.c.owner == owner)
    return sum(_bring_forward(session, row, columns, by) for row, columns in PLANS)


def set_back_since(session: Session, sign: str, now: datetime) -> timedelta:
    """By how much, at least, the clock was set back since a sign of life was given; nothing where it was not."""
    last = last_sign(session, sign)
    return max(last - now, timedelta()) if last is not None else timedelta()


def _bring_forward(session: Session, rows_of: Any, columns: tuple[str, ...], by: timedelta, *only: Any) -> int:
    table = rows_of.__table__
    c = table.c
    waits = c.done_at.is_(None) if "done_at" in c else c.parked_at.is_(None)
    rows = session.execute(select(c.id, *(c[name] for name in columns)).where(waits, *only)).all()
    moved: list[dict[str, Any]] = [
        {"row_id": row.id, **{f"new_{name}": _earlier(getattr(row, name), by) for name in columns}} for row in rows
    ]
    if moved:
        values = {name: bindparam(f"new_{name}") for name in columns}
        session.execute(update(table).where(c.id == bindparam("row_id")).values(**values), moved)
    return len(moved)


def _earlier(at: datetime | None, by: timedelta) -> datetime | None:
    return at - by if at is not None else None
