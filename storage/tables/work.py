"""Tables of what is assigned and what is done on site."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, document, key


class WorkOrderRow(Row, table=True):
    """A `core.work_order.WorkOrder`."""

    __tablename__ = "work_order"
    id: int = key()
    number: str = Field(unique=True)
    state: str = Field(index=True)
    technician_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    visit_id: int | None = None
    """The present visit. No foreign key: the two point at each other."""
    starts_at: datetime = Field(index=True)
    ends_at: datetime
    document: str = document()


class VisitRow(Row, table=True):
    """A `core.visit.Visit`."""

    __tablename__ = "visit"
    id: int = key()
    work_order_id: int = Field(foreign_key="work_order.id", index=True)
    technician_id: int = Field(foreign_key="person.id", index=True)
    state: str = Field(index=True)
    arrived_at: datetime | None = Field(default=None, index=True)
    left_at: datetime | None = None
    document: str = document()


class OfficeMessageRow(Row, table=True):
    """A `core.office.message.OfficeMessage`. `id` counts within the work order."""

    __tablename__ = "office_message"
    work_order_id: int = key("work_order.id")
    id: int = key()
    document: str = document()


class InterviewVersionRow(Row, table=True):
    """A `core.interview.spec.Interview` as it was when a visit began with it; never changed."""

    __tablename__ = "interview_version"
    trade: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    document: str = document()


class SequenceRow(Row, table=True):
    """The last number given out for a kind of noun."""

    __tablename__ = "sequence"
    name: str = Field(primary_key=True)
    value: int = 0
