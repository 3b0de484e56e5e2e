"""What is to be continued goes on: the dispatcher is proposed the next visit, and sets it with a tap.

The same work order gets another visit; the report of the first keeps its own appointment. Imported by `core.said`,
`core.needs` and `core.reporting.submit`.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from core.conversation import Form
from core.dispatch import busy, cards, telling, windows
from core.dispatch.new.send import assign
from core.effects import Button, Message, Phrase, Show, say, typed
from core.events import Event
from core.facts import House, Needs
from core.forms import close_question, drop_form, form_of, leave_form, number_value, open_form
from core.interview import describe
from core.interview.given import Given
from core.people import Person, Role
from core.reading import Unreadable, Window, read_window
from core.turn import Turn, button, q
from core.visit import Outcome, VisitState
from core.work_order import Remains, WorkOrderState

MOST_SLOTS = 4
LOOK_AHEAD = timedelta(days=14)
"""How far ahead free half days are looked for."""
HALVES = {"m": "morning", "a": "afternoon"}
WEEKEND = 5


# -- the proposal ----------------------------------------------------------------------------------------------------


def propose(turn: Turn) -> None:
    """Tell the dispatcher, by a message of its own, what remains, and propose when to go on; for what is frozen now."""
    if _open_to_another(turn):
        same = turn.facts.by_id.get(turn.visit.technician_id)
        _show(turn, _proposal(turn, same if same and same.has(Role.TECHNICIAN) else None))


def _open_to_another(turn: Turn) -> bool:
    """Whether the visit on the desk is the last one so far, and the work is to be continued."""
    return (
        turn.visit.state is VisitState.FROZEN
        and turn.visit.outcome is Outcome.TO_BE_CONTINUED
        and turn.order.visit_id == turn.visit.id
        and turn.order.state in (WorkOrderState.SUBMITTED, WorkOrderState.TO_BE_CONTINUED)
    )


def _show(turn: Turn, message: Message) -> None:
    to = turn.person.id if turn.facts.person is not None and turn.person.dispatches else turn.order.created_by
    turn.do(Show(to=to, slot=f"next:{turn.visit.id}", message=message))


def _proposal(turn: Turn, technician: Person | None) -> Message:
    head = _head(turn)
    if technician is None:
        rows = tuple(
            (Button(label=typed(person.name), data=_data(turn, f"who:{person.id}")),) for person in turn.facts.people
        )
        rows = rows or ((button("button.another_technician", _data(turn, "who")),),)
        return Message(lines=(*head, say("next.who")), buttons=rows)
    slots = tuple(
        (Button(label=windows.worded(window, turn.zone), data=_data(turn, f"at:{code}:{technician.id}")),)
        for code, window in free_slots(turn, technician.id)
    )
    more = (
        button("button.other_date", _data(turn, f"date:{technician.id}")),
        button("button.another_technician", _data(turn, "who")),
    )
    return Message(lines=(*head, say("next.when", name=technician.name)), buttons=(*slots, more))


def _head(turn: Turn) -> list[Phrase]:
    visit, client = turn.visit, turn.job.client
    lines = [say("next.title", number=turn.order.number, client=client.name)]
    if remains := describe.reason(visit.reason_code, visit.outcome_reason):
        lines.append(say("next.remains", what=remains))
    if visit.to_bring:
        lines.append(say("next.to_bring", what=visit.to_bring))
    if visit.advice:
        lines.append(say("brief.past_advice", advice=visit.advice))
    return lines


def _data(turn: Turn, choice: str) -> str:
    return f"next:{turn.visit.id}:{choice}"


def free_slots(turn: Turn, technician_id: int) -> tuple[tuple[str, Window], ...]:
    """The technician's next free half days, from tomorrow on, Monday to Friday: their code and window (UTC)."""
    today = turn.now.astimezone(turn.tz).date()
    days = (today + timedelta(days=n) for n in range(1, LOOK_AHEAD.days))
    codes = (f"{day:%Y%m%d}{half}" for day in days if day.weekday() < WEEKEND for half in HALVES)
    found: list[tuple[str, Window]] = []
    for code in codes:
        window = half_day(turn, code)
        if window is not None and not busy.clashes(turn.facts.busy, technician_id, (window.start, window.end)):
            found.append((code, window))
            if len(found) == MOST_SLOTS:
                break
    return tuple(found)


