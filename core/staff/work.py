"""What becomes of the work of somebody who left, or who cannot be reached: nothing is lost. Imported by its neighbours.

Visits and work orders stay as they are, with all that was answered, until a dispatcher gives them to somebody else.
"""

from collections.abc import Iterable
from dataclasses import replace as with_

from msgspec.structs import replace

from core.dispatch import cards
from core.effects import Amend, Message, Phrase, say
from core.facts import Job
from core.people import Person
from core.turn import Turn, button
from core.visit import VisitState
from core.work_order import WorkOrderState

MOST = 20
"""Work orders in one message."""


def to_do(person: Person, jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Of these jobs, the open ones that are the person's to do: offered, accepted, on the way, on site."""
    return tuple(
        job
        for job in jobs
        if job.work_order.is_open
        and job.work_order.technician_id == person.id
        and job.work_order.state is not WorkOrderState.DECLINED
    )


def stand_in(turn: Turn, leaving: Person) -> Person | None:
    """Who looks after what this person dispatched: whoever does this, else somebody who can be reached."""
    actor = turn.facts.person
    others = [p for p in turn.facts.people if p.dispatches and p.chat_id is not None and p.id != leaving.id]
    if actor is not None and any(p.id == actor.id for p in others):
        return actor
    return min(others, key=lambda p: (not p.reachable, not p.on_duty, p.id), default=None)


def hand_over(turn: Turn, leaving: Person) -> tuple[Job, ...]:
    """Let a colleague look after the work orders that this person made; the jobs on the desk as they then are.

    The colleague is told of the open ones; of those that were the person's own to do, `tell_dispatchers` tells.
    Where nobody else dispatches, all stays as it is.
    """
    colleague = stand_in(turn, leaving)
    if colleague is None:
        return turn.facts.work
    handed = {
        job.work_order.id: replace(job.work_order, created_by=colleague.id)
        for job in turn.facts.work
        if job.work_order.created_by == leaving.id
    }
    for order in handed.values():
        turn.save(order)
    jobs = tuple(with_(job, work_order=handed.get(job.work_order.id, job.work_order)) for job in turn.facts.work)
    own = {job.work_order.id for job in to_do(leaving, jobs)}
    told = [job for job in jobs if job.work_order.id in handed.keys() - own and job.work_order.is_open]
    for part in _parts(told):
        rows = tuple((button("button.open_this", f"wo:{job.work_order.id}:open", **_label(job)),) for job in part)
        lines = (say("people.handed_over", name=leaving.name, n=len(part)), *(_line(turn, job) for job in part))
        turn.tell(*lines, to=colleague.id, buttons=rows)
    return jobs


def tell_dispatchers(turn: Turn, technician: Person, head: Phrase, jobs: Iterable[Job]) -> None:
    """One message to each dispatcher whose work orders these are, with a Reassign button for each."""
    by_dispatcher: dict[int, list[Job]] = {}
    known = {p.id: p for p in turn.facts.people}
    for job in to_do(technician, jobs):
        maker = known.get(job.work_order.created_by)
        there = maker is not None and maker.dispatches and maker.reachable and maker.id != technician.id
        dispatcher = maker if there else stand_in(turn, technician)
        if dispatcher is not None:
            by_dispatcher.setdefault(dispatcher.id, []).append(job)
    for dispatcher_id, theirs in by_dispatcher.items():
        for part in _parts(theirs):
            rows = tuple(
                (button("button.reassign_this", f"wo:{job.work_order.id}:reassign", **_label(job)),) for job in part
            )
            turn.tell(head, *(_line(turn, job) for job in part), to=dispatcher_id, buttons=rows)


def tell_concerned(turn: Turn, technician: Person, line: Phrase, jobs: Iterable[Job]) -> None:
    """A line to each dispatcher whose work orders these are."""
    for dispatcher_id in dict.fromkeys(job.work_order.created_by for job in to_do(technician, jobs)):
        if dispatcher_id != technician.id:
            turn.tell(line, to=dispatcher_id)


def show_cards(turn: Turn, technician: Person, jobs: Iterable[Job]) -> None:
    """Bring the dispatchers' cards of this work up to date: they say how the technician can be reached."""
    people = {**turn.facts.by_id, technician.id: technician}
    for job in to_do(technician, jobs):
        at_it = Turn(with_(turn.facts, job=job, by_id=people), turn.event, turn.now)
        cards.show_job_card(at_it)
        turn.do(*at_it.effects)


def hide_codes(turn: Turn, technician: Person, *, chat_id: int | None = None) -> None:
    """Edit the door codes out of the technician's chat, or out of the one that they left."""
    for job in to_do(technician, turn.facts.work):
        if (message := access_message(job, with_code=False)) and job.visit is not None:
            slot = f"access:{job.visit.id}"
            turn.do(
                Amend(slot=slot, message=message, to=technician.id)
                if chat_id is None
                else Amend(slot=slot, message=message, chat_id=chat_id, language=technician.language)
            )


def access_message(job: Job, *, with_code: bool) -> Message | None:
    """How to get in, as the briefing says it; None where the visit is not under way or has no door code."""
    under_way = job.visit is not None and job.visit.state in (VisitState.ON_THE_WAY, VisitState.ON_SITE)
    if not under_way or not job.site.access.door_code:
        return None
    end = () if with_code else (say("brief.code_gone"),)
    return Message(lines=(say("brief.access"), *cards.access_lines(job.site, with_code=with_code), *end))


def _parts(jobs: list[Job]) -> list[list[Job]]:
    return [jobs[i : i + MOST] for i in range(0, len(jobs), MOST)]


def _label(job: Job) -> dict[str, str]:
    return {"number": job.work_order.number, "client": job.client.name}


def _line(turn: Turn, job: Job) -> Phrase:
    order = job.work_order
    return say(
        "people.work_line",
        at=cards.start_of(turn, order, job.site),
        number=order.number,
        client=job.client.name,
        state=say(f"state.{order.state.value}"),
    )
