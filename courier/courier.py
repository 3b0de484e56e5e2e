"""Takes rows out of the outbox and sees them delivered: lane by lane, in order, until there is a receipt.

May import `core`, `storage`. Rows come in memory from whoever stored them (`hand_over`); `tick` claims what was left by
a process that ended, or was stored without a lease. Made and run by `app`.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from core.delivery import DeliveryFailed, Receipt, after_failure
from core.effects import OFFICE, FetchPhoto, MakeClientCopy, SealReport, SendReport, Show
from core.events import Event, ReachabilityChanged
from courier.limits import Limits
from courier.receipts import Receipts
from storage import outbox
from storage.apply import Arrival
from storage.database import Database
from storage.outbox import Delivered, Lease, OutboxRow

log = structlog.get_logger(__name__)

Submit = Callable[[Arrival], Awaitable[object]]
PAUSE_AFTER_TROUBLE = 1.0
JOBS = (FetchPhoto, MakeClientCopy, SealReport)


class Sender(Protocol):
    """Sends one row's message; `message_id` is the message in its slot. Raises DeliveryFailed."""

    async def send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        """Carry out the row's effect."""


class JobRunner(Protocol):
    """Runs one row's job; the event that it ended in. Raises DeliveryFailed."""

    async def run(self, row: OutboxRow) -> Event:
        """Do the job."""

    def lost(self, row: OutboxRow) -> Event | None:
        """What a job that is given up means, if anything."""


