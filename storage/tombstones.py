"""What is left of erased reports: what the verification page and the chains of versions need. Used by `web`, `app`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.facts import ReportFile
from core.report import Seal, report_sha256
from storage.documents import pack
from storage.tables import TombstoneRow

_stone = TombstoneRow.__table__.c
_LEFT = (
    *("id", "number", "version", "code", "visit_id", "work_order_id", "frozen_at", "report_sha256"),
    *("client_pdf_sha256", "sealed_pdf_sha256", "seal", "sealed_at", "replaced", "erased_at", "kept_until"),
)


@dataclass(frozen=True)
class Tombstone:
    """A version that was erased at `erased_at`. `kept_until`: how long the law has its sealed PDF kept, locked away."""

    id: int
    number: str
    version: int
    code: str
    visit_id: int
    work_order_id: int
    frozen_at: datetime
    report_sha256: str
    client_pdf_sha256: str | None
    sealed_pdf_sha256: str | None
    seal: Seal | None
    sealed_at: datetime | None
    replaced: bool
    erased_at: datetime
    kept_until: datetime | None


def tombstone_by_code(session: Session, code: str) -> tuple[Tombstone, Tombstone] | None:
    """The erased version whose verification page has that code, and the newest of the same report."""
    of_it = select(_stone.visit_id).where(_stone.code == code).scalar_subquery()
    query = select(*(_stone[name] for name in _LEFT)).where(_stone.visit_id == of_it).order_by(_stone.version)
    versions = [_tombstone(dict(row._mapping)) for row in session.execute(query)]
    found = [each for each in versions if each.code == code]
    return (found[0], versions[-1]) if found else None


def code_of_pdf(session: Session, sha256: str) -> str | None:
    """The name of the erased version whose sealed report or client copy has that hash (hex)."""
    hashes = (_stone.sealed_pdf_sha256 == sha256) | (_stone.client_pdf_sha256 == sha256)
    return session.execute(select(_stone.code).where(hashes).limit(1)).scalar()


def _tombstone(values: dict[str, Any]) -> Tombstone:
    return Tombstone(**{**values, "seal": Seal(values["seal"]) if values["seal"] else None})


def put_up(session: Session, file: ReportFile, now: datetime, kept_until: datetime | None) -> None:
    """Leave a tombstone in place of a version; with `kept_until` its contents stay behind it until then."""
    report = file.report
    kept = kept_until is not None
    session.execute(
        TombstoneRow.__table__.insert().values(
            id=report.id,
            number=report.number,
            version=report.version,
            code=report.code,
            visit_id=report.visit_id,
            work_order_id=file.work_order_id,
            frozen_at=report.frozen_at,
            report_sha256=report_sha256(report),
            client_pdf_sha256=file.client_pdf_sha256,
            sealed_pdf_sha256=file.sealed_pdf_sha256,
            seal=str(file.seal) if file.seal else None,
            sealed_at=file.sealed_at,
            replaced=file.replaced,
            erased_at=now,
            kept_until=kept_until,
            report=pack(report) if kept else None,
            confirmation=pack(file.confirmation) if kept and file.confirmation else None,
        )
    )


def let_go(session: Session, now: datetime) -> set[str]:
    """Empty the tombstones whose time is over; the sealed PDFs that are needed for them no more."""
    over = _stone.kept_until <= now
    pdfs = set(session.execute(select(_stone.sealed_pdf_sha256).where(over)).scalars())
    session.execute(update(TombstoneRow.__table__).where(over).values(kept_until=None, report=None, confirmation=None))
    return {sha256 for sha256 in pdfs if sha256 is not None}
