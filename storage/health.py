"""How the database is, asked without writing. Imports SQLAlchemy; used by `app.doctor`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from storage.tables import BackupPlaceRow


@dataclass(frozen=True)
class Database:
    """`revision` is the last migration (None: no tables yet). `journal_mode` and `damage` are SQLite's, else empty."""

    revision: str | None
    journal_mode: str
    damage: tuple[str, ...]


def examined(session: Session) -> Database:
    """Read every page of a SQLite file, and say what is wrong with it (sqlite.org/pragma.html#pragma_quick_check)."""
    journal_mode, damage = "", tuple[str, ...]()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        damage = tuple(str(line) for line in session.execute(text("PRAGMA quick_check")).scalars() if line != "ok")
        journal_mode = str(session.execute(text("PRAGMA journal_mode")).scalar_one())
    revision = None
    if inspect(connection).has_table("alembic_version"):
        revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return Database(None if revision is None else str(revision), journal_mode, damage)


def last_backup(session: Session) -> datetime | None:
    """When a backup was last taken."""
    return session.execute(select(func.max(BackupPlaceRow.__table__.c.at))).scalar()
