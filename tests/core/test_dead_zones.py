"""No network on site: everything is typed blind, waits on the phone and arrives in one burst, in any order."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.visit import Outcome, Severity, VisitState

from table import Table, accepted, at_anomalies, on_site, straight_to_review, working


def at(hour: int, minute: int) -> datetime:
    """A moment of the morning, as clocks in Paris show it."""
    return datetime(2026, 11, 24, hour - 1, minute, tzinfo=UTC)


BURST = (
    "Arrivé 8h40",
    "Travaux : condensateur nettoyé",
    "Fluid : R32",
    "Charged : 1,2 kg",
    "Leak test : oui",
    "Pièces : 2 x filtre 20µ",
    "Pièces : 1 courroie",
    "Anomalie grave : isolant arraché",
    "Terminé",
    "Conseil : prévoir une échelle",
    "Départ du site 10h15",
    "Pause : 15 min",
)


@pytest.mark.parametrize("seed", range(12))
def test_a_visit_typed_blind_arrives_in_any_order_and_says_the_same(seed):
    table = accepted()
    table.chooses("on_my_way")
    table.later(170)
    burst = list(BURST)
    random.Random(seed).shuffle(burst)
    # A charge is asked only of a machine that has a fluid: typed blind it is taken all the same.
    for text in burst:
        table.chooses("done") if text == "Terminé" else table.says(text)
    visit = table.visit
    assert (visit.arrived_at, visit.left_at, visit.work_done) == (at(8, 40), at(10, 15), "condensateur nettoyé")
    assert visit.checklist["fluid"].choice == "r32"
    assert visit.checklist["charged"].number == Decimal("1.2")
    assert visit.checklist["leak"].yes is True
    assert sorted(m.name for m in visit.materials) == ["courroie", "filtre 20µ"]
    assert [(a.description, a.severity) for a in visit.anomalies] == [("isolant arraché", Severity.MAJOR)]
    assert (visit.outcome, visit.advice) == (Outcome.DONE, "prévoir une échelle")
    assert [p.length for p in visit.pauses or ()] == [timedelta(minutes=15)]
    assert visit.state is VisitState.ON_SITE
    assert not visit.remarks


def test_what_is_left_is_asked_and_the_report_goes_out():
    table = accepted()
    table.chooses("on_my_way")
    table.later(170)
    for text in BURST:
        table.chooses("done") if text == "Terminé" else table.says(text)
    assert table.step == "check:plate"
    table.taps("skip_all")
    assert table.step == "anomalies"
    table.taps("none")
    table.taps("none")
    table.sends_photo("after")
    table.taps("on")
    assert table.step == "review"
    assert "review.complete" in table.said()


def test_a_departure_stamped_in_the_same_burst_gives_way_to_the_arrival_that_was_typed():
    table = accepted()
    table.later(170).chooses("on_my_way")
    table.says("8h40")
    assert table.visit.arrived_at == at(8, 40)
    assert table.visit.departed_at is None
    assert "tell.gave_way.on_my_way" in table.said()
    assert table.step == "work"


def test_a_departure_stamped_long_before_is_believed_and_either_time_can_be_corrected():
    table = accepted()
    table.later(30).chooses("on_my_way")
    table.later(30).says("8h10")
    assert "error.time_before" in table.said()
    assert "button.correct_this" in table.said()
    assert table.visit.arrived_at is None
    assert table.visit.departed_at is not None


def test_arrival_and_leaving_in_one_burst_keep_their_order_and_are_doubted_on_the_card():
    table = accepted()
    table.chooses("on_my_way")
    table.later(90)
    table.chooses("left")
    table.chooses("arrived")
    visit = table.visit
    assert visit.arrived_at == table.now - timedelta(minutes=1)
    assert visit.left_at == table.now
    assert {"tell.came_together", "button.correct"} <= table.said()
    table.says("Rien à faire")
    table.taps("o:none")
    table.taps("yes")
    table.taps("skip_all")
    table.taps("none")
    table.taps("none")
    table.sends_photo("after")
    table.taps("on")
    table.chooses("done")
    table.taps("skip")
    assert table.step == "review"
    assert "review.times_together" in table.said()


def test_a_typed_time_corrects_one_that_was_only_received():
    table = on_site()
    table.says("Arrivé 8h12")
    assert table.visit.arrived_at == at(8, 12)
    assert table.step == "work"


def test_a_late_button_changes_nothing_that_was_typed():
    table = on_site()
    table.later(5).says("arrivé 8h20")
    table.later(5).chooses("arrived")
    assert table.visit.arrived_at == at(8, 20)
    assert "tell.already" in table.said()


def test_nothing_is_overwritten_what_comes_second_stands_beside_and_can_be_used_instead():
    table = working()
    table.says("Travaux : autre chose")
    assert table.visit.work_done == "Condensateur nettoyé"
    assert "tell.kept_beside" in table.said()
    (remark,) = table.visit.remarks
    table.taps_on("visit", 9, f"use:{remark.id}:work")
    assert table.visit.work_done == "autre chose"
    assert table.visit.remarks == ()
    assert table.step == "check:fluid"
    (change,) = table.visit.changes
    assert (change.what, change.by) == ("work", 1)


def test_a_text_that_fits_no_question_is_a_remark_and_one_tap_makes_it_an_answer():
    table = accepted()
    table.says("Condensateur nettoyé, pression contrôlée")
    assert "tell.remark_kept" in table.said()
    (remark,) = table.visit.remarks
    table.chooses("arrived")
    table.taps_on("visit", 9, f"use:{remark.id}:work")
    assert table.visit.work_done == "Condensateur nettoyé, pression contrôlée"
    assert table.step == "check:fluid"
    table.taps_on("visit", 9, f"use:{remark.id}:work")
    assert table.said() == {"error.stale"}


def test_a_remark_becomes_a_material_or_an_anomaly():
    table = working()
    table.says("Remarque : 2 x filtre")
    table.says("Remarque : porte voilée")
    first, second = table.visit.remarks
    table.taps_on("visit", 9, f"use:{first.id}:materials")
    table.taps_on("visit", 9, f"use:{second.id}:anomalies")
    assert [m.name for m in table.visit.materials] == ["filtre"]
    assert [a.description for a in table.visit.anomalies] == ["porte voilée"]
    assert table.step == "check:fluid"


def test_a_refused_answer_says_which_and_is_kept_in_a_remark():
    table = on_site()
    table.says("Pause : longtemps\nConseil : échelle")
    assert {"tell.not_noted", "tell.noted_value"} <= table.said()
    assert table.visit.advice == "échelle"
    assert [r.text for r in table.visit.remarks] == ["longtemps"]


def test_bare_words_are_main_answers_where_they_tell_something_new():
    table = accepted()
    table.chooses("on_my_way")
    table.later(20).says_choice("arrived", "sur place")
    assert table.visit.arrived_at is not None
    table.says_choice("arrived", "sur place")
    assert table.visit.work_done is None, "the button that stands below the question, typed"


@pytest.mark.parametrize(("text", "step"), [("aucune", "materials"), ("RAS", "materials")])
def test_no_anomaly_in_words(text, step):
    table = at_anomalies()
    table.says(text)
    assert (table.visit.anomalies, table.step) == ((), step)


def test_severity_photos_and_advice_in_words():
    table = at_anomalies()
    table.says("Isolant arraché")
    table.says("grave")
    assert table.visit.anomalies[0].severity is Severity.MAJOR
    table.says("c'est tout")
    table.says("non")
    table.says("aucun")
    table.sends_photo("after")
    table.says("ok")
    assert table.step == "outcome"
    table.chooses("done")
    table.says("aucun")
    assert table.step == "left"


def test_done_says_that_the_list_at_hand_is_complete_and_left_that_there_is_no_advice():
    table = at_anomalies()
    table.taps("none")
    table.says("2 x filtre")
    table.taps("none")
    table.sends_photo("after")
    table.chooses("done")
    assert table.step == "advice"
    table.later(60).chooses("left")
    assert table.step == "review"
    assert "review.complete" in table.said()


def test_done_at_an_empty_list_leaves_it_open():
    table = at_anomalies()
    table.chooses("done")
    assert table.step == "anomalies"
    assert table.visit.outcome is Outcome.DONE


def test_what_is_typed_after_the_review_brings_the_card_up_to_date():
    table = straight_to_review(Table())
    table.says("Conseil : échelle de 3 m")
    assert table.step == "review"
    assert table.visit.advice == "échelle de 3 m"


@pytest.mark.parametrize("words", ["done", "abandoned", "to_be_continued"])
def test_the_bare_words_of_an_outcome_are_one_at_any_question(words):
    table = working()
    table.says_choice(words, "Terminé")
    assert table.visit.outcome is Outcome(words)
    assert table.visit.checklist == {}


def test_words_that_answer_no_choice_and_no_photo_are_kept():
    table = working()
    table.says("je repars chercher une pièce")
    assert {"tell.remark_kept", "error.choose_one"} <= table.said()
    assert [r.text for r in table.visit.remarks] == ["je repars chercher une pièce"]
    assert table.step == "check:fluid"
