"""Which files of the archive the database names. Used by backup, restore, erasing and sweeping, in a transaction.

Inside documents a file is named by a field `sha256` or `signature_sha256`; other hashes (`report_sha256`, …) are not
files. What is only named by an update that could not be applied yet has not been fetched.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.tables import ConfirmationRow, ReportPhotoRow, ReportRow, TombstoneRow, VisitRow, WaitingRow

_NAMED = re.compile(r'"(?:signature_)?sha256":"([0-9a-f]{64})"')

_visit = VisitRow.__table__.c
_report = ReportRow.__table__.c
_photo = ReportPhotoRow.__table__.c
_word = ConfirmationRow.__table__.c
_waiting = WaitingRow.__table__.c
_stone = TombstoneRow.__table__.c


def all_named(session: Session) -> set[str]:
    """Every file that something in the database names (hex SHA-256)."""
    stones = select(_stone.sealed_pdf_sha256).where(_stone.kept_until.is_not(None))
    return (
        _in_documents(session, select(_visit.document))
        | _of_reports(session, select(_report.id))
        | _in_documents(session, select(_waiting.effect).where(_waiting.effect.is_not(None)))
        | {sha256 for sha256 in session.execute(stones).scalars() if sha256 is not None}
    )


def named_by_orders(session: Session, work_order_ids: Collection[int]) -> set[str]:
    """The files that these work orders' visits and reports name."""
    ids = sorted(work_order_ids)
    visits = select(_visit.document).where(_visit.work_order_id.in_(ids))
    return _in_documents(session, visits) | _of_reports(
        session, select(_report.id).where(_report.work_order_id.in_(ids))
    )


def _of_reports(session: Session, reports: Select[Any]) -> set[str]:
    columns = select(_report.client_pdf_sha256, _report.sealed_pdf_sha256).where(_report.id.in_(reports))
    pdfs = {sha256 for row in session.execute(columns) for sha256 in row if sha256 is not None}
    photos = session.execute(select(_photo.sha256).where(_photo.report_id.in_(reports))).scalars()
    words = select(_word.document).where(_word.report_id.in_(reports))
    documents = select(_report.document).where(_report.id.in_(reports))
    return pdfs | {name for name in photos if name} | _in_documents(session, words) | _in_documents(session, documents)


def _in_documents(session: Session, query: Select[Any]) -> set[str]:
    documents: Iterable[str] = session.execute(query).scalars()
    return {name for document in documents for name in _NAMED.findall(document)}
