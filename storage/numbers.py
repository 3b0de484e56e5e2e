"""Numbers and tokens that nobody has used. Used by `storage.desk`, and by `app` for the first invitation."""

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clients import Client, Site
from core.decision import Saved
from core.facts import Fresh, ReportFile
from core.people import Person
from core.visit import Visit
from core.work_order import WorkOrder
from storage.tables import SequenceRow
from storage.upsert import insert_into

KINDS = ("client", "person", "report", "report_number", "site", "visit", "work_order")


def token() -> tuple[str, str]:
    """A URL-safe token of 256 bits and the hex SHA-256 under which it may be kept."""
    value = secrets.token_urlsafe(32)
    return value, token_sha256(value)


def token_sha256(value: str) -> str:
    """The hex SHA-256 of a token, as links and invitations are looked up."""
    return hashlib.sha256(value.encode()).hexdigest()


def fresh(session: Session) -> Fresh:
    """The next number of each kind of noun, and three tokens. Nobody else is given the numbers until this transaction

    ends; those that it does not `spend` are given again, so that what people read is numbered without gaps.
    """
    table = SequenceRow.__table__
    known = {row.name: row.value for row in session.execute(select(table.c.name, table.c.value))}
    # Reports shared their numbers with their versions before there were second versions.
    first = {"report_number": known.get("report", 0)}
    if begun := [{"name": kind, "value": first.get(kind, 0)} for kind in KINDS if kind not in known]:
        beginning = insert_into(session, table).values(begun)
        session.execute(beginning.on_conflict_do_nothing(index_elements=[table.c.name]))
    query = select(table.c.name, table.c.value).order_by(table.c.name).with_for_update()
    number = {row.name: row.value + 1 for row in session.execute(query)}
    return Fresh(
        person_id=number["person"],
        client_id=number["client"],
        site_id=number["site"],
        work_order_id=number["work_order"],
        visit_id=number["visit"],
        report_id=number["report"],
        tokens=(token(), token(), token()),
        report_number=number["report_number"],
    )


def spend(session: Session, given: Fresh, saves: Sequence[Saved]) -> None:
    """Note which of the numbers given are now in use."""
    table = SequenceRow.__table__
    for noun in saves:
        kind = _KINDS.get(type(noun))
        number = noun.report.id if isinstance(noun, ReportFile) else getattr(noun, "id", None)
        if kind is not None and number == getattr(given, f"{kind}_id"):
            session.execute(table.update().where(table.c.name == kind).values(value=number))
            if isinstance(noun, ReportFile) and noun.report.version == 1:
                spent = table.update().where(table.c.name == "report_number")
                session.execute(spent.values(value=given.report_number))


_KINDS: dict[type, str] = {
    Person: "person",
    Client: "client",
    Site: "site",
    WorkOrder: "work_order",
    Visit: "visit",
    ReportFile: "report",
}
