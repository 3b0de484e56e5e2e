"""Changing one's mind: an earlier answer taken up again never leaves the report in two minds."""

from dataclasses import replace as with_
from decimal import Decimal

import pytest

from core.effects import Amend
from core.interview.spec import Condition, Interview, Question
from core.visit import Severity

from table import Table, accepted, at_anomalies, both, straight_to_review


def test_the_same_outcome_again_keeps_its_reason():
    table = straight_to_review(Table())
    table.taps("edit:outcome")
    table.chooses("to_be_continued")
    table.says("Joint à poser")
    table.taps("skip")
    table.taps("edit:outcome")
    table.chooses("to_be_continued")
    assert table.visit.outcome_reason == "Joint à poser"
    table.taps("keep")
    assert table.step == "review"


def test_a_question_opened_again_can_be_left_as_it_was():
    table = straight_to_review(Table())
    before = table.visit
    for part in ("work", "check:fluid", "check:plate", "advice"):
        table.taps(f"edit:{part}")
        assert "button.go_on" in table.said(), part
        table.taps("keep")
        assert table.step == "review"
    assert table.visit == before


def test_an_unanswered_question_cannot_be_left_as_it_was():
    table = accepted()
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    assert "button.go_on" not in table.said()
    table.taps("keep")
    assert table.step == "check:fluid"
    assert "error.stale" in table.said()


def test_an_anomaly_left_without_severity_is_asked_again():
    table = at_anomalies()
    table.says("Câble dénudé")
    table.taps("back")
    assert table.step == "anomalies"
    table.taps("none")
    assert table.step == "anomaly_severity"
    table.taps("major")
    table.taps("on")
    table.taps("none")
    assert table.visit.anomalies[0].severity is Severity.MAJOR
    assert table.step == "materials"


def question(name: str, when: Condition | None = None) -> Question:
    return Question(id=name, kind="yes_no", ask=both(name), label=both(name), when=when)


CHAIN = Interview(
    trade="cooling",
    version="v1",
    name=both("Cooling"),
    questions=(
        question("open"),
        question("fluid", Condition(question="open", yes=True)),
        question("leak", Condition(question="fluid", yes=True)),
    ),
)


def test_a_question_that_is_not_asked_any_more_opens_no_other():
    table = accepted()
    table.facts = with_(table.facts, job=with_(table.facts.job, interview=CHAIN))
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    for _ in CHAIN.questions:
        table.taps("yes")
    assert table.step == "anomalies"
    for _ in CHAIN.questions:
        table.taps("back")
    assert table.step == "check:open"
    table.taps("no")
    assert table.step == "anomalies"
    assert [q.id for q in CHAIN.asked(table.visit.checklist)] == ["open"]


@pytest.mark.parametrize("what", ["anomaly", "material"])
def test_a_message_about_something_removed_corrects_nothing(what):
    table = at_anomalies()
    if what == "anomaly":
        table.says("Câble dénudé")
        message = table.messages
        table.taps("back")
        table.taps(f"remove:{table.visit.anomalies[0].id}")
    else:
        table.taps("none")
        table.says("2 x filtre")
        message = table.messages
        table.taps(f"edit:{table.visit.materials[0].id}")
        table.taps("remove")
    before = table.visit
    table.edits(message, "3 x autre chose")
    assert "error.edit_unknown" in table.said()
    assert table.visit == before


def test_the_reason_of_an_outcome_given_up_is_not_corrected_back_in():
    table = straight_to_review(Table())
    table.taps("edit:outcome")
    table.chooses("to_be_continued")
    table.says("Joint à poser")
    message = table.messages
    table.taps("skip")
    table.taps("edit:outcome")
    table.chooses("done")
    table.edits(message, "Deux joints à poser")
    assert "error.edit_unknown" in table.said()
    assert table.visit.outcome_reason is None


def test_the_open_review_card_follows_a_correction():
    table = straight_to_review(Table())
    message = next(int(number) for number, source in table.visit.sources.items() if source == "work")
    table.edits(message, "Ventilateur changé")
    (card,) = [e.message for e in table.effects if isinstance(e, Amend)]
    assert "Ventilateur changé" in str(card)


def test_a_material_replaced_by_several_lines_loses_none():
    table = at_anomalies()
    table.taps("none")
    table.says("2 x filtre")
    table.taps(f"edit:{table.visit.materials[0].id}")
    table.taps("billable:0")
    table.says("3 x filtre 30µ\n1,2 kg R32")
    assert [(m.name, m.quantity, m.billable) for m in table.visit.materials] == [
        ("filtre 30µ", 3, False), ("R32", Decimal("1.2"), True),
    ]  # fmt: skip


@pytest.mark.parametrize("forged", ["qty:zz", "qty:", "qty:nan", "edit:1", "999999999999999999999"])
def test_forged_buttons_are_refused(forged):
    table = at_anomalies()
    table.taps("none")
    table.says("2 x filtre")
    table.taps(f"edit:{table.visit.materials[0].id}")
    known = table.visit
    table.taps(forged)
    assert any(name.startswith("error.") for name in table.said())
    assert table.visit == known
    table = straight_to_review(Table())
    table.taps("edit:pauses")
    table.taps(forged)
    assert table.said() == {"error.stale"}
