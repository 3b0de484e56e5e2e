"""Work orders with their visits: jobs, as `core` decides on them. Used by `storage.desk`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.clients import Client, Site
from core.facts import Job
from core.interview.spec import Interview
from core.visit import Visit, VisitState
from core.work_order import OPEN_STATES, WorkOrder
from storage.documents import pack, unpack
from storage.locking import hold
from storage.tables import ClientRow, InterviewVersionRow, SiteRow, VisitRow, WorkOrderRow
from storage.upsert import put, put_once

Trades = Mapping[str, Interview]
MOST_LATE = 30
"""How many of a technician's visits are looked through for the one submitted last."""

_OPEN = col(WorkOrderRow.state).in_([str(state) for state in sorted(OPEN_STATES)])
_CORRECTING = col(VisitRow.state) == str(VisitState.CORRECTING)
_SUBMITTED = [str(state) for state in (VisitState.SUBMITTED, VisitState.FROZEN, VisitState.CORRECTING)]
_PRESENT_VISIT = col(VisitRow.id) == col(WorkOrderRow.visit_id)
_FINISHED = col(VisitRow.state).in_(
    [str(state) for state in (VisitState.SUBMITTED, VisitState.FROZEN, VisitState.CORRECTING)]
)
LAST_VISITS = 20
"""How far back a technician's trades are looked for."""


def job_of_visit(session: Session, trades: Trades, visit_id: int, *, lock: bool = False) -> Job | None:
    """The visit, present or past, with what belongs to it; with `lock` its work order stands for all of it."""
    query = _jobs(col(VisitRow.work_order_id) == col(WorkOrderRow.id)).where(col(VisitRow.id) == visit_id)
    if lock:
        order = select(col(VisitRow.work_order_id)).where(col(VisitRow.id) == visit_id)
        hold(session, WorkOrderRow, col(WorkOrderRow.id) == order.scalar_subquery())
    return next(iter(_load(session, trades, query)), None)


def job_of_work_order(session: Session, trades: Trades, work_order_id: int, *, lock: bool = False) -> Job | None:
    """The work order with its present visit."""
    query = _jobs(_PRESENT_VISIT).where(col(WorkOrderRow.id) == work_order_id)
    if lock:
        hold(session, WorkOrderRow, col(WorkOrderRow.id) == work_order_id)
    return next(iter(_load(session, trades, query)), None)


def last_submitted(session: Session, trades: Trades, technician_id: int, *, lock: bool = False) -> Job | None:
    """The job whose visit this technician submitted last, among the latest of theirs; being corrected counts."""
    query = (
        select(col(VisitRow.id), col(VisitRow.document))
        .where(col(VisitRow.technician_id) == technician_id, col(VisitRow.state).in_(_SUBMITTED))
        .order_by(col(VisitRow.id).desc())
        .limit(MOST_LATE)
    )
    moments = {number: unpack(Visit, document).submitted_at for number, document in session.execute(query)}
    known = {number: at for number, at in moments.items() if at is not None}
    return job_of_visit(session, trades, max(known, key=known.__getitem__), lock=lock) if known else None


def agenda_of(session: Session, trades: Trades, technician_id: int) -> tuple[Job, ...]:
    """A technician's open jobs, and those whose report is being corrected, by appointment."""
    return _where(session, trades, _OPEN | _CORRECTING, col(WorkOrderRow.technician_id) == technician_id)


def work_of(
    session: Session, trades: Trades, person_id: int, since: datetime, *, lock: bool = False
) -> tuple[Job, ...]:
    """What this person has to do or has made, by appointment: still open, or due after `since` (UTC)."""

    def found() -> tuple[Job, ...]:
        jobs = _where(session, trades, _OPEN | (col(WorkOrderRow.ends_at) > since))
        return tuple(j for j in jobs if person_id in (j.work_order.technician_id, j.work_order.created_by))

    if lock:
        numbers = [job.work_order.id for job in found()]
        hold(session, WorkOrderRow, col(WorkOrderRow.id).in_(numbers))
    return found()


def open_jobs(session: Session, trades: Trades) -> tuple[Job, ...]:
    """Every open job, and those whose report is being corrected, by appointment."""
    return _where(session, trades, _OPEN | _CORRECTING)


def busy_between(session: Session, trades: Trades, starts_at: datetime, ends_at: datetime) -> tuple[Job, ...]:
    """Open jobs that someone has and whose appointment touches the window (UTC); meeting at a moment is no touch."""
    return _where(
        session,
        trades,
        _OPEN,
        col(WorkOrderRow.technician_id).is_not(None),
        col(WorkOrderRow.starts_at) < ends_at,
        col(WorkOrderRow.ends_at) > starts_at,
    )


