"""Rows held until the transaction ends. Used by the rest of `storage` before it reads what a decision may change.

Locked by a statement of its own: PostgreSQL re-reads a row that it had to wait for, but not the rows joined to it.
SQLite's transactions are alone from the start (`storage.database`).
"""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from storage.tables import Row


def hold(session: Session, kind: type[Row], which: ColumnElement[bool]) -> None:
    """Wait for, and lock, the rows of a table that meet the condition."""
    if session.get_bind().dialect.name != "sqlite":
        key = list(kind.__table__.primary_key)
        session.execute(select(*key).where(which).order_by(*key).with_for_update())
