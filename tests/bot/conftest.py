"""A bot that speaks to a pretend Bot API on loopback, and a database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest
from telegram import Bot

from bot.intake import Intake
from bot.receive import Receive
from bot.transport import RawBot, make_bot
from bot.watch import Watch
from storage.database import Database
from storage.migrate import upgrade
from tests.bot.pretend import TOKEN, Pretend
from tests.bot.taking import Stored, Watching, nobody_waits
from tests.bot.wire import at


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


@pytest.fixture
def stored() -> Stored:
    return Stored()


@pytest.fixture
def watch() -> Watch:
    return cast(Watch, Watching())


@pytest.fixture
def receive(bot: Bot, stored: Stored) -> Receive:
    return Receive(bot, cast(Intake, stored), at, nobody_waits(bot))
