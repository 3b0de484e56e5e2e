"""What is over after its time and is removed by itself: the rules are settings, the work is done by `app.keeping`.

Used at night, and repeating it does no harm.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Delete, delete, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.work_order import OPEN_STATES
from storage import erasing, tombstones
from storage.tables import (
    ClientRow,
    InboxRow,
    OfficeMessageRow,
    PlaceLinkRow,
    ReportRow,
    VisitRow,
    WaitingRow,
    WorkOrderRow,
)

AT_A_TIME = 200
"""Work orders removed in one transaction, so that nobody waits long."""


@dataclass(frozen=True)
class Ends:
    """What lies before these moments (UTC) is over."""

    reports: datetime
    outbox: datetime
    office_messages: datetime
    inbox: datetime
    clients: datetime


@dataclass
class Swept:
    """How many of what were removed."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, count: int) -> None:
        """Count them."""
        if count:
            self.counts[name] = self.counts.get(name, 0) + count


def sweep_rows(session: Session, now: datetime, ends: Ends, swept: Swept) -> None:
    """Remove the journal of deliveries, threads, kept updates and tombstones' contents whose time is over."""
    waiting, parked = WaitingRow.__table__.c, InboxRow.__table__.c
    old = delete(WaitingRow).where(waiting.done_at < ends.outbox, waiting.gave_up.is_(False))
    swept.add("deliveries", _count(session, old))
    given_up = delete(WaitingRow).where(waiting.done_at < ends.inbox, waiting.gave_up.is_(True))
    swept.add("deliveries given up", _count(session, given_up))
    swept.add("kept updates", _count(session, delete(InboxRow).where(parked.parked_at < ends.inbox)))
    over = select(col(WorkOrderRow.id)).where(_is_over(ends.office_messages))
    threads = delete(OfficeMessageRow).where(col(OfficeMessageRow.work_order_id).in_(over))
    swept.add("office messages", _count(session, threads))
    session.execute(delete(PlaceLinkRow).where(PlaceLinkRow.__table__.c.expires_at < now))
    pdfs = tombstones.let_go(session, now)
    swept.add("kept reports", len(pdfs))
    erasing.doom(session, pdfs, now)


def bury_old_work(session: Session, now: datetime, ends: Ends, swept: Swept) -> bool:
    """Remove work orders that are over since long, some at a time; whether there may be more."""
    ids = list(
        session.execute(
            select(col(WorkOrderRow.id)).where(_is_over(ends.reports)).order_by(col(WorkOrderRow.id)).limit(AT_A_TIME)
        ).scalars()
    )
    if not ids:
        return False
    gone = erasing.bury(session, ids, now, lambda _: None)
    swept.add("work orders", gone.counts["work orders"])
    swept.add("reports", gone.counts["reports"])
    return len(ids) == AT_A_TIME


def idle_clients(session: Session, ends: Ends) -> tuple[int, ...]:
    """Clients for whom there was work, and none since long."""
    ever = select(col(WorkOrderRow.client_id))
    lately = ever.where(~_is_over(ends.clients))
    query = select(col(ClientRow.id)).where(col(ClientRow.id).in_(ever), col(ClientRow.id).not_in(lately))
    return tuple(session.execute(query.order_by(col(ClientRow.id))).scalars())


def _is_over(end: datetime) -> ColumnElement[bool]:
    """Not open, its appointment past, and nothing frozen or left open since."""
    order = WorkOrderRow.__table__.c
    frozen = select(func.max(col(ReportRow.frozen_at))).where(col(ReportRow.work_order_id) == order.id)
    correcting = select(col(VisitRow.id)).where(
        col(VisitRow.work_order_id) == order.id, col(VisitRow.state).in_(("correcting", "submitted"))
    )
    return (
        order.state.not_in([str(state) for state in OPEN_STATES])
        & (order.ends_at < end)
        & (func.coalesce(frozen.scalar_subquery(), order.ends_at, type_=order.ends_at.type) < end)
        & ~correcting.exists()
    )


def _count(session: Session, statement: Delete) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
