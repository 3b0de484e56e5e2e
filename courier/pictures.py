"""Strangers' pictures, opened by processes that can be killed (`evidence.cleaning`). May import `storage`, `evidence`.

Each process does one picture at a time, so that what one picture does to it happens to no other. Used by
`courier.jobs`; `web` is handed `drawing` by `app`.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from core.delivery import DeliveryFailed
from evidence.cleaning import MEMORY, SECONDS
from evidence.pictures import BadPicture
from storage.archive import Archive
from storage.incoming import Incoming

LONGEST = 5.0
"""Seconds for one picture; on a busy machine its processor time is not over by then."""
START = 30.0
"""Seconds for a process to begin."""
CRASHES = (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL)
"""How a decoder ends that meets what it cannot stand."""
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144"}
"""mallopt(3): what a large picture took is given back after it."""


class PictureLost(DeliveryFailed):
    """The process died and nobody knows why (`worker_died`), or was too slow and killed (`worker_too_slow`)."""


class Pictures:
    """Cleans pictures, `processes` at a time; `memory` in bytes, `seconds` of processor time, `longest` of any."""

    def __init__(
        self,
        archive: Archive,
        processes: int = 2,
        *,
        memory: int = MEMORY,
        seconds: float = SECONDS,
        longest: float = LONGEST,
        module: str = "evidence.cleaning",
    ) -> None:
        command = (sys.executable, "-m", module, str(memory), str(seconds))
        self._archive = archive
        self._all = [Cleaner(command, longest) for _ in range(processes)]
        self._free: asyncio.Queue[Cleaner] = asyncio.Queue()
        for cleaner in self._all:
            self._free.put_nowait(cleaner)

    async def photo(self, came: Incoming) -> str:
        """Clean a photo into the archive; its name there. Raises BadPicture, PictureLost, OSError."""
        async with self._archive.receive() as clean:
            await self._clean("photo", came.path, clean.path)
            return await clean.keep()

    async def drawing(self, png: bytes) -> str:
        """Clean a client's signature into the archive; its name there. Raises BadPicture, PictureLost, OSError."""
        async with self._archive.receive() as came, self._archive.receive() as clean:
            await came.write(png)
            await self._clean("signature", came.path, clean.path)
            return await clean.keep()

    async def close(self) -> None:
        """End the processes."""
        for cleaner in self._all:
            await cleaner.end()

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes that are running."""
        return [number for cleaner in self._all if (number := cleaner.number) is not None]

    async def _clean(self, work: str, source: Path, target: Path) -> None:
        cleaner = await self._free.get()
        try:
            await cleaner.clean(work, source, target)
        finally:
            self._free.put_nowait(cleaner)


class Cleaner:
    """One process, started when it is needed, and anew after it ended."""

    def __init__(self, command: tuple[str, ...], longest: float) -> None:
        self._command = command
        self._longest = longest
        self._process: asyncio.subprocess.Process | None = None

    @property
    def number(self) -> int | None:
        """The process's number, while it runs."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def clean(self, work: str, source: Path, target: Path) -> None:
        """Have one picture cleaned. Raises BadPicture, PictureLost, OSError."""
        try:
            process = await self._ready()
            answer = await self._ask(process, {"work": work, "source": str(source), "target": str(target)})
        except BaseException:
            # Whatever it is at now, nobody waits for it.
            await self.end()
            raise
        if "failed" in answer:
            raise OSError(answer["failed"], os.strerror(answer["failed"]))
        if "bad" in answer:
            if answer["bad"] == "too_heavy":
                await self.end()
            raise BadPicture(answer["bad"])

    async def end(self) -> None:
        """Kill it, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _ready(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        # Nothing of the service's memory, files or settings goes along.
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**kept, **ENVIRONMENT, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        assert process.stdout is not None
        try:
            begun = await asyncio.wait_for(process.stdout.readline(), START)
        except TimeoutError as error:
            raise PictureLost("worker_too_slow") from error
        if not begun:
            raise PictureLost("worker_died")
        return process

    async def _ask(self, process: asyncio.subprocess.Process, asked: dict[str, str]) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            line = await asyncio.wait_for(process.stdout.readline(), self._longest)
        except TimeoutError as error:
            raise PictureLost("worker_too_slow") from error
        except ConnectionError:
            line = b""
        if line.endswith(b"\n"):
            return dict(json.loads(line))
        raise _end_of(await process.wait())


def _end_of(code: int) -> BadPicture | PictureLost:
    """What the way in which a process ended says of its picture (a negative code is a signal)."""
    if -code == signal.SIGPROF:
        return BadPicture("too_heavy")
    if -code in CRASHES:
        return BadPicture("damaged")
    return PictureLost("worker_died")
