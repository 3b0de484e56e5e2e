"""The client contests a line: whoever can answer is asked, answers once, and what was said stays in the log."""

import pytest

from core.contest import MOST_CONTESTS, line_of
from core.events import LineContested
from core.evidence_log import Entry

from desk_of import HUGO
from versions_of import CAMILLE, LEA, Versions, reported


def contests(versions: Versions, line: str = "material:1", text: str = "Il n’y en avait qu’un") -> Versions:
    report_id = versions.version(1).report.id
    event = LineContested(at=versions.now, report_id=report_id, line=line, text=text, ip="203.0.113.7")
    versions.happens(event)
    return versions


def noted(versions: Versions) -> list[tuple[str, dict[str, str]]]:
    return [(noun.kind, noun.facts) for noun in versions.last.saves if isinstance(noun, Entry)]


def test_technician_and_dispatcher_are_told_at_once_with_a_way_to_answer_and_to_correct():
    versions = contests(reported())
    for person in (LEA, CAMILLE):
        assert {"contest.told", "contest.line.material", "button.answer_client", "button.correct_report"} <= (
            versions.told(person)
        )
    [(kind, facts)] = noted(versions)
    assert (kind, facts["line"], facts["text"], facts["ip"]) == (
        "contested", "material:1", "Il n’y en avait qu’un", "203.0.113.7"
    )  # fmt: skip


@pytest.mark.parametrize("who", [LEA, CAMILLE])
def test_the_answer_is_kept_for_the_clients_page_and_the_other_is_told(who):
    versions = contests(reported()).be(who)
    report_id = versions.version(1).report.id
    versions.taps_on("contest", report_id, "answer:1")
    assert {"contest.ask", "contest.text"} <= versions.said()
    versions.says("Le second est au sous-sol")
    [contest] = versions.version(1).contests
    assert (contest.answer, contest.answered_by) == ("Le second est au sous-sol", who.name)
    other = CAMILLE if who is LEA else LEA
    assert "contest.told_answer" in versions.told(other)
    assert noted(versions)[0][0] == "answered"
    versions.be(other).taps_on("contest", report_id, "answer:1")
    assert "error.contest_answered" in versions.said()


def test_somebody_else_cannot_answer():
    versions = contests(reported()).be(HUGO)
    versions.taps_on("contest", versions.version(1).report.id, "answer:1")
    assert versions.said() == {"error.not_yours"}


def test_two_who_answer_at_once_leave_the_first_answer():
    versions = contests(reported())
    report_id = versions.version(1).report.id
    for person in (LEA, CAMILLE):
        versions.be(person).taps_on("contest", report_id, "answer:1")
    versions.be(LEA).says("Le second est au sous-sol")
    versions.be(CAMILLE).says("Nous vérifions")
    assert "error.contest_void" in versions.said()
    assert versions.version(1).contests[0].answered_by == LEA.name


def test_thinking_again_answers_nothing():
    versions = contests(reported())
    versions.taps_on("contest", versions.version(1).report.id, "answer:1")
    versions.taps("quit")
    assert versions.version(1).contests[0].answer is None
    assert "form.closed" in versions.said()


def test_the_same_said_twice_is_said_once_and_there_is_an_end():
    versions = contests(contests(reported()))
    assert versions.said() == set()
    for number in range(MOST_CONTESTS + 5):
        contests(versions, "other", f"Et {number}")
    assert len(versions.version(1).contests) == MOST_CONTESTS


def test_what_is_not_in_the_report_cannot_be_contested():
    versions = contests(reported(), "material:99")
    assert versions.version(1).contests == ()
    report = versions.version(1).report
    for line in ("material:0", "material:x", "photo:99", "anomaly:77", "check:nothing", "times:1", "", "work:1"):
        assert line_of(report, line) is None, line
    for line in ("times", "work", "other", "material:1", "photo:1", "check:fluid"):
        assert line_of(report, line) is not None, line


def test_after_the_word_it_is_too_late():
    versions = contests(reported().answered(1))
    assert versions.version(1).contests == ()


def test_the_messages_show_the_answer_in_place_of_their_buttons():
    versions = contests(reported())
    report_id = versions.version(1).report.id
    versions.taps_on("contest", report_id, "answer:1")
    versions.says("Le second est au sous-sol")
    for person in (LEA, CAMILLE):
        shown = versions.shown_in(person.id, f"contest:{report_id}:1")
        assert shown is not None
        assert shown.buttons == ()
        assert "contest.answer_by" in {line.id for line in shown.lines}


def test_a_new_version_waits_until_the_client_is_answered_and_then_the_old_question_is_void():
    versions = contests(reported())
    report_id = versions.version(1).report.id
    versions.begins(LEA).leaves_at("9h20")
    versions.taps("submit")
    assert {"error.contest_open", "contest.text", "button.answer_client"} <= versions.said()
    assert not versions.version(1).replaced
    versions.taps_on("contest", report_id, "answer:1")
    versions.says("Vous avez raison")
    versions.taps("submit")
    assert versions.version(1).replaced
    contests(versions, "times", "Et encore")
    assert len(versions.version(1).contests) == 1
