"""From submission to the post: what is frozen, who is asked, who is told, and what silence means."""

from dataclasses import replace as with_
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from core.confirmation import Confirmation, Word
from core.effects import OFFICE, MakeClientCopy, Say, SealReport, SendQr, SendReport
from core.events import ClientCopyMade, PageOpened, ReportSealed, WordGiven, WordOverdue
from core.interview.spec import Question
from core.people import Person, Role
from core.report import canonical_json, report_sha256
from core.visit import VisitState
from core.work_order import WorkOrderState

from desk_of import HUGO
from table import CAMILLE, HOUSE, Table, both, straight_to_review, walk


def frozen(table: Table | None = None) -> Table:
    table = table or straight_to_review(Table())
    table.all_photos_stored()
    table.taps("submit")
    return table


def asked() -> Table:
    table = frozen()
    table.happens(ClientCopyMade(at=table.now, report_id=25, sha256="c" * 64))
    return table


def word(table: Table, said: Word, **more: object) -> WordGiven:
    confirmation = Confirmation(word=said, name="Claude Modèle", signed_at=table.now, client_pdf_sha256="c" * 64,
                                report_sha256="d" * 64, **more)  # type: ignore[arg-type]  # fmt: skip
    return WordGiven(at=table.now, report_id=25, confirmation=confirmation)


def seals(table: Table) -> list[str]:
    return [e.seal for e in table.effects if isinstance(e, SealReport)]


def told(table: Table, person: int) -> list[str]:
    return [e.message.lines[0].id for e in table.effects if isinstance(e, Say) and e.to == person]


def test_the_photo_of_an_internal_answer_is_not_printed():
    table = Table()
    inner = Question(id="ticket", kind="photo", ask=both("Ticket?"), label=both("Ticket"), printed=False)
    job = table.facts.job
    interview = replace(job.interview, questions=(*job.interview.questions[:-1], inner))
    table.facts = with_(table.facts, job=with_(job, interview=interview))
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.later(25).chooses("arrived")
    table.says("Condensateur nettoyé")
    for choice in ("o:none", "yes", "skip"):
        table.taps(choice)
    table.sends_photo("ticket")
    table.taps("none")
    table.taps("none")
    table.sends_photo("after")
    table.taps("on")
    table.chooses("done")
    table.taps("skip")
    table.chooses("left")
    frozen(table)
    assert [photo.file_id for photo in table.visit.photos] == ["ticket", "after"]
    assert [photo.subject for photo in table.report.report.photos] == [None]


def test_the_frozen_report_holds_only_what_is_printed():
    table = straight_to_review(Table())
    table.taps("edit:check:inner")
    table.says("Client pressé")
    table.says("remarque interne")
    frozen(table)
    report = table.report.report
    text = canonical_json(report).decode()
    for secret in ("4B12", "Client pressé", "remarque interne"):
        assert secret not in text
    assert {line.question_id for line in report.checklist} == {"fluid", "charged", "leak", "plate"}
    assert next(line for line in report.checklist if line.question_id == "plate").answer is None
    assert report.total("work") == timedelta(minutes=65)
    assert report.total("travel") == timedelta(minutes=25)


def test_the_canonical_json_never_varies_and_its_hash_names_it():
    report = frozen().report.report
    again = msgspec.json.decode(canonical_json(report), type=type(report))
    assert canonical_json(again) == canonical_json(report)
    assert report_sha256(again) == report_sha256(report)
    assert report_sha256(msgspec.structs.replace(report, work_done="autre")) != report_sha256(report)


def test_the_door_code_leaves_the_chat_with_submission():
    table = straight_to_review(Table())
    table.taps("submit")
    hidden = next(e for e in table.effects if getattr(e, "slot", None) == "access:9")
    assert "4B12" not in str(hidden)


def test_without_signing_the_report_is_sealed_at_once():
    table = straight_to_review(Table())
    table.facts = with_(table.facts, house=with_(HOUSE, signing=False))
    frozen(table)
    table.happens(ClientCopyMade(at=table.now, report_id=25, sha256="c" * 64))
    assert seals(table) == ["without_confirmation"]


def abandoned() -> Table:
    table = Table()
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.later(25).chooses("abandoned")
    table.taps("reason:nobody_there")
    while table.step != "review":
        {"door_photo": lambda: table.taps("none"), "waited": lambda: table.taps("waited:5"),
         "left": lambda: table.later(9).chooses("left"),
         "pauses": lambda: table.taps("0")}[table.step]()  # fmt: skip
    return table


def test_an_abandoned_visit_is_not_asked_about_and_the_dispatcher_hears_the_reason():
    table = abandoned()
    table.taps("submit")
    assert "tell.abandoned" in told(table, CAMILLE.id)
    assert any(isinstance(e, MakeClientCopy) for e in table.effects)
    table.happens(ClientCopyMade(at=table.now, report_id=25, sha256="c" * 64))
    assert seals(table) == ["not_asked"]
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="e" * 64, seal="not_asked"))
    assert table.order.state is WorkOrderState.ABANDONED
    assert {"post.reason", "reason.nobody_there", "post.not_asked"} <= captions(table)


def captions(table: Table) -> set[str]:
    return {p.id for e in table.effects if isinstance(e, SendReport) for p in walk(e.caption)}


def test_the_clients_copy_made_twice_asks_once():
    table = asked()
    assert sum(isinstance(e, SendQr) for e in table.effects) == 1
    table.happens(ClientCopyMade(at=table.now, report_id=25, sha256="c" * 64))
    assert table.effects == []


