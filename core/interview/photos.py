"""Photos sent at any step: taken at once, counted in one receipt, removable. Imported by `core.step`."""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Amend, Button, FetchPhoto, Message, Phrase, Show, say
from core.events import PhotoLost, PhotoStored, SentPhoto
from core.interview.ask import PHASES, question_message
from core.interview.flow import interview_of, refresh_review
from core.interview.steps import CHECK, missing
from core.turn import Turn, button
from core.visit import Phase, Photo, PhotoState, Visit

MOST_PHOTOS = 100
RECEIPT_DELAY = timedelta(seconds=1.5)
"""Photos of an album come as separate messages without an end mark; the receipt waits this long for the next."""
LATE_STEPS = ("photos", "outcome", "outcome_reason", "advice", "left", "pauses", "review")


def take(turn: Turn, event: SentPhoto) -> None:
    """Keep a photo for the visit in hand: what it shows is guessed from the open question, or from its album."""
    visit = turn.visit
    if any(p.file_unique_id == event.file_unique_id and p.message_id == event.message_id for p in visit.photos):
        return
    if len(visit.photos) >= MOST_PHOTOS:
        turn.refuse("too_many_photos", n=MOST_PHOTOS)
        return
    phase, subject = _about(turn, event)
    photo = Photo(
        id=visit.next_id,
        file_id=event.file_id,
        file_unique_id=event.file_unique_id,
        taken_at=event.at,
        phase=phase,
        subject=subject,
        caption=event.caption[:1000] if event.caption else None,
        message_id=event.message_id,
        album=event.album,
        receipt=turn.talk().serial,
    )
    turn.visit = replace(visit, photos=(*visit.photos, photo), next_id=visit.next_id + 1, receipt=photo.receipt)
    turn.do(FetchPhoto(visit_id=visit.id, photo_id=photo.id, file_id=photo.file_id))
    _show_receipts(turn, visit.receipt, photo.receipt)
    if _first_wanted(turn, visit, subject):
        _offer_to_go_on(turn)
    interview = interview_of(turn)
    if missing(turn.visit, interview) != missing(visit, interview):
        refresh_review(turn)


def _about(turn: Turn, event: SentPhoto) -> tuple[Phase, str | None]:
    for other in reversed(turn.visit.photos):
        if event.album and other.album == event.album:
            return other.phase, other.subject
    place = turn.talk().place
    if place is None:
        return "during", None
    if place.step == "anomaly_photos" or place.step == "anomaly_severity":
        return "during", f"anomaly:{place.item}"
    if place.step.startswith(CHECK):
        question = interview_of(turn).question(place.step.removeprefix(CHECK))
        if question and question.kind == "photo":
            return "during", place.step
    if place.step == "photos" and place.item is not None:
        return PHASES[place.item], None
    if place.step in LATE_STEPS:
        return "after", None
    if place.step in ("on_my_way", "arrived", "work"):
        return "before", None
    return "during", None


def _first_wanted(turn: Turn, before: Visit, subject: str | None) -> bool:
    """Whether this photo is the first that the open question waits for: its buttons change only then."""
    place = turn.talk().place
    if place is None:
        return False
    if place.step == "photos":
        return not before.photos
    return subject == place.step and not any(p.subject == subject for p in before.photos)


def _offer_to_go_on(turn: Turn) -> None:
    """The open photo question now has its photo: its message offers to go on."""
    message = question_message(turn, interview_of(turn))
    turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=message))


def _counted(visit: Visit, receipt: int) -> Message:
    """A receipt: all photos up to then; the newest one sorts them."""
    sort = button("button.sort_photos", f"photo:{visit.id}:list")
    sorts = visit.is_open and visit.photos and receipt == visit.receipt
    return Message(lines=_count_lines(visit, receipt), buttons=((sort,),) if sorts else ())


