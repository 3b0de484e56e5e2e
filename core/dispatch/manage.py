"""What a dispatcher does with a work order: open its card, assign, reassign, cancel; and a technician's decline.

Imported by `core.step`.
"""

from msgspec.structs import replace

from core.conversation import Form
from core.dispatch import busy, cards, moving, noted, telling
from core.dispatch.new.send import assign
from core.dispatch.unplanned import complete
from core.effects import Amend, Button, Message, Phrase, say
from core.errors import Refusal
from core.forms import Question, close_question, drop_form, form_of, number_value, open_form
from core.interview.changes import change_lines
from core.interview.given import Given
from core.reading import Unreadable, clean_text
from core.turn import Turn, button, q
from core.unreadable import explain
from core.visit import VisitState
from core.work_order import WorkOrderState

DECLINE_REASONS = ("busy", "sick", "skills", "too_far")
CANCEL_REASONS = ("client", "weather", "mistake")
LONGEST_REASON = 500


def tapped(turn: Turn, choice: str) -> None:
    """A button of a work order's card: open, reassign, to (whom), cancel."""
    kind, _, value = choice.partition(":")
    if kind == "open":
        _show_anew(turn)
        return
    if kind == "leave":
        _show_choice(turn, say("reassign.left", number=turn.order.number))
        return
    if kind == "changes":
        _show_changes(turn)
        return
    if not turn.order.is_open:
        turn.refuse("order_closed", number=turn.order.number)
        return
    match kind:
        case "reassign":
            _choose_technician(turn)
        case "to" if value.isdecimal():
            _reassign(turn, int(value))
        case "move":
            moving.begin(turn)
        case "complete" if turn.order.unplanned:
            complete.begin(turn)
        case "cancel":
            open_form(turn, "cancel", "reason", _ask_reason("cancel", CANCEL_REASONS), order=turn.order.id)
        case _:
            turn.refuse("stale")


def _show_anew(turn: Turn) -> None:
    job = turn.job
    technician = turn.facts.by_id.get(turn.order.technician_id or 0)
    message = cards.card(turn, turn.order, job.client, job.site, technician)
    own_slot = None
    if turn.person.id == turn.order.created_by:
        own_slot = f"wo:{turn.order.id}"
        moved = Message(lines=(say("card.moved", number=turn.order.number),))
        turn.do(Amend(to=turn.person.id, slot=own_slot, message=moved))
    turn.tell(*message.lines, buttons=message.buttons, slot=own_slot)


def _show_changes(turn: Turn) -> None:
    """What was corrected in the present visit, by whom: internal."""
    job = turn.job
    if job.visit is None or job.interview is None or not job.visit.changes:
        turn.tell(say("changes.none", number=turn.order.number))
        return
    turn.tell(say("changes.title", number=turn.order.number), *change_lines(turn, job.visit, job.interview))


def _choose_technician(turn: Turn) -> None:
    order = turn.order
    rows: list[tuple[Button, ...]] = []
    for person in turn.facts.people:
        if person.id == order.technician_id and order.state is not WorkOrderState.DECLINED:
            continue
        clash = busy.clashes(turn.facts.busy, person.id, (order.starts_at, order.ends_at), apart_from=order.id)
        declined = person.id == order.technician_id
        rows.append(busy.choice(person, f"wo:{order.id}:to:{person.id}", clash, declined=declined))
    if not rows:
        turn.refuse("nobody_else")
        return
    rows.append((button("button.leave_as_is", f"wo:{order.id}:leave"),))
    turn.tell(say("reassign.who", number=order.number), buttons=tuple(rows), slot=f"reassign:{order.id}")


def _show_choice(turn: Turn, line: Phrase) -> None:
    """What became of "who instead?", in its message and without its buttons."""
    turn.do(Amend(to=turn.person.id, slot=f"reassign:{turn.order.id}", message=Message(lines=(line,))))


def take_back(turn: Turn, wording: str) -> None:
    """Take the present visit away from its technician and tell them; the access notes leave the chat."""
    visit = turn.job.visit
    if visit is None or not visit.is_open or visit.state is VisitState.CORRECTING:
        return
    job = turn.job
    turn.visit = replace(visit, state=VisitState.CANCELLED)
    cards.close_offer(turn, turn.order, job.client, job.site, visit, "taken_back")
    cards.hide_access(turn, visit)
    turn.tell(
        say(wording, number=turn.order.number, client=job.client.name),
        to=visit.technician_id,
        clear_keyboard=visit.state is not VisitState.OFFERED,
    )


