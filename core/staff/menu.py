"""The menu of commands in each person's chat: what their roles may use, in their language. Imported by its neighbours

and by `core.entrance`; `bot` words the commands, `app` looks at the start whose menu is outdated.
"""

from msgspec.structs import replace

from core.effects import SetMenu
from core.people import Person, Role
from core.turn import Turn

ALWAYS = ("language", "cancel", "help")
_BY_ROLE: dict[Role, tuple[str, ...]] = {
    Role.TECHNICIAN: ("today", "resume", "review", "office", "urgent"),
    Role.DISPATCHER: ("today", "new", "people", "duty", "invite", "summary"),
    Role.MANAGER: ("summary",),
    Role.ADMINISTRATOR: ("today", "new", "people", "duty", "invite", "summary"),
}
ALL = tuple(dict.fromkeys((*(name for names in _BY_ROLE.values() for name in names), *ALWAYS)))
"""Every command that stands in somebody's menu."""


def commands_of(person: Person) -> tuple[str, ...]:
    """The commands of the person's menu, in order; none for somebody disabled."""
    if not person.enabled:
        return ()
    own = (name for role in Role if role in person.roles for name in _BY_ROLE[role])
    return tuple(dict.fromkeys((*own, *ALWAYS)))


def mark(person: Person) -> str:
    """What `Person.menu` reads once the menu was sent."""
    return f"{person.language}:{','.join(commands_of(person))}"


def is_outdated(person: Person) -> bool:
    """Whether the chat shows another menu than the person's."""
    return person.chat_id is not None and person.menu != mark(person)


def with_menu_sent(person: Person) -> Person:
    """The person, whose chat shows their menu."""
    return replace(person, menu=mark(person))


def save_with_menu(turn: Turn, person: Person) -> Person:
    """Store the person; where the menu of their chat is outdated it is sent."""
    if is_outdated(person):
        person = with_menu_sent(person)
        turn.do(SetMenu(to=person.id, commands=commands_of(person)))
    if turn.facts.person is not None and turn.facts.person.id == person.id:
        turn.person = person
    else:
        turn.save(person)
    return person
