"""On the way, arrived, left, pauses: taken as now, or typed as people type times. Imported by `takers`."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from core.dispatch import telling
from core.effects import Argument, Phrase, say
from core.errors import Refusal
from core.facts import Job
from core.interview import describe
from core.interview.given import ON, Given, Going, Goto, remember_source
from core.interview.spec import Interview
from core.interview.steps import PAUSES_AGAIN
from core.reading import read_duration, read_time
from core.turn import Turn, button
from core.visit import Outcome, Pause, Visit, VisitState
from core.work_order import WorkOrderState

FUTURE_SLACK = timedelta(minutes=2)
"""Clocks of phones and servers differ a little; a typed time this much ahead is still "now"."""
ONE_BURST = timedelta(minutes=3)
"""What is received within this time may have waited on the phone together."""
LONGEST_VISIT = timedelta(hours=24)
PAUSES = (0, 15, 30, 45, 60)
"""Minutes of pause that can be tapped."""
FIELDS = {"on_my_way": "departed_at", "arrived": "arrived_at", "left": "left_at"}


def to_the_minute(at: datetime) -> datetime:
    """The minute in which it happened."""
    return at.replace(second=0, microsecond=0)


def take_time(turn: Turn, interview: Interview, given: Given) -> Going:
    """A main answer: tapped means the moment the message was received, typed means what was typed."""
    place = turn.talk().place
    assert place is not None
    if given.kind == "choice":
        if given.value == "abandoned":
            return decide(turn, Outcome.ABANDONED)
        if given.value == "arrived" and place.step == "on_my_way":
            # The way was not announced; arriving says more.
            set_time(turn, "arrived", to_the_minute(given.at), received=True, came=given.at)
            remember_source(turn, given, "arrived")
            return ON
        if given.value != place.step:
            raise Refusal("not_here", title=describe.title(place.step, interview, turn.person.language))
        at = to_the_minute(given.at)
    else:
        known: datetime | None = getattr(turn.visit, FIELDS[place.step])
        at = read_time(given.value, now=given.at, zone=turn.tz, near=known).at
        if known is None and at < turn.order.created_at:
            # "12h" said at 8 is yesterday's only where there was a work order yesterday; else it is not yet.
            at = read_time(given.value, now=given.at, zone=turn.tz, near=given.at).at
    set_time(turn, place.step, at, received=given.kind == "choice", came=given.at)
    remember_source(turn, given, place.step)
    return ON


def set_time(turn: Turn, step_id: str, at: datetime, *, received: bool, came: datetime | None = None) -> None:
    """Check a time against its neighbours, store it, give a receipt that offers to correct it.

    `received` says that nobody typed it: it is when the message came, which may have waited for the network. Such a
    time keeps its order among its like, and gives way to a typed one that it does not fit where both came in one
    burst; `came` is when this message was received, if not now.
    Raises Refusal `time_in_future`, `time_before`, `time_after`, `visit_too_long`.
    """
    if at > turn.now + FUTURE_SLACK:
        raise Refusal("time_in_future", at=turn.at(at, "short"))
    at, dropped, together = _fitted(turn, step_id, at, received=received, came=came or turn.now)
    visit = turn.visit
    stamps = visit.received - {step_id, *dropped} | ({step_id} if received else set())
    nothing = {FIELDS[name]: None for name in dropped}
    visit = replace(visit, received=frozenset(stamps), **{**nothing, FIELDS[step_id]: at})
    if visit.arrived_at and visit.left_at:
        on_site = visit.left_at - visit.arrived_at
        if on_site > LONGEST_VISIT:
            raise Refusal("visit_too_long", arrived=turn.at(visit.arrived_at, "short"))
        if describe.pause_total(visit) >= on_site:
            visit = replace(visit, pauses=None, passed=visit.passed | {PAUSES_AGAIN})
    sets_off = step_id == "on_my_way" and turn.visit.state is VisitState.ACCEPTED and visit.arrived_at is None
    turn.visit = visit
    _move_state(turn, step_id)
    if sets_off:
        telling.on_the_way(turn, at)
    turn.tell(
        say(f"tell.noted.{step_id}", at=turn.at(at, "time" if _same_day(turn, at) else "short")),
        *((say("tell.came_together" if together else "tell.noted_as_received"),) if received else ()),
        *(say(f"tell.gave_way.{name}") for name in dropped),
        *overlaps(turn),
        buttons=((button("button.correct", f"visit:{turn.visit.id}:fix:{step_id}"),),),
        slot=f"noted:{turn.visit.id}:{step_id}",
    )


def _fitted(
    turn: Turn, step_id: str, at: datetime, *, received: bool, came: datetime
) -> tuple[datetime, list[str], bool]:
    """The time between its neighbours; which of them give way; whether it was moved beside one that came with it.

    Raises Refusal `time_before`, `time_after`.
    """
    visit = turn.visit
    names = list(FIELDS)
    index = names.index(step_id)
    dropped: list[str] = []
    together = False
    for place, name in enumerate(names):
        other: datetime | None = getattr(visit, FIELDS[name])
        if other is None or place == index:
            continue
        # On the way and arrived may be the same minute; a visit takes at least one.
        apart = timedelta(minutes=1) if "left" in (name, step_id) else timedelta()
        earlier = place < index
        if at >= other + apart if earlier else at <= other - apart:
            continue
        if received and (name in visit.received or at == other):
            at = other + apart if earlier else other - apart
            together = True
        elif earlier and name in visit.received and not received and abs(came - other) <= ONE_BURST:
            # What waited was said before it was received, so only an earlier moment can have been noted too late.
            dropped.append(name)
        else:
            code = "time_before" if earlier else "time_after"
            raise Refusal(code, at=turn.at(at), other=turn.at(other), step=say(f"step.{name}"))
    return at, dropped, together


def _same_day(turn: Turn, at: datetime) -> bool:
    return at.astimezone(turn.tz).date() == turn.now.astimezone(turn.tz).date()


def _move_state(turn: Turn, step_id: str) -> None:
    visit = turn.visit
    if step_id == "on_my_way" and visit.state is VisitState.ACCEPTED:
        turn.visit = replace(visit, state=VisitState.ON_THE_WAY)
        turn.order = replace(turn.order, state=WorkOrderState.ON_THE_WAY)
    elif step_id == "arrived" and visit.state in (VisitState.ACCEPTED, VisitState.ON_THE_WAY):
        turn.visit = replace(visit, state=VisitState.ON_SITE)
        turn.order = replace(turn.order, state=WorkOrderState.ON_SITE)


def overlaps(turn: Turn) -> tuple[Phrase, ...]:
    """Own other visits that were on site at the same time, named; the technician may be right, so not refused.

    A visit that was taken away counts no more: it never ends.
    """
    visit = turn.visit
    if visit.arrived_at is None:
        return ()
    end = visit.left_at or visit.arrived_at
    lines = []
    for job in turn.facts.visits:
        other = job.visit
        if other is None or other.id == visit.id or other.arrived_at is None or other.state is VisitState.CANCELLED:
            continue
        if other.arrived_at < end and (other.left_at is None or visit.arrived_at < other.left_at):
            lines.append(_overlap(turn, job, other))
    return tuple(lines)


def _overlap(turn: Turn, job: Job, other: Visit) -> Phrase:
    args: dict[str, Argument] = {"number": job.work_order.number, "client": job.client.name}
    assert other.arrived_at is not None
    args["start"] = turn.at(other.arrived_at)
    if other.left_at is None:
        return say("tell.overlap_open", **args)
    return say("tell.overlap", end=turn.at(other.left_at), **args)


def take_pauses(turn: Turn, interview: Interview, given: Given) -> Going:
    """No pause, or how long in all. Raises Refusal `pause_too_long`."""
    if given.kind == "tap":
        if given.value not in map(str, PAUSES):
            raise Refusal("stale")
        length = timedelta(minutes=int(given.value))
    else:
        length = read_duration(given.value)
    visit = turn.visit
    if visit.arrived_at and visit.left_at and length >= visit.left_at - visit.arrived_at:
        raise Refusal("pause_too_long", arrived=turn.at(visit.arrived_at), left=turn.at(visit.left_at))
    turn.visit = replace(visit, pauses=(Pause(length=length),) if length else ())
    return ON


def decide(turn: Turn, outcome: Outcome) -> Going:
    """Note how the visit ended. A reason belongs to its outcome: it is asked, or kept where nothing changes."""
    if outcome is not turn.visit.outcome:
        turn.visit = replace(turn.visit, outcome=outcome, reason_code=None, outcome_reason=None)
    return ON if outcome is Outcome.DONE else Goto("outcome_reason")
