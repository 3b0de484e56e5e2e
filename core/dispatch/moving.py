"""The dispatcher moves an appointment: the technician and the client are told.

Imported by `core.said`, `core.needs` and its neighbours.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.dispatch import busy, cards, telling
from core.dispatch.new.take import LONGEST_WINDOW
from core.effects import Amend, Message, Phrase, say
from core.errors import Refusal
from core.events import Event, Said
from core.facts import House, Needs
from core.forms import close_question, drop_form, open_form
from core.interview.given import Given
from core.reading import Unreadable, Window, read_window
from core.turn import Turn, button, q
from core.unreadable import explain
from core.visit import VisitState

A_DAY = timedelta(days=1)


def needs(house: House, order_id: int | None, event: Event) -> Needs:
    """The facts for the date that is typed: what everybody has around it."""
    between = None
    if isinstance(event, Said):
        try:
            read = read_window(event.text, now=event.at, zone=ZoneInfo(house.company.time_zone))
            between = read.start - A_DAY, read.end + A_DAY
        except Unreadable:
            pass
    return Needs(work_order_id=order_id, busy_between=between)


def begin(turn: Turn) -> None:
    """The button: ask for when."""
    if turn.order.is_movable:
        open_form(turn, "move", "when", _ask, order=turn.order.id)
    else:
        turn.refuse("too_late_to_move", number=turn.order.number)


def _ask(turn: Turn, serial: int) -> Message:
    lines = (say("move.ask", number=turn.order.number), cards.when(turn, turn.order, turn.job.site))
    return Message(lines=lines, buttons=((button("button.quit", q(serial, "quit")),),))


def take(turn: Turn, given: Given) -> None:
    """The new appointment as typed, or the form put away."""
    if given.kind == "tap" and given.value == "quit":
        close_question(turn)
        drop_form(turn)
        turn.tell(say("form.closed"))
        return
    try:
        if given.kind != "text":
            raise Refusal("write_it")
        window = read_window(given.value, now=given.at, zone=turn.tz)
        if window.end - window.start > LONGEST_WINDOW:
            raise Refusal("window_too_long")
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    close_question(turn, say("new.part.when"), _window(turn, window))
    drop_form(turn)
    if turn.order.is_movable:
        _move(turn, window)
    else:
        turn.refuse("too_late_to_move", number=turn.order.number)


def _window(turn: Turn, window: Window) -> Phrase:
    return say("value.window", start=turn.at(window.start, "short"), end=turn.at(window.end))


def _move(turn: Turn, window: Window) -> None:
    before = turn.order.starts_at, turn.order.ends_at
    if before == (window.start, window.end):
        turn.tell(say("move.same", number=turn.order.number))
        return
    order = turn.order = replace(turn.order, starts_at=window.start, ends_at=window.end, changes=turn.order.changes + 1)
    job = turn.job
    cards.show_job_card(turn)
    lines = [say("move.done", number=order.number, window=_window(turn, window))]
    technician = turn.facts.by_id.get(order.technician_id or 0)
    visit = job.visit
    if technician is not None and visit is not None and visit.id == order.visit_id and visit.is_open:
        if visit.state is VisitState.OFFERED:
            offer = cards.offer_of(turn, order, job.client, job.site, technician, visit.id)
            turn.do(Amend(to=technician.id, slot=f"offer:{visit.id}", message=offer))
        else:
            cards.close_offer(turn, order, job.client, job.site, visit, "accepted")
        if technician.id != turn.person.id:
            told = say("tell.moved", number=order.number, client=job.client.name, window=_window(turn, window))
            turn.tell(told, to=technician.id)
            lines.append(say("move.told", name=technician.name))
        lines += [
            say("new.double_booking", name=technician.name, number=other.work_order.number, client=other.client.name,
                start=turn.at(other.work_order.starts_at), end=turn.at(other.work_order.ends_at))
            for other in busy.clashes(turn.facts.busy, technician.id, (window.start, window.end), apart_from=order.id)
        ]  # fmt: skip
    turn.tell(*lines)
    if telling.is_known(order):
        telling.moved(turn, before)
