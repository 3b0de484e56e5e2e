"""Takes rows out of the outbox and sees them delivered: lane by lane, in order, until there is a receipt.

May import `core`, `storage`. Rows come in memory from whoever stored them (`hand_over`); `tick` claims what was left by
a process that ended, or was stored without a lease. Made and run by `app`.

A posting (a report, a summary) takes two calls: the placeholder, whose number is stored at once as its slot, then what
it stands for, edited into it. That the placeholder is about to go out is stored before (stage `posting`): where a row
is found there without a number, the reply was lost, so it is posted again; for a report an alert is raised. Every later
retry edits the same post.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from core.alerts import is_alert
from core.delivery import LONGEST_DELAY, DeliveryFailed, Receipt, Verdict, after_failure, reason
from core.effects import (
    JOBS,
    OFFICE,
    Amend,
    Argument,
    Erase,
    SendReport,
    SendSummary,
)
from core.events import Alerted, ReachabilityChanged
from courier.homes import Homes
from courier.lane import Lane
from courier.limits import Limits
from courier.receipts import Receipts
from courier.ways import JobRunner, Sender
from storage import outbox
from storage.apply import Applied, Arrival
from storage.database import Database, is_away
from storage.outbox import Delivered, Lease, OutboxRow

log = structlog.get_logger(__name__)

Submit = Callable[[Arrival], Awaitable[Applied]]
POSTINGS = (SendReport, SendSummary)
MOST_MESSAGES = 64
MOST_JOBS = 4
"""How many go on at once."""
MOST_LANES = 200
"""Claimed in one tick."""
LONGEST_SEND = 120.0
"""Seconds; a call that takes longer counts as failed, whatever the sender's own limits are."""
LAST_CHANCE = 5.0
"""Seconds that what is going on gets at the end of the service."""
PAUSE_AFTER_TROUBLE, PAUSE_OF_JOBS = 1.0, 10.0
"""Seconds; a job is begun anew then, with all that it fetches."""
OFFICE_PATIENCE = 4
"""Tries, over some seconds, before somebody is told that the office channel cannot be posted to."""


