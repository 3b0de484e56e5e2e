"""The commands `constat outbox` and `constat inbox`: what is stuck on its way out or in. Used by `app.cli`.

No text of a message is shown: it may hold a door code or a link's token. The acts stand in `app.stuck`.
"""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from app.asking import have_done
from app.console import out, print_table, stop

outbox = typer.Typer(no_args_is_help=True, help="What is stuck on its way out: list it, try it again, drop it.")
inbox = typer.Typer(no_args_is_help=True, help="What came in and could not be processed: list it, try again, drop it.")
Numbers = Annotated[list[int], typer.Argument(help="Numbers, as `list` shows them.")]


@outbox.command("list")
def outbox_list(
    everything: Annotated[bool, typer.Option("--all", help="All that waits, not only what is stuck.")] = False,
) -> None:
    """List what was given up, fails again and again, or has waited for minutes."""
    items = have_done("outbox_list", everything=everything)
    if not items:
        out.print("Nothing waits." if everything else "Nothing is stuck.")
        return
    fields = ("number", "what", "to", "since", "tries", "why", "next")
    columns = ("No.", "What", "To", "Since (UTC)", "Tries", "Why", "Next try (UTC)")
    print_table(columns, ([each[field] for field in fields] for each in items))
    out.print("constat outbox retry NO. tries again; constat outbox drop NO. lets it go.", highlight=False)


@outbox.command("show")
def outbox_show(number: Annotated[int, typer.Argument(help="A number, as `list` shows it.")]) -> None:
    """Tell all about one delivery, except its text."""
    told = have_done("outbox_show", number=number)
    table = Table(show_header=False, box=None)
    for name, value in told.items():
        table.add_row(name, str(value))
    out.print(table)


@outbox.command("retry")
def outbox_retry(numbers: Numbers) -> None:
    """Try again at once, each at its place in its chat."""
    _said(have_done("outbox_retry", numbers=numbers), numbers, "tried again")


@outbox.command("drop")
def outbox_drop(numbers: Numbers) -> None:
    """Let go for good: nobody will be sent these."""
    _said(have_done("outbox_drop", numbers=numbers), numbers, "dropped")


@inbox.command("list")
def inbox_list() -> None:
    """List what could not be processed: waiting for its next try, or parked after five."""
    items = have_done("inbox_list")
    if not items:
        out.print("Nothing is kept: everything that came in was processed.")
        return
    fields = ("number", "from", "since", "tries", "problem", "next")
    columns = ("No.", "From", "Received (UTC)", "Tries", "Problem", "Next try (UTC)")
    print_table(columns, ([each[field] for field in fields] for each in items))


@inbox.command("show")
def inbox_show(number: Annotated[int, typer.Argument(help="A number, as `list` shows it.")]) -> None:
    """Print what came, as it came: personal data, for whoever mends the fault."""
    out.print(have_done("inbox_show", number=number), soft_wrap=True)


@inbox.command("retry")
def inbox_retry(numbers: Numbers) -> None:
    """Try again at once, as things stand now."""
    _said(have_done("inbox_retry", numbers=numbers), numbers, "tried again")


@inbox.command("drop")
def inbox_drop(numbers: Numbers) -> None:
    """Throw away for good."""
    _said(have_done("inbox_drop", numbers=numbers), numbers, "dropped")


def _said(done: Sequence[int], asked: Sequence[int], word: str) -> None:
    if done:
        out.print(f"{word}: {', '.join(map(str, done))}", highlight=False)
    missing = sorted(set(asked) - set(done))
    if missing:
        stop(f"Not there any more: {', '.join(map(str, missing))}. See the list.")
