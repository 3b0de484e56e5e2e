"""When the administrators were told of which trouble; when the service last lived. Used by `desk`, `save`, `bot`."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.facts import AlertTold
from storage.tables import AlertToldRow, SignOfLifeRow
from storage.upsert import put


def told_at(session: Session, key: str) -> datetime | None:
    """When the administrators were last told of this trouble (UTC), or None."""
    return session.execute(select(col(AlertToldRow.at)).where(col(AlertToldRow.key) == key)).scalar()


def note_alert(session: Session, told: AlertTold) -> None:
    """Remember that they were told."""
    put(session, AlertToldRow, {"key": told.key, "at": told.at})


def last_sign(session: Session, name: str) -> datetime | None:
    """When the service last gave this sign of life (UTC), or None."""
    return session.execute(select(col(SignOfLifeRow.at)).where(col(SignOfLifeRow.name) == name)).scalar()


def give_sign(session: Session, name: str, now: datetime) -> None:
    """Give a sign of life."""
    put(session, SignOfLifeRow, {"name": name, "at": now})
