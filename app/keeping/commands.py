"""The commands `backup`, `restore`, `export-client`, `erase-client`. Imported by `app.cli`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import clock
from app.asking import have_done, have_done_slowly, settings_or_stop
from app.console import err, out, print_table, progress_bar, stop

if TYPE_CHECKING:
    from storage.backup.returning import Found

Folder = Annotated[Path, typer.Argument(help="A folder, as the service sees it; made if it is not there.")]
Who = Annotated[str, typer.Argument(help="The client's number, or name.")]


def add_to(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command()(backup)
    cli.command()(restore)
    cli.command("export-client")(export_client)
    cli.command("erase-client")(erase_client)


def backup(folder: Folder) -> None:
    """Copy everything into a new folder below FOLDER, while the service runs. Exit code 1: something was missing."""
    done = have_done_slowly("backup", folder=str(folder.absolute()))
    _say(f"{done['folder']}: {done['files']} files, {_size(done['size'])}.")
    if done["reused"]:
        _say(f"{done['reused']} of them are shared with earlier backups (hard links, checked).")
    if not done["with_database"]:
        _say("The database is PostgreSQL and is not in it: back it up with pg_dump, just before this command.")
    _say("Not in it: what stands in the environment (CONSTAT_BOT_TOKEN and the other settings). Keep these apart.")
    for path in done["altered"]:
        err.print(f"altered in an earlier backup, taken anew: {path}", soft_wrap=True)
    for sha256 in done["missing"]:
        err.print(f"missing or altered in the archive: {sha256}", soft_wrap=True)
    if not done["noted"]:
        err.print("Nothing can be stored just now, so its place was not noted: back up there again once it can.")
    if done["missing"]:
        raise typer.Exit(1)


def restore(
    folder: Annotated[Path, typer.Argument(help="A backup: a folder constat-….")],
    replace: Annotated[bool, typer.Option("--replace", help="Move what is in the data folder aside.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Take it though something is missing or altered.")] = False,
    erasures: Annotated[
        list[Path] | None, typer.Option(help="Another list of erasures (erasures.jsonl) to be made good.")
    ] = None,
) -> None:
    """Bring a backup back into the data folder, with the service stopped; every file is checked."""
    from app.keeping.restore import NotWhole, Unusable
    from app.keeping.restore import restore as bring_back

    settings, now = settings_or_stop(), clock.now()
    try:
        with progress_bar() as tell:
            returned = asyncio.run(
                bring_back(settings, folder, now, tell, replace=replace, anyway=anyway,
                           erasures=tuple(erasures or ()))
            )  # fmt: skip
    except Unusable as refusal:
        stop(refusal)
    except NotWhole as refusal:
        _tell_problems(refusal.found)
        damaged = bool(refusal.found.wrong)
        advice = "use another backup." if damaged else "use another backup, or write --anyway to go without these."
        stop(f"Nothing was brought back: {advice}")
    _tell_problems(returned.found)
    taken_at = returned.found.manifest.taken_at
    _say(f"Brought back into {settings.data_dir}, as of {taken_at:%Y-%m-%d %H:%M:%S} UTC.")
    if returned.aside is not None:
        _say(f"What was there before: {returned.aside}")
    if returned.company_file is not None:
        _say(f"The company's file: {returned.company_file}")
    if not returned.with_database:
        _say("The database is PostgreSQL and was not in it: bring it back with pg_restore before you start.")
    if returned.erasures:
        _say(f"Erasures to be made good at the next start: {returned.erasures}")
    _say("At the next start what waited to be sent is held: constat outbox list shows it.")


def export_client(
    who: Who, to: Annotated[Path, typer.Option("--to", help="A folder, as the service sees it.")]
) -> None:
    """Write everything held about a client into a new folder: JSON, files, an index to read."""
    done = have_done_slowly("export_client", who=who, folder=str(to.absolute()))
    _say(f"{done['folder']}: {done['files']} files, data.json, index.html.")
    for path in done["missing"]:
        err.print(f"lost: {path}", soft_wrap=True)


def erase_client(who: Who, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove everything held about a client but what the law has kept; shows first what goes and what stays."""
    shown = have_done("erase_client_shown", who=who)
    _say(f"Client {shown['client']}: {shown['name']}")
    print_table(("What goes", "How many"), shown["goes"].items())
    _kept(shown["kept"])
    _say("Number, dates and hashes of reports stay, so that copies can still be checked.")
    _say("Messages in Telegram chats and in the office channel are Telegram's: delete them there.")
    if not yes and not typer.confirm("Erase for good?", default=False):
        stop("Nothing was erased.")
    done = have_done_slowly("erase_client", client=shown["client"], name=shown["name"])
    _say(f"Erased: {', '.join(f'{what} {count}' for what, count in done['counts'].items())}.")
    _say("Backups taken before still hold the client until you delete them; brought back, they are erased again.")
    for place in done["set_aside"]:
        err.print(f"{place}, moved aside by a restore, may still hold the client: delete it.", soft_wrap=True)
    for place in done["unreachable"]:
        err.print(
            f"{place} cannot be reached: copy erasures.jsonl from the data folder there, or the client comes back "
            "with a backup from there.", style="bold", soft_wrap=True,
        )  # fmt: skip


def _kept(kept: list[dict[str, str]]) -> None:
    if not kept:
        _say("The law has nothing of it kept.")
        return
    print_table(
        ("Kept, out of sight", "Why", "Until"), ((each["what"], each["reason"], each["until"]) for each in kept)
    )


def _tell_problems(found: "Found") -> None:
    for sentence in found.wrong:
        err.print(sentence, soft_wrap=True)
    for word, paths in (("missing", found.missing), ("altered", found.altered)):
        for path in paths:
            err.print(f"{word}: {path}", soft_wrap=True)


def _say(line: str) -> None:
    out.print(line, soft_wrap=True)


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
