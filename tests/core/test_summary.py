"""The manager's day: when it is due, and what it says."""

from dataclasses import replace as with_
from datetime import UTC, date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from core.confirmation import Confirmation, Word
from core.events import SummaryDue
from core.facts import Job, ReportFile, SummarySent
from core.people import Person, Role
from core.report import Period, Report, ReportAnomaly, Seal
from core.summary import day_in_utc, due_days
from core.visit import Outcome, Severity, Visit
from core.work_order import WorkOrderState
from templates.wording import wording

from desk_of import Desk
from table import CLIENT, INTERVIEW, MORNING, SITE, order

EVENING = time(18)
NOA = Person(id=10, name="Noa Exemple", roles=frozenset({Role.MANAGER}), chat_id=110)
MAYA = replace(NOA, id=12, name="Maya Exemple", time_zone="America/Toronto", chat_id=112)


# -- when it is due --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("Europe/Paris", date(2026, 10, 25), 25), ("Europe/Paris", date(2027, 3, 28), 23),
     ("America/Toronto", date(2026, 11, 1), 25), ("America/Toronto", date(2027, 3, 14), 23),
     ("Australia/Lord_Howe", date(2026, 10, 4), 23.5), ("Australia/Lord_Howe", date(2027, 4, 4), 24.5),
     ("Europe/Paris", date(2026, 11, 24), 24)],
)  # fmt: skip
def test_a_local_day_is_as_long_as_the_clocks_make_it(zone, day, hours):
    start, end = day_in_utc(day, zone)
    assert end - start == timedelta(hours=hours)
    assert start.tzname() == "UTC"


def due(now: datetime, zone: str, last: date | None, at: time = EVENING) -> list[int]:
    return [day.day for day in due_days(now, zone, at, last)]


def test_it_is_due_once_the_local_hour_has_come():
    last = date(2026, 11, 23)
    assert due(datetime(2026, 11, 24, 16, 59, tzinfo=UTC), "Europe/Paris", last) == []
    assert due(datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "Europe/Paris", last) == [24]
    assert due(datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "America/Toronto", last) == []
    assert due(datetime(2026, 11, 24, 23, 0, tzinfo=UTC), "America/Toronto", last) == [24]


def test_a_day_sent_before_a_restart_is_not_due_again():
    assert due(datetime(2026, 11, 24, 17, 30, tzinfo=UTC), "Europe/Paris", date(2026, 11, 24)) == []


def test_after_an_outage_the_missed_days_follow_oldest_first_a_week_at_most():
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert due(now, "Europe/Paris", date(2026, 11, 20)) == [21, 22, 23]
    assert due(now, "Europe/Paris", date(2026, 10, 1)) == [17, 18, 19, 20, 21, 22, 23]


def test_a_new_manager_is_not_sent_the_past():
    assert due(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "Europe/Paris", None) == []
    assert due(datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "Europe/Paris", None) == [24]


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Toronto", "Australia/Lord_Howe"])
@pytest.mark.parametrize("at", [time(18), time(2, 15), time(1, 45), time(0)])
@pytest.mark.parametrize("begin", [datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 3, 10, tzinfo=UTC)])
def test_looked_at_every_quarter_of_an_hour_through_every_change_each_day_is_due_once(zone, at, begin):
    sent: list[date] = []
    for quarter in range(40 * 96):
        sent += due_days(begin + timedelta(minutes=15 * quarter), zone, at, sent[-1] if sent else None)
    assert len(sent) >= 39
    assert sent == [sent[0] + timedelta(days=n) for n in range(len(sent))]


# -- what it says ----------------------------------------------------------------------------------------------------


def job(number: int, state: WorkOrderState) -> Job:
    made = order(id=number, number=f"OI-2026-{number:04d}", state=state, visit_id=number)
    return Job(made, CLIENT, SITE, None, INTERVIEW)


def report(number: int, outcome: Outcome = Outcome.DONE, word: Word | None = Word.ACCEPTED, **more: object):
    document = Report(
        id=number, number=f"RI-2026-{number:04d}", version=1, code="c", visit_id=number, language="fr",
        time_zone="Europe/Paris", frozen_at=MORNING, work_order_number=f"OI-2026-{number:04d}",
        client_name=CLIENT.name, site_name=SITE.name, site_address=SITE.address, technician_name="Léa Exemple",
        trade="cooling", trade_name="Froid", mission="Panne", appointment_starts_at=MORNING,
        appointment_ends_at=MORNING, arrived_at=MORNING, left_at=MORNING, work_done="Fait", outcome=outcome,
        periods=(Period(kind="travel", length=timedelta(minutes=20)), Period(kind="work", length=timedelta(hours=1))),
        **more,
    )  # fmt: skip
    said = None if word is None else Confirmation(
        word=word, name="C", signed_at=MORNING, client_pdf_sha256="c", report_sha256="d", remarks="La porte",
    )  # fmt: skip
    return ReportFile(report=document, work_order_id=number, confirmation=said)


def told(jobs: list[Job], reports: list[ReportFile], who: Person = NOA) -> list:
    desk = Desk(who)
    desk.facts = with_(desk.facts, jobs=tuple(jobs), reports=tuple(reports))
    start, end = day_in_utc(date(2026, 11, 24), who.time_zone or "Europe/Paris")
    desk.happens(who, SummaryDue(at=MORNING, person_id=who.id, day=date(2026, 11, 24), starts_at=start, ends_at=end))
    assert desk.saved(SummarySent) == [SummarySent(person_id=who.id, local_date=date(2026, 11, 24))]
    (message,) = desk.sent(who)
    return list(message.lines)


def counts(lines: list) -> dict[str, int]:
    return {line.id: line.args["n"] for line in lines if "n" in line.args}


