"""Links to a client's own place, and what is seen there. Used by `storage.desk` and `web`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.clients import Client, Site
from core.facts import PlaceLink
from core.reporting.place import PastReport, past_reports
from core.work_order import WorkOrder
from storage.clients import clients_at, sites_of
from storage.documents import unpack
from storage.reports import reports_by_order
from storage.tables import PlaceLinkRow, WorkOrderRow
from storage.upsert import put

_place = PlaceLinkRow.__table__.c


@dataclass(frozen=True)
class Place:
    """What concerns the clients of one address: reports, the last visit first; open work orders by appointment."""

    clients: tuple[Client, ...]
    sites: dict[int, Site]
    reports: tuple[PastReport, ...]
    planned: tuple[WorkOrder, ...]

    def client_of(self, order: WorkOrder) -> Client:
        """Whose work order it is."""
        return next(client for client in self.clients if client.id == order.client_id)


def place_link(session: Session, token_sha256: str) -> PlaceLink | None:
    """The link of that token (hex SHA-256), expired and revoked ones too."""
    row = session.execute(select(*_place).where(_place.token_sha256 == token_sha256)).first()
    return PlaceLink(**row._mapping) if row is not None else None


def places_of(session: Session, client_ids: Collection[int], since: datetime) -> tuple[PlaceLink, ...]:
    """The links made for these clients since then (UTC), oldest first."""
    query = select(*_place).where(_place.client_id.in_(sorted(client_ids)), _place.made_at >= since)
    return tuple(PlaceLink(**row._mapping) for row in session.execute(query.order_by(_place.made_at)))


def save_place_link(session: Session, noun: PlaceLink) -> None:
    """Insert or replace."""
    values = {
        "token_sha256": noun.token_sha256,
        "client_id": noun.client_id,
        "address": noun.address,
        "made_at": noun.made_at,
        "expires_at": noun.expires_at,
        "revoked_at": noun.revoked_at,
    }
    put(session, PlaceLinkRow, values)


def forget_places(session: Session, client_id: int) -> None:
    """Remove the links of a client who is erased."""
    session.execute(delete(PlaceLinkRow).where(_place.client_id == client_id))


def place_of(session: Session, address: str) -> Place:
    """All that concerns the clients who have this address on file now."""
    found = clients_at(session, address)
    ids = [each.id for each in found]
    documents = session.execute(select(col(WorkOrderRow.document)).where(col(WorkOrderRow.client_id).in_(ids)))
    orders = [unpack(WorkOrder, document) for document in documents.scalars()]
    files = reports_by_order(session, [order.id for order in orders])
    by_id = {client.id: client for client in found}
    planned = sorted((o for o in orders if o.is_open and o.visit_id is not None), key=lambda order: order.starts_at)
    return Place(
        clients=found,
        sites={site.id: site for each in ids for site in sites_of(session, each)},
        reports=past_reports(files, {order.id: by_id[order.client_id] for order in orders}),
        planned=tuple(planned),
    )
