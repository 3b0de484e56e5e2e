"""Two work orders at once, forms on top of a visit, a visit taken away: nothing goes to the wrong place."""

from dataclasses import replace as with_

import pytest

from core.people import Role
from core.visit import Material, VisitState

from table import LEA
from two_jobs import TwoJobs


def morning_begun() -> TwoJobs:
    """On site in the morning, the afternoon accepted."""
    table = TwoJobs()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.later(25).chooses("arrived")
    table.taps_on("offer", 19, "accept")
    return table


def dispatcher_too(table: TwoJobs) -> TwoJobs:
    table.facts = with_(table.facts, person=_with_role(Role.DISPATCHER))
    return table


def _with_role(role: Role):
    return type(LEA)(id=1, name=LEA.name, chat_id=101, roles=frozenset({Role.TECHNICIAN, role}))


def test_accepting_a_second_one_leaves_the_first_in_hand():
    table = morning_begun()
    assert {"tell.accepted_later", "button.open"} <= table.said()
    assert table.facts.conversation.visit_id == 9
    table.says("Condensateur nettoyé")
    assert table.of(9).work_done == "Condensateur nettoyé"
    assert table.of(19).work_done is None


def test_an_earlier_appointment_that_has_not_begun_either_goes_first():
    table = TwoJobs()
    table.taps_on("offer", 19, "accept")
    assert table.facts.conversation.visit_id == 19
    table.taps_on("offer", 9, "accept")
    assert table.facts.conversation.visit_id == 9


def test_switching_and_coming_back_resumes_at_the_same_question():
    table = morning_begun()
    table.says("Condensateur nettoyé")
    table.taps("o:r32")
    asked = table.facts.conversation.place.serial
    table.taps_on("visit", 19, "open")
    assert table.step == "on_my_way"
    table.taps_on("q", asked, "o:none")
    assert table.said() == {"error.stale_question"}
    table.taps_on("visit", 9, "open")
    assert table.step == "check:charged"
    table.says("1,2")
    assert table.of(9).checklist["charged"].number is not None
    assert table.of(19).checklist == {}


def test_today_lists_what_is_open_and_not_what_was_declined():
    table = TwoJobs()
    table.taps_on("offer", 9, "accept")
    table.changes(19, state=VisitState.DECLINED)
    table.commands("today")
    (card,) = table.sent()
    assert [b.data for row in card.buttons for b in row] == ["visit:9:open", "urgent:0:begin"]


def test_a_new_start_asks_the_materials_with_those_used_lately():
    table = morning_begun()
    table.says("Condensateur nettoyé")
    for choice in ("o:none", "yes", "skip", "skip", "none"):
        table.taps(choice)
    table.facts = with_(table.facts, materials=(Material(id=0, name="R449A", unit="kg"),))
    table.commands("resume")
    assert table.step == "materials"
    assert "button.add_this" in table.said()


def test_overlapping_with_the_other_visit_is_named():
    table = morning_begun()
    table.taps_on("visit", 19, "open")
    table.later(30).chooses("arrived")
    assert "tell.overlap_open" in table.said()


# -- a form on top ---------------------------------------------------------------------------------------------------


def declining_the_other() -> TwoJobs:
    table = TwoJobs()
    table.taps_on("offer", 9, "accept")
    table.taps_on("offer", 19, "decline")
    return table


def test_while_a_reason_is_asked_the_way_can_be_announced_with_its_briefing():
    table = declining_the_other()
    table.chooses("on_my_way")
    assert table.of(9).departed_at is not None
    assert {"brief.access", "ask.arrived"} <= table.said()
    assert table.facts.conversation.form is not None
    table.says("Pas la bonne habilitation")
    assert table.of(19).state is VisitState.DECLINED
    assert table.of(9).state is VisitState.ON_THE_WAY


def test_while_a_reason_is_asked_photos_and_edits_go_to_the_visit_in_hand():
    table = morning_begun()
    table.says("Condensateur netoyé")
    message = table.messages
    table.changes(19, state=VisitState.OFFERED)
    table.taps_on("offer", 19, "decline")
    table.sends_photo("p1")
    assert [p.file_id for p in table.of(9).photos] == ["p1"]
    table.edits(message, "Condensateur nettoyé")
    assert table.of(9).work_done == "Condensateur nettoyé"
    table.taps("reason:busy")
    assert table.of(19).state is VisitState.DECLINED


def test_a_new_work_order_leaves_the_visits_question_answerable():
    table = dispatcher_too(morning_begun())
    table.says("Condensateur nettoyé")
    asked = table.facts.conversation.place.serial
    table.commands("new")
    table.taps_on("q", asked, "o:r32")
    assert table.of(9).checklist["fluid"].choice == "r32"
    assert table.facts.conversation.form.step == "client"
    table.says("Boulang")
    assert table.facts.conversation.form.values["client_typed"] == "Boulang"
    table.commands("cancel")
    table.says("1,2")
    assert "charged" in table.of(9).checklist


def test_opening_a_visit_closes_the_form_on_top_and_says_so():
    table = dispatcher_too(morning_begun())
    table.commands("new")
    table.taps_on("visit", 19, "open")
    assert "form.closed" in table.said()
    assert (table.facts.conversation.form, table.step) == (None, "on_my_way")


# -- taken away ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "answer"),
    [("says:Travail", "nothing_asked"), ("chooses:left", "no_visit"), ("taps:o:r32", "stale_question"),
     ("commands:review", "no_visit"), ("commands:resume", "no_visit")],
)  # fmt: skip
def test_a_visit_taken_away_while_answering_is_said_and_nothing_else_happens(act, answer):
    table = morning_begun()
    table.changes(9, state=VisitState.CANCELLED)
    known = table.of(9)
    how, _, value = act.partition(":")
    getattr(table, how)(value)
    assert table.said() == {f"error.{answer}"}
    assert table.facts.conversation.visit_id is None
    assert table.of(9) == known
    table.taps_on("visit", 9, "open")
    assert table.said() == {"error.visit_taken"}


def test_a_visit_that_became_somebody_elses_is_not_answered_any_more():
    table = morning_begun()
    table.changes(9, technician_id=3)
    table.says("Travail")
    assert table.said() == {"error.nothing_asked"}
    for topic, choice in (("visit", "open"), ("photo", "list")):
        table.taps_on(topic, 9, choice)
        assert table.said() == {"error.not_yours"}
