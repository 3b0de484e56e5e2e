"""Captions corrected by editing the photo's message or by replying to it; a caption used as the work done.

Imported by `core.said` and `sorting`.
"""

from msgspec.structs import replace

from core.effects import Amend, FetchPhoto, Message, say, typed
from core.events import Edited
from core.interview.flow import interview_of, refresh_review, take
from core.interview.given import Given
from core.interview.media import caption_of, everything
from core.interview.receipts import show_receipts
from core.interview.takers import take_work
from core.turn import Turn
from core.visit import Photo, PhotoState


def edited(turn: Turn, event: Edited) -> bool:
    """Take an edited photo or file: another caption, another picture. False when the message is none of them."""
    photo = next((p for p in turn.visit.photos if p.message_id == event.message_id), None)
    if photo is not None and event.file_id and event.file_unique_id and event.file_unique_id != photo.file_unique_id:
        _replace_picture(turn, photo, event.file_id, event.file_unique_id)
    return recaption(turn, event.message_id, event.text)


def recaption(turn: Turn, message_id: int | None, text: str) -> bool:
    """Give the photo or recording of that message another caption. False when the message is none of them."""
    visit, caption = turn.visit, caption_of(text)
    kept = [each for each in everything(visit) if message_id and each.message_id == message_id]
    if not kept:
        return False
    if kept[0].caption == caption:
        return True
    turn.visit = replace(
        visit,
        photos=tuple(replace(p, caption=caption) if p in kept else p for p in visit.photos),
        recordings=tuple(replace(r, caption=caption) if r in kept else r for r in visit.recordings),
    )
    turn.tell(say("tell.caption_changed", caption=caption) if caption else say("tell.caption_gone"))
    refresh_review(turn)
    return True


def _replace_picture(turn: Turn, photo: Photo, file_id: str, unique: str) -> None:
    """The new picture stands in the old one's place, under a number of its own: its bytes are fetched anew."""
    visit = turn.visit
    new = replace(photo, id=visit.next_id, file_id=file_id, file_unique_id=unique, state=PhotoState.FETCHING,
                  sha256=None, problem=None)  # fmt: skip
    photos = tuple(new if p.id == photo.id else p for p in visit.photos)
    turn.visit = replace(visit, photos=photos, next_id=visit.next_id + 1)
    turn.do(FetchPhoto(visit_id=visit.id, photo_id=new.id, file_id=file_id))
    show_receipts(turn, new.receipt)
    turn.tell(say("tell.picture_replaced"))


def use_as_work(turn: Turn, number: str) -> None:
    """A photo's caption becomes the work done, as tapped; the caption stays."""
    visit, interview = turn.visit, interview_of(turn)
    photo = next((p for p in visit.photos if str(p.id) == number), None)
    if photo is None or photo.caption is None or visit.work_done is not None:
        turn.refuse("stale")
        return
    line = say("ask.answered", title=say("step.work"), value=typed(photo.caption))
    turn.do(Amend(to=turn.person.id, slot=f"work:{visit.id}:{number}", message=Message(lines=(line,))))
    given = Given("text", photo.caption, turn.event.at, photo.message_id)
    talk = turn.talk()
    if talk.visit_id == visit.id and talk.place is not None and talk.place.step == "work" and talk.form is None:
        take(turn, given)
    else:
        take_work(turn, interview, given)
        refresh_review(turn)