class Courier:
    """One a process. `clock` gives aware UTC; `chance` numbers in [0, 1) that spread retries; `sleep` takes seconds."""

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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._lease = lease
        self._sender = sender
        self._jobs = jobs
        self._limits = limits
        self._submit = submit
        self._clock = clock
        self._chance = chance
        self._sleep = sleep
        self._lanes: dict[str, Lane] = {}
        self._homes = Homes()
        self._receipts = Receipts(db, clock)
        self._messages = asyncio.Semaphore(MOST_MESSAGES)
        self._work = asyncio.Semaphore(MOST_JOBS)
        self._renewed_at: datetime | None = None
        self._ending = False
        self._change = asyncio.Event()

    # -- taking rows in ----------------------------------------------------------------------------------------------

    def hand_over(self, rows: Sequence[OutboxRow]) -> None:
        """Take rows that this process holds the lease of."""
        # After a long sleep of the machine a lease may end before the receipt is stored.
        delivered = self._receipts.waiting
        if sum(self._homes.note(row) for row in rows):
            rows = (*rows, *(row for lane in self._lanes.values() for row in self._left_behind(lane)))
        for row in map(self._homes.at_home, rows):
            if row.id in delivered:
                continue
            lane = self._lanes.setdefault(row.lane, Lane())
            lane.add(row)
            self._wake(lane)
            if lane.task is None:
                lane.task = asyncio.create_task(self._run_lane(row.lane, lane))

    async def tick(self) -> None:
        """Store receipts, keep what is in hand leased, and claim what nobody holds."""
        await self._receipts.flush()
        now = self._clock()
        if self._renewed_at is None or now - self._renewed_at >= self._lease.length / 3:
            held = [row.id for lane in self._lanes.values() for row in lane.rows]
            await self._db.write(lambda session: outbox.renew(session, held, now, self._lease))
            self._renewed_at = now
        self.hand_over(await self._db.write(lambda session: outbox.claim(session, now, MOST_LANES, self._lease)))

    def hurry(self, row_ids: Collection[int]) -> None:
        """Try these at once, whatever their next try was; what the other side demanded is still waited for."""
        for lane in self._lanes.values():
            for row_id in row_ids:
                lane.change(row_id, attempts=0, not_before=self._clock())
            self._wake(lane)

    def forget(self, row_ids: Collection[int]) -> None:
        """Let go of these: they were dropped by hand."""
        for lane in self._lanes.values():
            for row_id in row_ids:
                lane.remove(row_id)
            self._wake(lane)

    def bring_forward(self, by: timedelta) -> None:
        """The clock was set back by so much: what waits is due as much earlier."""
        self._renewed_at = None
        for lane in self._lanes.values():
            lane.bring_forward(by)
            self._wake(lane)

    def nudge(self) -> None:
        """Look at the clock again, in every lane: for clocks that are moved by hand."""
        for lane in self._lanes.values():
            self._wake(lane)

    async def rest(self) -> None:
        """Wait until nothing can be done before time passes, and every receipt is stored."""
        while not all(lane.resting for lane in self._lanes.values()):
            self._change.clear()
            await self._change.wait()
        await self._receipts.flush()

    async def run(self, every: float = 2.0) -> None:
        """Tick until cancelled; then what is going on may end, what waits stays in the outbox."""
        writing = asyncio.create_task(self._receipts.run())
        try:
            while True:
                try:
                    await self.tick()
                except Exception as error:
                    if not is_away(error):
                        log.error("outbox_not_readable", problem=type(error).__name__)
                await asyncio.sleep(every)
        finally:
            await self._end()
            writing.cancel()
            with contextlib.suppress(Exception):  # not stored, it is sent again and repaired
                await self._receipts.flush()

    async def _end(self) -> None:
        self._ending = True
        self.nudge()
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=LAST_CHANCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def idle(self) -> bool:
        """Whether nothing is in hand and every receipt is stored."""
        return not self._lanes and self._receipts.empty

    # -- one lane ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _wake(lane: Lane) -> None:
        lane.resting = False
        lane.news.set()

    async def _run_lane(self, name: str, lane: Lane) -> None:
        try:
            while lane.rows and not self._ending:
                lane.news.clear()
                if moved := self._left_behind(lane):
                    self.hand_over(moved)
                    continue
                now = self._clock()
                row, until = lane.next(now), lane.wait_until(now)
                if row is None or until > now:
                    lane.resting = True
                    self._change.set()
                    await lane.rest(until - now)
                elif lane.overtaken(row):
                    lane.remove(row.id)
                    self._receipts.add(Delivered(row.id))
                else:
                    lane.sending = row.id
                    await self._attempt(row, lane)
                    lane.sending = None
        finally:
            if self._lanes.get(name) is lane:
                del self._lanes[name]
            self._change.set()

    def _left_behind(self, lane: Lane) -> list[OutboxRow]:
        """Take out what waits here for somebody who has another phone now; not what is being sent."""
        moved = [row for row in self._homes.left_behind(lane.rows) if row.id != lane.sending]
        for row in moved:
            lane.remove(row.id)
        return moved

    async def _attempt(self, row: OutboxRow, lane: Lane) -> None:
        """One try, whose failure is stored."""
        try:
            try:
                await self._carry_out(row, lane)
            except DeliveryFailed as failure:
                await self._failed(row, lane, failure)
            except Exception as error:
                if is_away(error) and self._db.standstill.reason is not None:
                    raise  # the house's own trouble: nothing is given up for that
                log.error("delivery_crashed", kind=type(row.effect).__name__, problem=type(error).__name__)
                await self._failed(row, lane, DeliveryFailed(f"crashed_{type(error).__name__}"))
        except Exception as error:
            # Nothing can be stored (disk full, database away): the lane waits and goes on.
            log.debug("lane_held_up", problem=type(error).__name__)
            await self._sleep(PAUSE_OF_JOBS if isinstance(row.effect, JOBS) else PAUSE_AFTER_TROUBLE)

    async def _carry_out(self, row: OutboxRow, lane: Lane) -> None:
        if isinstance(row.effect, JOBS):
            await self._do_job(row)
            done = Delivered(row.id)
        else:
            done = await self._deliver(row, lane)
        lane.remove(row.id)
        self._receipts.add(done)

    async def _do_job(self, row: OutboxRow) -> None:
        async with self._work:
            event = await self._jobs.run(row)
        await self._report(Arrival(event))

    async def _deliver(self, row: OutboxRow, lane: Lane) -> Delivered:
        assert row.chat_id is not None
        message_id = await self._receipts.message_in(row.chat_id, row.slot) if row.slot else None
        if message_id is None and isinstance(row.effect, Amend | Erase):
            return Delivered(row.id)
        if isinstance(row.effect, POSTINGS):
            return await self._post(row, lane, message_id)
        receipt = await self._send(row, message_id)
        while not receipt.complete:
            if receipt.message_id is not None:
                row = await self._note_part(row, lane)
            receipt = await self._send(row, None)
        return Delivered(row.id, row.chat_id, row.slot, receipt.message_id, forget_slot=isinstance(row.effect, Erase))

    async def _note_part(self, row: OutboxRow, lane: Lane) -> OutboxRow:
        sent = row.parts_sent + 1
        lane.change(row.id, parts_sent=sent)  # first, so that it is not sent once more where the storing fails
        await self._db.write(lambda session: outbox.note_part(session, row.id, sent))
        return replace(row, parts_sent=sent)

    async def _post(self, row: OutboxRow, lane: Lane, message_id: int | None) -> Delivered:
        receipt = await self._send(row, message_id) if message_id is not None else None
        if receipt is None or not receipt.complete:
            # Nothing is there yet, or what the slot named was deleted.
            receipt = await self._send(row, await self._post_placeholder(row, lane))
        if not receipt.complete:
            raise DeliveryFailed("placeholder_gone")
        return Delivered(row.id, row.chat_id, row.slot, receipt.message_id)

    async def _post_placeholder(self, row: OutboxRow, lane: Lane) -> int:
        if row.stage == "posting":
            log.warning("placeholder_posted_again", row=row.id)
            if isinstance(row.effect, SendReport):
                await self._alert("posted_again", str(row.id))
        await self._note_stage(row, lane, "posting")
        try:
            receipt = await self._send(row, None)
        except DeliveryFailed as failure:
            if failure.nothing_done:
                await self._note_stage(row, lane, None)
            raise
        assert row.chat_id is not None
        assert row.slot is not None
        assert receipt.message_id is not None
        await self._receipts.keep_slot(row.chat_id, row.slot, receipt.message_id)
        await self._note_stage(row, lane, "posted")
        return receipt.message_id

    async def _note_stage(self, row: OutboxRow, lane: Lane, stage: outbox.Stage | None) -> None:
        await self._db.write(lambda session: outbox.note_stage(session, row.id, stage))
        lane.change(row.id, stage=stage)

    async def _send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        assert row.chat_id is not None
        await self._limits.turn(row.chat_id)
        async with self._messages:
            try:
                receipt = await asyncio.wait_for(self._sender.send(row, message_id), LONGEST_SEND)
            except TimeoutError as error:
                raise DeliveryFailed("took_too_long") from error
            except DeliveryFailed as failure:
                if failure.retry_after is not None:
                    self._limits.refused(row.chat_id, failure.retry_after.total_seconds())
                raise
        self._limits.accepted()
        return receipt

    async def _report(self, arrival: Arrival) -> None:
        """Have an event applied. Raises DeliveryFailed where it could not be, so that what led to it is tried again."""
        applied = await self._submit(arrival)
        if applied.state == "failed":
            raise DeliveryFailed("event_not_applied")

    # -- what goes wrong ---------------------------------------------------------------------------------------------

    async def _failed(self, tried: OutboxRow, lane: Lane, failure: DeliveryFailed) -> None:
        now = self._clock()
        row = lane.get(tried.id) or tried
        log.warning("delivery_failed", kind=type(row.effect).__name__, code=failure.code, attempts=row.attempts + 1)
        if failure.new_chat_id is not None and row.chat_id is not None:
            await self._move(row.chat_id, failure.new_chat_id)
            return
        attempts = row.attempts + (0 if failure.retry_after is not None else 1)
        verdict = after_failure(attempts, failure, chance=self._chance())
        try:
            if failure.unreachable and row.recipient != OFFICE:
                await self._drop(row, lane, failure, now)
                return
            if verdict.kind == "failed":
                await self._give_up(row, lane, failure, attempts)
                return
        except DeliveryFailed as unheard:
            # The house could not take in what that means; it is told again later.
            failure, verdict = unheard, Verdict("again", LONGEST_DELAY)
        if failure.code == "office_closed" and attempts == OFFICE_PATIENCE:
            await self._alert("office_closed", "")
        until = now + verdict.after
        hold = failure.retry_after is not None
        code = failure.code
        await self._db.write(
            lambda session: outbox.failed(session, row, code, attempts, until, self._lease, hold_lane=hold)
        )
        lane.change(row.id, attempts=attempts, not_before=until)
        if hold:
            lane.held_until = until

    async def _drop(self, row: OutboxRow, lane: Lane, failure: DeliveryFailed, now: datetime) -> None:
        """The person blocked the bot or is gone: this message is not for anybody, and the house is told."""
        if row.recipient is not None:
            await self._report(Arrival(ReachabilityChanged(at=now, reachable=False), person_id=row.recipient))
        await self._db.write(lambda session: outbox.drop(session, row, failure.code, now))
        lane.remove(row.id)

    async def _give_up(self, row: OutboxRow, lane: Lane, failure: DeliveryFailed, attempts: int) -> None:
        event = self._jobs.lost(row) if isinstance(row.effect, JOBS) else None
        if event is not None:
            await self._report(Arrival(event))
        now = self._clock()
        await self._db.write(lambda session: outbox.give_up(session, row, failure.code, attempts, now))
        lane.remove(row.id)
        if event is None and not is_alert(row.effect):
            await self._alert("given_up", failure.code, problem=reason(failure.code))

    async def _alert(self, code: str, about: str, **args: Argument) -> None:
        """Let the administrators know; what cannot be said now is in the log and in `constat outbox`."""
        alert = Alerted(at=self._clock(), code=code, about=about, args=args)
        with contextlib.suppress(DeliveryFailed):
            await self._report(Arrival(alert))

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
