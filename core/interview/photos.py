"""Photos sent at any step: taken at once; one that the open question waits for answers it. Imported by `core.said`."""

from msgspec.structs import replace

from core.effects import Amend, FetchPhoto, Message, Say, say
from core.events import PhotoLost, PhotoStored, SentPhoto
from core.interview.ask import PHASES, question_message
from core.interview.flow import follow, interview_of, refresh_review
from core.interview.given import ON
from core.interview.media import LARGEST, caption_of, coming, made_at
from core.interview.receipts import receipt_for, say_lost, show_receipts
from core.interview.steps import CHECK, missing
from core.interview.takers import set_check
from core.turn import Turn, button
from core.visit import Answer, Phase, Photo, PhotoState, Visit

MOST_PHOTOS = 100
LATE_STEPS = ("photos", "outcome", "outcome_reason", "advice", "left", "pauses", "review")


def take(turn: Turn, event: SentPhoto) -> None:
    """Keep a photo for the visit in hand: what it shows is guessed from its album, or else from the open question.

    A photo question is answered by its first photo, and the next question asked; the rest of its album joins it.
    """
    before = turn.visit
    if any(p.file_unique_id == event.file_unique_id and p.message_id == event.message_id for p in before.photos):
        return
    if event.size is not None and event.size > LARGEST:
        turn.refuse("photo_too_big")
        return
    if len(before.photos) >= MOST_PHOTOS:
        turn.refuse("too_many_photos", n=MOST_PHOTOS)
        return
    mate = _album_mate(before, event)
    phase, subject = (mate.phase, mate.subject) if mate else _guess(turn)
    receipt = receipt_for(turn, event.album)
    visit = turn.visit
    photo = Photo(
        id=visit.next_id,
        file_id=event.file_id,
        file_unique_id=event.file_unique_id,
        taken_at=made_at(turn, event),
        phase=phase,
        subject=subject,
        caption=caption_of(event.caption),
        message_id=event.message_id,
        album=event.album,
        forwarded=event.forwarded_at is not None,
        receipt=receipt,
    )
    turn.visit = replace(visit, photos=(*visit.photos, photo), next_id=visit.next_id + 1)
    turn.do(FetchPhoto(visit_id=visit.id, photo_id=photo.id, file_id=photo.file_id))
    show_receipts(turn, receipt)
    _serve_the_question(turn, before, photo, joined=mate is not None)


def _album_mate(visit: Visit, event: SentPhoto) -> Photo | None:
    """The newest photo of the same album, however long ago it came."""
    return next((p for p in reversed(visit.photos) if event.album and p.album == event.album), None)


def _guess(turn: Turn) -> tuple[Phase, str | None]:
    """The phase and the subject that the open question suggests."""
    place = turn.talk().place
    if place is None:
        return "after" if turn.visit.submitted_at else "during", None
    if place.step in ("anomaly_photos", "anomaly_severity"):
        return "during", f"anomaly:{place.item}"
    if place.step.startswith(CHECK):
        question = interview_of(turn).question(place.step.removeprefix(CHECK))
        return "during", place.step if question and question.kind == "photo" else None
    if place.step == "photos" and place.item is not None:
        return PHASES[place.item], None
    if place.step in LATE_STEPS:
        return "after", None
    if place.step in ("on_my_way", "arrived", "work"):
        return "before", None
    return "during", None


def _serve_the_question(turn: Turn, before: Visit, photo: Photo, *, joined: bool) -> None:
    """What the open question makes of the photo: an answer, the offer to go on, or to use the caption."""
    place, interview = turn.talk().place, interview_of(turn)
    if place is None:
        return
    if not joined and photo.subject == place.step and turn.talk().form is None:
        question = interview.question(place.step.removeprefix(CHECK))
        assert question is not None
        set_check(turn, question, Answer(photo=True))
        follow(turn, interview, ON, in_place=False)
    elif place.step == "photos" and not before.photos:
        turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=question_message(turn, interview)))
    elif place.step == "work" and photo.caption and before.work_done is None and turn.talk().form is None:
        use = button("button.use_as_work", f"photo:{before.id}:work:{photo.id}")
        message = Message(lines=(say("tell.caption_or_work", caption=photo.caption),), buttons=((use,),))
        turn.do(Say(to=turn.person.id, message=message, slot=f"work:{before.id}:{photo.id}"))
    elif missing(turn.visit, interview) != missing(before, interview):
        refresh_review(turn)


def stored(turn: Turn, event: PhotoStored | PhotoLost) -> bool:
    """Note what became of a photo's bytes. True when nothing of the visit is waited for any more."""
    visit = turn.visit
    known = next((p for p in visit.photos if p.id == event.photo_id), None)
    if known is None or known.state is PhotoState.STORED:
        return False
    if isinstance(event, PhotoStored):
        changed = replace(known, state=PhotoState.STORED, sha256=event.sha256, problem=None)
    else:
        changed = replace(known, state=PhotoState.MISSING, problem=event.problem)
    turn.visit = replace(visit, photos=tuple(changed if p.id == changed.id else p for p in visit.photos))
    if changed.state is PhotoState.MISSING:
        _withdraw(turn, changed)
        say_lost(turn, changed)
    show_receipts(turn, known.receipt)
    return not coming(turn.visit)


def _withdraw(turn: Turn, lost: Photo) -> None:
    """A question that was answered by this photo alone is open again, until the report is submitted."""
    visit, subject = turn.visit, lost.subject or ""
    if visit.submitted_at is not None or not subject.startswith(CHECK):
        return
    if any(photo.subject == subject for photo in visit.kept_photos):
        return
    open_again = {id: answer for id, answer in visit.checklist.items() if f"{CHECK}{id}" != subject or not answer.photo}
    turn.visit = replace(visit, checklist=open_again)
