"""The client's ways to a report's page. Used by `storage.desk` and `web`."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.facts import Link
from storage.tables import ClientLinkRow, ReportRow
from storage.upsert import put


def link(session: Session, token_sha256: str) -> Link | None:
    """The link of that token (hex SHA-256; see `storage.numbers.token_sha256`), expired and revoked ones too."""
    row = session.execute(
        select(*ClientLinkRow.__table__.c).where(col(ClientLinkRow.token_sha256) == token_sha256)
    ).first()
    return Link(**row._mapping) if row is not None else None


def link_at_the_door(session: Session, token_sha256: str) -> tuple[Link, bool] | None:
    """The link of that token, and whether its version was replaced: one look, whatever the token is."""
    table = ClientLinkRow.__table__
    query = (
        select(*table.c, col(ReportRow.replaced))
        .join(ReportRow, col(ReportRow.id) == table.c.report_id)
        .where(table.c.token_sha256 == token_sha256)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    values = dict(row._mapping)
    replaced = values.pop("replaced")
    return Link(**values), replaced


def links_of(session: Session, report_id: int) -> tuple[Link, ...]:
    """Every link that was made to a version, the one that expires last first."""
    table = ClientLinkRow.__table__
    query = select(*table.c).where(table.c.report_id == report_id).order_by(table.c.expires_at.desc())
    return tuple(Link(**row._mapping) for row in session.execute(query))


def save_link(session: Session, noun: Link) -> None:
    """Insert or replace."""
    values = {
        "token_sha256": noun.token_sha256,
        "report_id": noun.report_id,
        "device": noun.device,
        "expires_at": noun.expires_at,
        "made_at": noun.made_at,
        "revoked_at": noun.revoked_at,
    }
    put(session, ClientLinkRow, values)
