"""The buttons under receipts, and the list of everything that was sent: phases, removal, page by page.

Imported by `core.said`.
"""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Amend, Button, Message, Phrase, Say, say
from core.interview import captions
from core.interview.ask import PHASES
from core.interview.flow import refresh_review
from core.interview.media import everything, recording_title
from core.interview.receipts import count_lines, show_receipts
from core.interview.steps import CHECK
from core.turn import Turn, button
from core.visit import Phase, Photo, Recording, Visit

PAGE = 6
"""Entries a page: the whole list fits a small phone's screen."""
SHORT = 60
"""Characters of a caption in the list."""
AT_ONCE = timedelta()


def tapped(turn: Turn, choice: str) -> None:
    """A button under a receipt or in the list. What it means is absolute, so that a tap delivered twice counts once."""
    visit = turn.visit
    kind, _, rest = choice.partition(":")
    which, _, phase = rest.partition(":")
    match kind:
        case "list":
            turn.do(Say(to=turn.person.id, slot=_slot(visit), message=_page(turn, 0)))
        case "page" if which.isdecimal():
            _show_page(turn, int(which[:4]))
        case "close":
            turn.do(Amend(to=turn.person.id, slot=_slot(visit), message=Message(lines=_summed_up(visit))))
        case "all" if phase in PHASES and any(str(p.receipt) == which for p in visit.photos):
            _mark_all(turn, which, phase)
        case "mark" if phase in PHASES and any(str(p.id) == which for p in visit.photos):
            _mark(turn, which, phase)
        case "remove" if any(str(each.id) == which for each in everything(visit)):
            _remove(turn, which)
        case "work":
            captions.use_as_work(turn, which)
        case _:
            turn.refuse("stale")


def _slot(visit: Visit) -> str:
    return f"sort:{visit.id}"


def _mark_all(turn: Turn, receipt: str, phase: Phase) -> None:
    """All photos of a receipt show this phase."""
    visit = turn.visit
    photos = tuple(replace(p, phase=phase) if str(p.receipt) == receipt else p for p in visit.photos)
    turn.visit = replace(visit, photos=photos)
    marked = sum(1 for p in photos if str(p.receipt) == receipt)
    turn.toast("toast.photos_phase", n=marked, phase=say(f"phase.{phase}"))
    show_receipts(turn, int(receipt), after=AT_ONCE)
    refresh_review(turn)


def _mark(turn: Turn, number: str, phase: Phase) -> None:
    visit = turn.visit
    turn.visit = replace(
        visit, photos=tuple(replace(p, phase=phase) if str(p.id) == number else p for p in visit.photos)
    )
    place = next(i for i, p in enumerate(visit.photos) if str(p.id) == number)
    _show_page(turn, place // PAGE)
    show_receipts(turn, visit.photos[place].receipt)
    refresh_review(turn)


def _remove(turn: Turn, number: str) -> None:
    entries = everything(turn.visit)
    place = next(i for i, each in enumerate(entries) if str(each.id) == number)
    turn.visit = _without(turn.visit, number)
    turn.toast("toast.removed")
    _show_page(turn, place // PAGE)
    show_receipts(turn, entries[place].receipt)
    refresh_review(turn)


def _without(visit: Visit, number: str) -> Visit:
    """The visit without this photo or recording; a question that wanted the photo is open again."""
    photos = tuple(p for p in visit.photos if str(p.id) != number)
    shown = {p.subject for p in photos}
    checklist = {k: a for k, a in visit.checklist.items() if not a.photo or CHECK + k in shown}
    recordings = tuple(r for r in visit.recordings if str(r.id) != number)
    return replace(visit, photos=photos, recordings=recordings, checklist=checklist)


# -- the list --------------------------------------------------------------------------------------------------------


def _show_page(turn: Turn, page: int) -> None:
    turn.do(Amend(to=turn.person.id, slot=_slot(turn.visit), message=_page(turn, page)))


def _page(turn: Turn, page: int) -> Message:
    """A page of the list; where that page is gone, the last one."""
    visit = turn.visit
    entries = everything(visit)
    if not entries:
        return Message(lines=_summed_up(visit))
    last = (len(entries) - 1) // PAGE
    page = min(page, last)
    shown = range(page * PAGE, min((page + 1) * PAGE, len(entries)))
    lines = [say("tell.photos_sort"), say("blank"), *(_line(turn, index + 1, entries[index]) for index in shown)]
    rows = [_row(visit, index + 1, entries[index]) for index in shown]
    if last:
        turns = (button("button.page", f"photo:{visit.id}:page:{n}", n=n + 1, of=last + 1) for n in _near(page, last))
        rows.append(tuple(turns))
    return Message(lines=tuple(lines), buttons=(*rows, (button("button.ok", f"photo:{visit.id}:close"),)))


def _near(page: int, last: int) -> tuple[int, ...]:
    """The pages before and after, round the corner where there is none."""
    return ((page - 1) % (last + 1), (page + 1) % (last + 1)) if last > 1 else (1 - page,)


def _line(turn: Turn, index: int, entry: Photo | Recording) -> Phrase:
    at = turn.at(entry.taken_at if isinstance(entry, Photo) else entry.made_at)
    caption = entry.caption or ""
    about = caption if len(caption) <= SHORT else caption[: SHORT - 1] + "…"
    about = f" · {about}" if about else ""
    what = say(f"phase.{entry.phase}") if isinstance(entry, Photo) else recording_title(entry)
    line = "line.kept_forwarded" if entry.forwarded else "line.kept"
    return say(line, index=index, at=at, what=what, caption=about)


def _row(visit: Visit, index: int, entry: Photo | Recording) -> tuple[Button, ...]:
    remove = button("button.photo_remove", f"photo:{visit.id}:remove:{entry.id}", index=index)
    if not isinstance(entry, Photo):
        return (remove,)
    following = PHASES[(PHASES.index(entry.phase) + 1) % len(PHASES)]
    data = f"photo:{visit.id}:mark:{entry.id}:{following}"
    return (button("button.photo_phase", data, index=index, phase=say(f"phase.{entry.phase}")), remove)


def _summed_up(visit: Visit) -> tuple[Phrase, ...]:
    """What the closed list says: how much was kept, and the photos by phase."""
    counts = {phase: sum(1 for p in visit.photos if p.phase == phase) for phase in PHASES}
    by_phase = (say("tell.photos_by_phase", **counts),) if visit.photos else ()
    return (*count_lines(visit), *by_phase)
