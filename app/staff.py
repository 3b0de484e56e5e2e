"""People changed from the command line, as in the chat. Acts, for `app.acts`; their commands are in `app.people`.

Every function answers JSON: people and invitations as their documents. Raise NotDone.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from app.acting import Inside, NotDone
from app.inviting import link_to, username_of
from bot.render import toast_text
from core.events import Administered
from core.people import Invitation, Person, Role
from core.reading import Unreadable, clean_line, matches
from storage.apply import Arrival
from storage.numbers import token
from storage.people import everyone, invitations

T = TypeVar("T", Person, Invitation)
LONGEST_NAME = 80


async def team(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Everyone, by number, disabled people too; and the invitations that nobody has used, by name."""
    waiting = sorted(await inside.db.read(invitations), key=lambda each: each.name.casefold())
    return {"people": _json(await inside.db.read(everyone)), "invitations": _json(waiting)}


async def disable(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Close the door to `who` (a number or a name)."""
    now = inside.clock()
    return await _change(inside, args["who"], lambda p: Administered(at=now, act="disable", person_id=p.id))


async def enable(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Open it again."""
    now = inside.clock()
    return await _change(inside, args["who"], lambda p: Administered(at=now, act="enable", person_id=p.id))


async def rename(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Let `who` be called `name`."""
    now = inside.clock()
    try:
        new = clean_line(args["name"], limit=LONGEST_NAME)
    except Unreadable:
        raise NotDone(f"Write the new name, of at most {LONGEST_NAME} characters.") from None
    return await _change(inside, args["who"], lambda p: Administered(at=now, act="rename", person_id=p.id, value=new))


async def change_roles(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Give and take roles: `changes` such as `+dispatcher`, `-technician`."""
    given, taken, now = set[Role](), set[Role](), inside.clock()
    for change in args["changes"]:
        if change[:1] not in "+-" or change[1:] not in {role.value for role in Role}:
            raise NotDone(f"{change} is no change: write +role or -role, with {', '.join(Role)}.")
        (given if change[0] == "+" else taken).add(Role(change[1:]))

    def event(person: Person) -> Administered:
        roles = " ".join(sorted((person.roles | given) - taken))
        return Administered(at=now, act="roles", person_id=person.id, value=roles)

    return await _change(inside, args["who"], event)


async def relink(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """The person, with a `link` that moves them to another phone."""
    username, now = await username_of(inside), inside.clock()
    value, sha256 = token()
    person = await _change(
        inside, args["who"], lambda p: Administered(at=now, act="relink", person_id=p.id, token_sha256=sha256)
    )
    return {"person": person, "link": link_to(username, value)}


async def resend(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """Another `link` in place of an invitation's that nobody has used; the old one lets nobody in any more."""
    username, now = await username_of(inside), inside.clock()
    value, sha256 = token()
    found = _only(args["who"], await inside.db.read(invitations), "invitation")
    await _apply(inside, Administered(at=now, act="resend", invitation_sha256=found.token_sha256, token_sha256=sha256))
    return {"invitation": _json(found), "link": link_to(username, value)}


async def withdraw(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """An invitation that nobody has used lets nobody in any more."""
    found = _only(args["who"], await inside.db.read(invitations), "invitation")
    await _apply(inside, Administered(at=inside.clock(), act="withdraw", invitation_sha256=found.token_sha256))
    return _json(found)  # type: ignore[no-any-return]


async def _change(inside: Inside, who: str, event: Callable[[Person], Administered]) -> dict[str, Any]:
    """Have it decided and stored; the person as they then are."""
    found = _only(who, await inside.db.read(everyone), "person")
    await _apply(inside, event(found))
    return _json(next(p for p in await inside.db.read(everyone) if p.id == found.id))  # type: ignore[no-any-return]


async def _apply(inside: Inside, event: Administered) -> None:
    applied = await inside.submit(Arrival(event))
    if applied.state != "taken":
        raise NotDone(f"Nothing was changed ({applied.problem}): try again.")
    refusals = [toast for toast in applied.toasts if toast.alert]
    if refusals:
        raise NotDone(toast_text(refusals[0], "en"))


def _json(noun: Any) -> Any:
    return msgspec.to_builtins(noun)


def _only(who: str, among: tuple[T, ...], what: str) -> T:
    """The one that is meant: by number, by whole name, or by a part of it that nobody else has."""
    if who.isdecimal():
        found = [each for each in among if getattr(each, "id", None) == int(who)]
    else:
        found = [each for each in among if each.name.casefold() == who.strip().casefold()]
        found = found or [each for each in among if matches(who, each.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotDone(f"No {what} is called {who}: see who is there with constat people list.")
    names = ", ".join(f"{getattr(each, 'id', '')} {each.name}".strip() for each in found)
    raise NotDone(f"{who} could be {names}: write the number, or more of the name.")
