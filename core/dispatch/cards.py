"""The cards of a work order: the dispatcher's, edited in place, and the technician's offer. Imported by `core`."""

from collections.abc import Mapping

from core.clients import Client, Site
from core.dispatch.busy import called
from core.effects import Amend, Button, Message, Moment, Phrase, Say, Show, say, typed
from core.facts import Job
from core.interview import describe
from core.interview.spec import Interview
from core.people import Language, Person
from core.turn import Turn, button
from core.visit import Answer, Outcome, Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState


def zone_of(turn: Turn, site: Site) -> str:
    """The IANA zone of the site."""
    return site.time_zone or turn.house.company.time_zone


def when(turn: Turn, order: WorkOrder, site: Site) -> Phrase:
    """The appointment, in the site's time."""
    zone = zone_of(turn, site)
    return say(
        "card.when",
        day=Moment(at=order.starts_at, zone=zone, style="date"),
        start=Moment(at=order.starts_at, zone=zone),
        end=Moment(at=order.ends_at, zone=zone),
    )


def start_of(turn: Turn, order: WorkOrder, site: Site) -> Moment:
    """The appointment's beginning, in the site's time."""
    return Moment(at=order.starts_at, zone=zone_of(turn, site), style="short")


def order_lines(turn: Turn, order: WorkOrder, client: Client, site: Site, language: Language) -> list[Phrase]:
    """What both cards say: client, place, appointment, mission, constraints, equipment."""
    trade = turn.house.trades.get(order.trade)
    lines = [
        say("card.client", client=client.name),
        say("card.site", site=site.name, address=site.address),
        when(turn, order, site),
        say("card.mission", mission=order.mission),
    ]
    if order.remains:
        what = describe.reason(order.remains.reason_code, order.remains.reason) or say("value.none")
        day = Moment(at=order.remains.at, zone=zone_of(turn, site), style="date")
        lines.append(say("card.remains", day=day, what=what))
    if order.constraints:
        lines.append(say("card.constraints", constraints=order.constraints))
    if order.equipment:
        lines.append(say("card.equipment", equipment=order.equipment))
    if trade:
        lines.append(say("card.trade", trade=trade.name[language]))
        lines += brief_lines(trade, order.brief, language)
    if order.attachments:
        lines.append(say("card.attachments", n=len(order.attachments)))
    return lines


def brief_lines(trade: Interview, answers: Mapping[str, Answer], language: Language) -> list[Phrase]:
    """What the dispatcher answered of the trade's questions, one a line."""
    return [
        say("card.brief", title=typed(q.label[language]), value=describe.answer(answers[q.id], q, language))
        for q in trade.questions
        if q.by == "dispatcher" and q.id in answers
    ]


def state_of(job: Job) -> Phrase:
    """Where the work order stands, or that its report is being corrected."""
    if job.visit is not None and job.visit.state is VisitState.CORRECTING:
        return say("state.correcting")
    return say(f"state.{job.work_order.state.value}")


def show_card(turn: Turn, order: WorkOrder, client: Client, site: Site, technician: Person | None) -> None:
    """Bring the dispatcher's card of this work order up to date."""
    turn.do(Show(to=order.created_by, slot=f"wo:{order.id}", message=card(turn, order, client, site, technician)))


def show_job_card(turn: Turn) -> None:
    """Bring the dispatcher's card of the job on the desk up to date, unless another visit stands on it by now."""
    job = turn.job
    if job.visit is not None and turn.order.visit_id not in (None, job.visit.id) and turn.visit.correcting is not None:
        return
    technician = turn.facts.by_id.get(turn.order.technician_id or 0)
    show_card(turn, turn.order, job.client, job.site, technician)


def card(turn: Turn, order: WorkOrder, client: Client, site: Site, technician: Person | None) -> Message:
    """The dispatcher's card."""
    lines = [
        say("card.title", number=order.number, state=say(f"state.{order.state.value}")),
        *((say("card.unplanned"),) if order.unplanned else ()),
        *order_lines(turn, order, client, site, _language_of(turn, order.created_by)),
        say("card.technician", name=called(technician)) if technician else say("card.no_technician"),
    ]
    if order.decline_reason:
        kind = "cancel" if order.state is WorkOrderState.CANCELLED else "decline"
        lines.append(say(f"card.{kind}_reason", why=reason_of(kind, order.decline_reason)))
    visit = turn.facts.job.visit if turn.facts.job and turn.facts.job.work_order.id == order.id else None
    if visit is not None and visit.id == order.visit_id:
        lines += _times(turn, turn.visit)
        if turn.visit.state is VisitState.CORRECTING:
            at_it = turn.facts.by_id.get(turn.visit.answered_by)
            lines.append(say("card.correcting", name=at_it.name if at_it else say("card.nobody")))
    if order.office_messages:
        lines.append(say("card.office", n=order.office_messages))
    buttons: tuple[tuple[Button, ...], ...] = ()
    if order.is_open:
        label = "button.assign" if order.technician_id is None else "button.reassign"
        buttons = ((button(label, f"wo:{order.id}:reassign"), button("button.cancel_order", f"wo:{order.id}:cancel")),)
        if order.is_movable:
            buttons = (*buttons, (button("button.move_order", f"wo:{order.id}:move"),))
        if order.unplanned:
            buttons = ((button("button.complete", f"wo:{order.id}:complete"),), *buttons)
    elif visit is not None and visit.id == order.visit_id and turn.visit.submitted_at is not None:
        buttons = ((button("button.correct_report", f"correct:{visit.id}:begin"),),)
        if _may_ask(turn):
            buttons = (*buttons, (new_link_button(visit),))
    if visit is not None and visit.id == order.visit_id and turn.visit.changes:
        buttons = (*buttons, (button("button.changes", f"wo:{order.id}:changes"),))
    if order.office_messages:
        lists = button("button.office_list", f"office:{order.id}:list")
        buttons = (*buttons, (lists,))
    return Message(lines=tuple(lines), buttons=buttons)


