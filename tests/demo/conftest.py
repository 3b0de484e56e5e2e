"""A demo server whose clock stands still until a test moves it, people on it, and two kinds of bot."""

import io
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from PIL import Image
from telegram import Bot

from demo.people import Demo, Person
from demo.server import RunningServer, start

Call = Callable[..., Coroutine[Any, Any, tuple[int, dict[str, Any]]]]


class Clock:
    """Stands still."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def passes(self, **by: float) -> None:
        self.time += timedelta(**by)


def picture(colour: str = "teal", size: tuple[int, int] = (1600, 1200), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[RunningServer]:
    running = await start(clock=clock, retry_seconds=0.01)
    yield running
    await running.stop()


@pytest.fixture
async def demo(server: RunningServer) -> AsyncIterator[Demo]:
    async with Demo(server.url) as people:
        yield people


@pytest.fixture
async def lea(demo: Demo) -> Person:
    """Somebody who has pressed START."""
    person = await demo.user("Léa Exemple", language="fr")
    await person.start()
    return person


@pytest.fixture
async def bot(server: RunningServer) -> AsyncIterator[Bot]:
    made = Bot(server.token, base_url=f"{server.api_url}/bot", base_file_url=f"{server.api_url}/file/bot")
    async with made:
        yield made


@pytest.fixture
async def call(server: RunningServer) -> AsyncIterator[Call]:
    """A method called with bare JSON: the HTTP status and the body."""
    async with aiohttp.ClientSession() as session:

        async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any]]:
            async with session.post(f"{server.api_url}/bot{server.token}/{method}", json=params) as answer:
                return answer.status, await answer.json()

        yield ask
