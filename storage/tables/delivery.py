"""Tables of what waits to be delivered, and of where delivered messages stand."""

from datetime import datetime

from sqlalchemy import Index, Text, text
from sqlmodel import Field

from storage.tables.base import BIG, Row

_WAITING = text("done_at IS NULL")


class WaitingRow(Row, table=True):
    """One effect to be delivered; see `storage.outbox` for the life of a row. Its text is wiped once delivered."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "lane", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("uq_outbox_job_key", "job_key", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=BIG)
    lane: str
    kind: str
    effect: str | None = Field(default=None, sa_type=Text)
    recipient: int | None = None
    chat_id: int | None = Field(default=None, sa_type=BIG)
    language: str
    zone: str
    slot: str | None = None
    job_key: str | None = None
    stage: str | None = None
    parts_sent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    attempts: int = 0
    created_at: datetime
    ready_at: datetime
    not_before: datetime
    owner: str | None = None
    leased_until: datetime | None = None
    problem: str | None = None
    message_id: int | None = Field(default=None, sa_type=BIG)
    done_at: datetime | None = None
    gave_up: bool = False


class SlotRow(Row, table=True):
    """Which message of a chat stands in a slot, so that it can be edited later."""

    __tablename__ = "slot"
    __table_args__ = (Index("ix_slot_message", "chat_id", "message_id"),)
    chat_id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    slot: str = Field(primary_key=True)
    message_id: int = Field(sa_type=BIG)


class MovedChatRow(Row, table=True):
    """A group that became a supergroup has a new number (Bot API, ResponseParameters.migrate_to_chat_id)."""

    __tablename__ = "moved_chat"
    old_chat_id: int = Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})
    new_chat_id: int = Field(sa_type=BIG)
