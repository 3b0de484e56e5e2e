"""What waits to be told to the bot: numbered updates, kept until confirmed (https://core.telegram.org/bots/api#getupdates).

Knows aiogram's Update; used by the world (which adds) and by polling and webhook (which take).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiogram.types import Update

from demo.changes import Changes
from demo.crafted import Crafted, crafted
from demo.errors import ActError
from demo.limits import Clock

KINDS = frozenset(Update.model_fields) - {"update_id"}
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_KEPT = timedelta(hours=24)


@dataclass
class Waiting:
    """One update in the queue; `again` marks a repetition, delivered once more whatever was confirmed."""

    update: Update | Crafted
    queue: int
    at: datetime
    again: bool = False


class Updates:
    """The queue, its numbering and the kinds that the bot asked for."""

    def __init__(self, clock: Clock, changes: Changes, first_id: int = 730_000_001) -> None:
        self.repeat = 1
        self.allowed: list[str] = []
        self._clock = clock
        self._changes = changes
        self._next_id = first_id
        self._waiting: list[Waiting] = []
        self._given: dict[int, Waiting] = {}

    def add(self, queue: int, **content: Any) -> int | None:
        """Queue an update of the one kind in `content`, in order within `queue` (a chat); returns its id.

        Returns `None` where the bot did not ask for this kind. With ``repeat`` above 1 each is delivered that often.
        """
        (kind,) = content
        if kind not in (self.allowed or KINDS - _ON_REQUEST):
            return None
        update = Update(update_id=self._next_id, **content)
        self._next_id += 1
        waiting = Waiting(update, queue, self._clock())
        self._given[update.update_id] = waiting
        self._waiting.append(waiting)
        for _ in range(self.repeat - 1):
            self.redeliver(update.update_id)
        self._changes.mark()
        return update.update_id

    def add_crafted(self, queue: int, text: str) -> int:
        """Queue what no messenger would send, whatever the bot asked for; `text` is the update without its number."""
        update = crafted(self._next_id, text)
        self._next_id += 1
        self._waiting.append(Waiting(update, queue, self._clock()))
        self._changes.mark()
        return update.update_id

    def content(self, update_id: int) -> tuple[int, str, Any]:
        """Queue, kind and content of an update that was given; raises ActError for any other id."""
        known = self._given.get(update_id)
        if known is None or isinstance(known.update, Crafted):
            raise ActError(f"there was no update {update_id}")
        kind = known.update.event_type
        return known.queue, kind, getattr(known.update, kind)

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more under its old id, confirmed or not; raises ActError for an id never given."""
        known = self._given.get(update_id)
        if known is None:
            raise ActError(f"there was no update {update_id}")
        self._waiting.append(Waiting(known.update, known.queue, self._clock(), again=True))
        self._changes.mark()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Which kinds are queued from now on; `None` leaves the choice as it is, an empty list is the default."""
        if kinds is not None:
            self.allowed = [kind for kind in kinds if kind in KINDS]

    def confirm(self, offset: int) -> None:
        """Forget what `offset` confirms; a negative one keeps only that many of the newest."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [w for w in self._waiting if w.again or w.update.update_id >= offset]

    def take(self, limit: int) -> list[Update | Crafted]:
        """Up to `limit` updates in order; they stay until confirmed, repetitions are gone once taken."""
        taken = self.waiting()[:limit]
        self._waiting = [w for w in self._waiting if not (w.again and w in taken)]
        return [w.update for w in taken]

    def waiting(self) -> list[Waiting]:
        """What is still to be delivered; Telegram gives up after 24 hours."""
        oldest = self._clock() - _KEPT
        self._waiting = [w for w in self._waiting if w.at > oldest]
        return list(self._waiting)

    def done(self, waiting: Waiting) -> None:
        """Delivered by webhook and answered with 200."""
        self._waiting = [w for w in self._waiting if w is not waiting]

    def clear(self) -> None:
        """Forget everything not delivered (``drop_pending_updates``)."""
        self._waiting.clear()
