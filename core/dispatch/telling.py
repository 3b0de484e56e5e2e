"""The client is told of their appointment by mail: set, moved, cancelled, and that the technician is on the way.

Imported by its neighbours, `core.interview.take_times` and `core.step`.
"""

from datetime import datetime, timedelta
from typing import Literal

from core.clients import Client, Site
from core.dispatch import cards
from core.effects import Appointment, Argument, MailKind, Moment, Phrase, say
from core.events import MailRefused
from core.letters import address_of, masked, write
from core.turn import Turn
from core.work_order import WorkOrder

FRESH = timedelta(minutes=10)
"""How long after setting off "on the way" is still news: what waited for the network longer is not sent."""
LATEST = timedelta(hours=1)
"""How long after setting off a mail server may still take that letter: many let a first try wait for some minutes on

purpose (RFC 6647). Later the technician stands at the door, and the letter would have the client wait once more.
"""


def appointment(turn: Turn, kind: Literal["appointment", "cancelled"], order: WorkOrder, client: Client,
                site: Site) -> None:  # fmt: skip
    """Write that the appointment is set or cancelled, with a calendar's file; whoever did it is told that it goes."""
    _write(turn, kind, order, client, site, say(f"mail.{kind}.text", **_when(turn, order, site)))


def moved(turn: Turn, before: tuple[datetime, datetime]) -> None:
    """Write that the appointment of the work order on the desk is no more at `before` (UTC)."""
    order, job = turn.order, turn.job
    zone = cards.zone_of(turn, job.site)
    was: dict[str, Argument] = {
        "before": Moment(at=before[0], zone=zone, style="date"),
        "before_start": Moment(at=before[0], zone=zone),
        "before_end": Moment(at=before[1], zone=zone),
    }
    text = say("mail.moved.text", **_when(turn, order, job.site), **was)
    _write(turn, "moved", order, job.client, job.site, text)


def is_known(order: WorkOrder) -> bool:
    """Whether the client was told of the appointment, where clients are: once somebody was to come."""
    return order.visit_id is not None and not order.unplanned


def on_the_way(turn: Turn, since: datetime) -> None:
    """Write that the technician of the visit on the desk set off at `since` (UTC), if that is news."""
    job, order = turn.job, turn.order
    address = address_of(turn, job.client)
    technician = turn.facts.by_id.get(turn.visit.technician_id)
    if not turn.house.tell_on_the_way or address is None or technician is None or turn.now - since > FRESH:
        return
    zone = cards.zone_of(turn, job.site)
    text = say("mail.on_the_way.text", company=turn.house.company.name, technician=technician.name,
               at=Moment(at=since, zone=zone))  # fmt: skip
    write(turn, "order", order.id, "on_the_way", address, job.client.language, text, _place(job.site), *_contact(turn),
          number=order.number, good_until=since + LATEST)  # fmt: skip


def _write(turn: Turn, kind: MailKind, order: WorkOrder, client: Client, site: Site, text: Phrase) -> None:
    address = address_of(turn, client)
    if not turn.house.tell_appointments or address is None or order.ends_at <= turn.now:
        return
    mission = [] if kind == "cancelled" else [say("mail.mission", mission=order.mission)]
    write(
        turn,
        "order",
        order.id,
        kind,
        address,
        client.language,
        text,
        _place(site),
        *mission,
        say("mail.calendar_gone" if kind == "cancelled" else "mail.calendar"),
        *_contact(turn),
        number=order.number,
        day=Moment(at=order.starts_at, zone=cards.zone_of(turn, site), style="date"),
        appointment=Appointment(
            # Another visit of the same work order is another appointment.
            uid=f"{order.number}.{order.remains.visit_id if order.remains else 0}",
            sequence=order.changes,
            starts_at=order.starts_at,
            ends_at=order.ends_at,
            title=say("mail.calendar_title", company=turn.house.company.name, number=order.number),
            place=f"{site.name}, {site.address}",
            cancelled=kind == "cancelled",
        ),
    )
    turn.tell(say(f"tell.told_client.{kind}", number=order.number, address=masked(address)))


def _when(turn: Turn, order: WorkOrder, site: Site) -> dict[str, Argument]:
    zone = cards.zone_of(turn, site)
    return {
        "company": turn.house.company.name,
        "day": Moment(at=order.starts_at, zone=zone, style="date"),
        "start": Moment(at=order.starts_at, zone=zone),
        "end": Moment(at=order.ends_at, zone=zone),
    }


def _place(site: Site) -> Phrase:
    return say("mail.place", site=site.name, address=site.address)


def _contact(turn: Turn) -> tuple[Phrase, ...]:
    company = turn.house.company
    ways = " · ".join(way for way in (company.phone, company.email) if way)
    return (say("mail.contact", ways=ways),) if ways else ()


def refused(turn: Turn, event: MailRefused) -> None:
    """A letter about a work order came back: dispatcher and technician can do something else about it."""
    line = say("tell.mail_refused", number=turn.order.number, client=turn.job.client.name, address=event.address,
               reason=event.reason)  # fmt: skip
    for to in dict.fromkeys((turn.order.created_by, turn.order.technician_id)):
        if to is not None:
            turn.tell(line, to=to)
