"""`constat people`: who is there, who may come in, what they may do. Imported by `app.cli`."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from app import clock
from app.console import err, out, stop
from app.settings import SettingsMistake, load_settings
from core.people import Person, Role

people = typer.Typer(no_args_is_help=True, help="Who is there, who may come in, what they may do.")
T = TypeVar("T")
Who = Annotated[str, typer.Argument(help="The person's number, or name.")]


def _run(work: Coroutine[Any, Any, T]) -> T:
    from app.staff import NotDone

    try:
        return asyncio.run(work)
    except (SettingsMistake, NotDone) as mistake:
        stop(mistake)


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles)


def _state(person: Person) -> str:
    if not person.enabled:
        return "access suspended"
    return "here" if person.reachable else "unreachable"


def _said(person: Person) -> None:
    out.print(f"{person.id} {person.name}: {_roles(person.roles)}, {_state(person)}", markup=False, highlight=False)


@people.command("list")
def list_() -> None:
    """List everyone, and the invitations that nobody has used yet."""
    from app.staff import team

    settings, now = load_settings(), clock.now()
    everyone = _run(team(settings))
    table = Table()
    for column in ("No.", "Name", "Roles", "State", "Language", "Time zone"):
        table.add_column(column, overflow="fold")
    for person in everyone.people:
        zone = person.time_zone or "the company’s"
        table.add_row(str(person.id), person.name, _roles(person.roles), _state(person), person.language, zone)
    for invitation in everyone.invitations:
        what = "link to a new phone" if invitation.person_id is not None else "invited"
        state = f"{what}, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC"
        if invitation.expires_at <= now:
            state = f"{what}, link expired"
        table.add_row("", invitation.name, invitation.role.value, state, "", invitation.time_zone or "")
    out.print(table)


@people.command()
def disable(who: Who) -> None:
    """Close the door to somebody: they are told, and their open visits are offered for reassignment."""
    from app.staff import disable as act

    _said(_run(act(load_settings(), who, clock.now())))


@people.command()
def enable(who: Who) -> None:
    """Open it again: they go on where they were."""
    from app.staff import enable as act

    _said(_run(act(load_settings(), who, clock.now())))


@people.command(context_settings={"ignore_unknown_options": True})
def roles(
    who: Who,
    changes: Annotated[list[str], typer.Argument(help="+dispatcher gives a role, -technician takes one away.")],
) -> None:
    """Give and take roles: constat people roles 3 +dispatcher -technician"""
    from app.staff import change_roles

    _said(_run(change_roles(load_settings(), who, changes, clock.now())))


@people.command()
def rename(who: Who, name: Annotated[str, typer.Argument(help="The new name, as reports print it.")]) -> None:
    """Let somebody be called otherwise."""
    from app.staff import rename as act

    _said(_run(act(load_settings(), who, name, clock.now())))


@people.command()
def relink(who: Who) -> None:
    """Print a link that moves somebody to another phone: all that is theirs follows, the old phone is cut off."""
    from app.staff import relink as act

    person, link = _run(act(load_settings(), who, clock.now()))
    out.print(link, markup=False, highlight=False, soft_wrap=True)
    err.print(f"For {person.name}, once, to be opened on the new phone within a week.", markup=False, highlight=False)


@people.command()
def resend(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Print a new link for an invitation that nobody has used; the old link no longer works."""
    from app.staff import resend as act

    invitation, link = _run(act(load_settings(), who, clock.now()))
    out.print(link, markup=False, highlight=False, soft_wrap=True)
    err.print(f"For {invitation.name}, once, within a week.", markup=False, highlight=False)


@people.command()
def withdraw(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Withdraw an invitation that nobody has used."""
    from app.staff import withdraw as act

    invitation = _run(act(load_settings(), who, clock.now()))
    out.print(f"{invitation.name} is no longer invited.", markup=False, highlight=False)
