"""Times as technicians give them: tapped, typed, wrong, corrected."""

from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta

import pytest

from core.facts import Job
from core.visit import Visit, VisitState

from table import CLIENT, INTERVIEW, MORNING, SITE, Table, on_site, order, straight_to_review


def test_a_typed_arrival_is_taken_in_the_sites_time():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.later(60).says("8h15")
    assert table.visit.arrived_at == datetime(2026, 11, 24, 7, 15, tzinfo=UTC)
    assert "tell.noted.arrived" in table.said()


def test_arriving_without_announcing_the_way_is_taken_and_briefs_all_the_same():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("arrived")
    assert table.visit.state is VisitState.ON_SITE
    assert {"brief.access", "ask.work"} <= table.said()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("demain 8h", "error.time_in_future"),
        ("hier 17h", "error.time_before"),
        ("25h99", "error.read_hour_impossible"),
    ],
)
def test_an_impossible_arrival_is_explained_and_changes_nothing(text, refusal):
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    before = table.visit
    table.later(30).says(text)
    assert refusal in table.said()
    assert table.visit == before
    assert table.step == "arrived"


def test_leaving_before_arriving_is_refused():
    table = straight_to_review(Table())
    table.taps("edit:left")
    table.says("7h")
    assert "error.time_before" in table.said()


def test_another_own_visit_at_the_same_time_is_named_but_not_refused():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    other = Visit(id=77, work_order_id=8, technician_id=1, trade="cooling", interview_version="v1", offered_at=MORNING,
                  arrived_at=MORNING - timedelta(hours=1), left_at=MORNING + timedelta(hours=2))  # fmt: skip
    job = Job(order(id=8, number="OI-2026-0008"), CLIENT, SITE, other, INTERVIEW)
    table.facts = with_(table.facts, visits=(job,))
    table.later(25).chooses("arrived")
    assert table.visit.arrived_at is not None
    assert "tell.overlap" in table.said()


def test_the_receipts_button_corrects_the_time_and_the_visit_goes_on_where_it_was():
    table = on_site()
    table.says("Condensateur nettoyé")
    assert table.step == "check:fluid"
    table.taps_on("visit", 9, "fix:arrived")
    assert table.step == "arrived"
    table.says("8h10")
    assert table.visit.arrived_at == datetime(2026, 11, 24, 7, 10, tzinfo=UTC)
    assert table.step == "check:fluid"


def test_a_pause_as_long_as_the_visit_is_refused_and_a_shorter_one_counts():
    table = straight_to_review(Table())
    table.taps("edit:pauses")
    table.says("2h")
    assert "error.pause_too_long" in table.said()
    table.says("20 min")
    assert table.step == "review"
    assert sum((p.length for p in table.visit.pauses), timedelta()) == timedelta(minutes=20)


def test_a_time_skipped_by_summer_time_is_explained():
    table = Table()
    table.now = datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    table.taps_on("offer", 9, "accept")
    table.says("aujourd'hui 2h30")
    assert "error.read_time_in_gap" in table.said()


def test_an_arrival_corrected_past_the_pause_asks_the_pause_again():
    table = straight_to_review(Table())
    table.taps("edit:pauses")
    table.says("50 min")
    table.taps("edit:arrived")
    table.says("9h20")
    assert table.step == "pauses", "an hour's pause does not fit in ten minutes"


@pytest.mark.parametrize(
    ("part", "text", "refusal"),
    [("arrived", "9h30", "error.time_after"), ("left", "8h25", "error.time_before"),
     ("arrived", "hier 8h", "error.time_before")],
)  # fmt: skip
def test_a_visit_lasts_at_least_a_minute_and_begins_after_the_way(part, text, refusal):
    table = straight_to_review(Table())
    known = table.visit
    table.taps(f"edit:{part}")
    table.says(text)
    assert refusal in table.said()
    assert table.visit == known


def test_a_visit_that_would_last_more_than_a_day_is_refused_from_both_ends():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("arrived")
    table.later(60).says("Travail")
    table.chooses("left")
    table.taps_on("visit", 9, "fix:arrived")
    table.says("avant-hier 8h")
    assert "error.visit_too_long" in table.said()


def test_a_visit_taken_away_on_site_overlaps_with_nothing():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    other = Visit(id=77, work_order_id=8, technician_id=1, trade="cooling", interview_version="v1", offered_at=MORNING,
                  state=VisitState.CANCELLED, arrived_at=MORNING - timedelta(hours=1))  # fmt: skip
    table.facts = with_(table.facts, visits=(Job(order(id=8), CLIENT, SITE, other, INTERVIEW),))
    table.later(25).chooses("arrived")
    assert not {"tell.overlap", "tell.overlap_open"} & table.said()


def test_a_remark_at_a_time_question_is_kept_and_told_how_times_are_read():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.says("bouchons sur le périphérique")
    assert {"tell.remark_kept", "error.read_time_not_read"} <= table.said()
    assert table.visit.remarks[-1].text == "bouchons sur le périphérique"
    assert table.step == "arrived"


def test_leaving_a_locked_door_in_the_minute_of_arriving_counts_a_minute():
    table = on_site()
    table.chooses("abandoned")
    table.taps("reason:no_access")
    table.taps("on")
    table.chooses("left")
    assert table.visit.left_at - table.visit.arrived_at == timedelta(minutes=1)


def test_an_hour_that_is_not_yet_is_not_taken_for_yesterdays_where_nothing_was_ordered_then():
    table = Table()
    job = table.facts.job
    table.facts = with_(table.facts, job=with_(job, work_order=order(created_at=table.now)))
    table.taps_on("offer", 9, "accept")
    table.says("12h")
    assert "error.time_in_future" in table.said()
    assert table.visit.departed_at is None
