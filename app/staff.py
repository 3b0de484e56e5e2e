"""People changed from the command line, as in the chat and beside a running service. Used by `app.people`.

What is decided is stored in one short transaction; what is to be sent waits in the outbox without a lease, so that the
running service's courier takes it at its next look, or the next start does.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import available_timezones

from app.inviting import bot_username
from app.settings import Settings, SettingsMistake, load_company
from bot.render import toast_text
from core.events import Administered
from core.facts import House
from core.people import Invitation, Person, Role
from core.reading import Unreadable, clean_text, matches
from storage.apply import Arrival, Desk, apply
from storage.database import Database
from storage.migrate import upgrade
from storage.numbers import token
from storage.outbox import Lease
from storage.people import everyone, invitations
from templates.interviews import InterviewMistake, load_interviews

T = TypeVar("T", Person, Invitation)
LONGEST_NAME = 80


class NotDone(Exception):
    """What was asked for is refused; reads as one sentence that says what to write instead."""


@dataclass(frozen=True)
class Team:
    """Everyone, by number, and the invitations that nobody has used, by name."""

    people: tuple[Person, ...]
    invitations: tuple[Invitation, ...]


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(settings.database)
    db = Database.open(settings.database)
    try:
        yield db
    finally:
        await db.close()


async def team(settings: Settings) -> Team:
    """Who is there, disabled people too."""
    async with _database(settings) as db:
        return await _team(db)


async def _team(db: Database) -> Team:
    people = await db.read(everyone)
    waiting = await db.read(invitations)
    return Team(people, tuple(sorted(waiting, key=lambda each: each.name.casefold())))


async def disable(settings: Settings, who: str, now: datetime) -> Person:
    """Close the door to somebody (by number or name); `now` is UTC. Raises NotDone, SettingsMistake, as all here do."""
    return await _change(settings, who, lambda person: Administered(at=now, act="disable", person_id=person.id))


async def enable(settings: Settings, who: str, now: datetime) -> Person:
    """Open it again."""
    return await _change(settings, who, lambda person: Administered(at=now, act="enable", person_id=person.id))


async def rename(settings: Settings, who: str, name: str, now: datetime) -> Person:
    """Let somebody be called otherwise."""
    try:
        new = clean_text(name, limit=LONGEST_NAME)
    except Unreadable:
        raise NotDone(f"Write the new name, of at most {LONGEST_NAME} characters.") from None
    return await _change(
        settings, who, lambda person: Administered(at=now, act="rename", person_id=person.id, value=new)
    )


async def change_roles(settings: Settings, who: str, changes: list[str], now: datetime) -> Person:
    """Give and take roles: `+dispatcher`, `-technician`."""
    given, taken = set[Role](), set[Role]()
    for change in changes:
        if change[:1] not in "+-" or change[1:] not in {role.value for role in Role}:
            raise NotDone(f"{change} is no change: write +role or -role, with {', '.join(Role)}.")
        (given if change[0] == "+" else taken).add(Role(change[1:]))

    def event(person: Person) -> Administered:
        roles = " ".join(sorted((person.roles | given) - taken))
        return Administered(at=now, act="roles", person_id=person.id, value=roles)

    return await _change(settings, who, event)


async def relink(settings: Settings, who: str, now: datetime) -> tuple[Person, str]:
    """A link that moves somebody to another phone."""
    username = await bot_username(settings)
    value, sha256 = token()
    person = await _change(
        settings, who, lambda p: Administered(at=now, act="relink", person_id=p.id, token_sha256=sha256)
    )
    return person, f"https://t.me/{username}?start={value}"


async def resend(settings: Settings, who: str, now: datetime) -> tuple[Invitation, str]:
    """Another link in place of an invitation's that nobody has used; the old one lets nobody in any more."""
    username = await bot_username(settings)
    value, sha256 = token()
    async with _database(settings) as db:
        found = _only(who, (await _team(db)).invitations, "invitation")
        await _apply(
            settings,
            db,
            Administered(at=now, act="resend", invitation_sha256=found.token_sha256, token_sha256=sha256),
            now,
        )
    return found, f"https://t.me/{username}?start={value}"


async def withdraw(settings: Settings, who: str, now: datetime) -> Invitation:
    """An invitation that nobody has used lets nobody in any more."""
    async with _database(settings) as db:
        found = _only(who, (await _team(db)).invitations, "invitation")
        await _apply(settings, db, Administered(at=now, act="withdraw", invitation_sha256=found.token_sha256), now)
    return found


async def _change(settings: Settings, who: str, event: Callable[[Person], Administered]) -> Person:
    """Have it decided and stored; the person as they then are."""
    async with _database(settings) as db:
        found = _only(who, (await _team(db)).people, "person")
        told = event(found)
        await _apply(settings, db, told, told.at)
        return next(person for person in await db.read(everyone) if person.id == found.id)


async def _apply(settings: Settings, db: Database, event: Administered, now: datetime) -> None:
    company, _ = load_company(settings.company_file)
    try:
        trades = load_interviews()
    except InterviewMistake as mistake:
        raise SettingsMistake(str(mistake)) from None
    house = House(company=company, trades=trades, bot_username="", zones=frozenset(available_timezones()))
    desk = Desk(house, Lease("command-line", timedelta()), settings.office_chat_id)
    (applied,) = await apply(db, desk, [Arrival(event)], now)
    if applied.state != "taken":
        raise NotDone(f"Nothing was changed ({applied.problem}): try again.")
    refusals = [toast for toast in applied.toasts if toast.alert]
    if refusals:
        raise NotDone(toast_text(refusals[0], "en"))


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
