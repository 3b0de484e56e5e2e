"""What can be done to a person. The chat and the command line come here. Raise Refusal; imported by its neighbours."""

from msgspec.structs import replace

from core.effects import Message, Phrase, Say, say
from core.entrance import help_lines
from core.errors import Refusal
from core.people import Person, Role
from core.staff import rules, work
from core.staff.menu import save_with_menu
from core.turn import Turn


def disable(turn: Turn, subject: Person) -> Person:
    """Close the door to this person, who is told; what they had to do is offered to its dispatchers."""
    rules.may_change(turn, subject)
    rules.not_oneself(turn, subject)
    if not subject.enabled:
        raise Refusal("people_already_disabled", name=subject.name)
    rules.not_the_last(turn, subject)
    changed = save_with_menu(turn, replace(subject, enabled=False, on_duty=False))
    work.hide_codes(turn, subject)
    _farewell(turn, changed, say("people.told_disabled", company=turn.house.company.name))
    jobs = work.hand_over(turn, subject)
    work.show_cards(turn, changed, jobs)
    work.tell_dispatchers(turn, subject, say("people.work_of_disabled", name=subject.name), jobs)
    return changed


def _farewell(turn: Turn, person: Person, line: Phrase) -> None:
    """Whoever is disabled is sent nothing any more, so this goes to the chat itself."""
    if person.chat_id is not None:
        message = Message(lines=(line,), clear_keyboard=True)
        turn.do(Say(chat_id=person.chat_id, language=person.language, message=message))


def enable(turn: Turn, subject: Person) -> Person:
    """Open the door again: this person goes on where they were."""
    rules.may_change(turn, subject)
    if subject.enabled:
        raise Refusal("people_already_enabled", name=subject.name)
    changed = save_with_menu(turn, replace(subject, enabled=True))
    turn.tell(say("people.told_enabled"), *help_lines(changed), to=changed.id)
    work.show_cards(turn, changed, turn.facts.work)
    for job in work.to_do(changed, turn.facts.work):
        if (message := work.access_message(job, with_code=True)) and job.visit is not None:
            turn.do(Say(to=changed.id, message=message, slot=f"access:{job.visit.id}"))
    return changed


def set_roles(turn: Turn, subject: Person, roles: frozenset[Role]) -> Person:
    """Let these be all the person's roles; they are told, and what they can no longer look after is passed on."""
    rules.may_change(turn, subject)
    given, taken = roles - subject.roles, subject.roles - roles
    if Role.ADMINISTRATOR in given:
        rules.needs_administrator(turn)
    if not roles:
        raise Refusal("people_one_role", name=subject.name)
    if Role.ADMINISTRATOR in taken:
        rules.not_the_last(turn, subject)
    changed = replace(subject, roles=roles)
    if subject.dispatches and not changed.dispatches:
        rules.not_oneself(turn, subject)
        changed = replace(changed, on_duty=False)
    if changed == subject:
        return subject
    changed = save_with_menu(turn, changed)
    if not changed.enabled:
        return changed
    turn.tell(say("people.told_roles"), *help_lines(changed), to=changed.id)
    jobs = work.hand_over(turn, subject) if subject.dispatches and not changed.dispatches else turn.facts.work
    if Role.TECHNICIAN in taken:
        work.tell_dispatchers(turn, changed, say("people.work_of_former", name=subject.name), jobs)
    return changed


def rename(turn: Turn, subject: Person, name: str) -> Person:
    """Let the person be called so, in the chat and in reports from now on. `name` is clean and not empty."""
    rules.may_change(turn, subject)
    changed = save_with_menu(turn, replace(subject, name=name))
    if changed.enabled and changed.id != (turn.facts.person.id if turn.facts.person else None):
        turn.tell(say("people.told_name", name=name), to=changed.id)
    return changed


def set_zone(turn: Turn, subject: Person, zone: str | None) -> Person:
    """Let the person's times be of this zone (IANA), or of the company's."""
    rules.may_change(turn, subject)
    return save_with_menu(turn, replace(subject, time_zone=zone))
