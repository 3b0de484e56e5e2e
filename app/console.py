"""What the command line writes, and how it ends when something is not possible. Imported by the commands of `app`."""

import contextlib
from collections.abc import Callable, Iterator
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

out = Console(markup=False, emoji=False, highlight=False)
err = Console(stderr=True, markup=False, emoji=False, highlight=False)
"""What people typed is written as it is: their brackets and colons mean nothing here."""


def stop(mistake: Exception) -> NoReturn:
    """End with exit code 2 and the one sentence that the mistake is: what to write instead."""
    err.print(str(mistake), style="bold red", soft_wrap=True)
    raise typer.Exit(2)


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error while in here; moved on with how many are done, of how many, and what is being done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("…", total=None)
        yield lambda done, of, what: bar.update(task, completed=done, total=of, description=what)
