"""What the command line writes, and how it ends when something is not possible. Imported by the commands of `app`."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console()
err = Console(stderr=True)


def stop(mistake: Exception) -> NoReturn:
    """End with exit code 2 and the one sentence that the mistake is: what to write instead."""
    err.print(str(mistake), style="bold red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(2)
