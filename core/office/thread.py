"""The thread itself: opened from any question, written into by both sides, left again. Imported by `core.said`."""

from datetime import timedelta

from msgspec.structs import replace

from core.conversation import Form
from core.dispatch import cards
from core.effects import Amend, Message, Say, say
from core.events import Chose, Event
from core.facts import Job
from core.forms import Question, ask_form, drop_form
from core.office import duty, receipt, relay
from core.office.message import OfficeMessage, order_in, slot
from core.office.relay import Entry
from core.office.wants import FORMS
from core.people import Person, Role
from core.turn import Turn, button
from core.visit import VisitState

OPEN_AFTER = timedelta(hours=36)
"""How long a thread stays open once its work order is closed."""


def is_open(turn: Turn) -> bool:
    """Whether what this person sends now goes into a thread."""
    form = turn.talk().form
    return form is not None and form.name in FORMS


def is_technician(person: Person, job: Job) -> bool:
    """Whether the work order is this person's to do, or was when it was closed."""
    visit = job.visit
    mine = visit is not None and visit.technician_id == person.id == job.work_order.technician_id
    return mine and visit is not None and visit.state is not VisitState.DECLINED


# -- opening ---------------------------------------------------------------------------------------------------------


def begin(turn: Turn) -> None:
    """Ask the office: about the visit in hand, else about the one that is assigned, else about which of them."""
    in_hand = turn.facts.job
    visit = in_hand.visit if in_hand else None
    if in_hand and visit and visit.id == turn.talk().visit_id and visit.is_open and is_technician(turn.person, in_hand):
        open_thread(turn, in_hand)
        return
    jobs = [j for j in turn.facts.agenda if is_technician(turn.person, j) and j.visit is not None and j.visit.is_open]
    if len(jobs) == 1:
        open_thread(turn, jobs[0])
    elif jobs:
        rows = tuple(
            (
                button(
                    "button.open_this",
                    f"office:{j.work_order.id}:answer",
                    number=j.work_order.number,
                    client=j.client.name,
                ),
            )
            for j in jobs
        )
        turn.tell(say("office.which"), buttons=rows)
    elif in_hand and is_technician(turn.person, in_hand) and not _over(turn, in_hand):
        open_thread(turn, in_hand)
    elif turn.person.dispatches and not turn.person.has(Role.TECHNICIAN):
        turn.tell(say("office.is_you"))
    else:
        _call(turn, "no_visit")


def _call(turn: Turn, why: str) -> None:
    """Nobody can be written to: call instead."""
    phone = turn.house.company.phone
    if phone:
        turn.refuse(f"office_{why}", phone=phone)
    else:
        turn.refuse(f"office_{why}_no_phone")


def open_thread(turn: Turn, job: Job) -> None:
    """What this person sends from now on goes to the other side; an open form waits below."""
    if not _may_write(turn, job):
        return
    step_out(turn)
    technician = is_technician(turn.person, job)
    turn.set_form(Form(name=FORMS[0 if technician else 1], step="talk", values={"order": job.work_order.id},
                       under=turn.talk().form))  # fmt: skip
    ask_form(turn, _opening(job, technician))


def _opening(job: Job, technician: bool) -> Question:
    def question(turn: Turn, serial: int) -> Message:
        about = {"number": job.work_order.number, "client": job.client.name}
        if technician:
            who = duty.names(duty.answering(turn.facts.people, job.work_order, apart_from=turn.person.id))
            line = say("office.ask", names=who, **about)
        else:
            line = say("office.answer", name=_technician(turn, job).name, **about)
        return Message(lines=(line,), buttons=((receipt.leave(serial, technician),),))

    return question


def _technician(turn: Turn, job: Job) -> Person:
    return turn.facts.by_id[job.work_order.technician_id or 0]


