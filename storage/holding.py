"""All that is held about one client. Used by the export, and by erasing to say what would go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.clients import Client, Site
from core.evidence_log import Chained
from core.facts import Link, ReportFile
from core.office.message import OfficeMessage
from core.reading.search import fold, matches
from core.visit import Visit
from core.work_order import WorkOrder
from storage.clients import client, sites_of
from storage.documents import unpack
from storage.evidence_log import evidence_of
from storage.links import links_of
from storage.office import thread_of
from storage.reports import reports_by_order
from storage.tables import ClientRow, VisitRow, WaitingRow, WorkOrderRow


@dataclass(frozen=True)
class Journal:
    """A delivery about the client: which kind, to which chat, when (UTC); its text while it waits or was given up."""

    kind: str
    chat_id: int | None
    created_at: datetime
    done_at: datetime | None
    effect: str | None


@dataclass(frozen=True)
class Holding:
    """A client with everything that hangs on it, each list oldest first. `mark` knows the client again."""

    client: Client
    mark: str
    sites: tuple[Site, ...]
    orders: tuple[WorkOrder, ...]
    visits: tuple[Visit, ...]
    reports: tuple[ReportFile, ...]
    links: tuple[Link, ...]
    messages: tuple[OfficeMessage, ...]
    evidence: tuple[Chained, ...] = ()
    """The evidence logs of the reports, one after the other."""

    @property
    def order_ids(self) -> frozenset[int]:
        """The numbers of the work orders."""
        return frozenset(order.id for order in self.orders)


def of_client(session: Session, client_id: int) -> Holding | None:
    """All that is held about this client, or None when there is no such client."""
    noun = client(session, client_id)
    if noun is None:
        return None
    mark = session.execute(select(col(ClientRow.mark)).where(col(ClientRow.id) == client_id)).scalar_one()
    of_it = col(WorkOrderRow.client_id) == client_id
    orders = session.execute(select(col(WorkOrderRow.document)).where(of_it).order_by(col(WorkOrderRow.id)))
    visits = session.execute(
        select(col(VisitRow.document))
        .join(WorkOrderRow, col(WorkOrderRow.id) == col(VisitRow.work_order_id))
        .where(of_it)
        .order_by(col(VisitRow.id))
    )
    found = tuple(unpack(WorkOrder, document) for document in orders.scalars())
    reports = reports_by_order(session, [order.id for order in found])
    known = tuple(unpack(Visit, document) for document in visits.scalars())
    return Holding(
        client=noun,
        mark=mark,
        sites=sites_of(session, client_id),
        orders=found,
        visits=known,
        reports=reports,
        links=tuple(link for file in reports for link in links_of(session, file.report.id)),
        messages=tuple(entry for order in found for entry in thread_of(session, order.id)),
        evidence=tuple(entry for visit in known for entry in evidence_of(session, visit.id)),
    )


def clients_called(session: Session, who: str) -> tuple[Client, ...]:
    """Who is meant: by number; else by whole name, whatever case and accents; else by parts of the name."""
    table = ClientRow.__table__.c
    if who.strip().isdecimal():
        noun = client(session, int(who)) if len(who.strip()) <= 15 else None
        return (noun,) if noun is not None else ()
    rows: list[Any] = list(session.execute(select(table.id, table.folded).order_by(table.id)))
    ids = [row.id for row in rows if row.folded == fold(who.strip())]
    ids = ids or [row.id for row in rows if who.strip() and matches(who, row.folded)]
    return tuple(noun for number in ids if (noun := client(session, number)) is not None)


def journal_of(session: Session, about: set[int]) -> tuple[Journal, ...]:
    """The deliveries with these row numbers, oldest first."""
    table = WaitingRow.__table__.c
    query = select(table.kind, table.chat_id, table.created_at, table.done_at, table.effect)
    rows = session.execute(query.where(table.id.in_(sorted(about))).order_by(table.id))
    return tuple(Journal(*row) for row in rows)


def obstacles(holding: Holding) -> tuple[str, ...]:
    """The numbers of what must end before the client can be erased: open visits and orders, reports not sealed yet."""
    open_orders = {order.id for order in holding.orders if order.is_open}
    busy = ("submitted", "correcting")
    open_orders |= {v.work_order_id for v in holding.visits if v.state in busy}
    waiting = [f.report.number for f in holding.reports if not f.replaced and f.sealed_pdf_sha256 is None]
    numbers = [order.number for order in holding.orders if order.id in open_orders]
    return (*numbers, *dict.fromkeys(waiting))


def is_kept(file: ReportFile) -> bool:
    """Whether the law may want this version kept: it was sealed, so it left the house as a document."""
    return file.sealed_pdf_sha256 is not None
