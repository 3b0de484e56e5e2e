"""A room with a courier, on a database of its own."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import upgrade
from tests.courier.rooms import Room


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def room(empty_file: Path, tmp_path: Path) -> AsyncIterator[Room]:
    path = tmp_path / "constat.db"
    shutil.copy(empty_file, path)
    database = Database.open(f"sqlite+aiosqlite:///{path}")
    yield Room(database)
    await database.close()
