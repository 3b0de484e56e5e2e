"""One lane of the outbox in memory: what is next in it, and when. Plain decisions; used by `courier.courier`.

May import `core`, `storage`.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from core.effects import Show
from storage.outbox import OutboxRow


@dataclass
class Lane:
    """Rows by number. `held_until` holds all of them up, as the other side demanded.

    `resting`: it waits; `sending` is the row under way.
    """

    rows: list[OutboxRow] = field(default_factory=list)
    held_until: datetime | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    resting: bool = False
    sending: int | None = None
    task: asyncio.Task[None] | None = None

    def add(self, row: OutboxRow) -> None:
        """Take a row in, at its place; one that is there already stays as it is."""
        if all(known.id != row.id for known in self.rows):
            self.rows.append(row)
            self.rows.sort(key=lambda each: each.id)

    def remove(self, row_id: int) -> None:
        """The row is done."""
        self.rows = [row for row in self.rows if row.id != row_id]

    def change(self, row_id: int, **changes: Any) -> None:
        """The row stands otherwise now."""
        self.rows = [replace(row, **changes) if row.id == row_id else row for row in self.rows]

    def get(self, row_id: int) -> OutboxRow | None:
        """The row as it stands, or None when it is gone."""
        return next((row for row in self.rows if row.id == row_id), None)

    def bring_forward(self, by: timedelta) -> None:
        """Everything is due so much earlier."""
        self.rows = [replace(row, ready_at=row.ready_at - by, not_before=row.not_before - by) for row in self.rows]
        if self.held_until is not None:
            self.held_until -= by

    async def rest(self, length: timedelta) -> None:
        """Until there are news, or the time is over."""
        self.resting = True
        try:
            await asyncio.wait_for(self.news.wait(), max(length.total_seconds(), 0.001))
        except TimeoutError:
            pass
        finally:
            self.resting = False

    def next(self, now: datetime) -> OutboxRow | None:
        """The oldest row that has entered the lane, even if it must still wait for its next try."""
        return next((row for row in self.rows if self._is_ready(row, now)), None)

    def wait_until(self, now: datetime) -> datetime:
        """When the next thing can be done in a lane that has rows; not later than `now` for at once."""
        row = self.next(now)
        due = row.not_before if row is not None else min(each.ready_at for each in self.rows)
        return max(due, self.held_until) if self.held_until is not None else due

    def overtaken(self, row: OutboxRow) -> bool:
        """Whether a later Show of the same slot makes this one needless."""
        return isinstance(row.effect, Show) and any(
            later.id > row.id and later.slot == row.slot and isinstance(later.effect, Show) for later in self.rows
        )

    def _is_ready(self, row: OutboxRow, now: datetime) -> bool:
        """A delayed Show comes at the latest when something else about its slot comes: order within a slot holds."""
        return row.ready_at <= now or any(
            later.id > row.id and later.slot == row.slot is not None and later.ready_at <= now for later in self.rows
        )
