"""The manager's day: planned against done, exceptions first, hours per technician. Used by `core.step`, `app`."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.confirmation import Word
from core.effects import Message, Moment, Phrase, SendSummary, Span, say
from core.events import SummaryDue
from core.facts import Job, ReportFile
from core.interview import describe
from core.reading import visible_line
from core.report import Period, Seal
from core.turn import Turn
from core.visit import Outcome
from core.work_order import FINAL_STATES, WorkOrderState

NOT_STARTED = frozenset(
    {WorkOrderState.UNASSIGNED, WorkOrderState.OFFERED, WorkOrderState.DECLINED, WorkOrderState.ACCEPTED}
)
UNDER_WAY = frozenset({WorkOrderState.ON_THE_WAY, WorkOrderState.ON_SITE})


def state_of(job: Job) -> WorkOrderState:
    """Where this visit of the work order stands: an earlier one stays as it ended, whatever became of the next."""
    visit = job.visit
    if visit is not None and visit.id != job.work_order.visit_id and visit.outcome is not None:
        return FINAL_STATES[visit.outcome]
    return job.work_order.state


def day_in_utc(day: date, zone: str) -> tuple[datetime, datetime]:
    """The beginning and end of a local day, UTC; 23 to 25 hours apart where the clocks change."""
    tz = ZoneInfo(zone)
    utc = ZoneInfo("UTC")
    start = datetime.combine(day, time(), tz).astimezone(utc)
    return start, datetime.combine(day + timedelta(days=1), time(), tz).astimezone(utc)


def due_days(now: datetime, zone: str, at: time, last: date | None, most: int = 7) -> tuple[date, ...]:
    """The local days whose summary hour has come and that were not sent, oldest first.

    `now` is UTC, `at` the local hour, `last` the last day sent (None: nobody was ever sent one, so only today's).
    Where the hour does not exist or comes twice, the first moment after it counts once.
    """
    local = now.astimezone(ZoneInfo(zone))
    newest = local.date() if local.time() >= at else local.date() - timedelta(days=1)
    if last is None:
        return (newest,) if newest == local.date() else ()
    first = max(last + timedelta(days=1), newest - timedelta(days=most - 1))
    return tuple(first + timedelta(days=n) for n in range((newest - first).days + 1))


LINES_AT_ONCE = 25
"""A message holds 4,096 characters (Bot API, sendMessage); what is edited into its placeholder cannot be two."""


def send_summary(turn: Turn, due: SummaryDue) -> None:
    """Send a day's summary, each message of it once whatever happens on the way."""
    lines = summary(turn, due.starts_at)
    for number, first in enumerate(range(0, len(lines), LINES_AT_ONCE)):
        message = Message(lines=lines[first : first + LINES_AT_ONCE])
        turn.do(SendSummary(to=due.person_id, slot=f"summary:{due.day}:{number}", message=message))


def summary(turn: Turn, day_starts: datetime) -> tuple[Phrase, ...]:
    """The lines of a day's summary, from the jobs and reports on the desk."""
    jobs = turn.facts.jobs
    reports = [r for r in turn.facts.reports if not r.replaced]
    zone = turn.person.time_zone or turn.house.company.time_zone
    lines: list[Phrase] = [
        say("summary.title", day=Moment(at=day_starts, zone=zone, style="date"), company=turn.house.company.name)
    ]
    exceptions = _exceptions(jobs, reports)
    if exceptions:
        lines += [say("blank"), say("summary.exceptions"), *exceptions]
    lines += [say("blank"), *_counts(jobs, reports)]
    hours = _hours(reports)
    if hours:
        lines += [say("blank"), say("summary.hours"), *hours]
    return tuple(lines)


def _exceptions(jobs: Iterable[Job], reports: Iterable[ReportFile]) -> list[Phrase]:
    lines: list[Phrase] = []
    for file in reports:
        report, said = file.report, file.confirmation
        about = {"number": report.number, "client": report.client_name}
        if said is not None and said.word is Word.REFUSED:
            lines.append(say("summary.refused", why=visible_line(said.remarks or ""), **about))
    for file in reports:
        report, said = file.report, file.confirmation
        about = {"number": report.number, "client": report.client_name}
        if said is not None and said.word is Word.RESERVATIONS:
            lines.append(say("summary.reservations", what=visible_line(said.remarks or ""), **about))
        for anomaly in report.anomalies:
            severity = say(f"severity.{anomaly.severity.value}")
            lines.append(say("summary.anomaly", severity=severity, what=visible_line(anomaly.description), **about))
    for file in reports:
        report = file.report
        if report.outcome is Outcome.ABANDONED:
            reason = describe.reason(report.reason_code, visible_line(report.outcome_reason or ""))
            lines.append(say("summary.abandoned", number=report.number, client=report.client_name, why=reason))
    for file in reports:
        asked = file.report.outcome is not Outcome.ABANDONED and file.seal is not Seal.WITHOUT_CONFIRMATION
        if asked and file.confirmation is None:
            lines.append(say("summary.no_word", number=file.report.number, client=file.report.client_name))
    for job in jobs:
        if state_of(job) is WorkOrderState.DECLINED:
            lines.append(say("summary.declined", number=job.work_order.number, client=job.client.name))
    return lines


def _counts(jobs: Iterable[Job], reports: Iterable[ReportFile]) -> list[Phrase]:
    every = [state_of(job) for job in jobs]
    states = [state for state in every if state is not WorkOrderState.CANCELLED]
    cancelled = len(every) - len(states)
    reported = {file.report.visit_id for file in reports}
    submitted = [job for job in jobs if state_of(job) is WorkOrderState.SUBMITTED]
    freezing = sum(1 for job in submitted if job.work_order.visit_id not in reported)
    outcomes = [file.report.outcome for file in reports]
    lines = [
        say("summary.planned", n=len(states)),
        say("summary.done", n=outcomes.count(Outcome.DONE)),
        say("summary.to_be_continued", n=outcomes.count(Outcome.TO_BE_CONTINUED)),
        say("summary.abandoned_count", n=outcomes.count(Outcome.ABANDONED)),
        say("summary.under_way", n=freezing + sum(1 for s in states if s in UNDER_WAY)),
        say("summary.not_started", n=sum(1 for s in states if s in NOT_STARTED)),
    ]
    if cancelled:
        lines.append(say("summary.cancelled", n=cancelled))
    return lines


def _hours(reports: Iterable[ReportFile]) -> list[Phrase]:
    work: dict[str, timedelta] = defaultdict(timedelta)
    travel: dict[str, timedelta] = defaultdict(timedelta)
    for file in reports:
        name = file.report.technician_name
        work[name] += _total(file.report.periods, "work")
        travel[name] += _total(file.report.periods, "travel")
    return [
        say("summary.technician", name=name, work=Span(length=work[name]), travel=Span(length=travel[name]))
        for name in sorted(work)
    ]


def _total(periods: Iterable[Period], kind: str) -> timedelta:
    return sum((p.length for p in periods if p.kind == kind), timedelta())
