"""The evidence log of each report, added to and read. Used by the rest of `storage`, by `courier` and `web`."""

import json
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from core.evidence_log import Chained, Entry, chained
from storage.locking import hold
from storage.tables import EvidenceRow, ReportRow, VisitRow

_log = EvidenceRow.__table__.c


def add_entry(session: Session, entry: Entry) -> None:
    """Add an entry to the end of its report's log."""
    hold(session, VisitRow, col(VisitRow.id) == entry.visit_id)
    of_report = _log.visit_id == entry.visit_id
    last = session.execute(select(_log.n, _log.sha256).where(of_report).order_by(_log.n.desc()).limit(1)).first()
    n, previous = (last.n + 1, last.sha256) if last else (1, "")
    link = chained(entry, n, secrets.token_hex(16), previous)
    values = {
        "visit_id": entry.visit_id,
        "n": link.n,
        "report_id": link.report_id,
        "version": link.version,
        "kind": link.kind,
        "at": link.at,
        "facts": json.dumps(link.facts),
        "salt": link.salt,
        "facts_sha256": link.facts_sha256,
        "previous": link.previous,
        "sha256": link.sha256,
    }
    session.execute(EvidenceRow.__table__.insert().values(**values))


def note_post(session: Session, slot: str, chat_id: int, message_id: int, now: datetime) -> None:
    """Add that a sealed report stands in a chat, if that is what the slot holds (`core.reporting.post.post_slot`)."""
    kind, _, name = slot.partition(":")
    number, _, version = name.rpartition(":")
    if kind != "report" or not version.isdecimal():
        return
    of_version = (col(ReportRow.number) == number) & (col(ReportRow.version) == int(version))
    found = session.execute(select(col(ReportRow.id), col(ReportRow.visit_id)).where(of_version)).first()
    if found is None:
        return
    # Groups and channels have negative numbers (Bot API, Chat).
    place = {"place": "office" if chat_id < 0 else "technician", "message": str(message_id)}
    add_entry(session, Entry(visit_id=found.visit_id, report_id=found.id, version=int(version), kind="posted", at=now,
                             facts=place))  # fmt: skip


def evidence_of(session: Session, visit_id: int, *, until: datetime | None = None) -> tuple[Chained, ...]:
    """The log of a visit's report, all versions, in order; with `until` (UTC) what was in it by then."""
    query = select(EvidenceRow.__table__).where(_log.visit_id == visit_id).order_by(_log.n)
    if until is not None:
        query = query.where(_log.at <= until)
    return tuple(
        Chained(
            n=row.n,
            report_id=row.report_id,
            version=row.version,
            kind=row.kind,
            at=row.at,
            facts=json.loads(row.facts) if row.facts is not None else None,
            salt=row.salt,
            facts_sha256=row.facts_sha256,
            previous=row.previous,
            sha256=row.sha256,
        )
        for row in session.execute(query)
    )


def empty_evidence(session: Session, visit_ids: Collection[int]) -> None:
    """Erase what the entries say; that they were there, and their order, stay."""
    gone = {"facts": None, "salt": None}
    session.execute(update(EvidenceRow.__table__).where(_log.visit_id.in_(sorted(visit_ids))).values(gone))
