"""A technician's assignments: accept, today's list, the briefing, switching between visits. Imported by `core.step`."""

from msgspec.structs import replace

from core.dispatch import cards, manage, noted
from core.effects import Button, Message, Phrase, Say, SendAttachment, SendVenue, say, typed
from core.errors import Refusal
from core.facts import PastVisit
from core.forms import leave_form
from core.interview import describe
from core.interview.aside import use_remark
from core.interview.ask import ask
from core.interview.flow import close, go_on_if_answered, interview_of, resume
from core.interview.takers import keep_number
from core.reading import Unreadable
from core.turn import Turn, button
from core.unreadable import explain
from core.visit import VisitState
from core.work_order import WorkOrderState

HISTORY = 3


def offered(turn: Turn, choice: str) -> None:
    """Accept or decline an assignment."""
    visit = turn.job.visit
    if visit is None or visit.technician_id != turn.person.id:
        turn.refuse("not_yours")
        return
    if visit.state is not VisitState.OFFERED:
        if choice == "accept" and visit.is_open:
            turn.toast("toast.already_accepted")
        else:
            turn.refuse("offer_gone")
        return
    if choice == "decline":
        manage.begin_decline(turn)
        return
    if choice != "accept":
        turn.refuse("stale")
        return
    job = turn.job
    turn.visit = replace(visit, state=VisitState.ACCEPTED, accepted_at=turn.now)
    turn.order = replace(turn.order, state=WorkOrderState.ACCEPTED)
    cards.close_offer(turn, turn.order, job.client, job.site, visit, "accepted")
    cards.show_job_card(turn)
    turn.toast("toast.accepted")
    if _hand_is_free(turn):
        take_up(turn)
    else:
        turn.tell(
            say("tell.accepted_later", number=turn.order.number),
            buttons=((button("button.open", f"visit:{visit.id}:open"),),),
        )


def _hand_is_free(turn: Turn) -> bool:
    """Whether no visit is under way: an accepted one that has not begun gives way to the earlier appointment."""
    talk = turn.talk()
    if talk.form is not None:
        return False
    current = next((j for j in turn.facts.agenda if j.visit and j.visit.id == talk.visit_id), None)
    if current is None or current.visit is None or current.visit.id == turn.visit.id:
        return True
    under_way = current.visit.state in (VisitState.ON_THE_WAY, VisitState.ON_SITE, VisitState.CORRECTING)
    return not under_way and turn.order.starts_at < current.work_order.starts_at


def take_up(turn: Turn) -> None:
    """Take a visit in hand and ask where it stands. A form that lay on top is closed."""
    leave_form(turn)
    turn.set_conversation(replace(turn.talk(), visit_id=turn.visit.id))
    resume(turn)


def tapped(turn: Turn, choice: str) -> None:
    """Buttons on a visit: open (switch to it), fix a time."""
    visit = turn.job.visit
    if visit is None or visit.answered_by != turn.person.id:
        turn.refuse("not_yours")
        return
    if visit.state is VisitState.CANCELLED:
        turn.refuse("visit_taken", number=turn.order.number)
        return
    if not visit.is_open:
        turn.refuse("visit_closed", number=turn.order.number)
        return
    kind, _, value = choice.partition(":")
    if visit.state is VisitState.OFFERED:
        turn.refuse("accept_first")
    elif kind == "open":
        turn.tell(say("tell.now_in_hand", number=turn.order.number, client=turn.job.client.name))
        take_up(turn)
    elif kind == "fix" and value in ("on_my_way", "arrived", "left"):
        leave_form(turn)
        turn.set_conversation(replace(turn.talk(), visit_id=visit.id))
        if turn.talk().place is not None:
            close(turn, interview_of(turn))
        turn.go(value)
        ask(turn, interview_of(turn))
    elif kind in ("use", "number"):
        _take_over(turn, kind, value)
    else:
        turn.refuse("stale")


def _take_over(turn: Turn, kind: str, value: str) -> None:
    """A kept remark becomes an answer; or a number is kept although it is not plausible."""
    first, _, second = value.partition(":")
    act = use_remark if kind == "use" else keep_number
    in_hand = turn.talk().visit_id == turn.visit.id
    place = turn.talk().place
    try:
        taken = in_hand and turn.attempt(lambda: act(turn, interview_of(turn), first, second))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    if not taken or place is None:
        turn.refuse("stale")
        return
    turn.toast("toast.noted")
    go_on_if_answered(turn, interview_of(turn), place.step)


