"""Frozen reports, what became of them, and the rows that history and summaries read.

Used by `storage.desk`; `web` looks up pages here, `courier` what it renders.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from core.confirmation import Confirmation
from core.contest import Contest
from core.facts import PastVisit, ReportFile
from core.report import Report, Seal, report_sha256
from core.sign_code import SignCode
from core.visit import Anomaly, Material
from storage.documents import pack, unpack
from storage.locking import hold
from storage.projection import project
from storage.tables import (
    ClientRow,
    ConfirmationRow,
    ContestRow,
    ReportMaterialRow,
    ReportRow,
    SignCodeRow,
    VisitRow,
    WorkOrderRow,
)
from storage.upsert import put, put_once

MOST_PAST_VISITS = 5
LATE_REPORTS = 20
MOST_MATERIALS = 12


def report_file(session: Session, report_id: int, *, lock: bool = False) -> ReportFile | None:
    """The version of that number."""
    wanted = col(ReportRow.id) == report_id
    if lock:
        hold(session, ReportRow, wanted)
    return _one(session, wanted)


def report_by_code(session: Session, code: str) -> ReportFile | None:
    """The version whose verification page has that code."""
    return _one(session, col(ReportRow.code) == code)


def report_by_pdf(session: Session, sha256: str) -> ReportFile | None:
    """The version whose sealed report, or client copy, has that hash (hex)."""
    hashes = (col(ReportRow.sealed_pdf_sha256) == sha256) | (col(ReportRow.client_pdf_sha256) == sha256)
    return _one(session, hashes)


def newest_version(session: Session, visit_id: int, *, lock: bool = False) -> ReportFile | None:
    """The newest version of a visit's report."""
    of_visit = col(ReportRow.visit_id) == visit_id
    if lock:
        hold(session, ReportRow, of_visit)
    newest = select(col(ReportRow.id)).where(of_visit).order_by(col(ReportRow.version).desc()).limit(1)
    return _one(session, col(ReportRow.id) == newest.scalar_subquery())


def reports_of(session: Session, visit_ids: Sequence[int]) -> tuple[ReportFile, ...]:
    """The versions in force (not replaced) of these visits, oldest first."""
    if not visit_ids:
        return ()
    query = _files().where(col(ReportRow.visit_id).in_(visit_ids), col(ReportRow.replaced).is_(False))
    return _many(session, query.order_by(col(ReportRow.id)))


def reports_by_order(session: Session, work_order_ids: Sequence[int]) -> tuple[ReportFile, ...]:
    """Every version of every report of these work orders, oldest first."""
    query = _files().where(col(ReportRow.work_order_id).in_(work_order_ids))
    return _many(session, query.order_by(col(ReportRow.id)))


def without_word(session: Session) -> tuple[ReportFile, ...]:
    """The versions in force on which the client has said nothing yet, oldest first, sealed or not."""
    query = _files().where(col(ReportRow.replaced).is_(False), col(ConfirmationRow.report_id).is_(None))
    return _many(session, query.order_by(col(ReportRow.frozen_at)))


def reached_by_mail(session: Session, since: datetime) -> tuple[ReportFile, ...]:
    """Those of `without_word` frozen since then (UTC) whose client has a mail address, oldest first."""
    query = (
        _files()
        .join(WorkOrderRow, col(WorkOrderRow.id) == col(ReportRow.work_order_id))
        .join(ClientRow, col(ClientRow.id) == col(WorkOrderRow.client_id))
        .where(col(ReportRow.replaced).is_(False), col(ConfirmationRow.report_id).is_(None))
        .where(col(ReportRow.frozen_at) >= since, col(ClientRow.email).is_not(None))
    )
    return _many(session, query.order_by(col(ReportRow.frozen_at)))


def history_of_site(session: Session, site_id: int) -> tuple[PastVisit, ...]:
    """The last visits at a site with a frozen report, newest first, five at most."""
    query = (
        select(col(ReportRow.document))
        .where(col(ReportRow.site_id) == site_id, col(ReportRow.replaced).is_(False))
        .order_by(col(ReportRow.frozen_at).desc())
        .limit(MOST_PAST_VISITS)
    )
    return tuple(_past_visit(unpack(Report, document)) for document in session.execute(query).scalars())


def materials_of(session: Session, technician_id: int) -> tuple[Material, ...]:
    """Materials of a technician's last twenty reports, most frequent first; quantity 1, number 0 (not of any visit)."""
    material = ReportMaterialRow.__table__.c
    late = (
        select(col(ReportRow.id))
        .where(col(ReportRow.technician_id) == technician_id, col(ReportRow.replaced).is_(False))
        .order_by(col(ReportRow.id).desc())
        .limit(LATE_REPORTS)
    )
    same = (material.name, material.unit, material.reference, material.billable)
    query = (
        select(*same)
        .where(material.report_id.in_(late.scalar_subquery()))
        .group_by(*same)
        .order_by(func.count().desc(), func.max(material.report_id).desc(), material.name)
        .limit(MOST_MATERIALS)
    )
    return tuple(
        Material(id=0, name=name, unit=unit, reference=reference, billable=billable)
        for name, unit, reference, billable in session.execute(query)
    )


