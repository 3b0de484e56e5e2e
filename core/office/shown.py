"""The buttons of a thread: answer, its last entries, a technician's photos for the report. Imported by `core.said`."""

from core.effects import say
from core.events import SentPhoto
from core.interview import photos
from core.office import relay
from core.office.message import OfficeMessage, slot
from core.office.thread import is_technician, open_thread
from core.turn import Turn, button

LAST = 10
LAST_FILES = 3
"""How many entries a list shows, and how many files it sends again."""


def tapped(turn: Turn, choice: str) -> None:
    """A button with the topic `office`; its work order is on the desk."""
    job = turn.job
    if choice == "answer":
        open_thread(turn, job)
    elif choice == "list" and turn.person.dispatches:
        _list(turn)
    elif choice.startswith("add:") and is_technician(turn.person, job):
        _add(turn, choice)
    else:
        turn.refuse("stale")


def _list(turn: Turn) -> None:
    """The last entries as one message; the last files come again below it."""
    order, client, entries = turn.order, turn.job.client, turn.facts.office[-LAST:]
    if not entries:
        turn.refuse("office_empty")
        return
    answer = ((button("button.office_answer", f"office:{order.id}:answer"),),)
    title = say("office.list", n=order.office_messages, number=order.number, client=client.name)
    lines = [say("office.entry", at=turn.at(e.at, "short"), name=e.author_name, what=relay.summary(e)) for e in entries]
    turn.tell(title, *lines, buttons=answer, slot=slot(order.id, "list"))
    for entry in [e for e in entries if e.file_id is not None][-LAST_FILES:]:
        relay.pass_on(turn, order, client, entry, to=turn.person.id, rows=())


def _add(turn: Turn, choice: str) -> None:
    """Take the photos into the report, as if they had been sent there; twice does no harm."""
    visit = turn.job.visit
    if visit is None or not visit.is_open:
        turn.refuse("visit_closed", number=turn.order.number)
        return
    if turn.talk().visit_id != visit.id:
        turn.refuse("office_add_elsewhere", number=turn.order.number)
        return
    before = len(visit.photos)
    for entry in _between(turn, choice):
        photos.take(
            turn,
            SentPhoto(
                at=entry.at,
                file_id=entry.file_id or "",
                file_unique_id=entry.file_unique_id or "",
                message_id=entry.message_id,
                caption=entry.text,
            ),
        )
    turn.toast("toast.office_added", n=len(turn.visit.photos) - before)


def _between(turn: Turn, choice: str) -> list[OfficeMessage]:
    first, _, last = choice.removeprefix("add:").partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        return []
    return [e for e in turn.facts.office if relay.is_site_photo(e) and int(first) <= e.id <= int(last)]