def jobs_between(session: Session, trades: Trades, starts_at: datetime, ends_at: datetime) -> tuple[Job, ...]:
    """All jobs of a window (UTC, its end excluded), by appointment: work counts when it is done, not when it was due.

    A job belongs to the arrival of its visit, or to its appointment while nobody has arrived. A work order that was
    to be continued is there once for each visit that was finished, and once for the present one.
    """
    began = func.coalesce(
        col(VisitRow.arrived_at), col(WorkOrderRow.starts_at), type_=WorkOrderRow.__table__.c.starts_at.type
    )
    visit = (col(VisitRow.work_order_id) == col(WorkOrderRow.id)) & (_PRESENT_VISIT | _FINISHED)
    query = _jobs(visit).where(began >= starts_at, began < ends_at)
    by_appointment = col(WorkOrderRow.starts_at), col(WorkOrderRow.id), col(VisitRow.id)
    return _load(session, trades, query.order_by(*by_appointment))


def trades_of(session: Session, technician_id: int) -> tuple[str, ...]:
    """The trades of a technician's last visits, each once, the last one first."""
    query = (
        select(col(VisitRow.document))
        .where(col(VisitRow.technician_id) == technician_id)
        .order_by(col(VisitRow.id).desc())
        .limit(LAST_VISITS)
    )
    visits = (unpack(Visit, document) for document in session.execute(query).scalars())
    return tuple(dict.fromkeys(visit.trade for visit in visits))


def visits_of(
    session: Session, trades: Trades, technician_id: int, starts_at: datetime, ends_at: datetime
) -> tuple[Job, ...]:
    """A technician's jobs whose visit was on site at some time in the window (UTC); one still on site has no end."""
    query = _jobs(col(VisitRow.work_order_id) == col(WorkOrderRow.id)).where(
        col(VisitRow.technician_id) == technician_id,
        col(VisitRow.arrived_at) < ends_at,
        col(VisitRow.left_at).is_(None) | (col(VisitRow.left_at) > starts_at),
    )
    return _load(session, trades, query.order_by(col(VisitRow.arrived_at), col(VisitRow.id)))


def save_work_order(session: Session, noun: WorkOrder) -> None:
    """Insert or replace."""
    values = {
        "id": noun.id,
        "number": noun.number,
        "state": str(noun.state),
        "technician_id": noun.technician_id,
        "client_id": noun.client_id,
        "site_id": noun.site_id,
        "visit_id": noun.visit_id,
        "starts_at": noun.starts_at,
        "ends_at": noun.ends_at,
        "document": pack(noun),
    }
    put(session, WorkOrderRow, values)


def save_visit(session: Session, noun: Visit) -> None:
    """Insert or replace."""
    values = {
        "id": noun.id,
        "work_order_id": noun.work_order_id,
        "technician_id": noun.technician_id,
        "state": str(noun.state),
        "arrived_at": noun.arrived_at,
        "left_at": noun.left_at,
        "document": pack(noun),
    }
    put(session, VisitRow, values)


def remember_interview(session: Session, interview: Interview) -> None:
    """Keep this version for the visits that began with it."""
    values = {"trade": interview.trade, "version": interview.version, "document": pack(interview)}
    put_once(session, InterviewVersionRow, values)


def _jobs(visit_is: ColumnElement[bool]) -> Select[Any]:
    documents: list[Any] = [kind.__table__.c.document for kind in (WorkOrderRow, ClientRow, SiteRow, VisitRow)]
    return (
        select(*documents)
        .select_from(WorkOrderRow)
        .join(ClientRow, col(ClientRow.id) == col(WorkOrderRow.client_id))
        .join(SiteRow, col(SiteRow.id) == col(WorkOrderRow.site_id))
        .join(VisitRow, visit_is, isouter=True)
    )


def _where(session: Session, trades: Trades, *conditions: ColumnElement[bool]) -> tuple[Job, ...]:
    query = _jobs(_PRESENT_VISIT).where(*conditions)
    return _load(session, trades, query.order_by(col(WorkOrderRow.starts_at), col(WorkOrderRow.id)))


def _load(session: Session, trades: Trades, query: Select[Any]) -> tuple[Job, ...]:
    jobs = []
    for order_text, client_text, site_text, visit_text in session.execute(query).all():
        order = unpack(WorkOrder, order_text)
        visit = unpack(Visit, visit_text) if visit_text is not None else None
        jobs.append(
            Job(
                work_order=order,
                client=unpack(Client, client_text),
                site=unpack(Site, site_text),
                visit=visit,
                interview=_interview(session, trades, order, visit),
            )
        )
    return tuple(jobs)


def _interview(session: Session, trades: Trades, order: WorkOrder, visit: Visit | None) -> Interview | None:
    """The version that the visit began with; the current one while there is no visit."""
    if visit is None:
        return trades.get(order.trade)
    current = trades.get(visit.trade)
    if current is not None and current.version == visit.interview_version:
        return current
    kept = session.execute(
        select(col(InterviewVersionRow.document)).where(
            col(InterviewVersionRow.trade) == visit.trade,
            col(InterviewVersionRow.version) == visit.interview_version,
        )
    ).scalar()
    return unpack(Interview, kept) if kept is not None else current
