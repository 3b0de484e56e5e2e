"""`constat people`: who is there, who may come in, what they may do. Imported by `app.cli`."""

from typing import Annotated, Any

import msgspec
import typer

from app import clock
from app.asking import have_done
from app.console import err, out, print_table
from core.people import Invitation, Person, Role

people = typer.Typer(no_args_is_help=True, help="Who is there, who may come in, what they may do.")
Who = Annotated[str, typer.Argument(help="The person's number, or name.")]


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
    team, now = have_done("team"), clock.now()
    rows: list[tuple[Any, ...]] = []
    for person in msgspec.convert(team["people"], list[Person]):
        zone = person.time_zone or "the company’s"
        rows.append((person.id, person.name, _roles(person.roles), _state(person), person.language, zone))
    for invitation in msgspec.convert(team["invitations"], list[Invitation]):
        what = "link to a new phone" if invitation.person_id is not None else "invited"
        state = f"{what}, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC"
        if invitation.expires_at <= now:
            state = f"{what}, link expired"
        rows.append(("", invitation.name, invitation.role.value, state, "", invitation.time_zone or ""))
    print_table(("No.", "Name", "Roles", "State", "Language", "Time zone"), rows)


@people.command()
def disable(who: Who) -> None:
    """Close the door to somebody: they are told, and their open visits are offered for reassignment."""
    _said(have_done("disable", who=who))


@people.command()
def enable(who: Who) -> None:
    """Open it again: they go on where they were."""
    _said(have_done("enable", who=who))


@people.command(context_settings={"ignore_unknown_options": True})
def roles(
    who: Who,
    changes: Annotated[list[str], typer.Argument(help="+dispatcher gives a role, -technician takes one away.")],
) -> None:
    """Give and take roles: constat people roles 3 +dispatcher -technician"""
    _said(have_done("roles", who=who, changes=changes))


@people.command()
def rename(who: Who, name: Annotated[str, typer.Argument(help="The new name, as reports print it.")]) -> None:
    """Let somebody be called otherwise."""
    _said(have_done("rename", who=who, name=name))


@people.command()
def relink(who: Who) -> None:
    """Print a link that moves somebody to another phone: all that is theirs follows, the old phone is cut off."""
    done = have_done("relink", who=who)
    out.print(done["link"], soft_wrap=True)
    err.print(
        f"For {done['person']['name']}, once, to be opened on the new phone within a week.",
    )


@people.command()
def resend(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Print a new link for an invitation that nobody has used; the old link no longer works."""
    done = have_done("resend", who=who)
    out.print(done["link"], soft_wrap=True)
    err.print(f"For {done['invitation']['name']}, once, within a week.")


@people.command()
def withdraw(who: Annotated[str, typer.Argument(help="The name that was invited.")]) -> None:
    """Withdraw an invitation that nobody has used."""
    done = have_done("withdraw", who=who)
    out.print(f"{done['name']} is no longer invited.")
