"""Which daily summaries were sent: the row decides, not the scheduler. Used by `storage.desk`, `save` and `app`."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from storage.tables import SummarySentRow
from storage.upsert import put_once


def claim_summary(session: Session, person_id: int, local_date: date) -> bool:
    """True for the one who may send this person the summary of this local date; False when it was claimed before."""
    return put_once(session, SummarySentRow, {"person_id": person_id, "local_date": local_date})


def summary_claimed(session: Session, person_id: int, local_date: date) -> bool:
    """Whether this person's summary of this local date was claimed."""
    row = SummarySentRow.__table__
    query = select(row.c.person_id).where(row.c.person_id == person_id, row.c.local_date == local_date)
    return session.execute(query).first() is not None


def summaries_claimed(session: Session, local_date: date) -> frozenset[int]:
    """The numbers of the people whose summary of this local date was claimed."""
    query = select(col(SummarySentRow.person_id)).where(col(SummarySentRow.local_date) == local_date)
    return frozenset(session.execute(query).scalars())


def last_summary(session: Session, person_id: int) -> date | None:
    """The last local date whose summary this person was sent, or None."""
    newest = select(func.max(col(SummarySentRow.local_date))).where(col(SummarySentRow.person_id) == person_id)
    return session.execute(newest).scalar()