@pytest.mark.parametrize(
    ("said", "stars", "bothers"),
    [(Word.ACCEPTED, 5, False), (Word.ACCEPTED, 2, True), (Word.RESERVATIONS, 4, True), (Word.REFUSED, None, True)],
)
def test_the_dispatcher_gets_a_new_message_only_when_somebody_must_act(said, stars, bothers):
    table = asked()
    table.happens(word(table, said, stars=stars, remarks="La porte ferme mal"))
    assert seals(table) == ["with_word"]
    assert bool(told(table, CAMILLE.id)) is bothers
    assert told(table, 1) == ["tell.word_given"]


def test_a_second_word_changes_nothing():
    table = asked()
    table.happens(word(table, Word.ACCEPTED))
    first = table.report.confirmation
    table.happens(word(table, Word.REFUSED, remarks="non"))
    assert table.effects == []
    assert table.report.confirmation == first


def test_an_absent_clients_report_is_posted_and_the_later_word_replaces_it_in_the_same_post():
    table = asked()
    table.taps_on("report", 25, "absent")
    assert seals(table) == ["awaiting"]
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="e" * 64, seal="awaiting"))
    first = [e for e in table.effects if isinstance(e, SendReport)]
    assert "post.awaiting" in captions(table)
    table.taps_on("report", 25, "absent")
    assert "error.already_awaiting" in table.said()
    table.happens(word(table, Word.ACCEPTED, stars=5))
    assert "tell.word_late" in told(table, CAMILLE.id)
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="f" * 64, seal="with_word"))
    second = [e for e in table.effects if isinstance(e, SendReport)]
    assert [e.to for e in first] == [e.to for e in second] == [OFFICE, 1]
    assert {e.slot for e in first} == {e.slot for e in second}


def test_a_seal_overtaken_by_the_word_is_not_posted():
    table = asked()
    table.taps_on("report", 25, "absent")
    table.happens(word(table, Word.ACCEPTED))
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="e" * 64, seal="awaiting"))
    assert table.effects == []


def test_silence_for_a_day_is_no_acceptance_and_said_once():
    table = asked()
    table.later(25 * 60).happens(WordOverdue(at=table.now, report_id=25))
    assert seals(table) == ["awaiting"]
    assert table.report.confirmation is None
    table.happens(WordOverdue(at=table.now, report_id=25))
    assert table.effects == []


def test_opening_the_page_signs_nothing_and_is_noted_once():
    table = asked()
    table.happens(PageOpened(at=table.now, report_id=25))
    opened = table.report.opened_at
    assert opened == table.now
    table.later(5).happens(PageOpened(at=table.now, report_id=25))
    assert (table.report.opened_at, table.effects) == (opened, [])


def test_after_submission_nothing_is_corrected_any_more():
    table = frozen()
    before = table.visit
    table.taps_on("visit", 9, "fix:left")
    assert "error.visit_closed" in table.said()
    table.says("encore une chose")
    assert "error.nothing_asked" in table.said()
    assert table.visit == before
    assert table.visit.state is VisitState.FROZEN


def test_a_version_that_was_replaced_takes_no_word_and_no_silence():
    table = asked()
    table.facts = with_(table.facts, report=with_(table.report, replaced=True))
    table.happens(word(table, Word.ACCEPTED))
    assert (table.effects, table.report.confirmation) == ([], None)
    table.later(25 * 60).happens(WordOverdue(at=table.now, report_id=25))
    assert table.effects == []
    table.taps_on("report", 25, "absent")
    assert table.said() == {"error.word_given"}


def test_two_stars_or_less_are_heard_even_from_somebody_content():
    table = asked()
    table.happens(word(table, Word.ACCEPTED, stars=1))
    assert told(table, CAMILLE.id) == ["tell.word_bad"]


def test_a_word_given_before_anything_was_posted_is_posted_once():
    table = asked()
    table.happens(word(table, Word.RESERVATIONS, remarks="Trace au mur", stars=4))
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="e" * 64, seal="with_word"))
    assert {"word.reservations", "word.remarks", "word.stars", "post.anomalies"} <= captions(table)
    table.happens(ReportSealed(at=table.now, report_id=25, sha256="e" * 64, seal="with_word"))
    assert table.effects == []


def test_a_colleague_does_not_declare_the_client_absent():
    table = asked()
    table.facts = with_(table.facts, person=HUGO)
    table.taps_on("report", 25, "absent")
    assert table.said() == {"error.not_yours"}
    assert table.report.seal is None


MARIUS = Person(id=8, name="Marius Exemple", roles=frozenset({Role.MANAGER}), chat_id=108)
BOTH = replace(CAMILLE, roles=frozenset({Role.DISPATCHER, Role.MANAGER}))


def test_managers_hear_a_bad_word_at_once_and_a_good_one_in_the_summary():
    for given, heard in (
        (word(asked(), Word.REFUSED, remarks="Rien ne marche"), ["tell.word_bad"]),
        (word(asked(), Word.RESERVATIONS, remarks="Trace"), ["tell.word_bad"]),
        (word(asked(), Word.ACCEPTED, stars=2), ["tell.word_bad"]),
        (word(asked(), Word.ACCEPTED, stars=5), []),
    ):
        table = asked()
        table.facts = with_(table.facts, people=(MARIUS,))
        table.happens(given)
        assert told(table, MARIUS.id) == heard


def test_a_dispatcher_who_manages_as_well_is_told_once():
    table = asked()
    table.facts = with_(table.facts, people=(BOTH, MARIUS))
    table.happens(word(table, Word.REFUSED, remarks="Rien ne marche"))
    assert told(table, CAMILLE.id) == told(table, MARIUS.id) == ["tell.word_bad"]
