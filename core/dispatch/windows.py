"""An appointment as the dispatcher types it: read, asked about once more where it looks like a slip, worded.

Imported by `moving`, `next_visit`, `new` and `unplanned`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.conversation import Form
from core.effects import Message, Moment, Phrase, say
from core.errors import Refusal
from core.events import Event, Said, Tapped
from core.facts import House, Job
from core.forms import ask_form, close_question, form_of, move_form, text_value
from core.interview.given import Given
from core.people import Person
from core.reading import Unreadable, Window, read_window
from core.turn import Turn, button, q
from core.unreadable import explain, refusal_of

A_DAY = timedelta(days=1)
LONGEST_WINDOW = timedelta(days=14)
LONG = timedelta(hours=12)
"""Longer ones are seldom meant."""
FAR = timedelta(days=365)
EVENING, DAWN = 23, 5
"""Hours of the site between which hardly anybody works."""
KEEP = "keep"
"""What the button says that keeps an appointment that was asked about."""
IN_OTHER_WORDS = ("time_not_read", "hour_missing", "day_missing", "day_impossible", "weekday_mismatch")
"""What is said otherwise of an appointment than of a time that is over: its examples are to come."""


def around(house: House, form: Form | None, event: Event) -> tuple[datetime, datetime] | None:
    """The days around an appointment that is typed or kept (UTC), None for what is none.

    The site's zone is not known yet.
    """
    if isinstance(event, Said):
        return around_words(house, event.text, event.at)
    kept = _asked_about(form) if form is not None and isinstance(event, Tapped) and event.choice == KEEP else None
    return (kept.start - A_DAY, kept.end + A_DAY) if kept is not None else None


def around_words(house: House, words: str, at: datetime) -> tuple[datetime, datetime] | None:
    """The same for words written then."""
    try:
        read = read_window(words, now=at, zone=ZoneInfo(house.company.time_zone))
    except Unreadable:
        return None
    return read.start - A_DAY, read.end + A_DAY


def taken(turn: Turn, given: Given) -> Window | None:
    """The appointment in the site's time; None for what cannot be one, which is explained, or is asked about."""
    try:
        if given.kind != "text" and given.value != KEEP:
            raise Refusal("write_it")
        return read(turn, given, turn.zone)
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return None


def read(turn: Turn, given: Given, zone: str, *, back: bool = False) -> Window | None:
    """The appointment typed in this zone (IANA), or the one kept with the button; None when it is asked about.

    What may be a slip is asked about once more, in a question of its own; typing again answers as well. `back`: the
    form has a question to go back to. Raises `Refusal` and `Unreadable`.
    """
    form = form_of(turn)
    if given.kind == "tap":
        kept = _asked_about(form)
        if kept is None:
            raise Refusal("stale")
        return kept
    try:
        window = read_window(given.value, now=given.at, zone=ZoneInfo(zone))
    except Unreadable as problem:
        if problem.code not in IN_OTHER_WORDS:
            raise
        raise Refusal(f"window_{problem.code}", **refusal_of(problem, turn).details) from None
    if window.end - window.start > LONGEST_WINDOW:
        raise Refusal("window_too_long")
    doubts = _doubts(window, turn.now, ZoneInfo(zone))
    if not doubts:
        return window
    close_question(turn, say("new.part.when"), worded(window, zone))
    move_form(turn, form.step, unsure_start=window.start.isoformat(), unsure_end=window.end.isoformat())

    def ask(turn: Turn, serial: int) -> Message:
        away = button("button.back", q(serial, "back")) if back else button("button.quit", q(serial, "quit"))
        lines = (say("window.sure", window=worded(window, zone)), *doubts, say("window.again"))
        return Message(lines=lines, buttons=((button("button.keep_window", q(serial, KEEP)),), (away,)))

    ask_form(turn, ask)
    return None


def _asked_about(form: Form) -> Window | None:
    start, end = text_value(form, "unsure_start"), text_value(form, "unsure_end")
    return Window(datetime.fromisoformat(start), datetime.fromisoformat(end)) if start and end else None


def _doubts(window: Window, now: datetime, zone: ZoneInfo) -> list[Phrase]:
    """What may be a slip in it, in words."""
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    doubts = []
    if window.end <= now:
        doubts.append(say("window.over"))
    if window.start > now + FAR:
        doubts.append(say("window.far", year=start.year))
    if window.end - window.start > LONG:
        doubts.append(say("window.long", hours=round((window.end - window.start) / timedelta(hours=1))))
    elif start.hour >= EVENING or start.hour < DAWN or end.date() > start.date():
        doubts.append(say("window.night"))
    return doubts


def worded(window: Window, zone: str) -> Phrase:
    """`Tue 24 Nov 08:30 – 10:30`, in the time of this zone (IANA); both days where it ends on another."""
    known = ZoneInfo(zone)
    one_day = window.start.astimezone(known).date() == window.end.astimezone(known).date()
    end = Moment(at=window.end, zone=zone) if one_day else Moment(at=window.end, zone=zone, style="short")
    return say("value.window", start=Moment(at=window.start, zone=zone, style="short"), end=end)


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
