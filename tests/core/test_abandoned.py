"""A visit abandoned before the way, on the way, on site: only what is left is asked, nothing found is hidden."""

from core.visit import Outcome, VisitState
from core.work_order import WorkOrderState

from table import accepted, at_anomalies


def test_abandoning_before_leaving_does_not_ask_whether_one_is_on_the_way():
    table = accepted()
    table.chooses("abandoned")
    table.taps("reason:unsafe")
    assert table.step == "photos"
    table.taps("on")
    assert table.step == "review"
    table.taps("submit")
    assert table.visit.state is VisitState.FROZEN
    assert table.order.state is WorkOrderState.SUBMITTED


def test_what_was_found_before_abandoning_is_shown_and_can_be_edited():
    table = at_anomalies()
    table.says("Câble dénudé")
    table.taps("dangerous")
    table.taps("on")
    table.chooses("abandoned")
    table.taps("reason:unsafe")
    table.taps("on")
    table.later(5).chooses("left")
    assert table.step == "review"
    assert {"line.anomaly", "severity.dangerous", "step.work"} <= table.said()
    table.taps("edit:anomalies")
    table.taps(f"remove:{table.visit.anomalies[0].id}")
    table.taps("none")
    assert table.step == "review"
    assert table.visit.anomalies == ()
    table.taps("checks")
    table.taps("edit:check:leak")
    table.taps("no")
    assert table.visit.checklist["leak"].yes is False


def test_abandoning_after_all_becomes_a_report_like_any_other():
    table = accepted()
    table.chooses("abandoned")
    table.taps("reason:unsafe")
    table.taps("on")
    table.taps("edit:outcome")
    table.chooses("done")
    assert (table.visit.outcome, table.visit.reason_code) == (Outcome.DONE, None)
    assert table.step == "on_my_way"


def test_an_anomaly_without_severity_is_missing_even_when_abandoned():
    table = at_anomalies()
    table.says("Câble dénudé")
    table.chooses("abandoned")
    table.taps("reason:unsafe")
    table.taps("on")
    table.later(5).chooses("left")
    table.taps("submit")
    assert {"error.incomplete_report", "step.anomalies"} <= table.said()
