"""Captions: corrected by editing or replying, used as the work done; another picture in the same message."""

from core.effects import Amend, FetchPhoto
from core.events import Edited

from table import Table, on_site


def at_work_with_caption() -> Table:
    table = on_site()
    table.sends_photo("a", caption="Filtre changé")
    return table


def test_a_caption_at_the_question_what_was_done_is_used_with_one_tap():
    table = at_work_with_caption()
    assert {"tell.caption_or_work", "button.use_as_work"} <= table.said()
    photo = table.visit.photos[0]
    table.taps_on("photo", 9, f"work:{photo.id}")
    assert table.visit.work_done == "Filtre changé"
    assert table.visit.photos[0].caption == "Filtre changé"
    assert table.step == "check:fluid"
    table.taps_on("photo", 9, f"work:{photo.id}")
    assert table.said() == {"error.stale"}


def test_it_stays_a_caption_where_the_work_is_written():
    table = at_work_with_caption()
    table.says("Tout contrôlé")
    table.taps_on("photo", 9, f"work:{table.visit.photos[0].id}")
    assert table.visit.work_done == "Tout contrôlé"


def test_a_changed_caption_corrects_the_photo_and_what_was_made_of_it():
    table = at_work_with_caption()
    message = table.messages
    table.taps_on("photo", 9, f"work:{table.visit.photos[0].id}")
    table.edits(message, "Filtre et joint changés")
    assert table.visit.photos[0].caption == "Filtre et joint changés"
    assert table.visit.work_done == "Filtre et joint changés"


def test_an_edit_without_a_change_says_nothing():
    table = at_work_with_caption()
    table.edits(table.messages, "Filtre changé")
    assert table.effects == []


def test_a_reply_to_the_photo_is_its_caption():
    table = on_site()
    table.sends_photo("a")
    table.says("Plaque", reply_to=table.messages)
    assert table.visit.photos[0].caption == "Plaque"
    assert table.visit.work_done is None


def test_a_caption_taken_away_is_gone():
    table = at_work_with_caption()
    table.edits(table.messages, "")
    assert table.visit.photos[0].caption is None


def test_another_picture_in_the_same_message_takes_the_place_of_the_old_one():
    table = at_work_with_caption()
    old = table.visit.photos[0]
    table.happens(
        Edited(at=table.now, text="Filtre changé", message_id=table.messages, file_id="b", file_unique_id="b")
    )
    [new] = table.visit.photos
    assert (new.file_id, new.caption, new.phase) == ("b", old.caption, old.phase)
    assert new.id != old.id, "what is still fetched of the old one is nothing to the new"
    assert [e.file_id for e in table.effects if isinstance(e, FetchPhoto)] == ["b"]
    assert not any(isinstance(e, Amend) for e in table.effects)
