"""Threads between technicians and the office. Used by `storage.desk` and `save`; internal, printed nowhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.office.message import OfficeMessage
from storage.documents import pack, unpack
from storage.tables import OfficeMessageRow
from storage.upsert import put


def thread_of(session: Session, work_order_id: int) -> tuple[OfficeMessage, ...]:
    """Every entry of a work order's thread, oldest first."""
    query = (
        select(col(OfficeMessageRow.document))
        .where(col(OfficeMessageRow.work_order_id) == work_order_id)
        .order_by(col(OfficeMessageRow.id))
    )
    return tuple(unpack(OfficeMessage, document) for document in session.execute(query).scalars())


def save_office_message(session: Session, noun: OfficeMessage) -> None:
    """Insert or replace."""
    put(session, OfficeMessageRow, {"work_order_id": noun.work_order_id, "id": noun.id, "document": pack(noun)})