def _show_receipts(turn: Turn, *receipts: int | None) -> None:
    visit = turn.visit
    for receipt in sorted({each for each in receipts if each is not None}):
        slot = f"photos:{visit.id}:{receipt}"
        message = _counted(visit, receipt)
        turn.do(Show(to=visit.technician_id, slot=slot, message=message, after=RECEIPT_DELAY))


def _count_lines(visit: Visit, receipt: int) -> tuple[Phrase, ...]:
    counted = [p for p in visit.photos if p.receipt <= receipt]
    stored = sum(1 for p in counted if p.state is PhotoState.STORED)
    lines = [say("tell.photos", n=len(counted), stored=stored)]
    for index, photo in enumerate(counted, 1):
        if photo.state is PhotoState.MISSING:
            lines.append(say("tell.photo_missing", index=index, why=say(f"photo_problem.{photo.problem or 'unknown'}")))
    return tuple(lines)


def stored(turn: Turn, event: PhotoStored | PhotoLost) -> bool:
    """Note what became of a photo's bytes. True when no photo of a submitted visit is waited for any more."""
    visit = turn.visit
    known = next((p for p in visit.photos if p.id == event.photo_id), None)
    if known is None or known.state is PhotoState.STORED:
        return False
    if isinstance(event, PhotoStored):
        changed = replace(known, state=PhotoState.STORED, sha256=event.sha256, problem=None)
    else:
        changed = replace(known, state=PhotoState.MISSING, problem=event.problem)
    turn.visit = replace(visit, photos=tuple(changed if p.id == changed.id else p for p in visit.photos))
    _show_receipts(turn, known.receipt, visit.receipt)
    return not waiting(turn.visit)


def waiting(visit: Visit) -> bool:
    """Whether the bytes of any photo are still on their way."""
    return any(p.state is PhotoState.FETCHING for p in visit.photos)


def tapped(turn: Turn, choice: str) -> None:
    """The receipt's buttons: list the photos, mark one before/during/after, remove one, put the list away."""
    visit = turn.visit
    kind, _, rest = choice.partition(":")
    which, _, phase = rest.partition(":")
    known = any(str(p.id) == which for p in visit.photos)
    if kind == "mark" and known and phase in PHASES:
        turn.visit = replace(
            visit, photos=tuple(replace(p, phase=phase) if str(p.id) == which else p for p in visit.photos)
        )
    elif kind == "remove" and known:
        turn.visit = _without(visit, which)
        turn.toast("toast.removed")
    elif kind not in ("list", "close"):
        turn.refuse("stale")
        return
    newest = visit.receipt or 0
    slot = f"photos:{visit.id}:{newest}"
    if kind == "close" or not turn.visit.photos:
        message = _counted(turn.visit, newest)
    else:
        lines = (*_count_lines(turn.visit, newest), say("tell.photos_sort"))
        message = Message(lines=lines, buttons=_list_rows(turn.visit))
    turn.do(Show(to=visit.technician_id, slot=slot, message=message))
    if turn.visit is not visit:
        refresh_review(turn)


def _without(visit: Visit, number: str) -> Visit:
    """The visit without this photo; a question that wanted it is open again."""
    photos = tuple(p for p in visit.photos if str(p.id) != number)
    shown = {p.subject for p in photos}
    checklist = {k: a for k, a in visit.checklist.items() if not a.photo or CHECK + k in shown}
    return replace(visit, photos=photos, checklist=checklist)


def _list_rows(visit: Visit) -> tuple[tuple[Button, ...], ...]:
    rows = []
    for index, photo in enumerate(visit.photos, 1):
        following = PHASES[(PHASES.index(photo.phase) + 1) % 3]
        rows.append(
            (
                button("button.photo_phase", f"photo:{visit.id}:mark:{photo.id}:{following}",
                       index=index, phase=say(f"phase.{photo.phase}")),
                button("button.photo_remove", f"photo:{visit.id}:remove:{photo.id}", index=index),
            )
        )  # fmt: skip
    return (*rows, (button("button.ok", f"photo:{visit.id}:close"),))