def new_link_button(visit: Visit) -> Button:
    """Makes fresh links for the client to sign by; those before end."""
    return button("button.new_link", f"link:{visit.id}:new")


def _may_ask(turn: Turn) -> bool:
    """Whether the client is asked about the visit on the desk; whether they answered is looked up at the tap."""
    frozen = turn.visit.state is VisitState.FROZEN
    return turn.house.signing and frozen and turn.visit.outcome is not Outcome.ABANDONED


def _times(turn: Turn, visit: Visit) -> list[Phrase]:
    moments = (("departed", visit.departed_at), ("arrived", visit.arrived_at), ("left", visit.left_at))
    day = turn.order.starts_at.astimezone(turn.tz).date()
    return [
        say(f"card.{name}", at=turn.at(at, "time" if at.astimezone(turn.tz).date() == day else "short"))
        for name, at in moments
        if at is not None
    ]


def _language_of(turn: Turn, person_id: int) -> Language:
    person = turn.facts.by_id.get(person_id)
    return person.language if person else turn.house.company.language


def reason_of(kind: str, text: str) -> Phrase:
    """A usual reason (`@busy`) by its wording `<kind>.busy`, any other as typed. `kind`: decline or cancel."""
    return say(f"{kind}.{text[1:]}") if text.startswith("@") else typed(text)


def offer(turn: Turn, order: WorkOrder, client: Client, site: Site, technician: Person, visit_id: int) -> None:
    """Push the assignment to the technician, with Accept and Decline. Access codes come with "on my way".

    Where the technician counts as unreachable, whoever assigns it is told at once.
    """
    message = offer_of(turn, order, client, site, technician, visit_id)
    turn.do(Say(to=technician.id, slot=f"offer:{visit_id}", message=message))
    if not technician.reachable and technician.id != turn.person.id:
        turn.tell(say("people.offer_unreached", name=technician.name, number=order.number))


def offer_of(turn: Turn, order: WorkOrder, client: Client, site: Site, technician: Person, visit_id: int) -> Message:
    """The assignment as it is offered."""
    lines = (say("offer.title", number=order.number), *order_lines(turn, order, client, site, technician.language))
    buttons = (
        (button("button.accept", f"offer:{visit_id}:accept"), button("button.decline", f"offer:{visit_id}:decline")),
    )
    return Message(lines=lines, buttons=buttons)


def close_offer(turn: Turn, order: WorkOrder, client: Client, site: Site, visit: Visit, state: str) -> None:
    """Turn the technician's offer into what became of it, without buttons."""
    lines = (
        say(f"offer.{state}", number=order.number),
        *order_lines(turn, order, client, site, _language_of(turn, visit.technician_id)),
    )
    turn.do(Amend(to=visit.technician_id, slot=f"offer:{visit.id}", message=Message(lines=lines)))


def access_lines(site: Site, *, with_code: bool) -> list[Phrase]:
    """How to get in, one note a line; the door code only while the visit lasts."""
    access = site.access
    names = ("door_code", "floor", "basement", "bell", "contact_name", "contact_phone", "parking", "notes")
    return [
        say("access.line", field=say(f"access.{name}"), value=value)
        for name in names
        if (value := getattr(access, name)) and (with_code or name != "door_code")
    ]


def hide_access(turn: Turn, visit: Visit) -> None:
    """Edit the door code out of the technician's chat: it is nobody's business once the visit is over."""
    site = turn.job.site
    if not site.access.door_code:
        return
    lines = (say("brief.access"), *access_lines(site, with_code=False), say("brief.code_gone"))
    turn.do(Amend(to=visit.technician_id, slot=f"access:{visit.id}", message=Message(lines=lines)))
