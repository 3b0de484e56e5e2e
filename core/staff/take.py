"""`/people` as it is used: the list, taps, a new name or time zone. Imported by `core.said`."""

from collections.abc import Callable

from core.effects import Erase, Message, Say, Show, say
from core.errors import Refusal
from core.events import Tapped
from core.forms import Question, close_question, drop_form, form_of, leave_form, open_form
from core.interview.given import Given
from core.people import Person, Role
from core.reading import Unreadable, clean_line, read_zone
from core.staff import acts, links, screens
from core.staff.wants import FORM
from core.turn import Turn, button, q
from core.unreadable import explain

SLOT = "people"
LONGEST_NAME = 80


def begin(turn: Turn) -> None:
    """`/people`: the list, in a message of its own; the earlier one goes away."""
    turn.do(Erase(to=turn.person.id, slot=SLOT))
    turn.do(Say(to=turn.person.id, slot=SLOT, message=screens.listing(turn, 0)))


def _show(turn: Turn, message: Message) -> None:
    turn.do(Show(to=turn.person.id, slot=SLOT, message=message))


def tapped(turn: Turn, event: Tapped) -> None:
    """A button of the list, of a card or of an invitation."""
    kind, _, value = event.choice.partition(":")
    subject = turn.facts.subject
    try:
        if kind == "page" and value.isdecimal():
            _show(turn, screens.listing(turn, int(value)))
        elif kind in ("invitation", "resend", "withdraw"):
            turn.attempt(lambda: _invitation(turn, kind, value))
        elif subject is None:
            raise Refusal("stale")
        else:
            turn.attempt(lambda: _person(turn, subject, kind, value))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def _invitation(turn: Turn, kind: str, short: str) -> None:
    invitation = links.named(turn, short)
    if kind == "invitation":
        _show(turn, screens.invitation_card(turn, invitation))
        return
    (links.resend if kind == "resend" else links.withdraw)(turn, invitation)
    turn.toast("people.toast_withdrawn" if kind == "withdraw" else "toast.noted")
    line = say("people.withdrawn" if kind == "withdraw" else "people.resent", name=invitation.name)
    _show(turn, Message(lines=(line,), buttons=((button("button.back", screens.data(0, "page:0")),),)))


def _person(turn: Turn, subject: Person, kind: str, value: str) -> None:
    match kind, value:
        case "card", _:
            _show(turn, screens.card(turn, subject))
        case "disable", "yes":
            changed = acts.disable(turn, subject)
            turn.toast("toast.noted")
            _show(turn, screens.card(turn, changed))
        case "disable", _:
            _show(turn, screens.sure_to_disable(turn, subject))
        case "enable", _:
            changed = acts.enable(turn, subject)
            turn.toast("toast.noted")
            _show(turn, screens.card(turn, changed))
        case "roles", _:
            _show(turn, screens.roles(turn, subject))
        case "role", _ if value in {role.value for role in Role}:
            changed = acts.set_roles(turn, subject, subject.roles ^ {Role(value)})
            turn.toast("toast.noted")
            _show(turn, screens.roles(turn, changed))
        case "link", _:
            links.relink(turn, subject)
        case (("name" | "zone"), _):
            leave_form(turn)
            open_form(turn, FORM, kind, _question(subject), person=subject.id)
        case _:
            raise Refusal("stale")


def _question(subject: Person) -> Question:
    def question(turn: Turn, serial: int) -> Message:
        leave = (button("button.quit", q(serial, "quit")),)
        if form_of(turn).step == "name":
            return Message(lines=screens.name_question(subject), buttons=(leave,))
        company = (button("people.company_zone", q(serial, "company")),)
        return Message(lines=screens.zone_question(turn, subject), buttons=(company, leave))

    return question


def take(turn: Turn, given: Given) -> None:
    """An answer about a person: the new name or the time zone."""
    try:
        turn.attempt(lambda: _take(turn, given))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def _take(turn: Turn, given: Given) -> None:
    step, subject = form_of(turn).step, turn.facts.subject
    if subject is None or (given.kind == "tap" and given.value == "quit"):
        close_question(turn)
        drop_form(turn)
        return
    act: Callable[[], Person]
    if step == "zone" and given.kind == "tap" and given.value == "company":
        act, shown = (lambda: acts.set_zone(turn, subject, None)), turn.house.company.time_zone
    elif given.kind != "text":
        raise Refusal("write_it")
    elif step == "zone":
        zone = read_zone(given.value, turn.house.zones)
        act, shown = (lambda: acts.set_zone(turn, subject, zone)), zone
    else:
        name = clean_line(given.value, limit=LONGEST_NAME)
        act, shown = (lambda: acts.rename(turn, subject, name)), name
    changed = act()
    close_question(turn, say("people.title_name" if step == "name" else "people.title_zone"), shown)
    drop_form(turn)
    _show(turn, screens.card(turn, changed))
    turn.toast("toast.noted")
