"""Videos, sounds and documents at any step: kept as they come, counted apart, named in the report, removable."""

from datetime import timedelta

import pytest

from core.effects import FetchRecording, Show
from core.events import PhotoStored, RecordingLost, RecordingStored, SentFile
from core.interview.media import LARGEST
from core.interview.recordings import MOST_RECORDINGS
from core.visit import VisitState

from table import Table, accepted, on_site, straight_to_review


def sends(table: Table, kind: str = "voice", **more: object) -> None:
    table.messages += 1
    table.happens(
        SentFile(at=table.now, kind=kind, file_id="f", file_unique_id="u", message_id=table.messages, **more)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("kind", ["voice", "video", "video_note", "audio", "document"])
def test_every_kind_is_kept_and_the_question_stays_open(kind: str):
    table = on_site()
    sends(table, kind, duration=42, name="mesure.pdf", mime="application/pdf", caption="Pression")
    [kept] = table.visit.recordings
    assert (kept.kind, kept.seconds, kept.name, kept.caption) == (kind, 42, "mesure.pdf", "Pression")
    assert [type(e) for e in table.effects] == [FetchRecording, Show]
    assert table.step == "work"


def test_they_are_counted_apart_from_the_photos():
    table = on_site()
    table.sends_photo("a")
    sends(table)
    assert {"tell.photos", "tell.recordings"} <= table.said()
    table.happens(RecordingStored(at=table.now, visit_id=9, recording_id=table.visit.recordings[0].id,
                                  sha256="a" * 64, size=9))  # fmt: skip
    photos, recordings = table.sent()[0].lines
    assert (photos.args["n"], photos.args["stored"]) == (1, 0)
    assert (recordings.args["n"], recordings.args["stored"]) == (1, 1)


@pytest.mark.parametrize(("kind", "error"), [("video", "recording_too_big"), ("document", "document_too_big")])
def test_what_is_too_big_to_fetch_is_refused_at_once_with_what_to_do(kind: str, error: str):
    table = on_site()
    sends(table, kind, size=LARGEST + 1)
    assert table.said() == {f"error.{error}"}
    assert table.visit.recordings == ()


@pytest.mark.parametrize("kind", ["animation", "sticker"])
def test_moving_pictures_and_stickers_are_refused_with_what_to_do(kind: str):
    table = on_site()
    sends(table, kind)
    assert table.said() == {"error.sticker"}


def test_there_is_a_limit():
    table = on_site()
    for _ in range(MOST_RECORDINGS + 1):
        sends(table)
    assert table.said() == {"error.too_many_recordings"}
    assert len(table.visit.recordings) == MOST_RECORDINGS


def test_one_that_got_lost_is_named_and_can_be_removed():
    table = on_site()
    sends(table, "video", duration=75)
    number = table.visit.recordings[0].id
    table.happens(RecordingLost(at=table.now, visit_id=9, recording_id=number, problem="too_big"))
    assert {"tell.recording_lost", "recording_problem.too_big", "recording.video"} <= table.said()
    table.taps_on("photo", 9, f"remove:{number}")
    assert table.visit.recordings == ()
    assert "tell.nothing_kept" in table.said()


def test_without_a_visit_it_says_what_to_do():
    table = Table()
    sends(table)
    assert table.said() == {"error.file_without_visit"}


def test_freezing_waits_for_it_and_the_report_names_it():
    table = straight_to_review(Table())
    sends(table, "video", duration=75, caption="Bruit du ventilateur")
    table.taps("submit")
    table.happens(PhotoStored(at=table.now, visit_id=9, photo_id=table.visit.photos[0].id, sha256="b" * 64))
    assert table.visit.state is VisitState.SUBMITTED
    table.happens(RecordingStored(at=table.now, visit_id=9, recording_id=table.visit.recordings[0].id,
                                  sha256="a" * 64, size=9))  # fmt: skip
    assert table.visit.state is VisitState.FROZEN
    assert table.report is not None
    [named] = table.report.report.recordings
    assert (named.kind, named.sha256, named.seconds, named.caption) == ("video", "a" * 64, 75, "Bruit du ventilateur")


def test_a_changed_caption_is_taken_over():
    table = accepted()
    sends(table, "video", caption="Avnt")
    table.edits(table.messages, "Avant")
    assert table.visit.recordings[0].caption == "Avant"
    assert "tell.caption_changed" in table.said()


def test_a_forwarded_one_keeps_the_time_of_its_original():
    table = on_site()
    sends(table, "video", forwarded_at=table.now - timedelta(hours=1))
    assert table.visit.recordings[0].made_at == table.now - timedelta(hours=1)
    assert table.visit.recordings[0].forwarded
