"""Makes the work order of a finished form and pushes it. Imported by its neighbours and by reassigning."""

from msgspec.structs import replace

from core.dispatch import cards, telling
from core.dispatch.new import brief, draft
from core.effects import say
from core.errors import Refusal
from core.forms import close_question, drop_form, form_of, number_value, text_value
from core.people import Person
from core.turn import Turn
from core.visit import Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState


def send(turn: Turn) -> None:
    """Store client, site and work order as the form says, push it to the technician, show the card.

    Raises Refusal `incomplete` when an answer is missing, `technician_gone` when the technician is not there any more,
    `trade_gone` when the house has the trade no more.
    """
    form = form_of(turn)
    facts = turn.facts
    between = draft.window(form)
    if brief.interview_of(form.values, turn.house.trades) is None:
        raise Refusal("trade_gone", trade=text_value(form, "trade") or "")
    if draft.next_step(form.values, turn.house.trades) != "check" or between is None:
        raise Refusal("incomplete")
    client = draft.client_of(form, facts, turn.fresh.client_id)
    site = draft.site_of(form, facts, client.id, turn.fresh.site_id)
    technician_id = number_value(form, "technician_id")
    technician = next((p for p in facts.people if p.id == technician_id), None)
    if technician_id and technician is None:
        raise Refusal("technician_gone")
    order = WorkOrder(
        id=turn.fresh.work_order_id,
        number=f"OI-{turn.now.astimezone(turn.tz):%Y}-{turn.fresh.work_order_id:04d}",
        client_id=client.id,
        site_id=site.id,
        starts_at=between[0],
        ends_at=between[1],
        mission=text_value(form, "mission") or "",
        trade=text_value(form, "trade") or "",
        created_by=turn.person.id,
        created_at=turn.now,
        constraints=text_value(form, "constraints") or None,
        equipment=text_value(form, "equipment") or None,
        attachments=form.attachments,
        brief=brief.answers(form.values, turn.house.trades),
    )
    turn.save(client)
    turn.save(site)
    close_question(turn, say("new.check"), order.number)
    drop_form(turn)
    if technician is not None:
        order = assign(turn, order, technician)
    turn.save(order)
    cards.show_card(turn, order, client, site, technician)
    if technician is not None:
        cards.offer(turn, order, client, site, technician, turn.fresh.visit_id)
        telling.appointment(turn, "appointment", order, client, site)


def assign(turn: Turn, order: WorkOrder, technician: Person) -> WorkOrder:
    """A visit of this technician for the work order; the order as it then stands, not stored yet.

    What the dispatcher answered beforehand stands in the visit from the start. Raises Refusal `trade_gone`.
    """
    interview = turn.house.trades.get(order.trade)
    if interview is None:
        raise Refusal("trade_gone", trade=order.trade)
    turn.save(
        Visit(
            id=turn.fresh.visit_id,
            work_order_id=order.id,
            technician_id=technician.id,
            trade=order.trade,
            interview_version=interview.version,
            state=VisitState.OFFERED,
            offered_at=turn.now,
            checklist={q.id: order.brief[q.id] for q in interview.before_visit(order.brief) if q.id in order.brief},
        )
    )
    return replace(
        order,
        state=WorkOrderState.OFFERED,
        technician_id=technician.id,
        visit_id=turn.fresh.visit_id,
        decline_reason=None,
    )
