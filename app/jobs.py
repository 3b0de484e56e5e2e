"""What the clock brings: summaries whose hour has come, clients who said nothing for a day, kept updates.

They are only woken now and then; a row decides what is due, so that a restart neither loses nor doubles.
Imported by `app.service`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from core.events import SummaryDue, WordOverdue
from core.facts import House
from core.people import Role
from core.summary import day_in_utc, due_days
from storage import going_on, inbox, people, reports, summaries
from storage.apply import Arrival
from storage.database import Database, is_away

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
Submit = Callable[[Arrival], Awaitable[object]]
Work = tuple[Callable[[], Awaitable[object]], timedelta]
"""A job and how long it rests between two runs."""

LAST_CHANCE = 10.0
"""Seconds that whatever is at work gets at the end of the service."""
UPDATES_KEPT = timedelta(hours=48)


@dataclass(frozen=True)
class Jobs:
    """The scheduled jobs and what they need. `summary_at` is each manager's local hour."""

    db: Database
    house: House
    submit: Submit
    clock: Clock
    summary_at: time

    async def send_summaries(self) -> int:
        """Submit every summary that is due; how many there were."""
        now = self.clock()
        managers = await self.db.read(lambda session: people.people_with(session, (Role.MANAGER,)))
        count = 0
        for manager in managers:
            zone = manager.time_zone or self.house.company.time_zone
            last = await self.db.read(lambda session, number=manager.id: summaries.last_summary(session, number))
            for day in due_days(now, zone, self.summary_at, last):
                starts_at, ends_at = day_in_utc(day, zone)
                event = SummaryDue(at=now, person_id=manager.id, day=day, starts_at=starts_at, ends_at=ends_at)
                await self.submit(Arrival(event, person_id=manager.id))
                count += 1
        return count

    async def end_silence(self) -> int:
        """Submit every version on which the client has said nothing for a day; how many there were."""
        now = self.clock()
        silent = await self.db.read(reports.without_word)
        # What was silent already when a backup was taken may have been sealed since: somebody has to say so.
        known_from = await self.db.read(going_on.last_return)
        due = [
            file
            for file in silent
            if file.seal is None
            and file.client_pdf_sha256
            and file.report.frozen_at + self.house.overdue_after <= now
            and (known_from is None or file.report.frozen_at > known_from)
        ]
        for file in due:
            await self.submit(Arrival(WordOverdue(at=now, report_id=file.report.id)))
        return len(due)

    async def forget_old_updates(self) -> None:
        """Forget the numbers of updates that Telegram cannot repeat any more: it keeps them for 24 hours."""
        before = self.clock() - UPDATES_KEPT
        await self.db.write(lambda session: inbox.forget_seen(session, before))


@contextlib.asynccontextmanager
async def scheduled(
    jobs: Jobs, retry_inbox: Callable[[], Awaitable[object]], sweep: Callable[[], Awaitable[object]], *others: Work
) -> AsyncIterator[None]:
    """Wake the jobs: the table of what runs how often. At the end, whatever is at work may finish.

    Nothing depends on an exact minute, and a run never overlaps the one before. Between runs passes real time, not
    what the clock shows: a clock that is set back holds up nothing.
    """
    table: tuple[Work, ...] = (
        (jobs.send_summaries, timedelta(seconds=30)),
        (jobs.end_silence, timedelta(minutes=5)),
        (jobs.forget_old_updates, timedelta(hours=1)),
        (retry_inbox, timedelta(seconds=5)),
        (sweep, timedelta(minutes=15)),
        *others,
    )
    ending = asyncio.Event()
    at_work = [asyncio.create_task(_again_and_again(job, every, ending)) for job, every in table]
    try:
        yield
    finally:
        ending.set()
        _, late = await asyncio.wait(at_work, timeout=LAST_CHANCE)
        for work in late:
            work.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _again_and_again(job: Callable[[], Awaitable[object]], every: timedelta, ending: asyncio.Event) -> None:
    while not ending.is_set():
        try:
            await job()
        except Exception as error:
            # It comes again. That nothing can be stored is said elsewhere.
            if not is_away(error):
                log.error("job_failed", job=getattr(job, "__name__", ""), problem=inbox.describe(error))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), every.total_seconds())