def half_day(turn: Turn, code: str) -> Window | None:
    """The half day that a code (`20261125m`, `20261125a`) names, in the site's time; None when there is no such day."""
    try:
        day = date(int(code[:4]), int(code[4:6]), int(code[6:8]))
        return read_window(f"{day:%Y-%m-%d} {HALVES[code[8:]]}", now=turn.now, zone=turn.tz)
    except (ValueError, KeyError, Unreadable):
        return None


# -- the dispatcher's answer -----------------------------------------------------------------------------------------


def needs(house: House, visit_id: int | None, event: Event, form: Form | None = None) -> Needs:
    """The facts for a tap on a proposal, or for the date typed after it: what everybody has in these weeks."""
    between = windows.around(house, form, event) or (event.at, event.at + LOOK_AHEAD)
    return Needs(visit_id=visit_id, people_with=(Role.TECHNICIAN,), busy_between=between, fresh=True)


def tapped(turn: Turn, choice: str) -> None:
    """A button of a proposal: a half day, another date, another technician."""
    if not turn.person.dispatches:
        turn.refuse("not_your_role")
        return
    if not _open_to_another(turn):
        turn.refuse("next_is_set", number=turn.order.number)
        return
    kind, _, rest = choice.partition(":")
    code, _, number = rest.rpartition(":")
    technician = next((p for p in turn.facts.people if str(p.id) == number), None)
    match kind:
        case "who" if not rest:
            _show(turn, _proposal(turn, None))
        case "who" | "date" | "at" if technician is None:
            turn.refuse("technician_gone")
        case "who":
            _show(turn, _proposal(turn, technician))
        case "date":
            leave_form(turn)
            open_form(turn, "next", "when", _ask_date, visit=turn.visit.id, technician=int(number))
        case "at":
            assert technician is not None
            _tapped_slot(turn, code, technician)
        case _:
            turn.refuse("stale")


def _tapped_slot(turn: Turn, code: str, technician: Person) -> None:
    window = half_day(turn, code)
    if window is None or window.end <= turn.now:
        turn.refuse("stale")
    elif busy.clashes(turn.facts.busy, technician.id, (window.start, window.end)):
        turn.refuse("slot_taken", name=technician.name)
        _show(turn, _proposal(turn, technician))
    else:
        _set(turn, technician, window)


def _ask_date(turn: Turn, serial: int) -> Message:
    return Message(
        lines=(say("next.date", number=turn.order.number),), buttons=((button("button.quit", q(serial, "quit")),),)
    )


def take_date(turn: Turn, given: Given) -> None:
    """The date typed for the next visit, or the form put away."""
    if given.kind == "tap" and given.value == "quit":
        close_question(turn)
        drop_form(turn)
        return
    form = form_of(turn)
    technician = next((p for p in turn.facts.people if p.id == number_value(form, "technician")), None)
    window = windows.taken(turn, given)
    if window is None:
        return
    close_question(turn, say("new.part.when"), windows.worded(window, turn.zone))
    drop_form(turn)
    if technician is None:
        turn.refuse("technician_gone")
    elif not _open_to_another(turn):
        turn.refuse("next_is_set", number=turn.order.number)
    else:
        _set(turn, technician, window)


def _set(turn: Turn, technician: Person, window: Window) -> None:
    """Give the work order its next visit, and offer it."""
    job, visit, order = turn.job, turn.visit, turn.order
    if order.trade not in turn.house.trades:
        turn.refuse("trade_gone", trade=order.trade)
        return
    clash = busy.clashes(turn.facts.busy, technician.id, (window.start, window.end))
    remains = Remains(
        visit_id=visit.id,
        at=visit.arrived_at or visit.offered_at,
        reason_code=visit.reason_code,
        reason=visit.outcome_reason,
    )
    turn.visit = replace(visit, appointment=visit.appointment or (order.starts_at, order.ends_at))
    again = replace(
        order,
        starts_at=window.start,
        ends_at=window.end,
        equipment=visit.to_bring or order.equipment,
        remains=remains,
    )
    turn.order = assign(turn, again, technician)
    cards.show_card(turn, turn.order, job.client, job.site, technician)
    cards.offer(turn, turn.order, job.client, job.site, technician, turn.fresh.visit_id)
    warnings = windows.double_bookings(turn, technician, clash)
    done = say("next.set", number=order.number, name=technician.name, window=windows.worded(window, turn.zone))
    _show(turn, Message(lines=(done, *warnings)))
    turn.toast("toast.sent_to", name=technician.name)
    telling.appointment(turn, "appointment", turn.order, job.client, job.site)
