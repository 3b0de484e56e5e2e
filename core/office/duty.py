"""Who answers technicians: the dispatchers on duty. Imported by `core.said` and the threads."""

from collections.abc import Iterable

from msgspec.structs import replace

from core.effects import say
from core.people import Person
from core.turn import Turn
from core.work_order import WorkOrder


def answering(people: Iterable[Person], order: WorkOrder, *, apart_from: int | None = None) -> tuple[Person, ...]:
    """Who gets a technician's question: whoever is on duty, else who made the work order, else all who dispatch.

    Of these, only who can be reached in the chat.
    """
    there = [p for p in people if p.dispatches and p.reachable and p.chat_id is not None and p.id != apart_from]
    on_duty = tuple(p for p in there if p.on_duty)
    return on_duty or tuple(p for p in there if p.id == order.created_by) or tuple(there)


def names(people: Iterable[Person]) -> str:
    """Their names, as they are read."""
    return ", ".join(p.name for p in people)


def toggle(turn: Turn) -> None:
    """`/duty`: technicians' questions come to this dispatcher from now on, or no longer."""
    person = replace(turn.person, on_duty=not turn.person.on_duty)
    turn.save(person)
    others = names(p for p in turn.facts.people if p.dispatches and p.on_duty and p.id != person.id)
    lines = [say("duty.on") if person.on_duty else say("duty.off")]
    if others:
        lines.append(say("duty.with", names=others))
    elif not person.on_duty:
        lines.append(say("duty.nobody"))
    turn.tell(*lines)
