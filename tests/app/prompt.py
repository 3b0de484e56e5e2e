"""Somebody at the command line. Imported by the tests of the commands."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOMS = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Prompt:
    """Somebody at the command line, in a folder of their own, with these settings (without CONSTAT_)."""

    folder: Path
    settings: dict[str, str]

    async def types(self, *words: str, **changes: str) -> Said:
        """Run a command to its end; `changes` are other settings, empty for none."""
        command = await self._start(*words, **changes)
        out, err = await asyncio.wait_for(command.communicate(), 60)
        return Said(await command.wait(), out.decode(), err.decode())

    async def serves(self, **changes: str) -> asyncio.subprocess.Process:
        """Start serving; returns once people are served."""
        service = await self._start("serve", **changes)
        assert service.stderr is not None
        said: list[str] = []
        async with asyncio.timeout(60):
            while '"serving"' not in (line := (await service.stderr.readline()).decode()):
                assert line, f"it ended with {await service.wait()}: {''.join(said[-5:])}"
                said.append(line)
        return service

    async def _start(self, *words: str, **changes: str) -> asyncio.subprocess.Process:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("CONSTAT_")}
        settings = {name: value for name, value in {**self.settings, **changes}.items() if value}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app", *words),
            cwd=self.folder,
            env={**bare, "PYTHONPATH": str(ROOMS), **{f"CONSTAT_{k.upper()}": v for k, v in settings.items()}},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


def is_one_sentence(text: str) -> bool:
    """Whether this is what a person reads: one line, ended, and no traceback."""
    return len(text.strip().splitlines()) == 1 and text.strip().endswith(".") and "Traceback" not in text
