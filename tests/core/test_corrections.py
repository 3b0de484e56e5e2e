"""Until submission anything can be corrected: by editing the old message, by replying to it, from the review card."""

from decimal import Decimal

import pytest

from core.events import Commanded

from table import Table, straight_to_review, working


@pytest.mark.parametrize("by_reply", [False, True])
def test_the_work_described_is_corrected_by_editing_or_replying(by_reply):
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Condensateur netoyé")
    message = table.messages
    if by_reply:
        table.says("Condensateur nettoyé", reply_to=message)
    else:
        table.edits(message, "Condensateur nettoyé")
    assert table.visit.work_done == "Condensateur nettoyé"
    assert "tell.corrected" in table.said()
    assert table.step == "check:fluid"


def test_a_corrected_number_is_checked_again():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    table.taps("o:r32")
    table.says("1,2")
    message = table.messages
    table.edits(message, "900")
    assert "error.out_of_range" in table.said()
    assert table.visit.checklist["charged"].number == Decimal("1.2")
    table.edits(message, "1,5")
    assert table.visit.checklist["charged"].number == Decimal("1.5")


def test_a_corrected_material_keeps_its_place():
    table = straight_to_review(Table())
    message = next(int(number) for number, source in table.visit.sources.items() if source.startswith("material:"))
    table.edits(message, "3 x filtre 30µ")
    (material,) = table.visit.materials
    assert (material.name, material.quantity) == ("filtre 30µ", 3)


def test_an_edited_line_is_read_as_it_was_before():
    table = working()
    table.says("Pièces : 2 x filtre")
    table.edits(table.messages, "Pièces : 3 x filtre")
    (material,) = table.visit.materials
    assert (material.name, material.quantity) == ("filtre", 3)
    table.says("Anomalie grave : fuite")
    table.edits(table.messages, "Anomalie mineure : petite fuite")
    (anomaly,) = table.visit.anomalies
    assert (anomaly.description, anomaly.severity) == ("petite fuite", "minor")
    table.says("Conseil : une échelle")
    table.edits(table.messages, "Conseil : deux échelles")
    assert table.visit.advice == "deux échelles"


@pytest.mark.parametrize("edited", ["Conseil : une échelle", "Pièces : 3 x filtre\nConseil : une échelle"])
def test_an_edited_line_that_answers_something_else_changes_nothing_and_says_so(edited):
    table = working()
    table.says("Pièces : 2 x filtre")
    table.edits(table.messages, edited)
    assert "error.edit_other" in table.said()
    (material,) = table.visit.materials
    assert (material.name, material.quantity, table.visit.advice) == ("filtre", 2, None)


def test_an_answer_edited_to_nothing_that_can_be_seen_keeps_what_it_was_and_says_so():
    table = working()
    for answer, source in (("Conseil : une échelle", "advice"), ("Pièces : 2 x filtre", "material")):
        table.says(answer)
        table.edits(table.messages, "")
        assert "error.read_empty" in table.said(), source
    assert (table.visit.advice, len(table.visit.materials)) == ("une échelle", 1)


def test_an_edited_message_that_answered_nothing_says_so():
    table = straight_to_review(Table())
    table.edits(5, "autre chose")
    assert "error.edit_unknown" in table.said()


@pytest.mark.parametrize(
    ("part", "answer"),
    [("work", "says:Autre travail"), ("outcome", "chooses:done"), ("advice", "says:Échelle"), ("pauses", "taps:15"),
     ("materials", "taps:none"), ("anomalies", "taps:none"), ("photos", "taps:on"), ("left", "says:9h25")],
)  # fmt: skip
def test_each_part_is_edited_from_the_review_and_leads_back_there(part, answer):
    table = straight_to_review(Table())
    table.taps(f"edit:{part}")
    assert table.step == part
    how, value = answer.split(":")
    getattr(table, how)(value)
    assert table.step == "review", table.said()


def test_an_earlier_answer_that_opens_another_question_asks_it():
    table = straight_to_review(Table())
    table.taps("edit:check:fluid")
    table.taps("o:none")
    assert table.step == "review"
    table.taps("edit:check:fluid")
    table.taps("o:r32")
    assert table.step == "review", "the charge given before still stands"


def test_a_text_beside_any_question_is_kept_as_a_remark_and_said_so():
    table = straight_to_review(Table())
    table.says("Le gardien est sympathique")
    assert "tell.remark_kept" in table.said()
    assert table.visit.remarks[-1].text == "Le gardien est sympathique"


def test_the_review_shows_what_is_missing_at_any_time():
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.happens(Commanded(at=table.now, name="review", message_id=1))
    assert {"review.missing", "step.work", "step.outcome"} <= table.said()
    table.taps("submit")
    assert {"error.incomplete_report", "step.work", "step.left"} <= table.said()


def test_a_question_already_answered_is_not_taken_twice():
    table = straight_to_review(Table())
    table.taps("edit:pauses")
    serial = table.facts.conversation.place.serial
    table.taps_on("q", serial, "15")
    table.taps_on("q", serial, "30")
    assert "error.stale_question" in table.said()
    assert [p.length.total_seconds() for p in table.visit.pauses] == [900]
