"""An appointment as the dispatcher types it after a work order was made. Imported by `moving` and `next_visit`."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.dispatch.new.take import LONGEST_WINDOW
from core.effects import Phrase, say
from core.errors import Refusal
from core.events import Event, Said
from core.facts import House, Job
from core.interview.given import Given
from core.people import Person
from core.reading import Unreadable, Window, read_window
from core.turn import Turn
from core.unreadable import explain

A_DAY = timedelta(days=1)


def around(house: House, event: Event) -> tuple[datetime, datetime] | None:
    """The days around an appointment that is typed (UTC), None for what is none. The site's zone is not known yet."""
    if not isinstance(event, Said):
        return None
    try:
        read = read_window(event.text, now=event.at, zone=ZoneInfo(house.company.time_zone))
    except Unreadable:
        return None
    return read.start - A_DAY, read.end + A_DAY


def taken(turn: Turn, given: Given) -> Window | None:
    """The appointment as typed, in the site's time; None for what cannot be one, which is explained."""
    try:
        if given.kind != "text":
            raise Refusal("write_it")
        window = read_window(given.value, now=given.at, zone=turn.tz)
        if window.end - window.start > LONGEST_WINDOW:
            raise Refusal("window_too_long")
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return None
    return window


def worded(turn: Turn, window: Window) -> Phrase:
    """`Tue 24 Nov 08:30 – 10:30`, in the site's time."""
    return say("value.window", start=turn.at(window.start, "short"), end=turn.at(window.end))


def double_bookings(turn: Turn, technician: Person, clash: Iterable[Job]) -> list[Phrase]:
    """A warning for each other job that the technician has then."""
    return [
        say(
            "new.double_booking",
            name=technician.name,
            number=other.work_order.number,
            client=other.client.name,
            start=turn.at(other.work_order.starts_at),
            end=turn.at(other.work_order.ends_at),
        )
        for other in clash
    ]
