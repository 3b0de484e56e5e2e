"""The dispatcher moves an appointment: the technician and the client are told.

Imported by `core.said`, `core.needs` and its neighbours.
"""

from msgspec.structs import replace

from core.conversation import Form
from core.dispatch import busy, cards, telling, windows
from core.effects import Amend, Message, say
from core.events import Event
from core.facts import House, Needs
from core.forms import close_question, drop_form, number_value, open_form
from core.interview.given import Given
from core.reading import Window
from core.turn import Turn, button, q
from core.visit import VisitState


def needs(house: House, form: Form, event: Event) -> Needs:
    """The facts for the date that is typed: what everybody has around it."""
    return Needs(work_order_id=number_value(form, "order"), busy_between=windows.around(house, form, event))


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
    window = windows.taken(turn, given)
    if window is None:
        return
    close_question(turn, say("new.part.when"), windows.worded(window, turn.zone))
    drop_form(turn)
    if turn.order.is_movable:
        _move(turn, window)
    else:
        turn.refuse("too_late_to_move", number=turn.order.number)


def _move(turn: Turn, window: Window) -> None:
    before = turn.order.starts_at, turn.order.ends_at
    if before == (window.start, window.end):
        turn.tell(say("move.same", number=turn.order.number))
        return
    order = turn.order = replace(turn.order, starts_at=window.start, ends_at=window.end, changes=turn.order.changes + 1)
    job = turn.job
    cards.show_job_card(turn)
    lines = [say("move.done", number=order.number, window=windows.worded(window, turn.zone))]
    technician = turn.facts.by_id.get(order.technician_id or 0)
    visit = job.visit
    if technician is not None and visit is not None and visit.id == order.visit_id and visit.is_open:
        if visit.state is VisitState.OFFERED:
            offer = cards.offer_of(turn, order, job.client, job.site, technician, visit.id)
            turn.do(Amend(to=technician.id, slot=f"offer:{visit.id}", message=offer))
        else:
            cards.close_offer(turn, order, job.client, job.site, visit, "accepted")
        if technician.id != turn.person.id:
            told = say(
                "tell.moved", number=order.number, client=job.client.name, window=windows.worded(window, turn.zone)
            )
            turn.tell(told, to=technician.id)
            lines.append(say("move.told", name=technician.name))
        clash = busy.clashes(turn.facts.busy, technician.id, (window.start, window.end), apart_from=order.id)
        lines += windows.double_bookings(turn, technician, clash)
    turn.tell(*lines)
    if telling.is_known(order):
        telling.moved(turn, before)
