"""`constat people`: who is there, who may come in, what they may do. Imported by `app.cli`."""

import asyncio
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from app import clock
from app.console import err, out, stop
from app.settings import SettingsMistake, load_settings
from core.people import Invitation, Person, Role

people = typer.Typer(no_args_is_help=True, help="Who is there, who may come in, what they may do.")
Who = Annotated[str, typer.Argument(help="The person's number, or name.")]


def _ask(act: str, **args: Any) -> Any:
    from app.administration import NotDone, answer

    try:
        return asyncio.run(answer(load_settings(), act, **args))
    except (SettingsMistake, NotDone) as mistake:
        stop(mistake)


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles)


def _state(person: Person) -> str:
    if not person.enabled:
        return "access suspended"
    return "here" if person.reachable else "unreachable"


def _said(document: Any) -> None:
    person = msgspec.convert(document, Person)
    out.print(f"{person.id} {person.name}: {_roles(person.roles)}, {_state(person)}")


@people.command("list")
def list_() -> None:
    """List everyone, and the invitations that nobody has used yet."""
    team, now = _ask("team"), clock.now()
    table = Table()
    for column in ("No.", "Name", "Roles", "State", "Language", "Time zone"):
        table.add_column(column, overflow="fold")
    for person in msgspec.convert(team["people"], list[Person]):
        zone = person.time_zone or "the company’s"
        table.add_row(str(person.id), person.name, _roles(person.roles), _state(person), person.language, zone)
    for invitation in msgspec.convert(team["invitations"], list[Invitation]):
        what = "link to a new phone" if invitation.person_id is not None else "invited"
        state = f"{what}, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC"
        if invitation.expires_at <= now:
            state = f"{what}, link expired"
        table.add_row("", invitation.name, invitation.role.value, state, "", invitation.time_zone or "")
    out.print(table)


@people.command()
def disable(who: Who) -> None:
    """Close the door to somebody: they are told, and their open visits are offered for reassignment."""
    _said(_ask("disable", who=who))


@people.command()
def enable(who: Who) -> None:
    """Open it again: they go on where they were."""
    _said(_ask("enable", who=who))


@people.command(context_settings={"ignore_unknown_options": True})
def roles(
    who: Who,
    changes: Annotated[list[str], typer.Argument(help="+dispatcher gives a role, -technician takes one away.")],
) -> None:
    """Give and take roles: constat people roles 3 +dispatcher -technician"""
    _said(_ask("roles", who=who, changes=changes))


@people.command()
def rename(who: Who, name: Annotated[str, typer.Argument(help="The new name, as reports print it.")]) -> None:
    """Let somebody be called otherwise."""
    _said(_ask("rename", who=who, name=name))


@people.command()
def relink(who: Who) -> None:
    """Print a link that moves somebody to another phone: all that is theirs follows, the old phone is cut off."""
    done = _ask("relink", who=who)
    out.print(done["link"], soft_wrap=True)
    err.print(
        f"For {done['person']['name']}, once, to be opened on the new phone within a week.",
    )


@people.command()
def resend(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Print a new link for an invitation that nobody has used; the old link no longer works."""
    done = _ask("resend", who=who)
    out.print(done["link"], soft_wrap=True)
    err.print(f"For {done['invitation']['name']}, once, within a week.")


@people.command()
def withdraw(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Withdraw an invitation that nobody has used."""
    done = _ask("withdraw", who=who)
    out.print(f"{done['name']} is no longer invited.")
