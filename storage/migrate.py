"""Brings the tables to the form that this version needs. Imports Alembic; called by `app` before anything else."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import sqlite_writer

MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = "head") -> None:
    """Create or change the tables up to `revision`, in one transaction; does nothing when all is up to date."""
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    """Take changes back, down to `revision` (`base` for empty)."""
    await _run(url, lambda config: command.downgrade(config, revision))


async def check(url: str) -> None:
    """Raise `alembic.util.CommandError` when the tables in the code differ from those that the migrations make."""
    await _run(url, command.check)


async def revise(url: str, message: str) -> None:
    """Write the next migration file from the difference between code and database (for developers)."""
    await _run(url, lambda config: command.revision(config, message, autogenerate=True))


def revisions() -> tuple[str, ...]:
    """Every migration that this version knows, oldest first; the last one makes the tables that it needs."""
    return tuple(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())[::-1]


async def _run(url: str, work: Callable[[Config], object]) -> None:
    parsed = make_url(url)
    # Changing a table in SQLite means replacing it, which foreign keys would take for deleting its rows.
    is_sqlite = parsed.get_backend_name() == "sqlite"
    engine = sqlite_writer(parsed, foreign_keys=False) if is_sqlite else create_async_engine(parsed)

    def on_connection(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        work(config)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(on_connection)
    finally:
        await engine.dispose()
