"""The trade's questions, anomalies, materials, outcome: right answers, wrong ones, and second thoughts."""

from dataclasses import replace as with_
from decimal import Decimal

import pytest
from msgspec.structs import replace

from core.visit import Material, Outcome, Severity

from table import Table, at_anomalies, straight_to_review, working


def at_materials() -> Table:
    table = at_anomalies()
    table.taps("none")
    return table


@pytest.mark.parametrize(
    ("before", "wrong", "refusal"),
    [
        ([], "says:peut-être", "error.choose_one"),
        ([], "taps:o:zz", "error.stale"),
        (["taps:o:r32"], "says:beaucoup", "error.read_number_not_read"),
        (["taps:o:r32"], "says:900", "error.out_of_range"),
        (["taps:o:none"], "says:si on veut", "error.read_yes_no_not_read"),
        (["taps:o:none"], "taps:skip", "error.not_skippable"),
    ],
)
def test_a_wrong_answer_is_explained_and_the_question_stays(before, wrong, refusal):
    table = working()
    for step in [*before, wrong]:
        how, _, value = step.partition(":")
        known = (table.visit, table.step)
        getattr(table, how)(value)
    assert refusal in table.said()
    # What is no answer may have been said beside it: the words are kept.
    assert (replace(table.visit, remarks=(), next_id=known[0].next_id), table.step) == known
    assert [r.text for r in table.visit.remarks] in ([], [wrong.partition(":")[2]])


def test_answers_may_be_typed_instead_of_tapped():
    table = working()
    table.says("r32")
    table.says("1,2 kg")
    table.says("oui")
    assert table.visit.checklist["charged"].number == Decimal("1.2")
    assert table.visit.checklist["leak"].yes is True


def test_a_question_that_no_longer_applies_is_neither_asked_nor_demanded():
    table = straight_to_review(Table())
    table.taps("edit:check:fluid")
    table.taps("o:none")
    assert table.step == "review"
    assert "review.complete" in table.said()


def test_back_leads_one_question_back_and_forward_again():
    table = at_anomalies()
    table.taps("back")
    assert table.step == "check:inner"
    table.taps("back")
    assert table.step == "check:plate"
    table.taps("skip")
    assert table.step == "anomalies", "what was answered stays answered"


def test_several_anomalies_each_with_severity_and_photos():
    table = at_anomalies()
    for text, severity in (("Isolant arraché", "minor"), ("Câble dénudé", "dangerous")):
        table.taps("add")
        table.says(text)
        table.taps(severity)
        table.sends_photo(text)
        table.taps("on")
    one, two = table.visit.anomalies
    assert (one.severity, two.severity) == (Severity.MINOR, Severity.DANGEROUS)
    assert [p.subject for p in table.visit.photos] == [f"anomaly:{one.id}", f"anomaly:{two.id}"]
    table.taps(f"remove:{one.id}")
    assert table.visit.anomalies == (two,)
    assert table.visit.photos[0].subject is None, "its photo is kept"
    table.taps("none")
    assert table.step == "materials"


def test_an_anomaly_may_be_typed_straight_away():
    table = at_anomalies()
    table.says("Interrupteur fendu")
    assert table.step == "anomaly_severity"


def test_materials_several_in_a_message_and_changed_by_taps_that_count_once():
    table = at_materials()
    table.says("2 x filtre 20µ\n3,5 m tube cuivre")
    assert [(m.name, m.quantity, m.unit) for m in table.visit.materials] == [
        ("filtre 20µ", 2, "piece"), ("tube cuivre", Decimal("3.5"), "m"),
    ]  # fmt: skip
    number = table.visit.materials[0].id
    table.taps(f"edit:{number}")
    table.taps("qty:3")
    table.taps("qty:3")
    assert table.visit.materials[0].quantity == 3
    table.taps("billable:0")
    assert not table.visit.materials[0].billable
    table.taps("qty:0")
    assert "error.quantity_zero" in table.said()
    table.says("4 x filtre 30µ")
    assert (table.visit.materials[0].name, table.visit.materials[0].quantity) == ("filtre 30µ", 4)
    table.taps("remove")
    assert [m.name for m in table.visit.materials] == ["tube cuivre"]
    assert table.step == "materials"


def test_materials_used_lately_are_a_tap_away_and_can_be_changed_in_the_list():
    table = at_anomalies()
    table.facts = with_(table.facts, materials=(Material(id=0, name="R449A", unit="kg"),))
    table.taps("none")
    tapped = next(b.data for m in table.sent() for row in m.buttons for b in row if b.data and "recent:" in b.data)
    table.taps(tapped.split(":", 2)[2])
    assert (table.visit.materials[0].name, table.step) == ("R449A", "materials")
    assert f"q:{table.facts.conversation.place.serial}:edit:{table.visit.materials[0].id}" in {
        b.data for m in table.sent() for row in m.buttons for b in row
    }


def test_typing_none_closes_the_materials():
    table = at_materials()
    table.says("aucune")
    assert table.visit.materials == ()
    assert table.step == "photos"


def at_outcome() -> Table:
    table = at_materials()
    table.taps("none")
    table.sends_photo("after")
    table.taps("on")
    return table


def test_to_be_continued_asks_what_remains():
    table = at_outcome()
    table.chooses("to_be_continued")
    assert table.step == "outcome_reason"
    table.says("Joint à poser")
    assert (table.visit.outcome, table.visit.outcome_reason) == (Outcome.TO_BE_CONTINUED, "Joint à poser")
    assert table.step == "to_bring"
    table.says("Joint de 40")
    assert table.visit.to_bring == "Joint de 40"
    assert table.step == "advice"


def test_a_changed_outcome_forgets_the_reason_of_the_old_one():
    table = at_outcome()
    table.chooses("to_be_continued")
    table.taps("reason:part_missing")
    table.taps("back")
    assert table.step == "outcome_reason"
    table.taps("back")
    table.chooses("done")
    assert (table.visit.outcome, table.visit.reason_code) == (Outcome.DONE, None)


def test_abandoning_asks_only_for_the_reason_and_what_is_left():
    table = working()
    table.chooses("abandoned")
    assert table.step == "outcome_reason"
    table.says("Coupure générale du quartier")
    assert table.step == "photos"
    table.taps("on")
    assert table.step == "left"
    table.later(5).chooses("left")
    assert "review.complete" in table.said()


def test_a_main_answer_out_of_turn_is_taken_when_it_says_something_new():
    table = working()
    table.later(30).chooses("left")
    assert table.visit.left_at is not None
    assert table.step == "check:fluid"
    table.chooses("arrived")
    assert "tell.already" in table.said()


def test_markup_is_kept_as_typed():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("**gras** <b>x</b> {plan} _y_")
    assert table.visit.work_done == "**gras** <b>x</b> {plan} _y_"


@pytest.mark.parametrize("how", ["taps:unmeasured", "says:pas de signal", "says:not measurable"])
def test_a_reading_that_cannot_be_had_is_an_answer(how):
    table = working()
    table.taps("o:r32")
    act, _, value = how.partition(":")
    getattr(table, act)(value)
    assert table.visit.checklist["charged"].unmeasured
    assert table.step == "check:leak"
    assert "value.unmeasured" in table.said()
