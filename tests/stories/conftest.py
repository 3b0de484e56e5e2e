"""The stage for stories: the demo server, the service, a SQLite file and a folder, all on loopback.

Stories drive people through `demo.people`; the clock begins on a fixed morning and is moved on by the story.
"""

import asyncio
import contextlib
import io
import secrets
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from PIL import Image

from app.clock import ShiftedClock
from app.inviting import invitation_link
from app.service import Service
from app.settings import Settings
from core.people import Role
from demo.limits import Limits
from demo.people import Demo, Person, Room
from demo.server import RunningServer
from demo.server import start as start_demo
from templates.interviews import load_interviews
from templates.wording import Wording, wording

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""Tuesday, 08:00 in Paris."""
FR, EN = wording("fr"), wording("en")
TRADES = load_interviews()
COMPANY = """name = "Froid Modèle SARL"
phone = "+33 1 00 00 00 00"
time_zone = "Europe/Paris"
language = "fr"
"""


@dataclass
class Stage:
    """Everything a story needs. People are kept by name."""

    folder: Path
    server: RunningServer
    demo: Demo
    clock: ShiftedClock
    office: Room
    settings: Settings
    people: dict[str, Person] = field(default_factory=dict)
    _service: Service | None = None
    _serving: "asyncio.Task[None] | None" = None

    async def opens(self) -> None:
        """Start the service."""
        self._service = Service(self.settings, now=self.clock.now)
        self._serving = asyncio.create_task(self._service.run())
        await self._service.ready()

    async def closes(self) -> None:
        """Stop the service."""
        if self._serving is not None:
            self._serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._serving
            self._serving = None

    async def restarts(self) -> None:
        """Stop and start again on the same files."""
        await self.closes()
        await self.opens()

    @property
    def service(self) -> Service:
        """The running service."""
        assert self._service is not None
        return self._service

    async def passes(self, minutes: float) -> None:
        """Let time pass; whoever waits looks at the clock again."""
        self.clock.passes(minutes)
        if self._service is not None and self._service.courier is not None:
            self._service.courier.nudge()

    async def comes_in(self, name: str, role: Role, *, language: str = "fr", time_zone: str | None = None) -> Person:
        """Somebody new enters by an invitation from the command line."""
        link, _ = await invitation_link(self.settings, name, role, time_zone=time_zone)
        person = await self.demo.user(name, language=language)
        await person.start(link.rpartition("start=")[2])
        await person.sees(name)
        self.people[name] = person
        return person


@pytest.fixture
def starts_at(request: pytest.FixtureRequest) -> datetime:
    """When the story begins; MORNING unless it says otherwise."""
    return getattr(request, "param", MORNING)


@pytest.fixture
async def stage(tmp_path: Path, starts_at: datetime) -> AsyncIterator[Stage]:
    """A running service with an office channel and nobody in it yet."""
    clock = ShiftedClock(starts_at)
    server = await start_demo(
        clock=clock.now, limits=Limits.raised(), allow_local_urls=True, journal=tmp_path / "journal.jsonl"
    )
    (tmp_path / "constat.toml").write_text(COMPANY, "utf-8")
    try:
        async with Demo(server.url) as demo:
            office = await demo.channel("Bureau")
            port = free_port()
            settings = Settings(
                bot_token=server.token,
                telegram_api_url=server.api_url,
                data_dir=tmp_path / "data",
                company_file=tmp_path / "constat.toml",
                public_url=f"http://127.0.0.1:{port}",
                http_port=port,
                office_chat_id=office.id,
                summary_at=time(18, 30),
                limits="raised",
                _env_file=None,
            )
            stage = Stage(tmp_path, server, demo, clock, office, settings)
            await stage.opens()
            try:
                yield stage
            finally:
                await stage.closes()
    finally:
        await server.stop()


def free_port() -> int:
    """A port that nobody listens on, below those that a system lends to connections (from 32768 on).

    A service that starts anew on its port finds it free: no connection of another test was given it meanwhile.
    """
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port


def picture(colour: tuple[int, int, int] = (90, 120, 140), size: tuple[int, int] = (800, 600)) -> bytes:
    """A JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


__all__ = ["EN", "FR", "MORNING", "Stage", "Wording", "picture", "stage"]
