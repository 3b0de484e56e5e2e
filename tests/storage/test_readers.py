"""Who only reads leaves the database as it is, also when last to leave."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database import Database


async def test_the_last_reader_to_leave_does_not_empty_the_log(db: Database, tmp_path: Path) -> None:
    await db.write(lambda s: s.execute(text("INSERT INTO sequence VALUES ('written', 1)")))
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("constat.db", "constat.db-wal"):  # as a killed service leaves them
        shutil.copy(tmp_path / name, killed / name)
    before = {path.name: path.read_bytes() for path in killed.iterdir()}

    reader = Database.open(f"sqlite+aiosqlite:///{killed / 'constat.db'}")
    found = await reader.read(
        lambda s: s.execute(text("SELECT count(*) FROM sequence WHERE name = 'written'")).scalar()
    )
    with pytest.raises(DBAPIError):
        await reader.read(lambda s: s.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).all())
    await reader.close()

    assert found == 1, "what was committed is read from the log"
    assert {name: (killed / name).read_bytes() for name in before} == before
