"""What was said in a thread, and the names of the chat messages that show it. Imported by `core` and `storage`."""

from datetime import datetime
from typing import Literal

from core.base import Noun
from core.effects import MediaKind

EntryKind = Literal["text"] | MediaKind
SLOT = "office:"


class OfficeMessage(Noun, frozen=True, kw_only=True):
    """One entry of a work order's thread; internal. `id` counts within the work order, `at` is UTC.

    `file_id` and `file_unique_id` are Telegram's; `message_id` is the author's own message.
    """

    id: int
    work_order_id: int
    author_id: int
    author_name: str
    from_office: bool
    at: datetime
    kind: EntryKind
    message_id: int
    text: str | None = None
    file_id: str | None = None
    file_unique_id: str | None = None


def slot(work_order_id: int, entry: int | str) -> str:
    """The slot of a message that belongs to a thread: replying to it answers in the thread."""
    return f"{SLOT}{work_order_id}:{entry}"


def order_in(name: str | None) -> int | None:
    """The work order whose thread a message in this slot belongs to; None for any other slot."""
    if name is None or not name.startswith(SLOT):
        return None
    return int(name.split(":")[1])