def _may_write(turn: Turn, job: Job) -> bool:
    """Whether this person may write into the thread now; says why not."""
    order = job.work_order
    technician = is_technician(turn.person, job)
    if not technician and not turn.person.dispatches:
        turn.refuse("not_yours")
        return False
    if _over(turn, job):
        turn.refuse("office_over", number=order.number)
        return False
    if not technician:
        other = turn.facts.by_id.get(order.technician_id or 0)
        if other is None or not is_technician(other, job):
            turn.refuse("office_no_technician", number=order.number)
            return False
        return True
    if not duty.answering(turn.facts.people, order, apart_from=turn.person.id):
        _call(turn, "nobody")
        return False
    return True


def _over(turn: Turn, job: Job) -> bool:
    """Whether the work order has been closed for too long; a cancelled one counts from its appointment's end."""
    order, visit = job.work_order, job.visit
    closed = visit.submitted_at if visit and visit.submitted_at else order.ends_at
    return not order.is_open and not (visit and visit.is_open) and turn.now > closed + OPEN_AFTER


# -- leaving ---------------------------------------------------------------------------------------------------------


def step_out(turn: Turn) -> None:
    """Close the thread in this chat, if one is open; replying to its messages still answers."""
    form = turn.talk().form
    if form is None or form.name not in FORMS:
        return
    line = say("office.left" if form.name == FORMS[0] else "office.answer_left")
    turn.do(Amend(to=turn.person.id, slot=f"q:{form.serial}", message=Message(lines=(line,))))
    receipt.settle(turn, form)
    drop_form(turn)
    if turn.talk().form is not None:
        turn.tell(say("office.form_waits"))


# -- writing ---------------------------------------------------------------------------------------------------------


def replied(turn: Turn, event: Event) -> bool:
    """Take a reply to a message of a thread, whatever else is open. False when it is none."""
    job, order_id = turn.facts.job, order_in(turn.facts.replied)
    if order_id is None or job is None or job.work_order.id != order_id:
        return False
    if isinstance(event, Chose) and event.typed is None:
        return False
    take(turn, event)
    return True


def take(turn: Turn, event: Event) -> None:
    """Keep what somebody sends into the thread of the job on the desk, and pass it on."""
    entry = relay.entry_of(event)
    if entry is None:
        turn.refuse("office_kind")
    elif turn.facts.job is None or not _may_write(turn, turn.facts.job):
        if order_in(turn.facts.replied) is None:
            step_out(turn)
    else:
        _post(turn, turn.facts.job, entry)


def _post(turn: Turn, job: Job, entry: Entry) -> None:
    technician = is_technician(turn.person, job)
    turn.order = replace(turn.order, office_messages=turn.order.office_messages + 1)
    kept = OfficeMessage(
        id=turn.order.office_messages,
        work_order_id=turn.order.id,
        author_id=turn.person.id,
        author_name=turn.person.name,
        from_office=not technician,
        at=entry.at,
        kind=entry.kind,
        message_id=entry.message_id,
        text=entry.text,
        file_id=entry.file_id,
        file_unique_id=entry.file_unique_id,
    )
    turn.save(kept)
    cards.show_job_card(turn)
    order, client = turn.order, job.client
    office = duty.answering(turn.facts.people, order, apart_from=order.technician_id)
    if technician:
        for person in office:
            relay.pass_on(turn, order, client, kept, to=person.id, rows=relay.office_rows(order))
        receipt.confirm(turn, kept, duty.names(office))
        return
    other = _technician(turn, job)
    relay.pass_on(turn, order, client, kept, to=other.id, rows=relay.technician_rows(order))
    for person in office:
        if person.id != turn.person.id:
            line = say("office.answered", number=order.number, client=client.name, name=turn.person.name,
                       what=relay.summary(kept))  # fmt: skip
            turn.do(Say(to=person.id, message=Message(lines=(line,)), slot=slot(order.id, kept.id)))
    if other.enabled and other.reachable and other.chat_id is not None:
        receipt.confirm(turn, kept, other.name)
    else:
        turn.tell(say("office.unreached", name=other.name))
