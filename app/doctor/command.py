"""The command `constat doctor`. Imported by `app.cli`."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from app import clock
from app.console import out, progress_bar
from app.doctor.finding import Finding, State, bad
from app.settings import SettingsMistake, load_settings

COLOURS = {State.GOOD: "green", State.WORTH_A_LOOK: "yellow", State.BAD: "bold red"}
WIDTH = 16
"""Of the things' names."""


def add_to(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command()(doctor)


def doctor(deep: Annotated[bool, typer.Option("--deep", help="Check every archived file's hash.")] = False) -> None:
    """Look at everything this installation needs, and say what to do. Exit code 1: something must be mended."""
    counts = asyncio.run(_look(deep))
    if counts[State.BAD] or counts[State.WORTH_A_LOOK]:
        out.print(f"{counts[State.BAD]} to mend, {counts[State.WORTH_A_LOOK]} worth a look.", highlight=False)
    else:
        out.print("All is well.")
    raise typer.Exit(1 if counts[State.BAD] else 0)


async def _look(deep: bool) -> Counter[State]:
    # Loaded late: the other commands need none of it.
    from app.doctor.examination import Examination

    counts: Counter[State] = Counter()
    try:
        settings = load_settings()
    except SettingsMistake as mistake:
        _say(bad("Settings", "a service would not start", str(mistake)), counts)
        return counts
    examination = Examination(settings, clock.now(), Path.cwd(), deep, _Bar().tell)
    async for finding in examination.findings():
        _say(finding, counts)
    return counts


class _Bar:
    """A progress bar that is only there while something is counted: findings are written between."""

    def __init__(self) -> None:
        self._shown = contextlib.ExitStack()
        self._move: Callable[[int, int, str], None] | None = None

    def tell(self, done: int, of: int, what: str) -> None:
        if self._move is None:
            self._move = self._shown.enter_context(progress_bar())
        self._move(done, of, what)
        if done == of:
            self._shown.close()
            self._move = None


def _say(finding: Finding, counts: Counter[State]) -> None:
    counts[finding.state] += 1
    line = Text(f"{finding.state:<5}", style=COLOURS[finding.state])
    line.append(f"{finding.about:<{WIDTH}}{finding.found}", style="default not bold")
    out.print(line, soft_wrap=True)
    if finding.advice:
        out.print(Text(f"{'':{WIDTH + 5}}{finding.advice}"), soft_wrap=True)
