"""The service as a process that may be killed at any moment, on a demo server that runs here. For `kills`, `flush`.

Processes are forked by a nursery (`tests.faults.dying`), so that a start costs no imports. Each leads a session of its
own and is killed with its whole group.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.settings import Settings
from demo.limits import Limits
from demo.people import Demo, Room
from demo.server import RunningServer
from demo.server import start as start_demo

from conftest import COMPANY, free_port

SECRET = "un-secret-modele"
PATIENCE = 30.0
"""Seconds for a start."""


class Nursery:
    """Where services come from."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self._process, self._folder = process, folder
        self.one_by_one = asyncio.Lock()
        """For what bears no company: migrations have one context in a process."""
        self._count = 0

    async def starts(self, **order: Any) -> "Life":
        """A new service; returns at once. For `order` see `tests.faults.dying`."""
        self._count += 1
        path = self._folder / f"{self._count}.sock"
        life = Life()
        life.listener = await asyncio.start_unix_server(life.hears, path)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**order, "socket": str(path)}).encode() + b"\n")
        return life


@contextlib.asynccontextmanager
async def nursery(folder: Path, watched_by: Sequence[str] = ()) -> AsyncIterator[Nursery]:
    """Open, under a command that watches it if given; at the end it closes by itself, as do its children, killed."""
    process = await asyncio.create_subprocess_exec(
        *watched_by, sys.executable, "-m", "tests.faults.dying", stdin=asyncio.subprocess.PIPE
    )
    try:
        yield Nursery(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


class Life:
    """One process from its start to its end, by what it says; everything in its group speaks on the same socket."""

    def __init__(self) -> None:
        self.pid: int | None = None
        self.died_at: str | None = None
        self.listener: asyncio.Server | None = None
        self.last: list[str] = []
        """Its last lines."""
        self.born = asyncio.Event()
        self.serving = asyncio.Event()
        self.over = asyncio.Event()
        """Set once nobody in its group lives."""

    async def hears(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What it says."""
        with contextlib.suppress(ConnectionError):
            async for line in reader:
                self._note(line.decode("utf-8", "replace").rstrip())
        writer.close()
        assert self.listener is not None
        self.listener.close()
        self.born.set()
        self.over.set()

    def _note(self, line: str) -> None:
        self.last = [*self.last[-19:], line]
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            return
        self.pid = said.get("pid", self.pid)
        self.died_at = said.get("died", self.died_at)
        if self.pid is not None:
            self.born.set()
        if said.get("event") == "serving":
            self.serving.set()

    async def serves_or_ends(self) -> bool:
        """Wait until people are served, or it died before; whether it serves."""
        waits = [asyncio.ensure_future(event.wait()) for event in (self.serving, self.over)]
        done, _ = await asyncio.wait(waits, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()
        assert done, "the service does not start:\n" + "\n".join(self.last)
        if self.over.is_set():
            assert self.died_at, "the service ended by itself:\n" + "\n".join(self.last)
        return not self.over.is_set()


@dataclass
class Served:
    """The service of one demo server."""

    server: RunningServer
    demo: Demo
    office: Room
    settings: Settings
    env: dict[str, str]
    nursery: Nursery
    plant: str = ""
    rooms: dict[str, str] = field(default_factory=dict)
    """Chats that the crash points tell apart: names by number."""
    life: Life | None = None

    async def starts(self, armed: Iterable[str] = (), skip: int = 0, steps: int | None = None) -> Life:
        """Start, to die at the hit after `skip` hits of the armed points, or after so many steps of its event loop.

        Returns once it serves or died.
        """
        self.life = await self.nursery.starts(
            env=self.env, armed=list(armed), skip=skip, steps=steps, plant=self.plant, rooms=self.rooms
        )
        await self.life.serves_or_ends()
        return self.life

    async def is_killed(self) -> None:
        """SIGKILL to the whole group, which no process can prepare for; returns once nobody of it lives."""
        life = self.life
        if life is None:
            return
        await asyncio.wait_for(life.born.wait(), PATIENCE)
        assert life.pid is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(life.pid, 9)
        await asyncio.wait_for(life.over.wait(), PATIENCE)


@contextlib.asynccontextmanager
async def opened(
    folder: Path, births: Nursery, *, mode: str = "polling", summary_at: str = "23:59"
) -> AsyncIterator[Served]:
    """A demo server with an office channel, and a service that is not started yet; killed at the end."""
    folder.mkdir(exist_ok=True)
    (folder / "constat.toml").write_text(COMPANY, "utf-8")
    server = await start_demo(limits=Limits.raised(), allow_local_urls=True, retry_seconds=0.1)
    try:
        async with Demo(server.url) as demo:
            office, port = await demo.channel("Bureau"), free_port()
            env = {
                "CONSTAT_BOT_TOKEN": server.token,
                "CONSTAT_TELEGRAM_API_URL": server.api_url,
                "CONSTAT_DATA_DIR": str(folder / "data"),
                "CONSTAT_COMPANY_FILE": str(folder / "constat.toml"),
                "CONSTAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
                "CONSTAT_HTTP_PORT": str(port),
                "CONSTAT_OFFICE_CHAT_ID": str(office.id),
                "CONSTAT_LIMITS": "raised",
                "CONSTAT_MODE": mode,
                "CONSTAT_WEBHOOK_SECRET": SECRET,
                "CONSTAT_SUMMARY_AT": summary_at,
            }
            given: dict[str, Any] = {name.removeprefix("CONSTAT_").lower(): value for name, value in env.items()}
            served = Served(server, demo, office, Settings(**given, _env_file=None), env, births)
            served.rooms[str(office.id)] = "office"
            try:
                yield served
            finally:
                await served.is_killed()
    finally:
        await server.stop()
