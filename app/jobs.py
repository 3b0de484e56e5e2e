"""What the clock brings: summaries whose hour has come, clients who said nothing for a day, kept updates.

The scheduler only wakes these functions; a row decides what is due, so that a restart neither loses nor doubles.
Imported by `app.service`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app import clock
from core.events import LetterDue, SummaryDue, WordOverdue
from core.facts import House
from core.people import Role
from core.reporting.reminding import WRITTEN_TO, awake, next_letter
from core.summary import day_in_utc, due_days
from storage import going_on, inbox, outbox_view, people, reports, summaries
from storage.apply import Arrival
from storage.database import Database, is_away
from storage.evidence_log import evidence_of

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
Submit = Callable[[Arrival], Awaitable[object]]
Work = tuple[Callable[[], Awaitable[object]], timedelta]
"""A job and how often it is run."""

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

    async def write_to_clients(self) -> int:
        """Submit a letter for every silent client whose time has come; how many there were."""
        now = self.clock()
        if not self.house.mail or not self.house.signing:
            return 0
        silent = await self.db.read(lambda session: reports.reached_by_mail(session, now - WRITTEN_TO))
        on_the_way = await self.db.read(lambda session: outbox_view.lanes(session, "mail:report:"))
        count = 0
        for file in silent:
            log = await self.db.read(lambda session, file=file: evidence_of(session, file.report.visit_id))
            due = next_letter(file, log)
            awaits = due is not None and due <= now == awake(now, file.report.time_zone)
            if awaits and f"mail:report:{file.report.id}" not in on_the_way:
                await self.submit(Arrival(LetterDue(at=now, report_id=file.report.id)))
                count += 1
        return count

    async def forget_old_updates(self) -> None:
        """Forget the numbers of updates that Telegram cannot repeat any more: it keeps them for 24 hours."""
        before = self.clock() - UPDATES_KEPT
        await self.db.write(lambda session: inbox.forget_seen(session, before))


@contextlib.asynccontextmanager
async def scheduled(
    jobs: Jobs, retry_inbox: Callable[[], Awaitable[object]], sweep: Callable[[], Awaitable[object]], *others: Work
) -> AsyncIterator[Callable[[], None]]:
    """Wake the jobs: the table of what runs how often. At the end, whatever is at work may finish.

    A late run is made up once (no grace limit), never piled up; nothing depends on an exact minute. The scheduler goes
    by the machine's clock: what is given back has everything run at once, for a clock that was set back.
    """
    table: tuple[Work, ...] = (
        (jobs.send_summaries, timedelta(seconds=30)),
        (jobs.end_silence, timedelta(minutes=5)),
        (jobs.write_to_clients, timedelta(minutes=5)),
        (jobs.forget_old_updates, timedelta(hours=1)),
        (retry_inbox, timedelta(seconds=5)),
        (sweep, timedelta(minutes=15)),
        *others,
    )
    scheduler = AsyncIOScheduler(
        timezone=ZoneInfo("UTC"),
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    at_work: set[asyncio.Future[None]] = set()

    async def wake(job: Callable[[], Awaitable[object]]) -> None:
        work = asyncio.ensure_future(_run(job))
        at_work.add(work)
        work.add_done_callback(at_work.discard)
        with contextlib.suppress(asyncio.CancelledError):  # the scheduler ends; the work goes on to its own end
            await asyncio.shield(work)

    def run_all() -> None:
        for each in scheduler.get_jobs():
            each.modify(next_run_time=clock.now())

    for job, every in table:
        scheduler.add_job(wake, "interval", (job,), seconds=every.total_seconds(), next_run_time=clock.now())
    scheduler.start()
    try:
        yield run_all
    finally:
        scheduler.shutdown(wait=False)
        if at_work:
            _, late = await asyncio.wait(at_work, timeout=LAST_CHANCE)
            for work in late:
                work.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _run(job: Callable[[], Awaitable[object]]) -> None:
    try:
        await job()
    except Exception as error:
        # It comes again. That nothing can be stored is said elsewhere.
        if not is_away(error):
            log.error("job_failed", job=getattr(job, "__name__", ""), problem=inbox.describe(error))
