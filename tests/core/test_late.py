"""What arrives after submission: kept with the visit it belongs to, and said so; a tap makes it a new version."""

import pytest

from core.effects import FetchPhoto, Show
from core.events import PhotoStored, SentFile
from core.visit import PhotoState, VisitState

from table import Table, straight_to_review
from versions_of import CAMILLE, LEA, Versions, posted


def late(table: Table) -> set[str]:
    """The wording ids of what is said about it."""
    return {line.id for e in table.effects if isinstance(e, Show) and e.slot == "late:9" for line in e.message.lines}


def stored(versions: Table) -> None:
    for photo in versions.visit.photos:
        if photo.state is PhotoState.FETCHING:
            versions.happens(PhotoStored(at=versions.now, visit_id=9, photo_id=photo.id, sha256=f"{photo.id:064x}"))


def test_before_the_report_is_frozen_it_still_becomes_part_of_it():
    table = straight_to_review(Versions())
    table.taps("submit")
    assert table.visit.state is VisitState.SUBMITTED
    table.sends_photo("third-of-the-album", album="a")
    assert late(table) == {"late.in_time"}
    first, second = table.visit.photos
    table.happens(PhotoStored(at=table.now, visit_id=9, photo_id=first.id, sha256="a" * 64))
    assert table.newest is None, "it waits for the late one too"
    table.happens(PhotoStored(at=table.now, visit_id=9, photo_id=second.id, sha256="b" * 64))
    assert [p.sha256 for p in table.newest.report.photos] == ["a" * 64, "b" * 64]


def test_afterwards_it_is_fetched_and_kept_and_not_in_the_report():
    versions = posted()
    report = versions.newest.report
    versions.sends_photo("late", caption="Plaque")
    assert late(versions) == {"late.kept"}
    assert "button.correct_report" in versions.said()
    assert any(isinstance(e, FetchPhoto) for e in versions.effects)
    stored(versions)
    assert versions.visit.photos[-1].state is PhotoState.STORED
    assert versions.visit.photos[-1].phase == "after"
    assert versions.newest.report == report
    assert versions.visit.state is VisitState.FROZEN


def test_a_tap_makes_it_a_new_version_in_which_it_stands():
    versions = posted()
    versions.sends_photo("late")
    stored(versions)
    versions.begins(LEA, "reason:photo_missing")
    versions.taps("submit")
    assert versions.newest.report.version == 2
    assert len(versions.newest.report.photos) == len(versions.version(1).report.photos) + 1


def test_left_as_it_is_the_late_photo_is_still_kept():
    versions = posted()
    versions.sends_photo("late")
    versions.begins(LEA)
    stored(versions)
    versions.taps("leave")
    assert [p.state for p in versions.visit.photos] == [PhotoState.STORED, PhotoState.STORED]


def test_the_late_photos_of_an_album_are_told_of_in_one_message_and_sorted_with_it():
    table = straight_to_review(Versions())
    table.taps("edit:photos")
    table.taps("phase:0")
    table.sends_photo("first", album="a")
    table.taps("on")
    table.taps("submit")
    stored(table)
    assert table.visit.state is VisitState.FROZEN
    for name in ("second", "third"):
        table.sends_photo(name, album="a")
        assert [e.slot for e in table.effects if isinstance(e, Show)].count("late:9") == 1
    assert {p.phase for p in table.visit.photos if p.album == "a"} == {"before"}


def test_a_voice_note_is_kept_as_well():
    versions = posted()
    note = SentFile(at=versions.now, kind="voice", file_id="v", file_unique_id="v", message_id=5000, duration=9)
    versions.happens(note)
    assert late(versions) == {"late.kept"}
    assert len(versions.visit.recordings) == 1


def test_while_the_office_corrects_it_is_kept_for_them_and_after_them():
    versions = posted().begins(CAMILLE)
    versions.be(LEA).sends_photo("late")
    assert late(versions) == {"late.for_office"}
    assert len(versions.visit.photos) == 2
    versions.be(CAMILLE).taps("leave")
    assert len(versions.visit.photos) == 2


@pytest.mark.parametrize(("minutes", "kept"), [(23 * 60, True), (25 * 60, False)])
def test_a_day_later_it_belongs_to_no_visit(minutes, kept):
    versions = posted().later(minutes)
    versions.sends_photo("late")
    assert bool(late(versions)) is kept
    assert ("error.photo_without_visit" in versions.said()) is not kept
    assert len(versions.visit.photos) == (2 if kept else 1)


def test_somebody_without_a_visit_is_told_so_as_before():
    versions = posted().be(CAMILLE)
    versions.sends_photo("hers")
    assert versions.said() == {"error.photo_without_visit"}


def test_what_cannot_be_kept_is_not_called_kept():
    versions = posted()
    film = SentFile(at=versions.now, kind="video", file_id="v", file_unique_id="v", message_id=5000, size=2**30)
    versions.happens(film)
    assert late(versions) == set()
    assert versions.said() == {"error.recording_too_big"}
