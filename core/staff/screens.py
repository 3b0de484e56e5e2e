"""The screens of `/people`, all in one message: the list, a person's card, what is asked before disabling.

Imported by its neighbours.
"""

from core.effects import Button, Message, Moment, Phrase, say, typed
from core.people import Invitation, Person, Role
from core.staff.links import SHORT, pending
from core.staff.wants import TOPIC
from core.staff.work import to_do
from core.turn import Turn, button

PAGE = 8
"""How many fit a small phone."""
Rows = tuple[tuple[Button, ...], ...]


def data(person_id: int, choice: str) -> str:
    """The callback data of these screens' buttons."""
    return f"{TOPIC}:{person_id}:{choice}"


def roles_of(person: Person) -> Phrase:
    """The person's roles, in words."""
    named = [say(f"role.{role.value}") for role in Role if role in person.roles]
    phrase = named[-1] if named else say("value.none")
    for role in reversed(named[:-1]):
        phrase = say("people.and", first=role, rest=phrase)
    return phrase


def state_of(person: Person) -> Phrase | None:
    """What stands in the way of writing to this person, or None."""
    if not person.enabled:
        return say("people.is_disabled")
    return None if person.reachable else say("people.is_unreachable")


def people_in_order(turn: Turn) -> tuple[Person, ...]:
    """Everyone, by name; who is disabled comes last."""
    return tuple(sorted(turn.facts.people, key=lambda p: (not p.enabled, p.name.casefold(), p.id)))


def listing(turn: Turn, page: int) -> Message:
    """One page of everyone, then of the pending invitations; a button each."""
    people = people_in_order(turn)
    rows = [(_person_button(p),) for p in people] + [(_invitation_button(turn, i),) for i in pending(turn)]
    pages = max(1, -(-len(rows) // PAGE))
    page = min(page, pages - 1)
    shown = rows[page * PAGE : (page + 1) * PAGE]
    head = [say("people.title", n=sum(1 for p in people if p.enabled))]
    if pages > 1:
        head.append(say("people.page", page=page + 1, pages=pages))
        turns = [button("people.before", data(0, f"page:{page - 1}"))] if page else []
        turns += [button("people.after", data(0, f"page:{page + 1}"))] if page + 1 < pages else []
        shown.append(tuple(turns))  # type: ignore[arg-type]
    return Message(lines=tuple(head), buttons=tuple(shown))


def _person_button(person: Person) -> Button:
    sign = "disabled" if not person.enabled else "there" if person.reachable else "unreachable"
    return button(f"people.button_{sign}", data(person.id, "card"), name=person.name, roles=roles_of(person))


def _invitation_button(turn: Turn, invitation: Invitation) -> Button:
    label = "people.button_relink" if invitation.person_id is not None else "people.button_invited"
    if invitation.expires_at <= turn.now:
        label = "people.button_expired"
    return button(label, data(0, f"invitation:{_short(invitation)}"), name=invitation.name)


def _short(invitation: Invitation) -> str:
    return invitation.token_sha256[:SHORT]


def card(turn: Turn, person: Person) -> Message:
    """One person, and what can be done."""
    lines = [say("people.card", name=person.name), say("people.card_roles", roles=roles_of(person))]
    if state := state_of(person):
        lines.append(state)
    zone = person.time_zone or turn.house.company.time_zone
    lines.append(say("people.card_zone", zone=zone.rpartition("/")[2].replace("_", " ")))
    lines.append(say("people.card_language", language=say(f"language.{person.language}")))
    if jobs := to_do(person, turn.facts.work):
        lines.append(say("people.card_work", n=len(jobs)))
    rows: list[tuple[Button, ...]] = []
    above = Role.ADMINISTRATOR in person.roles and not turn.person.has(Role.ADMINISTRATOR)
    if above:
        lines.append(say("people.card_above"))
    elif person.enabled:
        rows.append((_act("roles", person), button("button.rename", data(person.id, "name"))))
        rows.append((_act("zone", person), button("button.relink", data(person.id, "link"))))
        if person.id != turn.person.id:
            rows.append((_act("disable", person),))
    else:
        rows.append((_act("enable", person),))
    return Message(lines=tuple(lines), buttons=(*rows, _back(turn, person)))


def _act(name: str, person: Person) -> Button:
    return button(f"button.{name}", data(person.id, name))


def _back(turn: Turn, person: Person) -> tuple[Button, ...]:
    index = next((i for i, other in enumerate(people_in_order(turn)) if other.id == person.id), 0)
    return (button("button.back", data(0, f"page:{index // PAGE}")),)


def roles(turn: Turn, person: Person) -> Message:
    """The roles, each given or taken with a tap."""
    rows: list[tuple[Button, ...]] = []
    for role in Role:
        if role is Role.ADMINISTRATOR and not turn.person.has(Role.ADMINISTRATOR):
            continue
        label = "people.role_given" if role in person.roles else "people.role_free"
        rows.append((button(label, data(person.id, f"role:{role.value}"), role=say(f"role.{role.value}")),))
    lines = (say("people.card", name=person.name), say("people.roles_how"))
    return Message(lines=lines, buttons=(*rows, (button("button.back", data(person.id, "card")),)))


def sure_to_disable(turn: Turn, person: Person) -> Message:
    """What disabling means, before it is done."""
    lines = [say("people.card", name=person.name), say("people.disable_what")]
    if jobs := to_do(person, turn.facts.work):
        lines.append(say("people.disable_work", n=len(jobs)))
    yes = button("button.disable", data(person.id, "disable:yes"))
    return Message(lines=tuple(lines), buttons=((yes,), (button("button.back", data(person.id, "card")),)))


def invitation_card(turn: Turn, invitation: Invitation) -> Message:
    """One pending invitation: sent anew, or withdrawn."""
    zone = turn.person.time_zone or turn.house.company.time_zone
    until = Moment(at=invitation.expires_at, zone=zone, style="both")
    what = say("people.relink_what") if invitation.person_id is not None else say(f"role.{invitation.role.value}")
    expired = invitation.expires_at <= turn.now
    wording = "people.invitation_expired" if expired else "people.invitation_waits"
    lines = (say("people.invitation", name=invitation.name, what=what), say(wording, until=until))
    rows: Rows = (
        (button("button.resend", data(0, f"resend:{_short(invitation)}")),),
        (button("button.withdraw", data(0, f"withdraw:{_short(invitation)}")),),
        (button("button.back", data(0, "page:0")),),
    )
    return Message(lines=lines, buttons=rows)


def name_question(person: Person) -> tuple[Phrase, ...]:
    """Asks for the new name."""
    return (say("people.ask_name", name=person.name),)


def zone_question(turn: Turn, person: Person) -> tuple[Phrase, ...]:
    """Asks for the person's time zone."""
    company = turn.house.company.time_zone.rpartition("/")[2].replace("_", " ")
    return (say("people.ask_zone", name=person.name, city=typed(company)),)
