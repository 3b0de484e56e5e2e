"""The three ways to write a row, the same on both databases. Imports SQLAlchemy; used by the rest of `storage`."""

import functools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.tables import Row


def insert_into(session: Session, table: Table) -> Any:
    """An INSERT of the session's database, which knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def put(session: Session, kind: type[Row], values: Mapping[str, Any]) -> None:
    """Insert a row or replace the one with the same key; columns that are not among `values` stay."""
    session.execute(_put(session.get_bind().dialect.name, kind.__table__, tuple(values)), dict(values))


def put_once(session: Session, kind: type[Row], values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; True when it was inserted."""
    key = list(kind.__table__.primary_key)
    statement = insert_into(session, kind.__table__).values(**values).on_conflict_do_nothing(index_elements=key)
    return session.execute(statement.returning(*key)).first() is not None


@functools.cache
def _put(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)
