"""A frozen report spread into rows, for history, summaries and exports. Used by `storage.reports` when freezing."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core.report import Report
from storage.tables import ReportAnomalyRow, ReportMaterialRow, ReportPeriodRow, ReportPhotoRow, Row


def project(session: Session, report: Report) -> None:
    """Insert the rows of a report just frozen; positions count from 1."""
    periods = [
        {
            "kind": period.kind,
            "starts_at": period.starts_at,
            "ends_at": period.ends_at,
            "seconds": round(period.length.total_seconds()),
        }
        for period in report.periods
    ]
    materials = [
        {
            "name": material.name,
            "quantity": str(material.quantity),
            "unit": material.unit,
            "reference": material.reference,
            "billable": material.billable,
        }
        for material in report.materials
    ]
    anomalies = [
        {"description": anomaly.description, "severity": str(anomaly.severity)} for anomaly in report.anomalies
    ]
    photos = [
        {
            "sha256": photo.sha256,
            "taken_at": photo.taken_at,
            "phase": photo.phase,
            "subject": photo.subject,
            "caption": photo.caption,
        }
        for photo in report.photos
    ]
    _insert(session, ReportPeriodRow, report.id, periods)
    _insert(session, ReportMaterialRow, report.id, materials)
    _insert(session, ReportAnomalyRow, report.id, anomalies)
    _insert(session, ReportPhotoRow, report.id, photos)


def _insert(session: Session, kind: type[Row], report_id: int, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        numbered = [{"report_id": report_id, "position": n, **row} for n, row in enumerate(rows, start=1)]
        session.execute(kind.__table__.insert(), numbered)
