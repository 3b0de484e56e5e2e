"""Tables of what came in, and of what must happen once."""

from datetime import date, datetime

from sqlmodel import Field

from storage.tables.base import BIG, Row, key


class SeenUpdateRow(Row, table=True):
    """The number of an update that was applied or kept (Bot API, Update.update_id)."""

    __tablename__ = "seen_update"
    update_id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(index=True)


class SeenEventRow(Row, table=True):
    """What an update told: the same under another update's number is known by its own key (`storage.inbox`)."""

    __tablename__ = "seen_event"
    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class SignOfLifeRow(Row, table=True):
    """When the service last did something, by name: how long it was away is known at the next start."""

    __tablename__ = "sign_of_life"
    name: str = Field(primary_key=True)
    at: datetime


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


class AlertToldRow(Row, table=True):
    """A `core.facts.AlertTold`: when the administrators were last told of a trouble."""

    __tablename__ = "alert_told"
    key: str = Field(primary_key=True)
    at: datetime


class SummarySentRow(Row, table=True):
    """A `core.facts.SummarySent`: once per person and local date, whatever restarts."""

    __tablename__ = "summary_sent"
    person_id: int = key("person.id")
    local_date: date = Field(primary_key=True)