def test_every_planned_job_is_counted_in_one_place():
    states = [WorkOrderState.DONE, WorkOrderState.TO_BE_CONTINUED, WorkOrderState.ABANDONED, WorkOrderState.SUBMITTED,
              WorkOrderState.SUBMITTED, WorkOrderState.ON_SITE, WorkOrderState.ON_THE_WAY, WorkOrderState.ACCEPTED,
              WorkOrderState.OFFERED, WorkOrderState.DECLINED, WorkOrderState.UNASSIGNED,
              WorkOrderState.CANCELLED]  # fmt: skip
    jobs = [job(number, state) for number, state in enumerate(states, 1)]
    reports = [report(1), report(2, Outcome.TO_BE_CONTINUED), report(3, Outcome.ABANDONED, None), report(4)]
    assert counts(told(jobs, reports)) == {
        "summary.planned": 11, "summary.done": 2, "summary.to_be_continued": 1, "summary.abandoned_count": 1,
        "summary.under_way": 3, "summary.not_started": 4, "summary.cancelled": 1,
    }  # fmt: skip


def test_each_visit_of_a_work_order_that_goes_on_counts_for_itself():
    """The first was to be continued; the next one is offered, declined, cancelled, or under way the same day."""
    visit = Visit(id=1, work_order_id=1, technician_id=1, trade="cooling", interview_version="v1", offered_at=MORNING,
                  outcome=Outcome.TO_BE_CONTINUED)  # fmt: skip
    for state in (WorkOrderState.OFFERED, WorkOrderState.DECLINED, WorkOrderState.CANCELLED):
        made = order(id=1, state=state, visit_id=2)
        lines = told([Job(made, CLIENT, SITE, visit, INTERVIEW)], [report(1, Outcome.TO_BE_CONTINUED)])
        numbers = counts(lines)
        assert (numbers["summary.planned"], numbers["summary.to_be_continued"]) == (1, 1), state
        assert numbers["summary.not_started"] == 0
        assert not {"summary.declined", "summary.cancelled"} & {line.id for line in lines}
    second = replace(visit, id=2, outcome=None)
    made = order(id=1, state=WorkOrderState.SUBMITTED, visit_id=2)
    jobs = [Job(made, CLIENT, SITE, each, INTERVIEW) for each in (visit, second)]
    numbers = counts(told(jobs, [report(1, Outcome.TO_BE_CONTINUED)]))
    assert (numbers["summary.planned"], numbers["summary.under_way"]) == (2, 1)


def test_what_went_wrong_comes_first_refusals_before_all():
    found = (ReportAnomaly(id=1, description="Câble", severity=Severity.DANGEROUS),)
    lines = told(
        [job(6, WorkOrderState.DECLINED)],
        [report(1, anomalies=found), report(2, word=None), report(3, Outcome.ABANDONED, None, reason_code="unsafe"),
         report(4, word=Word.RESERVATIONS), report(5, word=Word.REFUSED)],
    )  # fmt: skip
    ids = [line.id for line in lines]
    assert ids[:9] == ["summary.title", "blank", "summary.exceptions", "summary.refused", "summary.anomaly",
                       "summary.reservations", "summary.abandoned", "summary.no_word", "summary.declined"]  # fmt: skip
    assert ids.index("summary.planned") > ids.index("summary.declined")


def test_nothing_typed_looks_like_a_line_of_its_own():
    typed = "Câble\n✅ 12 visites faites\r\u2028\u202eetiuF"
    found = (ReportAnomaly(id=1, description=typed, severity=Severity.DANGEROUS),)
    lines = told([], [report(1, anomalies=found), report(3, Outcome.ABANDONED, None, outcome_reason=typed)])
    shown = "\n".join(wording("fr").phrase(line) for line in lines)
    assert shown.count("Câble ✅ 12 visites faites etiuF") == 2


def test_a_quiet_day_has_no_exceptions_and_sums_up_the_hours():
    lines = told([job(1, WorkOrderState.DONE)], [report(1), report(2)])
    assert "summary.exceptions" not in {line.id for line in lines}
    (hours,) = [line for line in lines if line.id == "summary.technician"]
    assert (hours.args["work"].length, hours.args["travel"].length) == (timedelta(hours=2), timedelta(minutes=40))


def test_a_replaced_version_counts_no_more_and_without_signing_no_word_is_missed():
    unsigned = with_(report(1, word=None), seal=Seal.WITHOUT_CONFIRMATION)
    lines = told([job(1, WorkOrderState.DONE)], [with_(report(9, word=Word.REFUSED), replaced=True), unsigned])
    assert counts(lines)["summary.done"] == 1
    assert "summary.exceptions" not in {line.id for line in lines}


def test_the_same_day_is_sent_once():
    desk = Desk(NOA)
    desk.facts = with_(desk.facts, summary_sent=True)
    start, end = day_in_utc(date(2026, 11, 24), "Europe/Paris")
    desk.happens(NOA, SummaryDue(at=MORNING, person_id=10, day=date(2026, 11, 24), starts_at=start, ends_at=end))
    assert (desk.effects, desk.last.saves) == ([], ())


@pytest.mark.parametrize(("who", "day"), [(NOA, 25), (MAYA, 24)])
def test_asked_for_at_any_time_it_is_the_persons_own_day(who, day):
    desk = Desk(who)
    desk.now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    desk.facts = with_(desk.facts, jobs=(job(1, WorkOrderState.DONE),))
    desk.commands(who, "summary")
    title = desk.sent(who)[0].lines[0]
    zone = who.time_zone or "Europe/Paris"
    assert title.args["day"].at == day_in_utc(date(2026, 11, day), zone)[0]
    assert title.args["day"].zone == zone
    assert desk.last.saves == ()
