"""Tables of what came in, and of what must happen once."""

from datetime import date, datetime

from sqlmodel import Field

from storage.tables.base import BIG, Row, key


class SeenUpdateRow(Row, table=True):
    """The number of an update that was applied or kept (Bot API, Update.update_id)."""

    __tablename__ = "seen_update"
    update_id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(index=True)


class InboxRow(Row, table=True):
    """What could not be applied, as it came; tried again until `parked_at` is set. `problem` is an error's name."""

    __tablename__ = "inbox"
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    update_id: int | None = Field(default=None, sa_type=BIG)
    chat_id: int | None = Field(default=None, sa_type=BIG)
    person_id: int | None = None
    raw: bytes
    problem: str
    attempts: int
    received_at: datetime
    not_before: datetime
    parked_at: datetime | None = None


class SummarySentRow(Row, table=True):
    """A `core.facts.SummarySent`: once per person and local date, whatever restarts."""

    __tablename__ = "summary_sent"
    person_id: int = key("person.id")
    local_date: date = Field(primary_key=True)
