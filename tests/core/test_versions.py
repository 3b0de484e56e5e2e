"""A new version after submission: who may, why, what becomes of the old one, and the way out."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace
from test_needs import agreed

from core.effects import OFFICE, MakeClientCopy, SendQr, SendReport
from core.events import Commanded, Event, PhotoStored, WordOverdue
from core.report import canonical_json
from core.step import needs
from core.visit import VisitState
from core.work_order import WorkOrderState

from desk_of import HUGO, INES
from table import HOUSE
from versions_of import CAMILLE, LEA, Versions, Word, posted, reported


class FullVersions(Versions):
    """Every event is decided twice: knowing everything, and what was asked for."""

    def before(self, event: Event) -> None:
        asked = needs(HOUSE, self.facts.person, self.facts.conversation, event)
        agreed(self.facts, asked, event, self.now)


def corrected(versions: Versions, by=LEA) -> Versions:
    """Version 2 is submitted, with another end of the visit."""
    versions.begins(by).leaves_at("9h20")
    versions.taps("submit")
    return versions


# -- beginning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [LEA, CAMILLE, INES])
def test_the_technician_and_the_office_are_asked_why_and_land_on_the_card(who):
    versions = posted().be(who)
    versions.taps_on("correct", 9, "begin")
    assert {"correct.ask", "correct.client_again", "correct.wrong_time", "correct.client_asked"} <= versions.said()
    assert versions.visit.state is VisitState.FROZEN, "nothing has begun yet"
    versions.says("Le client a vu une faute")
    assert versions.step == "review"
    assert {"correct.begun", "button.leave_as_is", "button.submit"} <= versions.said()
    assert versions.visit.state is VisitState.CORRECTING
    correcting = versions.visit.correcting
    assert (correcting.by, correcting.reason) == (who.id, "Le client a vu une faute")


def test_a_reason_is_required_and_quitting_begins_nothing():
    versions = posted()
    versions.taps_on("correct", 9, "begin")
    versions.says("   ")
    assert versions.visit.state is VisitState.FROZEN
    versions.taps("reason:because")
    assert versions.visit.state is VisitState.FROZEN
    versions.taps("quit")
    assert (versions.visit.state, versions.facts.conversation.form) == (VisitState.FROZEN, None)


def test_a_colleague_may_not():
    versions = posted().be(HUGO)
    versions.taps_on("correct", 9, "begin")
    assert versions.said() == {"error.not_yours"}


def test_only_one_at_a_time_and_the_other_is_told_who():
    versions = posted().begins(CAMILLE)
    versions.be(LEA).taps_on("correct", 9, "begin")
    assert versions.said() == {"error.being_corrected"}
    versions.be(INES).taps_on("correct", 9, "begin")
    assert "correct.occupied" in versions.said()
    assert versions.visit.answered_by == CAMILLE.id


def test_two_who_are_asked_why_at_once_are_one_correction():
    versions = posted()
    versions.be(LEA).taps_on("correct", 9, "begin")
    versions.be(CAMILLE).taps_on("correct", 9, "begin")
    versions.be(LEA).taps("reason:wrong_time")
    versions.be(CAMILLE).taps("reason:client_asked")
    assert "correct.occupied" in versions.said()
    assert versions.visit.answered_by == LEA.id


def test_the_office_takes_over_what_was_left_lying():
    versions = posted().begins(LEA).leaves_at("9h20")
    changed = versions.visit.left_at
    versions.be(CAMILLE).taps_on("correct", 9, "over")
    assert "correct.taken_over" in versions.told(LEA)
    assert (versions.step, versions.visit.left_at) == ("review", changed)
    versions.be(LEA).says("encore")
    assert versions.said() == {"error.nothing_asked"}
    versions.be(CAMILLE).taps("submit")
    assert versions.newest.report.version == 2


def test_whoever_began_finds_back_with_the_same_button():
    versions = posted().begins(LEA)
    versions.taps("edit:left")
    versions.taps_on("correct", 9, "begin")
    assert versions.step == "left"


def test_while_the_last_photos_come_in_there_is_no_version_to_correct():
    versions = posted().begins(LEA)
    versions.sends_photo("late")
    versions.taps("submit")
    assert versions.visit.state is VisitState.SUBMITTED
    versions.taps_on("correct", 9, "begin")
    assert versions.said() == {"error.correct_soon"}
    assert versions.version(1).replaced is False, "it stands until the new one is frozen"
    photo = versions.visit.photos[-1]
    versions.be(LEA).happens(PhotoStored(at=versions.now, visit_id=9, photo_id=photo.id, sha256="f" * 64))
    assert (versions.newest.report.version, versions.version(1).replaced) == (2, True)


# -- every Edit, in any hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [LEA, CAMILLE])
def test_every_part_can_be_corrected(who):
    versions = posted().begins(who)
    edits = [b.data for m in versions.sent() for row in m.buttons for b in row if b.data and ":edit:" in b.data]
    steps = [data.split(":edit:")[1] for data in edits]
    assert {"arrived", "left", "work", "anomalies", "materials", "photos", "outcome", "advice"} <= set(steps)
    for step in steps:
        versions.taps(f"edit:{step}")
        assert versions.step == step
        versions.happens(Commanded(at=versions.now, name="review", message_id=1))
    versions.sends_photo("new")
    assert len(versions.visit.photos) == 2


def test_what_the_office_changes_is_kept_with_its_name():
    versions = posted().begins(CAMILLE).leaves_at("9h20")
    change = versions.visit.changes[-1]
    assert (change.what, change.by) == ("left", CAMILLE.id)


# -- the way out -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [LEA, CAMILLE])
def test_left_as_it_is_everything_is_as_frozen_and_nobody_is_told(who):
    versions = posted()
    before, report = versions.visit, versions.newest
    versions.begins(who).leaves_at("9h20")
    versions.taps("edit:work")
    versions.says("Autre chose")
    versions.sends_photo("extra")
    versions.taps_on("photo", 9, f"remove:{before.photos[0].id}")
    versions.says("une remarque")
    versions.taps("leave")
    after = versions.visit
    assert (after.left_at, after.work_done, after.photos, after.checklist, after.state) == (
        before.left_at, before.work_done, before.photos, before.checklist, VisitState.FROZEN,
    )  # fmt: skip
    assert after.correcting is None
    assert [r.text for r in after.remarks][-1] == "une remarque"
    assert versions.newest == report
    assert versions.told(LEA if who is CAMILLE else CAMILLE) <= versions.said()
    assert "tell.new_version" not in versions.said()
    assert versions.facts.conversation.visit_id is None


def test_a_photo_of_a_correction_that_was_left_belongs_to_nothing():
    versions = posted().begins(LEA)
    versions.sends_photo("extra")
    number = versions.visit.photos[-1].id
    versions.taps("leave")
    versions.happens(PhotoStored(at=versions.now, visit_id=9, photo_id=number, sha256="f" * 64))
    assert len(versions.visit.photos) == 1
    versions.begins(LEA)
    versions.sends_photo("another")
    assert versions.visit.photos[-1].id > number, "no number is given out twice"


def test_what_says_nothing_new_is_no_new_version():
    versions = posted().begins(LEA)
    versions.taps("submit")
    assert versions.said() == {"error.nothing_corrected"}
    assert len(versions.files) == 1


def test_whoever_was_at_another_visit_goes_back_to_it():
    versions = posted()
    versions.facts = with_(versions.facts, conversation=replace(versions.facts.conversation, visit_id=19))
    versions.begins(LEA)
    assert versions.facts.conversation.visit_id == 9
    versions.leaves_at("9h20")
    versions.taps("submit")
    assert versions.facts.conversation.visit_id == 19
    assert "button.back_to_visit" in versions.said()


# -- the new version and the old -------------------------------------------------------------------------------------


def test_version_2_carries_the_same_number_another_code_and_what_it_replaces():
    versions = corrected(posted())
    old, new = versions.version(1).report, versions.version(2).report
    assert (new.number, new.version) == (old.number, 2)
    assert new.id != old.id
    assert new.code != old.code
    assert new.replaces_frozen_at == old.frozen_at
    assert new.total("work") == old.total("work") - timedelta(minutes=10)
    assert b"wrong_time" not in canonical_json(new), "the reason stays inside"
    made = versions.visit.versions
    assert [(v.number, v.by, v.reason) for v in made] == [(1, LEA.id, None), (2, LEA.id, "@wrong_time")]


def test_the_old_version_is_void_wherever_it_was_shown():
    versions = corrected(posted())
    old, new = versions.version(1), versions.version(2)
    assert old.replaced
    assert old.confirmation is not None, "the word is kept"
    assert {link.revoked_at for link in versions.links.values() if link.report_id == old.report.id} == {versions.now}
    for to in (OFFICE, LEA.id):
        post = versions.shown_in(to, f"report:{old.report.number}:1")
        ids = [line.id for line in post.lines]
        assert ids[0] == "post.replaced"
        assert ids[-1] == "post.word_void"
        assert "word.accepted" in ids
        assert not post.buttons
    sign = versions.shown_in(LEA.id, f"sign:{old.report.id}")
    assert [line.id for line in sign.lines] == ["sign.replaced", "post.word_void"]
    assert [e.report_id for e in versions.effects if isinstance(e, MakeClientCopy)] == [new.report.id]
    assert versions.order.state is WorkOrderState.SUBMITTED


def test_the_client_is_asked_again_and_the_new_post_says_what_it_replaces():
    versions = corrected(posted()).asked(2)
    qr = [e for e in versions.effects if isinstance(e, SendQr)]
    assert [(e.to, e.slot) for e in qr] == [(LEA.id, f"sign:{versions.newest.report.id}")]
    assert "sign.new_version" in versions.said()
    versions.answered(2, Word.RESERVATIONS, remarks="Trace").sealed(2)
    posts = [e for e in versions.effects if isinstance(e, SendReport)]
    assert {e.slot for e in posts} == {f"report:{versions.newest.report.number}:2"}
    assert "post.replaces" in [line.id for line in posts[0].caption.lines]
    assert versions.order.state is WorkOrderState.DONE


def test_the_technicians_new_version_is_told_to_the_dispatcher_and_the_other_way_round():
    versions = corrected(posted())
    assert {"tell.new_version", "correct.wrong_time"} <= versions.told(CAMILLE)
    versions = corrected(posted(), by=CAMILLE)
    assert {"tell.new_version", "correct.wrong_time"} <= versions.told(LEA)
    assert "tell.new_version" not in versions.told(CAMILLE)


def test_the_office_gets_the_new_code_too_and_hears_the_word_once():
    versions = corrected(posted(), by=CAMILLE).asked(2)
    assert [e.to for e in versions.effects if isinstance(e, SendQr)] == [LEA.id, CAMILLE.id]
    versions.be(LEA).taps_on("report", versions.newest.report.id, "absent")
    assert versions.seals() == [(versions.newest.report.id, "awaiting")]
    versions.answered(2)
    assert "tell.word_given" in versions.told(CAMILLE)
    assert "tell.word_late" not in versions.told(CAMILLE)


def test_a_third_version_follows_the_second():
    versions = corrected(posted())
    versions.asked(2).answered(2).sealed(2)
    versions.begins(CAMILLE).leaves_at("9h10")
    versions.taps("submit")
    assert [f.replaced for f in sorted(versions.files.values(), key=lambda f: f.report.version)] == [True, True, False]
    assert versions.newest.report.replaces_frozen_at == versions.version(2).report.frozen_at
    assert versions.shown_in(OFFICE, f"report:{versions.newest.report.number}:1") is None, "said once"


# -- what was under way for the old version --------------------------------------------------------------------------


def test_until_the_new_version_is_frozen_the_old_one_can_be_signed():
    versions = reported().begins(LEA)
    versions.answered(1)
    assert versions.seals() == [(versions.newest.report.id, "with_word")]
    versions.sealed(1)
    assert versions.visit.state is VisitState.CORRECTING
    versions.be(LEA).leaves_at("9h20")
    versions.taps("submit")
    assert versions.version(1).confirmation is not None
    assert versions.version(1).replaced


def test_nothing_that_was_under_way_for_the_old_version_does_harm():
    versions = corrected(reported())
    old = versions.version(1)
    versions.answered(1)
    assert (versions.effects, versions.version(1).confirmation) == ([], None)
    versions.later(25 * 60).happens(WordOverdue(at=versions.now, report_id=old.report.id))
    assert versions.effects == []
    versions.sealed(1, "awaiting")
    assert versions.effects == []
    assert versions.version(1).sealed_pdf_sha256 == "e1awaiting", "whoever has the file can still check it"
    assert versions.version(1).replaced
    assert versions.order.state is WorkOrderState.SUBMITTED
    versions.be(LEA).taps_on("report", old.report.id, "absent")
    assert versions.said() == {"error.word_given"}


def test_a_copy_made_too_late_asks_nobody():
    versions = posted()
    first = versions.newest
    versions.files[first.report.id] = with_(first, client_pdf_sha256=None)
    corrected(versions).asked(1)
    assert versions.effects == []
    assert versions.version(1).client_pdf_sha256 == "c1"


def test_without_signing_a_new_version_is_sealed_at_once():
    versions = reported()
    versions.facts = with_(versions.facts, house=with_(HOUSE, signing=False))
    corrected(versions).asked(2)
    assert versions.seals() == [(versions.newest.report.id, "without_confirmation")]


def test_another_visit_of_the_work_order_is_left_alone():
    versions = posted()
    job = versions.facts.job
    going_on = replace(job.work_order, visit_id=19, state=WorkOrderState.OFFERED)
    versions.facts = with_(versions.facts, job=with_(job, work_order=going_on))
    corrected(versions).asked(2).answered(2).sealed(2)
    assert versions.order.state is WorkOrderState.OFFERED


def test_what_is_decided_is_decided_from_what_was_asked_for():
    """As in `test_needs`, for everything that a new version takes."""
    versions = reported(FullVersions()).answered(1).sealed(1)
    versions.begins(CAMILLE).leaves_at("9h20")
    versions.be(LEA).taps_on("correct", 9, "begin")
    versions.sends_photo("late")
    versions.be(CAMILLE).taps("leave")
    versions.begins(LEA)
    versions.taps("submit")
    photo = versions.visit.photos[-1]
    versions.happens(PhotoStored(at=versions.now, visit_id=9, photo_id=photo.id, sha256="f" * 64))
    versions.asked(2).answered(2).sealed(2)
    assert versions.newest.report.version == 2
