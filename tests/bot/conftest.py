"""A bot that speaks to a pretend Bot API on loopback."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.transport import make_bot
from tests.bot.pretend import TOKEN, Pretend


@pytest.fixture
async def telegram() -> AsyncIterator[Pretend]:
    pretend = Pretend()
    await pretend.start()
    yield pretend
    await pretend.stop()


@pytest.fixture
async def bot(telegram: Pretend) -> AsyncIterator[Bot]:
    made = make_bot(TOKEN, telegram.url)
    await made.initialize()
    yield made
    await made.shutdown()
