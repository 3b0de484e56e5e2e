"""What arrives after submission: kept with the visit submitted last, and said so. Imported by `core.said`.

Until the report is frozen it still becomes part of it; afterwards it is kept internally, with a button that starts a
new version.
"""

from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace

from core.effects import Message, Phrase, Show, say
from core.reporting.versions import correct_button
from core.turn import Turn
from core.visit import Visit, VisitState

LATE = timedelta(hours=24)
"""How long after submission something sent with no visit in hand is taken to belong to the visit submitted last."""
DELAY = timedelta(seconds=1.5)
"""Late photos of one album are told of once."""


def keep(turn: Turn, take: Callable[[], None]) -> bool:
    """Keep what was sent with the visit that this person submitted last; False when there is none to keep it with.

    `take` adds it to the visit on the desk, as it does while the visit is in hand.
    """
    visit = _of_last_visit(turn)
    if visit is None:
        return False
    take()
    if turn.visit is visit:
        return True
    correcting = turn.visit.correcting
    if correcting is not None:
        # Somebody in the office is at the report: it is kept for them, and kept also if they leave it as it is.
        before = correcting.before
        photos = tuple(photo for photo in turn.visit.photos if photo.id >= visit.next_id)
        recordings = tuple(each for each in turn.visit.recordings if each.id >= visit.next_id)
        before = replace(before, photos=(*before.photos, *photos), recordings=(*before.recordings, *recordings))
        turn.visit = replace(turn.visit, correcting=replace(correcting, before=before))
    turn.do(Show(to=turn.person.id, slot=f"late:{visit.id}", message=_said(turn, visit), after=DELAY))
    return True


def _of_last_visit(turn: Turn) -> Visit | None:
    job = turn.facts.job
    visit = job.visit if job is not None else None
    if visit is None or visit.technician_id != turn.person.id or visit.submitted_at is None:
        return None
    over = (VisitState.SUBMITTED, VisitState.FROZEN, VisitState.CORRECTING)
    return visit if visit.state in over and turn.now - visit.submitted_at <= LATE else None


def _said(turn: Turn, visit: Visit) -> Message:
    line: Phrase
    about = {"number": turn.order.number, "client": turn.job.client.name}
    if visit.state is VisitState.FROZEN:
        return Message(lines=(say("late.kept", **about),), buttons=((correct_button(visit),),))
    line = say("late.in_time", **about) if visit.state is VisitState.SUBMITTED else say("late.for_office", **about)
    return Message(lines=(line,))
