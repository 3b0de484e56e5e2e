"""The one queue through which every event goes: what waits is applied together, in one flushed transaction.

May import `storage`. Made by `app`; `polling`, `webhook`, the pages, the courier's jobs and the clock submit to it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from storage.apply import Applied, Arrival, Desk, apply
from storage.database import Database, is_away
from storage.inbox import describe
from storage.outbox import OutboxRow
from storage.standstill import CannotStore

log = structlog.get_logger(__name__)

HandOver = Callable[[Sequence[OutboxRow]], None]
Apply = Callable[[Database, Desk, Sequence[Arrival], datetime], Awaitable[list[Applied]]]

MOST_AT_ONCE = 200
PAUSE_AFTER_TROUBLE = 1.0
"""Seconds before what could not be stored is tried again (disk full, database away)."""


class Intake:
    """Submit from anywhere in the event loop; the answer comes when the event is on disk."""

    def __init__(
        self,
        db: Database,
        desk: Desk,
        clock: Callable[[], datetime],
        hand_over: HandOver,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        apply: Apply = apply,
    ) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock
        self._hand_over = hand_over
        self._sleep = sleep
        self._apply = apply
        self._waiting: asyncio.Queue[tuple[Arrival, asyncio.Future[Applied]]] = asyncio.Queue()

    async def submit(self, arrival: Arrival) -> Applied:
        """Have an event applied; returns once it is on disk, taken or kept. Waits while nothing can be stored."""
        done: asyncio.Future[Applied] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((arrival, done))
        return await done

    async def submit_soon(self, arrival: Arrival, patience: float = 8.0) -> Applied:
        """`submit` for somebody who cannot wait for ever. Raises CannotStore after `patience` seconds.

        Known to be stuck, it is not even tried; what is given up is not stored later.
        """
        if self._db.standstill.reason is not None:
            raise CannotStore
        try:
            return await asyncio.wait_for(self.submit(arrival), patience)
        except TimeoutError:
            raise CannotStore from None

    async def run(self) -> None:
        """Apply what is submitted, until cancelled."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._settle(batch)

    async def _settle(self, batch: list[tuple[Arrival, asyncio.Future[Applied]]]) -> None:
        while batch := [(arrival, done) for arrival, done in batch if not done.cancelled()]:
            arrivals = [arrival for arrival, _ in batch]
            try:
                results = await self._apply(self._db, self._desk, arrivals, self._clock())
            except Exception as error:
                # Nothing was stored, so nothing is confirmed: whoever waits goes on waiting.
                if not is_away(error):
                    log.error("not_stored", problem=describe(error), waiting=len(batch))
                await self._sleep(PAUSE_AFTER_TROUBLE)
                continue
            self._hand_over([row for applied in results for row in applied.rows])
            for (_, done), applied in zip(batch, results, strict=False):
                with contextlib.suppress(asyncio.InvalidStateError):
                    done.set_result(applied)
            batch = batch[len(results) :]
