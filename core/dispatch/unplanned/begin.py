"""Makes the work order of an emergency, accepted by whoever begins it, and tells the office. Imported by `take`."""

from datetime import timedelta

from msgspec.structs import replace

from core import visiting
from core.conversation import Form
from core.dispatch import cards
from core.dispatch.new import draft
from core.effects import Button, Say, say
from core.errors import Refusal
from core.facts import Job
from core.forms import drop_form, text_value
from core.interview.take_times import to_the_minute
from core.office.duty import answering
from core.people import Person
from core.turn import Turn, button
from core.visit import Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState

USUAL_LENGTH = timedelta(hours=2)
"""An emergency has no appointment: it begins now, and this is how long others take it to last."""


def begin_visit(turn: Turn, form: Form, mission: str) -> None:
    """Store client, site, work order and visit; take it in hand; tell the office. The visit before waits as it was.

    Raises Refusal `stale` where the trade is no longer there.
    """
    facts = turn.facts
    before = facts.job if facts.job and facts.job.visit and facts.job.visit.id == turn.talk().visit_id else None
    client = draft.client_of(form, facts, turn.fresh.client_id)
    site = draft.site_of(form, facts, client.id, turn.fresh.site_id)
    trade = text_value(form, "trade") or ""
    if trade not in turn.house.trades:
        raise Refusal("stale")
    interview = turn.house.trades[trade]
    start = to_the_minute(turn.now)
    technician = turn.person
    visit = Visit(
        id=turn.fresh.visit_id,
        work_order_id=turn.fresh.work_order_id,
        technician_id=technician.id,
        trade=trade,
        interview_version=interview.version,
        state=VisitState.ACCEPTED,
        offered_at=turn.now,
        accepted_at=turn.now,
    )
    order = WorkOrder(
        id=turn.fresh.work_order_id,
        number=f"OI-{turn.now.astimezone(turn.tz):%Y}-{turn.fresh.work_order_id:04d}",
        client_id=client.id,
        site_id=site.id,
        starts_at=start,
        ends_at=start + USUAL_LENGTH,
        mission=mission,
        trade=trade,
        created_by=technician.id,
        created_at=turn.now,
        state=WorkOrderState.ACCEPTED,
        technician_id=technician.id,
        visit_id=visit.id,
        unplanned=True,
    )
    told = _told(turn, order)
    if told:
        order = replace(order, created_by=told[0].id)
    turn.save(client)
    turn.save(site)
    drop_form(turn)
    turn.lay(Job(order, client, site, visit, interview))
    for person in told:
        slot = f"wo:{order.id}" if person.id == order.created_by else None
        message = cards.card(turn, order, client, site, technician)
        turn.do(Say(to=person.id, slot=slot, message=message))
    back: tuple[tuple[Button, ...], ...] = ()
    if before is not None and before.visit is not None and before.visit.is_open:
        label = button("button.open_this", f"visit:{before.visit.id}:open", number=before.work_order.number,
                       client=before.client.name)  # fmt: skip
        back = ((label,),)
    turn.tell(say("urgent.begun" if told else "urgent.begun_alone", number=order.number), buttons=back)
    visiting.take_up(turn)


def _told(turn: Turn, order: WorkOrder) -> tuple[Person, ...]:
    """Who is told: the dispatchers on duty, the one whom the technician had last first; the first keeps the card."""
    agenda = sorted(turn.facts.agenda, key=lambda job: job.work_order.created_at, reverse=True)
    last = next((job.work_order.created_by for job in agenda if job.work_order.created_by != turn.person.id), None)
    wanted = replace(order, created_by=last) if last is not None else order
    people = answering(turn.facts.people, wanted, apart_from=turn.person.id)
    return tuple(sorted(people, key=lambda person: person.id != last))