def save_report_file(session: Session, file: ReportFile) -> None:
    """Freeze a version, or note what became of it. What was frozen never changes, nor does a word once said."""
    fate = {
        "client_pdf_sha256": file.client_pdf_sha256,
        "sealed_pdf_sha256": file.sealed_pdf_sha256,
        "seal": file.seal,
        "sealed_at": file.sealed_at,
        "opened_at": file.opened_at,
        "replaced": file.replaced,
    }
    noted = session.execute(
        update(ReportRow.__table__)
        .where(col(ReportRow.id) == file.report.id)
        .values(**fate)
        .returning(col(ReportRow.id))
    ).first()
    if noted is None:
        _freeze(session, file, fate)
    if file.confirmation is not None:
        _keep_word(session, file.report.id, file.confirmation)


def save_contest(session: Session, contest: Contest) -> None:
    """Insert or replace."""
    put(session, ContestRow, {"report_id": contest.report_id, "n": contest.n, "document": pack(contest)})


def save_sign_code(session: Session, code: SignCode) -> None:
    """Insert or replace."""
    put(session, SignCodeRow, {"report_id": code.report_id, "document": pack(code)})


def _freeze(session: Session, file: ReportFile, fate: dict[str, Any]) -> None:
    report = file.report
    technician_id, site_id = session.execute(
        select(col(VisitRow.technician_id), col(WorkOrderRow.site_id))
        .join(WorkOrderRow, col(WorkOrderRow.id) == col(VisitRow.work_order_id))
        .where(col(VisitRow.id) == report.visit_id)
    ).one()
    values = {
        "id": report.id,
        "number": report.number,
        "version": report.version,
        "code": report.code,
        "visit_id": report.visit_id,
        "work_order_id": file.work_order_id,
        "site_id": site_id,
        "technician_id": technician_id,
        "outcome": str(report.outcome),
        "frozen_at": report.frozen_at,
        "report_sha256": report_sha256(report),
        "document": pack(report),
        **fate,
    }
    session.execute(ReportRow.__table__.insert().values(**values))
    project(session, report)


def _keep_word(session: Session, report_id: int, confirmation: Confirmation) -> None:
    values = {
        "report_id": report_id,
        "word": str(confirmation.word),
        "signed_at": confirmation.signed_at,
        "stars": confirmation.stars,
        "document": pack(confirmation),
    }
    put_once(session, ConfirmationRow, values)


def _files() -> Select[Any]:
    said, sent = col(ConfirmationRow.document).label("confirmation"), col(SignCodeRow.document).label("code_sent")
    return (
        select(*ReportRow.__table__.c, said, sent)
        .join(ConfirmationRow, col(ConfirmationRow.report_id) == col(ReportRow.id), isouter=True)
        .join(SignCodeRow, col(SignCodeRow.report_id) == col(ReportRow.id), isouter=True)
    )


def _one(session: Session, condition: ColumnElement[bool]) -> ReportFile | None:
    return next(iter(_many(session, _files().where(condition))), None)


def _contests(session: Session, report_ids: Sequence[int]) -> dict[int, tuple[Contest, ...]]:
    table = ContestRow.__table__.c
    query = select(table.report_id, table.document).where(table.report_id.in_(report_ids)).order_by(table.n)
    found: dict[int, tuple[Contest, ...]] = {}
    for report_id, document in session.execute(query):
        found[report_id] = (*found.get(report_id, ()), unpack(Contest, document))
    return found


def _many(session: Session, query: Select[Any]) -> tuple[ReportFile, ...]:
    rows = session.execute(query).all()
    contests = _contests(session, [row.id for row in rows]) if rows else {}
    return tuple(
        ReportFile(
            report=unpack(Report, row.document),
            work_order_id=row.work_order_id,
            client_pdf_sha256=row.client_pdf_sha256,
            sealed_pdf_sha256=row.sealed_pdf_sha256,
            seal=Seal(row.seal) if row.seal is not None else None,
            sealed_at=row.sealed_at,
            opened_at=row.opened_at,
            confirmation=unpack(Confirmation, row.confirmation) if row.confirmation is not None else None,
            replaced=row.replaced,
            contests=contests.get(row.id, ()),
            code=unpack(SignCode, row.code_sent) if row.code_sent is not None else None,
        )
        for row in rows
    )


def _past_visit(report: Report) -> PastVisit:
    return PastVisit(
        at=report.arrived_at or report.frozen_at,
        technician_name=report.technician_name,
        mission=report.mission,
        outcome=report.outcome,
        trade=report.trade,
        checklist={line.question_id: line.answer for line in report.checklist if line.answer is not None},
        work_order_number=report.work_order_number,
        reason_code=report.reason_code,
        outcome_reason=report.outcome_reason,
        to_bring=report.to_bring,
        work_done=report.work_done,
        anomalies=tuple(
            Anomaly(id=anomaly.id, description=anomaly.description, severity=anomaly.severity)
            for anomaly in report.anomalies
        ),
        advice=report.advice,
    )
