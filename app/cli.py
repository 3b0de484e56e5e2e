"""The command line: `constat serve`, `invite`, `people`, `bounced`, `verify`, `demo`.

Mistakes are told in one sentence: what to write.
"""

import asyncio
import base64
import contextlib
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from app.asking import settings_or_stop
from app.console import err, out, stop
from app.doctor import command as doctor
from app.keeping import commands as keeping
from app.outbox import inbox, outbox
from app.people import people
from app.settings import SettingsMistake, check_for_serving, load_settings
from core.people import Role

LONGEST_BOUNCE = 500_000
"""Bytes read of a mail; the report stands before the letter that it returns."""
TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h, as mail servers read it."""

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
cli.add_typer(people, name="people")
cli.add_typer(outbox, name="outbox")
cli.add_typer(inbox, name="inbox")
keeping.add_to(cli)
doctor.add_to(cli)


def main() -> None:
    """Run the command line."""
    cli()


@cli.command()
def serve() -> None:
    """Serve: the bot, the clients' pages, deliveries and summaries, until stopped."""
    try:
        settings = load_settings()
        check_for_serving(settings)
        from app.logs import set_up_logs
        from app.service import Service

        set_up_logs()
        service = Service(settings)
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(_until_stopped(service.run()))
    except SettingsMistake as mistake:
        stop(mistake)
    except PermissionError as closed:
        stop(SettingsMistake(f"{closed.filename} is closed to this user: serve as the owner of the data folder."))


async def _until_stopped(serving: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(serving)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    await task


@cli.command()
def invite(
    name: Annotated[str, typer.Option(help="The person's name, as reports print it.")],
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    time_zone: Annotated[str | None, typer.Option(help="Theirs, if not the company's: Europe/Paris.")] = None,
) -> None:
    """Print a single-use link that lets one person in; it expires after a week."""
    from app.acting import NotDone
    from app.inviting import invitation_link

    try:
        link, until = asyncio.run(invitation_link(settings_or_stop(), name, role, time_zone=time_zone))
    except (SettingsMistake, NotDone) as mistake:
        stop(mistake)
    out.print(link, soft_wrap=True)
    err.print(f"For {name} ({role.value}), once, until {until:%Y-%m-%d %H:%M} UTC.")


@cli.command()
def bounced(
    mail: Annotated[typer.FileBinaryRead, typer.Argument(help="The mail; - reads it from standard input.")],
) -> None:
    """Take a mail to the sender's address: a letter that came back is told in the chat, any other mail is let be.

    Made for a mail server's pipe: where it cannot be taken now, exit code 75 has the server try again later.
    """
    from app.acting import NotDone
    from app.administration import answer

    raw = base64.b64encode(mail.read(LONGEST_BOUNCE)).decode()
    while mail.read(LONGEST_BOUNCE):
        pass  # Whoever writes into the pipe may end.
    try:
        noted = asyncio.run(answer(load_settings(), "bounced", mail=raw))
    except (SettingsMistake, NotDone) as refusal:
        err.print(str(refusal), style="bold red", soft_wrap=True)
        raise typer.Exit(TRY_LATER) from None
    out.print("A letter to a client came back: it is told in the chat." if noted else "Not a letter that came back.")


@cli.command()
def verify(
    file: Annotated[Path, typer.Argument(help="A sealed report (PDF).", exists=True, dir_okay=False, readable=True)],
) -> None:
    """Say whether a sealed report is intact, and whether it was sealed here.

    Exit code 0: intact; 1: altered or not sealed; 3: intact, but the archive in the data folder never held it.
    """
    from app.verifying import examine

    raise typer.Exit(examine(file, settings_or_stop().data_dir, out))


@cli.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="Play once with no one watching, then end.")] = False,
    folder: Annotated[Path, typer.Option("--out", help="Where the report and its papers are put.")] = Path("out"),
    seed: Annotated[int, typer.Option(help="Chooses the answers.")] = 0,
    port: Annotated[int, typer.Option(help="The chat page's port; 0 for any.")] = 8090,
) -> None:
    """Play one complete intervention; then stay up, with a page where you play any part yourself."""
    from app.demonstration import run_demonstration

    try:
        asyncio.run(run_demonstration(folder, seed=seed, port=0 if once else port, once=once, console=out))
    except SettingsMistake as mistake:
        stop(mistake)
    except KeyboardInterrupt:
        sys.exit(0)
