"""How an entry of a thread reaches the other side, and how it is listed. Imported by `core.office.thread`."""

from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from core import events as happened
from core.clients import Client
from core.effects import Button, MediaKind, Message, Phrase, Say, SendAttachment, say, typed
from core.events import Event
from core.office.message import EntryKind, OfficeMessage, slot
from core.reading import utf16_length
from core.turn import Turn, button
from core.work_order import WorkOrder

LONGEST_CAPTION = 800
"""UTF-16 units. Longer texts go before the file in a message of their own: a caption takes 1024 with its heading."""
SHORT = 200
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True)
class Entry:
    """What somebody sends into a thread."""

    at: datetime
    kind: EntryKind
    message_id: int
    text: str | None = None
    file_id: str | None = None
    file_unique_id: str | None = None


def entry_of(event: Event) -> Entry | None:
    """The entry that an event makes, or None for what cannot be passed on."""
    match event:
        case happened.Said():
            return Entry(event.at, "text", event.message_id, event.text)
        case happened.Chose(typed=str(text)):
            return Entry(event.at, "text", event.message_id, text)
        case happened.SentPhoto():
            kind: EntryKind = "document" if event.as_file else "photo"
            return Entry(event.at, kind, event.message_id, event.caption, event.file_id, event.file_unique_id)
        case happened.SentFile(kind=given) if given in get_args(MediaKind):
            return Entry(event.at, given, event.message_id, event.caption, event.file_id, event.file_unique_id)  # type: ignore[arg-type]
        case _:
            return None


def pass_on(turn: Turn, order: WorkOrder, client: Client, kept: OfficeMessage, *, to: int, rows: Rows) -> None:
    """Send an entry to somebody, headed by what it is about and who says it; replying to it answers."""
    name = slot(order.id, kept.id)
    head = say("office.head", number=order.number, client=client.name, name=kept.author_name)
    text = typed(kept.text) if kept.text else None
    if kept.file_id is None or kept.kind == "text":
        turn.do(Say(to=to, message=Message(lines=(head, text) if text else (head,), buttons=rows), slot=name))
        return
    caption = say("office.captioned", head=head, text=text) if text else head
    if kept.kind == "video_note" or utf16_length(kept.text or "") > LONGEST_CAPTION:
        turn.do(Say(to=to, message=Message(lines=(caption,)), slot=f"{name}:head"))
        turn.do(SendAttachment(to=to, kind=kept.kind, file_id=kept.file_id, buttons=rows, slot=name))
    else:
        turn.do(SendAttachment(to=to, kind=kept.kind, file_id=kept.file_id, caption=caption, buttons=rows, slot=name))


def is_site_photo(kept: OfficeMessage) -> bool:
    """Whether this is a technician's photo, which may go into the report as well."""
    return kept.kind == "photo" and not kept.from_office


def summary(kept: OfficeMessage, longest: int = SHORT) -> Phrase:
    """An entry in a line: its text, or what kind of file it is."""
    said = " ".join((kept.text or "").split())
    text = said if len(said) < longest else said[: longest - 1] + "…"
    if kept.kind == "text":
        return typed(text)
    what = say(f"office.kind.{kept.kind}")
    return say("office.file_and_text", what=what, text=text) if text else what


def office_rows(order: WorkOrder) -> Rows:
    """Buttons under what a dispatcher reads."""
    return (
        (
            button("button.office_answer", f"office:{order.id}:answer"),
            button("button.office_list", f"office:{order.id}:list"),
        ),
    )


def technician_rows(order: WorkOrder) -> Rows:
    """Buttons under what a technician reads."""
    return ((button("button.office_answer", f"office:{order.id}:answer"),),)
