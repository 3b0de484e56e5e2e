"""Who is free: the technicians to choose from, double booking said. Imported by `new` and `manage`."""

from collections.abc import Iterable
from datetime import datetime

from core.effects import Button, Phrase, say, typed
from core.facts import Job
from core.people import Person
from core.turn import button
from core.work_order import WorkOrderState


def clashes(
    busy: Iterable[Job], technician_id: int, between: tuple[datetime, datetime], *, apart_from: int | None = None
) -> tuple[Job, ...]:
    """The technician's open jobs whose appointment overlaps these two moments (UTC); meeting at one is no overlap.

    What they declined does not bind them. `apart_from` is a work order that does not count.
    """
    start, end = between
    orders = ((job, job.work_order) for job in busy)
    return tuple(
        job
        for job, order in orders
        if order.technician_id == technician_id
        and order.id != apart_from
        and order.state is not WorkOrderState.DECLINED
        and order.starts_at < end
        and start < order.ends_at
    )


def choice(person: Person, data: str, clash: tuple[Job, ...], *, declined: bool = False) -> tuple[Button, ...]:
    """A technician to tap, with what speaks against it: they declined, or a work order that they are busy with."""
    if declined and clash:
        return (button("button.declined_busy", data, name=person.name, number=clash[0].work_order.number),)
    if declined:
        return (button("button.declined_technician", data, name=person.name),)
    name = called(person)
    if clash:
        return (button("button.busy_technician", data, name=name, number=clash[0].work_order.number),)
    return (Button(label=typed(name) if isinstance(name, str) else name, data=data),)


def called(person: Person) -> Phrase | str:
    """The person's name, with a sign where they are disabled or cannot be reached in the chat."""
    if not person.enabled:
        return say("people.name_disabled", name=person.name)
    return person.name if person.reachable else say("people.name_unreachable", name=person.name)
