"""The receipts of photos and recordings: messages that count all that came up to them, and stay true.

Whatever becomes of a photo, each receipt that counts it is shown anew. Imported by its neighbours.
"""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from core.effects import Button, Message, Phrase, Say, Show, say
from core.interview.ask import PHASES
from core.interview.media import everything, missing_lines, recording_title
from core.turn import Turn, button
from core.visit import Phase, Photo, PhotoState, Receipt, Recording, Visit

DELAY = timedelta(seconds=1.5)
"""Photos of an album come as separate messages without an end mark; the receipt waits this long for the next."""


def receipt_for(turn: Turn, album: str | None) -> int:
    """The number of the receipt for what comes now: that of its album, else that of the open question, old or new."""
    visit = turn.visit
    known = {receipt.id for receipt in visit.receipts}
    kept = everything(visit)
    for mate in reversed(kept):
        if album is not None and mate.album == album and mate.receipt in known:
            return mate.receipt
    serial, last = turn.talk().serial, visit.receipts[-1] if visit.receipts else None
    if last is not None and (last.to, last.serial) == (turn.person.id, serial):
        return last.id
    number = max([0, *known, *(each.receipt for each in kept)]) + 1
    receipt = Receipt(id=number, to=turn.person.id, serial=serial)
    turn.visit = replace(visit, receipts=(*visit.receipts, receipt))
    return number


def show_receipts(turn: Turn, since: int, *, after: timedelta = DELAY) -> None:
    """Bring the receipt of that number up to date, and all after it: they count the same."""
    visit = turn.visit
    for receipt in visit.receipts:
        if receipt.id >= since:
            slot = f"photos:{visit.id}:{receipt.id}"
            turn.do(Show(to=receipt.to, slot=slot, message=counted(visit, receipt), after=after))


def counted(visit: Visit, receipt: Receipt) -> Message:
    """A receipt, with the phase of its own photos and the way to the list of everything."""
    rows: list[tuple[Button, ...]] = []
    if visit.is_open:
        own = {photo.phase for photo in visit.photos if photo.receipt == receipt.id}
        if own:
            rows.append(tuple(_phase(visit, receipt, phase, marked=own == {phase}) for phase in PHASES))
        if everything(visit):
            rows.append((button("button.sort_photos", f"photo:{visit.id}:list"),))
    return Message(lines=count_lines(visit, receipt.id), buttons=tuple(rows))


def _phase(visit: Visit, receipt: Receipt, phase: Phase, *, marked: bool) -> Button:
    data = f"photo:{visit.id}:all:{receipt.id}:{phase}"
    if marked:
        return button("button.chosen", data, what=say(f"button.phase_{phase}"))
    return button(f"button.phase_{phase}", data)


def count_lines(visit: Visit, up_to: int | None = None) -> tuple[Phrase, ...]:
    """How many came (up to a receipt), how many are stored, and how many got lost."""
    photos = [p for p in visit.photos if up_to is None or p.receipt <= up_to]
    recordings = [r for r in visit.recordings if up_to is None or r.receipt <= up_to]
    lines: list[Phrase] = []
    if photos:
        lines.append(say("tell.photos", n=len(photos), stored=_stored(photos)))
    if recordings:
        lines.append(say("tell.recordings", n=len(recordings), stored=_stored(recordings)))
    return (*lines, *missing_lines(photos, recordings)) or (say("tell.nothing_kept"),)


def say_lost(turn: Turn, lost: Photo | Recording) -> None:
    """Answer the message that a photo or recording came in: it could not be kept, why, and what to do."""
    receipt = next((receipt for receipt in turn.visit.receipts if receipt.id == lost.receipt), None)
    problem = lost.problem or "unknown"
    if isinstance(lost, Photo):
        line = say("tell.photo_lost", why=say(f"photo_problem.{problem}"))
    else:
        line = say("tell.recording_lost", what=recording_title(lost), why=say(f"recording_problem.{problem}"))
    to = receipt.to if receipt else turn.visit.answered_by
    turn.do(Say(to=to, message=Message(lines=(line,)), about=lost.message_id))


def _stored(kept: Sequence[Photo] | Sequence[Recording]) -> int:
    return sum(1 for each in kept if each.state is PhotoState.STORED)
