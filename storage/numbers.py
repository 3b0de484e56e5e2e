"""Numbers and tokens that nobody has used. Used by `storage.desk`, and by `app` for the first invitation."""

import hashlib
import secrets

from sqlalchemy.orm import Session

from core.facts import Fresh
from storage.tables import SequenceRow
from storage.upsert import insert_into

KINDS = ("client", "person", "report", "site", "visit", "work_order")


def token() -> tuple[str, str]:
    """A URL-safe token of 256 bits and the hex SHA-256 under which it may be kept."""
    value = secrets.token_urlsafe(32)
    return value, token_sha256(value)


def token_sha256(value: str) -> str:
    """The hex SHA-256 of a token, as links and invitations are looked up."""
    return hashlib.sha256(value.encode()).hexdigest()


def fresh(session: Session) -> Fresh:
    """The next number of each kind of noun, and two tokens. A number not used by the decision is left out for good."""
    table = SequenceRow.__table__
    statement = insert_into(session, table).values([{"name": kind, "value": 1} for kind in KINDS])
    counted = statement.on_conflict_do_update(
        index_elements=[table.c.name], set_={"value": table.c.value + 1}
    ).returning(table.c.name, table.c.value)
    number = {row.name: row.value for row in session.execute(counted)}
    return Fresh(
        person_id=number["person"],
        client_id=number["client"],
        site_id=number["site"],
        work_order_id=number["work_order"],
        visit_id=number["visit"],
        report_id=number["report"],
        tokens=(token(), token()),
    )