def today(turn: Turn) -> None:
    """The technician's open assignments: today's and what is still open from before, then the coming ones.

    A report that they are correcting is among them.
    """
    mine = (job for job in turn.facts.agenda if job.visit is not None and job.visit.answered_by == turn.person.id)
    jobs = [job for job in mine if job.visit is not None and job.visit.is_open]
    urgent = (button("button.urgent", "urgent:0:begin"),)
    if not jobs:
        turn.tell(say("today.nothing"), buttons=(urgent,))
        return
    lines: list[Phrase] = [say("today.title", n=len(jobs))]
    rows: list[tuple[Button, ...]] = []
    for job in jobs:
        assert job.visit is not None
        lines.append(
            say(
                "today.line",
                at=cards.start_of(turn, job.work_order, job.site),
                number=job.work_order.number,
                client=job.client.name,
                site=job.site.name,
                state=cards.state_of(job),
            )
        )
        label = {"number": job.work_order.number, "client": job.client.name}
        if job.visit.state is VisitState.OFFERED:
            rows.append((button("button.accept_this", f"offer:{job.visit.id}:accept", **label),))
        else:
            rows.append((button("button.open_this", f"visit:{job.visit.id}:open", **label),))
    turn.tell(*lines, buttons=(*rows, urgent))


def briefing(turn: Turn) -> None:
    """All that is good to know before arriving: access, contact, map, plans, the last visits here."""
    job, order, visit = turn.job, turn.order, turn.visit
    access = cards.access_lines(job.site, with_code=True)
    lines: list[Phrase] = [
        say("brief.title", number=order.number, client=job.client.name),
        say("card.site", site=job.site.name, address=job.site.address),
        cards.when(turn, order, job.site),
        say("card.mission", mission=order.mission),
        *_remains(turn),
    ]
    for name in ("constraints", "equipment"):
        if value := getattr(order, name):
            lines.append(say(f"card.{name}", **{name: value}))
    if trade := turn.house.trades.get(order.trade):
        lines += cards.brief_lines(trade, order.brief, turn.person.language)
    turn.tell(*lines)
    noted.brief(turn)
    if access:
        message = Message(lines=(say("brief.access"), *access))
        turn.do(Say(to=turn.person.id, message=message, slot=f"access:{visit.id}"))
    if job.site.latitude is not None and job.site.longitude is not None:
        turn.do(
            SendVenue(
                to=turn.person.id,
                latitude=job.site.latitude,
                longitude=job.site.longitude,
                title=job.site.name,
                address=job.site.address,
            )
        )
    for attachment in order.attachments:
        turn.do(
            SendAttachment(
                to=turn.person.id,
                kind=attachment.kind,
                file_id=attachment.file_id,
                caption=typed(attachment.caption) if attachment.caption else None,
            )
        )
    past = [visit_ for visit_ in turn.facts.history if visit_ is not _earlier(turn)][:HISTORY]
    if past:
        lines = [line for visit_ in past for line in _past(turn, visit_)]
        turn.tell(say("brief.history"), *lines, say("brief.no_network"))
    elif not turn.facts.history:
        turn.tell(say("brief.no_history"), say("brief.no_network"))


def _earlier(turn: Turn) -> PastVisit | None:
    """The visit that this one goes on from: the last of the same work order."""
    number = turn.order.number if turn.order.remains else None
    return next((past for past in turn.facts.history if past.work_order_number == number), None)


def _remains(turn: Turn) -> list[Phrase]:
    """What an earlier visit of this work order left: what remains, what it found, what it advises."""
    earlier = _earlier(turn)
    if turn.order.remains is None or earlier is None:
        return []
    day = turn.at(earlier.at, "date")
    lines = [say("brief.goes_on", day=day, name=earlier.technician_name)]
    if reason := describe.reason(earlier.reason_code, earlier.outcome_reason):
        lines.append(say("next.remains", what=reason))
    if earlier.work_done:
        lines.append(say("brief.was_done", what=earlier.work_done))
    if earlier.anomalies:
        lines.append(say("brief.past_anomalies", what=" · ".join(a.description for a in earlier.anomalies)))
    if earlier.advice:
        lines.append(say("brief.past_advice", advice=earlier.advice))
    return lines


def _past(turn: Turn, past: PastVisit) -> list[Phrase]:
    lines = [
        say(
            "brief.past",
            day=turn.at(past.at, "date"),
            name=past.technician_name,
            outcome=say(f"outcome.{past.outcome.value}"),
            mission=past.mission,
        )
    ]
    if reason := describe.reason(past.reason_code, past.outcome_reason):
        lines.append(say("brief.past_reason", reason=reason))
    if past.anomalies:
        lines.append(say("brief.past_anomalies", what=" · ".join(a.description for a in past.anomalies)))
    if past.advice:
        lines.append(say("brief.past_advice", advice=past.advice))
    return lines
