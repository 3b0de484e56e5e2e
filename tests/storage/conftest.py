"""A database for each test: a file of its own, with the tables as the migrations make them."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import upgrade


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def url(empty_file: Path, tmp_path: Path) -> str:
    path = tmp_path / "constat.db"
    shutil.copy(empty_file, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    database = Database.open(url)
    yield database
    await database.close()
