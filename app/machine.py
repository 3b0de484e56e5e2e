"""The machine that the service runs on: its clock, which may be set back, and its disk, which may fill up.

Made and run by `app.service`.
"""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from core.effects import Moment
from core.events import Alerted
from storage import set_back
from storage.apply import Arrival
from storage.database import Database

log = structlog.get_logger(__name__)

Submit = Callable[[Arrival], Awaitable[object]]

LOOK_EVERY = 2.0
LOOK_AT_DISK = timedelta(minutes=1)
A_JUMP = timedelta(seconds=30)
"""Less than that is the network's time service at work."""
SMALL_PART = 0.05
"""Of a small disk, which never has as much free as is asked of others."""
MEGABYTE = 1_000_000


class ClockWatch:
    """Notices that the clock was set back, and has what waits wait no longer for that. Forward needs nothing.

    `clock` gives aware UTC; `steady` counts seconds, whatever the clock shows. `moved` is told by how much, to move
    what it holds in memory; `owner` names this process in the outbox.
    """

    def __init__(
        self,
        db: Database,
        submit: Submit,
        moved: Callable[[timedelta], None],
        owner: str,
        clock: Callable[[], datetime],
        zone: str,
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._db = db
        self._submit = submit
        self._moved = moved
        self._owner = None if db.one_writer else owner
        self._clock = clock
        self._zone = zone
        self._steady = steady
        self._seen = clock(), steady()

    async def run(self) -> None:
        """Look every now and then, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Look once."""
        (was, then), now, steady = self._seen, self._clock(), self._steady()
        expected = was + timedelta(seconds=steady - then)
        by = expected - now
        if by < A_JUMP:
            self._seen = now, steady
            return
        log.warning("clock_set_back", seconds=round(by.total_seconds()))
        try:
            rows = await self._db.write(lambda session: set_back.bring_forward(session, by, self._owner))
        except Exception as error:
            # Looked at again, it still is where it was.
            log.info("clock_set_back_not_stored", problem=type(error).__name__)
            return
        self._seen = now, steady
        self._moved(by)
        log.info("brought_forward", rows=rows)
        args = {"was": self._moment(expected), "now": self._moment(now)}
        await self._submit(Arrival(Alerted(at=now, code="clock_set_back", about=now.isoformat(), args=args)))

    def _moment(self, at: datetime) -> Moment:
        return Moment(at=at, zone=self._zone, style="both")


async def make_up_for_clock(db: Database, sign: str, now: datetime) -> None:
    """At the start: what waits since before the clock was set back waits no longer for that.

    `sign` names the newest sign of life. Where other processes share the database their clocks count.
    """

    if not db.one_writer:
        return

    def work(session: Session) -> timedelta:
        by = set_back.set_back_since(session, sign, now)
        if by >= A_JUMP:
            set_back.bring_forward(session, by)
        return by

    by = await db.write(work)
    if by >= A_JUMP:
        log.warning("clock_set_back", seconds=round(by.total_seconds()))


def little(total: int, least: int) -> int:
    """Bytes of a disk below which administrators are warned."""
    return min(least, int(total * SMALL_PART))


class DiskWatch:
    """Lets the administrators know before the disk is full. `least` is in bytes."""

    def __init__(self, folder: Path, least: int, submit: Submit, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._least = least
        self._submit = submit
        self._clock = clock

    async def look(self) -> None:
        """Look once; an alert is told once a day."""
        disk = await asyncio.to_thread(shutil.disk_usage, self._folder)
        if disk.free >= little(disk.total, self._least):
            return
        log.warning("disk_low", free=disk.free, total=disk.total)
        args = {"free": disk.free // MEGABYTE}
        await self._submit(Arrival(Alerted(at=self._clock(), code="disk_low", args=args)))
