"""Who is free: the technicians to choose from, double booking said. Imported by `new` and `manage`."""

from collections.abc import Iterable
from datetime import datetime

from core.effects import Button, typed
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


def choice(person: Person, data: str, clash: tuple[Job, ...]) -> tuple[Button, ...]:
    """A technician to tap, with the work order that they are busy with."""
    if clash:
        return (button("button.busy_technician", data, name=person.name, number=clash[0].work_order.number),)
    return (Button(label=typed(person.name), data=data),)
