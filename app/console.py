"""What the command line writes, and how it ends when something is not possible. Imported by the commands of `app`."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

out = Console(markup=False, emoji=False, highlight=False)
err = Console(stderr=True, markup=False, emoji=False, highlight=False)
"""What people typed is written as it is: their brackets and colons mean nothing here."""


def stop(sentence: str | Exception) -> NoReturn:
    """End with exit code 2 and one sentence, or the one that a mistake is: what to write instead."""
    err.print(str(sentence), style="bold red", soft_wrap=True)
    raise typer.Exit(2)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table; what is too long is folded."""
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(str, row))
    out.print(table)


@contextlib.contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error while in here; moved on with how many are done, of how many, and what is being done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("…", total=None)
        yield lambda done, of, what: bar.update(task, completed=done, total=of, description=what)