def _reassign(turn: Turn, technician_id: int) -> None:
    technician = next((p for p in turn.facts.people if p.id == technician_id), None)
    if technician is None:
        turn.refuse("technician_gone")
        return
    if technician.id == turn.order.technician_id and turn.order.state is not WorkOrderState.DECLINED:
        turn.refuse("already_theirs", name=technician.name)
        return
    if turn.order.trade not in turn.house.trades:
        turn.refuse("trade_gone", trade=turn.order.trade)
        return
    job = turn.job
    noted.keep(turn, technician)
    known = telling.is_known(turn.order)
    take_back(turn, "tell.taken_back")
    order = assign(turn, turn.order, technician)
    turn.order = order
    cards.show_card(turn, order, job.client, job.site, technician)
    cards.offer(turn, order, job.client, job.site, technician, turn.fresh.visit_id)
    _show_choice(turn, say("reassign.done", number=order.number, name=technician.name))
    turn.toast("toast.sent_to", name=technician.name)
    if not known and not order.unplanned:
        telling.appointment(turn, "appointment", order, job.client, job.site)


def _ask_reason(form: str, codes: tuple[str, ...]) -> Question:
    def question(turn: Turn, serial: int) -> Message:
        reasons = [button(f"{form}.{code}", q(serial, f"reason:{code}")) for code in codes]
        rows = tuple(tuple(reasons[i : i + 2]) for i in range(0, len(reasons), 2))
        leave = (button("button.quit", q(serial, "quit")),)
        lines = [say(f"{form}.ask", number=turn.order.number)]
        if form == "cancel" and turn.visit_begun:
            lines.append(say("cancel.begun"))
        return Message(lines=tuple(lines), buttons=(*rows, leave))

    return question


def begin_decline(turn: Turn) -> None:
    """Ask the technician why; nothing is declined yet."""
    question = _ask_reason("decline", DECLINE_REASONS)
    open_form(turn, "decline", "reason", question, order=turn.order.id, visit=turn.visit.id)


def take_reason(turn: Turn, given: Given) -> None:
    """The reason of a decline or of a cancellation, tapped or typed; then it is done."""
    form = form_of(turn)
    codes = DECLINE_REASONS if form.name == "decline" else CANCEL_REASONS
    if given.kind == "tap" and given.value == "quit":
        close_question(turn)
        drop_form(turn)
        turn.tell(say("form.closed"))
        return
    try:
        if given.kind == "tap":
            code = given.value.removeprefix("reason:")
            if code not in codes:
                raise Refusal("stale")
            reason = f"@{code}"
        else:
            reason = clean_text(given.value, limit=LONGEST_REASON)
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    if _too_late(turn, form):
        close_question(turn)
        drop_form(turn)
        if form.name == "decline":
            turn.refuse("offer_gone")
        else:
            turn.refuse("order_closed", number=turn.order.number)
        return
    close_question(turn, say(f"{form.name}.title"), cards.reason_of(form.name, reason))
    drop_form(turn)
    if form.name == "decline":
        _decline(turn, reason)
    else:
        _cancel(turn, reason)


def _too_late(turn: Turn, form: Form) -> bool:
    """Whether meanwhile the offer was answered or taken back, or the work order closed."""
    if form.name == "cancel":
        return not turn.order.is_open
    visit = turn.job.visit
    return visit is None or visit.id != number_value(form, "visit") or visit.state is not VisitState.OFFERED


def _decline(turn: Turn, reason: str) -> None:
    job, visit = turn.job, turn.visit
    turn.visit = replace(visit, state=VisitState.DECLINED)
    turn.order = replace(turn.order, state=WorkOrderState.DECLINED, decline_reason=reason)
    cards.close_offer(turn, turn.order, job.client, job.site, visit, "declined")
    cards.show_job_card(turn)
    turn.tell(
        say("tell.declined", name=turn.person.name, number=turn.order.number, client=job.client.name,
            why=cards.reason_of("decline", reason)),
        to=turn.order.created_by,
        buttons=((button("button.reassign", f"wo:{turn.order.id}:reassign"),),),
    )  # fmt: skip
    turn.tell(say("tell.decline_noted"))


def _cancel(turn: Turn, reason: str) -> None:
    noted.keep(turn, turn.person)
    awaited = telling.is_known(turn.order) and turn.order.state is not WorkOrderState.ON_SITE
    take_back(turn, "tell.cancelled_on_site" if turn.visit_begun else "tell.cancelled")
    changes = turn.order.changes + 1
    turn.order = replace(turn.order, state=WorkOrderState.CANCELLED, decline_reason=reason, changes=changes)
    cards.show_job_card(turn)
    turn.tell(say("tell.cancel_done", number=turn.order.number))
    if awaited:
        telling.appointment(turn, "cancelled", turn.order, turn.job.client, turn.job.site)
    if turn.person.id != turn.order.created_by:
        turn.tell(say("tell.cancelled_by", name=turn.person.name, number=turn.order.number), to=turn.order.created_by)
