"""What the pages read from storage, each in one transaction. Imported by the pages of `web`."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clients import Client
from core.evidence_log import Chained
from core.facts import Link, PlaceLink, ReportFile
from storage import clients, evidence_log, links, places, reports, tombstones
from storage.database import Database
from storage.places import Place
from storage.tombstones import Tombstone


async def client_of_order(db: Database, work_order_id: int) -> Client | None:
    """The client of a work order."""
    return await db.read(lambda session: clients.client_of_order(session, work_order_id))


async def link(db: Database, token_sha256: str) -> Link | None:
    """The link of that token, expired and revoked ones too."""
    return await db.read(lambda session: links.link(session, token_sha256))


async def link_at_the_door(db: Database, token_sha256: str) -> tuple[Link, bool] | None:
    """The link of that token, and whether its version was replaced."""
    return await db.read(lambda session: links.link_at_the_door(session, token_sha256))


async def place_link(db: Database, token_sha256: str) -> PlaceLink | None:
    """The link to a client's own place of that token, expired and revoked ones too."""
    return await db.read(lambda session: places.place_link(session, token_sha256))


async def place_of(db: Database, address: str) -> Place:
    """What concerns the clients who have this address on file."""
    return await db.read(lambda session: places.place_of(session, address))


async def links_of(db: Database, report_id: int) -> tuple[Link, ...]:
    """Every link that was made to a version, the one that expires last first."""
    return await db.read(lambda session: links.links_of(session, report_id))


async def report_file(db: Database, report_id: int) -> ReportFile | None:
    """The version of that number."""
    return await db.read(lambda session: reports.report_file(session, report_id))


async def report_by_code(db: Database, code: str) -> ReportFile | None:
    """The version whose verification page has that code."""
    return await db.read(lambda session: reports.report_by_code(session, code))


async def tombstone_by_code(db: Database, code: str) -> tuple[Tombstone, Tombstone] | None:
    """The erased version whose verification page has that code, and the newest of the same report."""
    return await db.read(lambda session: tombstones.tombstone_by_code(session, code))


async def code_of_pdf(db: Database, sha256: str) -> str | None:
    """The name of the version, erased or not, whose sealed report or client copy has that hash (hex)."""

    def find(session: Session) -> str | None:
        file = reports.report_by_pdf(session, sha256)
        return file.report.code if file is not None else tombstones.code_of_pdf(session, sha256)

    return await db.read(find)


async def evidence_of(db: Database, visit_id: int) -> tuple[Chained, ...]:
    """The evidence log of a visit's report."""
    return await db.read(lambda session: evidence_log.evidence_of(session, visit_id))


async def newest_version(db: Database, visit_id: int) -> ReportFile | None:
    """The newest version of a visit's report."""
    return await db.read(lambda session: reports.newest_version(session, visit_id))


async def alive(db: Database) -> bool:
    """Whether the database answers."""
    try:
        return await db.read(lambda session: session.execute(text("SELECT 1")).scalar() == 1)
    except SQLAlchemyError:
        return False
