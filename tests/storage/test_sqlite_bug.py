"""Versions of SQLite that have the WAL-reset bug, and the house that keeps clear of it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.sqlite_bug import is_affected


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.44.5", "3.45.3", "3.50.6", "3.51.2"])
def test_these_have_it(version: str) -> None:
    assert is_affected(version)


@pytest.mark.parametrize("version", ["3.6.23", "3.44.6", "3.50.7", "3.51.3", "3.52.0", "4.0.0"])
def test_these_have_not(version: str) -> None:
    assert not is_affected(version)


async def test_what_is_confirmed_was_flushed(db: Database) -> None:
    found = await db.write(
        lambda s: [s.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    )
    assert found == ["wal", 2], "2 is FULL (sqlite.org/pragma.html#pragma_synchronous)"


@pytest.mark.parametrize("deed", ["INSERT INTO sequence VALUES ('x', 1)", "PRAGMA wal_checkpoint(TRUNCATE)"])
async def test_a_reader_neither_writes_nor_moves_the_log(db: Database, deed: str) -> None:
    await db.write(lambda s: s.execute(text("INSERT INTO sequence VALUES ('y', 1)")))
    with pytest.raises(OperationalError):
        await db.read(lambda s: s.execute(text(deed)).all())