@dataclass
class _Lane:
    rows: list[OutboxRow] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class Courier:
    """One a process. `clock` gives aware UTC; `chance` numbers in [0, 1) that spread retries."""

    def __init__(
        self,
        db: Database,
        lease: Lease,
        sender: Sender,
        jobs: JobRunner,
        limits: Limits,
        submit: Submit,
        clock: Callable[[], datetime],
        *,
        chance: Callable[[], float] = random.random,
        most_messages: int = 64,
        most_jobs: int = 4,
    ) -> None:
        self._db = db
        self._lease = lease
        self._sender = sender
        self._jobs = jobs
        self._limits = limits
        self._submit = submit
        self._clock = clock
        self._chance = chance
        self._lanes: dict[str, _Lane] = {}
        self._receipts = Receipts(db, clock)
        self._messages = asyncio.Semaphore(most_messages)
        self._work = asyncio.Semaphore(most_jobs)
        self.alerts: list[str] = []
        """Codes of what an administrator should hear about."""

    # -- taking rows in ----------------------------------------------------------------------------------------------

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        """Take rows that this process holds the lease of."""
        for row in rows:
            lane = self._lanes.setdefault(row.lane, _Lane())
            if all(known.id != row.id for known in lane.rows):
                lane.rows.append(row)
                lane.rows.sort(key=lambda each: each.id)
            lane.news.set()
            if lane.task is None:
                lane.task = asyncio.create_task(self._run_lane(row.lane, lane))

    async def tick(self) -> None:
        """Keep what is in hand leased, and claim what nobody holds."""
        now = self._clock()
        held = [row.id for lane in self._lanes.values() for row in lane.rows]
        await self._db.write(lambda session: outbox.renew(session, held, now, self._lease))
        free = await self._db.write(lambda session: outbox.claim(session, now, 200, self._lease))
        self.hand_over(free)

    def nudge(self) -> None:
        """Look at the clock again, in every lane: for clocks that are moved by hand."""
        for lane in self._lanes.values():
            lane.news.set()

    async def run(self, every: float = 2.0) -> None:
        """Tick until cancelled."""
        writing = asyncio.create_task(self._receipts.run())
        try:
            while True:
                try:
                    await self.tick()
                except Exception as error:
                    log.error("outbox_not_readable", problem=type(error).__name__)
                await asyncio.sleep(every)
        finally:
            for lane in self._lanes.values():
                if lane.task is not None:
                    lane.task.cancel()
            writing.cancel()
            await self._receipts.flush()

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and every receipt is stored."""
        return not self._lanes and self._receipts.empty

    # -- one lane ----------------------------------------------------------------------------------------------------

    async def _run_lane(self, name: str, lane: _Lane) -> None:
        while lane.rows:
            lane.news.clear()
            now = self._clock()
            row = next((each for each in lane.rows if each.ready_at <= now), None)
            due = row.not_before if row else min(each.ready_at for each in lane.rows)
            if row is None or due > now:
                await _sleep(lane.news, due - now)
                continue
            if self._is_overtaken(row, lane):
                lane.rows.remove(row)
                self._receipts.add(Delivered(row.id))
                continue
            try:
                await self._attempt(row, lane)
            except Exception as error:
                # Not even the failure could be stored (disk full, database away): the lane waits and goes on.
                log.error("lane_held_up", problem=type(error).__name__)
                await asyncio.sleep(PAUSE_AFTER_TROUBLE)
        if self._lanes.get(name) is lane:
            del self._lanes[name]

    async def _attempt(self, row: OutboxRow, lane: _Lane) -> None:
        try:
            await self._carry_out(row, lane)
        except DeliveryFailed as failure:
            await self._failed(row, lane, failure)
        except Exception as error:
            log.error("delivery_crashed", kind=type(row.effect).__name__, problem=type(error).__name__)
            await self._failed(row, lane, DeliveryFailed(f"crashed_{type(error).__name__}"))

    @staticmethod
    def _is_overtaken(row: OutboxRow, lane: _Lane) -> bool:
        """Whether a later Show of the same slot makes this one needless."""
        return isinstance(row.effect, Show) and any(
            later.id > row.id and isinstance(later.effect, Show) and later.slot == row.slot for later in lane.rows
        )

    async def _carry_out(self, row: OutboxRow, lane: _Lane) -> None:
        if isinstance(row.effect, JOBS):
            async with self._work:
                event = await self._jobs.run(row)
            await self._submit(Arrival(event))
            lane.rows.remove(row)
            self._receipts.add(Delivered(row.id))
            return
        assert row.chat_id is not None
        message_id = await self._receipts.message_in(row.chat_id, row.slot) if row.slot else None
        if isinstance(row.effect, SendReport) and message_id is None:
            message_id = await self._post_placeholder(row, lane)
        receipt = await self._send(row, message_id)
        if not receipt.complete:
            # The placeholder that the slot named is gone: a new one is out, the document follows into it.
            await self._note_placeholder(row, lane, receipt)
            receipt = await self._send(row, receipt.message_id)
        lane.rows = [each for each in lane.rows if each.id != row.id]
        self._receipts.add(Delivered(row.id, row.chat_id, row.slot, receipt.message_id))

    async def _send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        assert row.chat_id is not None
        wait = self._limits.reserve(row.chat_id)
        if wait > 0:
            await asyncio.sleep(wait)
        async with self._messages:
            return await self._sender.send(row, message_id)

    async def _post_placeholder(self, row: OutboxRow, lane: _Lane) -> int | None:
        """First half of a posting. That it was begun is stored before, its number after: see `storage.outbox`."""
        if row.stage == "posting":
            log.warning("placeholder_posted_again", row=row.id)
            self.alerts.append("placeholder_posted_again")
        await self._db.write(lambda session: outbox.note_stage(session, row.id, "posting"))
        lane.rows = [replace(each, stage="posting") if each.id == row.id else each for each in lane.rows]
        receipt = await self._send(row, None)
        await self._note_placeholder(row, lane, receipt)
        return receipt.message_id

    async def _note_placeholder(self, row: OutboxRow, lane: _Lane, receipt: Receipt) -> None:
        assert row.chat_id is not None and row.slot is not None and receipt.message_id is not None
        await self._receipts.keep_slot(row.chat_id, row.slot, receipt.message_id)
        await self._db.write(lambda session: outbox.note_stage(session, row.id, "posted"))
        lane.rows = [replace(each, stage="posted") if each.id == row.id else each for each in lane.rows]

    # -- what goes wrong ---------------------------------------------------------------------------------------------

    async def _failed(self, row: OutboxRow, lane: _Lane, failure: DeliveryFailed) -> None:
        now = self._clock()
        log.warning("delivery_failed", kind=type(row.effect).__name__, code=failure.code, attempts=row.attempts + 1)
        if failure.new_chat_id is not None and row.chat_id is not None:
            await self._move(row.chat_id, failure.new_chat_id)
            return
        if failure.unreachable and row.recipient and row.recipient != OFFICE:
            await self._db.write(lambda session: outbox.drop(session, row, failure.code, now))
            lane.rows = [each for each in lane.rows if each.id != row.id]
            event = ReachabilityChanged(at=now, reachable=False)
            await self._submit(Arrival(event, person_id=row.recipient))
            return
        attempts = row.attempts + (0 if failure.retry_after is not None else 1)
        verdict = after_failure(attempts, failure, chance=self._chance())
        if verdict.kind == "failed":
            await self._give_up(row, lane, failure, attempts)
            return
        until = now + verdict.after
        await self._db.write(lambda session: outbox.failed(session, row, failure.code, attempts, until, self._lease))
        if failure.retry_after is not None:
            await self._db.write(lambda session: outbox.postpone_lane(session, row.lane, until))
        tried = _current(lane, row)
        lane.rows = [
            replace(tried, attempts=attempts, not_before=until) if each.id == row.id else each for each in lane.rows
        ]

    async def _give_up(self, row: OutboxRow, lane: _Lane, failure: DeliveryFailed, attempts: int) -> None:
        now = self._clock()
        event = self._jobs.lost(row) if isinstance(row.effect, JOBS) else None
        if event is not None:
            await self._submit(Arrival(event))
        await self._db.write(lambda session: outbox.give_up(session, row, failure.code, attempts, now))
        lane.rows = [each for each in lane.rows if each.id != row.id]
        self.alerts.append(failure.code)

    async def _move(self, old: int, new: int) -> None:
        await self._db.write(lambda session: outbox.move_lane(session, old, new))
        self._receipts.forget_chat(old)
        lane = self._lanes.pop(outbox.chat_lane(old), None)
        if lane is None:
            return
        name = outbox.chat_lane(new)
        rows = [replace(row, lane=name, chat_id=new, stage=None) for row in lane.rows]
        lane.rows = []
        self.hand_over(rows)


def _current(lane: _Lane, row: OutboxRow) -> OutboxRow:
    return next((each for each in lane.rows if each.id == row.id), row)


async def _sleep(news: asyncio.Event, length: timedelta) -> None:
    try:
        await asyncio.wait_for(news.wait(), max(length.total_seconds(), 0.001))
    except TimeoutError:
        return
