"""A bot that speaks to a pretend Bot API on loopback, and a database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.transport import RawBot, make_bot
from storage.database import Database
from storage.migrate import upgrade
from tests.bot.pretend import TOKEN, Pretend


@pytest.fixture
async def telegram() -> AsyncIterator[Pretend]:
    pretend = Pretend()
    await pretend.start()
    yield pretend
    await pretend.stop()


@pytest.fixture
async def bot(telegram: Pretend) -> AsyncIterator[RawBot]:
    made = make_bot(TOKEN, telegram.url)
    await made.initialize()
    yield made
    await made.shutdown()


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path}/constat.db"
    await upgrade(url)
    database = Database.open(url)
    yield database
    await database.close()
