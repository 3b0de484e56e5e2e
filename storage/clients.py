"""Clients and sites. Used by `storage.desk`; `web` and `app` look up here."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.clients import Client, Site
from core.reading.search import fold, matches
from storage.documents import pack, unpack
from storage.tables import ClientRow, SiteRow, WorkOrderRow
from storage.upsert import put

MOST_MATCHES = 20


def client(session: Session, client_id: int) -> Client | None:
    """The client of that number."""
    document = session.execute(select(col(ClientRow.document)).where(col(ClientRow.id) == client_id)).scalar()
    return unpack(Client, document) if document is not None else None


def client_of_order(session: Session, work_order_id: int) -> Client | None:
    """The client of a work order."""
    of_order = select(col(WorkOrderRow.client_id)).where(col(WorkOrderRow.id) == work_order_id).scalar_subquery()
    document = session.execute(select(col(ClientRow.document)).where(col(ClientRow.id) == of_order)).scalar()
    return unpack(Client, document) if document is not None else None


def clients_matching(session: Session, query: str) -> tuple[Client, ...]:
    """Clients whose name holds every word of the query, whatever case and accents; by name, 20 at most."""
    names = session.execute(select(col(ClientRow.id), col(ClientRow.folded)).order_by(col(ClientRow.folded)))
    ids = [number for number, folded in names if matches(query, folded)][:MOST_MATCHES]
    found = session.execute(select(col(ClientRow.document)).where(col(ClientRow.id).in_(ids))).scalars()
    by_id = {noun.id: noun for noun in (unpack(Client, document) for document in found)}
    return tuple(by_id[number] for number in ids)


def clients_at(session: Session, address: str) -> tuple[Client, ...]:
    """Clients who have this mail address on file, in whatever case, by number; nobody for an empty one."""
    if not mailbox(address):
        return ()
    query = select(col(ClientRow.document)).where(col(ClientRow.email) == mailbox(address)).order_by(col(ClientRow.id))
    return tuple(unpack(Client, document) for document in session.execute(query).scalars())


def mailbox(address: str | None) -> str | None:
    """A mail address as it is compared; in small letters, not folded: ß and ss are two domains (RFC 5891)."""
    return (address or "").strip().lower() or None


def site(session: Session, site_id: int) -> Site | None:
    """The site of that number."""
    document = session.execute(select(col(SiteRow.document)).where(col(SiteRow.id) == site_id)).scalar()
    return unpack(Site, document) if document is not None else None


def sites_of(session: Session, client_id: int) -> tuple[Site, ...]:
    """The sites of a client, oldest first."""
    query = select(col(SiteRow.document)).where(col(SiteRow.client_id) == client_id).order_by(col(SiteRow.id))
    return tuple(unpack(Site, document) for document in session.execute(query).scalars())


def save_client(session: Session, noun: Client) -> None:
    """Insert or replace."""
    put(
        session,
        ClientRow,
        {"id": noun.id, "folded": fold(noun.name), "email": mailbox(noun.email), "document": pack(noun)},
    )


def save_site(session: Session, noun: Site) -> None:
    """Insert or replace."""
    put(session, SiteRow, {"id": noun.id, "client_id": noun.client_id, "document": pack(noun)})
