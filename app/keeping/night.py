"""Once a day, at a quiet hour: what is over after its time is removed. Run by `app.jobs`.

Not between one and three, when clocks change. The row of the last time decides, not the scheduler; a night that is
missed is made up at the next look.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from app.keeping import law
from app.keeping.files import remove_doomed
from app.keeping.steps import turn_of
from app.settings import Settings
from storage import alerts, erasing, references, retention
from storage.archive import Archive
from storage.database import Database
from storage.holding import obstacles, of_client
from storage.retention import Swept

log = structlog.get_logger(__name__)

SIGN = "retention"
HOUR = time(3, 30)
"""Local, of the company."""
UNNAMED_FOR = timedelta(days=30)
"""A file that nothing names and that is older than this was given up: a photo taken back, a job repeated."""


@dataclass(frozen=True)
class Night:
    """The nightly job and what it needs. `zone` is the company's."""

    db: Database
    archive: Archive
    settings: Settings
    zone: str
    clock: Callable[[], datetime]

    async def sweep(self) -> dict[str, int] | None:
        """Remove what is over, if tonight was not done yet; how many of what, or None."""
        now = self.clock()
        last = await self.db.read(lambda session: alerts.last_sign(session, SIGN))
        if last is not None and last >= last_hour(now, self.zone):
            return None
        ends = law.ends(self.settings, now)
        swept = Swept()
        await self.db.write(lambda session: retention.sweep_rows(session, now, ends, swept))
        for client_id in await self.db.read(lambda session: retention.idle_clients(session, ends)):
            await self.db.write(lambda session, number=client_id: self._let_go(session, number, now, swept))  # type: ignore[misc]
        while await self.db.write(lambda session: retention.bury_old_work(session, now, ends, swept)):
            pass
        async with turn_of(self.db):
            await self._doom_unnamed(now)
            swept.add("files", await remove_doomed(self.db, self.archive))
        await self.db.write(lambda session: alerts.give_sign(session, SIGN, now))
        log.info("kept_no_longer", **{name.replace(" ", "_"): count for name, count in swept.counts.items()})
        return swept.counts

    def _let_go(self, session: Session, client_id: int, now: datetime, swept: Swept) -> None:
        held = of_client(session, client_id)
        if held is None or obstacles(held):
            return
        erasing.erase_client(session, held, now, law.keep(self.settings, now))
        swept.add("clients", 1)

    async def _doom_unnamed(self, now: datetime) -> None:
        before = (now - UNNAMED_FOR).timestamp()
        old = await asyncio.to_thread(lambda: list(self.archive.names(before)))
        named = await self.db.read(references.all_named)
        unnamed = [sha256 for sha256 in old if sha256 not in named]
        if unnamed:
            await self.db.write(lambda session: erasing.doom(session, unnamed, now))


def last_hour(now: datetime, zone: str) -> datetime:
    """The last moment (UTC) at which the quiet hour began."""
    tz = ZoneInfo(zone)
    local = now.astimezone(tz)
    day = local.date() if local.time() >= HOUR else local.date() - timedelta(days=1)
    return datetime.combine(day, HOUR, tz).astimezone(ZoneInfo("UTC"))
