"""Photos at any step: kept at once, guessed, counted, sorted, removed."""

from datetime import timedelta

from core.effects import Amend, FetchPhoto, Say, Show
from core.events import PhotoLost, PhotoStored
from core.interview.media import LARGEST
from core.visit import PhotoState

from table import Table, accepted, on_site, straight_to_review


def test_what_a_photo_shows_is_guessed_from_the_open_question():
    table = accepted()
    table.sends_photo("a")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    table.sends_photo("b")
    assert [p.phase for p in table.visit.photos] == ["before", "during"]
    table = straight_to_review(Table())
    table.sends_photo("z")
    assert table.visit.photos[-1].phase == "after"


def test_a_late_picture_of_an_album_keeps_the_albums_phase():
    table = accepted()
    table.sends_photo("a", album="x")
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    table.sends_photo("b", album="x")
    assert [p.phase for p in table.visit.photos] == ["before", "before"]


def at_plate() -> Table:
    table = accepted()
    table.chooses("on_my_way")
    table.chooses("arrived")
    table.says("Travail")
    table.taps("o:none")
    table.taps("no")
    assert table.step == "check:plate"
    return table


def test_a_photo_that_the_question_wants_answers_it():
    table = at_plate()
    table.says("voilà")
    assert "error.photo_needed" in table.said()
    table.sends_photo("plate")
    assert any(isinstance(e, Amend) for e in table.effects)
    assert table.step == "check:inner", "asked without another tap"
    assert table.visit.checklist["plate"].photo
    assert table.visit.photos[0].subject == "check:plate"


def test_each_receipt_counts_what_it_saw():
    table = accepted()
    table.sends_photo("a")
    table.chooses("on_my_way")
    table.sends_photo("b")
    shown = [e for e in table.effects if isinstance(e, Show) and e.slot.startswith("photos:")]
    assert [e.message.lines[0].args["n"] for e in shown] == [2]
    table.happens(PhotoStored(at=table.now, visit_id=9, photo_id=table.visit.photos[0].id, sha256="a" * 64))
    shown = [e for e in table.effects if isinstance(e, Show)]
    assert [e.message.lines[0].args["stored"] for e in shown] == [1, 1]


def test_one_that_is_too_big_to_fetch_is_refused_at_once_and_answers_no_question():
    table = at_plate()
    table.sends_photo("a", size=LARGEST + 1)
    assert "error.photo_too_big" in table.said()
    assert (table.visit.photos, table.step) == ((), "check:plate")


def test_a_question_whose_only_photo_is_lost_is_open_again():
    table = at_plate()
    table.sends_photo("plate")
    table.sends_photo("another")
    first = table.visit.photos[0]
    table.happens(PhotoLost(at=table.now, visit_id=9, photo_id=first.id, problem="unsupported"))
    assert "plate" not in table.visit.checklist


def test_a_question_with_another_photo_of_it_stays_answered():
    table = at_plate()
    for name in "ab":
        table.sends_photo(name, album="1")
    for photo in table.visit.photos[:1]:
        table.happens(PhotoLost(at=table.now, visit_id=9, photo_id=photo.id, problem="unsupported"))
    assert table.visit.checklist["plate"].photo


def test_a_picture_that_cannot_be_read_is_answered_and_counted():
    table = accepted()
    for name in "abc":
        table.sends_photo(name)
    lost = table.visit.photos[1]
    table.happens(PhotoLost(at=table.now, visit_id=9, photo_id=lost.id, problem="damaged"))
    assert table.visit.photos[1].state is PhotoState.MISSING
    [answer] = [effect for effect in table.effects if isinstance(effect, Say)]
    assert (answer.about, answer.message.lines[0].id) == (lost.message_id, "tell.photo_lost")
    assert {"photo_problem.damaged", "tell.photos_missing"} <= table.said()


def test_the_only_photo_of_after_that_is_lost_is_asked_for_again():
    table = straight_to_review(Table())
    for photo in table.visit.photos:
        table.happens(PhotoLost(at=table.now, visit_id=9, photo_id=photo.id, problem="damaged"))
    table.taps("submit")
    assert "step.photos_after" in table.said()
    assert table.visit.kept_photos == ()


def test_sorting_marks_and_removes():
    table = accepted()
    table.sends_photo("a")
    number = table.visit.photos[0].id
    table.taps_on("photo", 9, "list")
    assert "tell.photos_sort" in table.said()
    table.taps_on("photo", 9, f"mark:{number}:after")
    assert table.visit.photos[0].phase == "after"
    table.taps_on("photo", 9, f"remove:{number}")
    assert table.visit.photos == ()


def test_the_same_message_twice_is_one_photo():
    table = accepted()
    table.sends_photo("a")
    table.messages -= 1
    table.sends_photo("a")
    assert len(table.visit.photos) == 1


def test_a_photo_without_a_visit_says_what_to_do():
    table = Table()
    table.sends_photo("a")
    assert "error.photo_without_visit" in table.said()
    assert not any(isinstance(e, FetchPhoto) for e in table.effects)


def test_without_the_demanded_photo_the_report_is_not_submitted():
    table = straight_to_review(Table())
    assert len(table.visit.photos) == 1
    table.taps_on("photo", 9, f"remove:{table.visit.photos[0].id}")
    table.taps("submit")
    assert {"error.incomplete_report", "step.photos_after"} <= table.said()


def test_removing_the_photo_that_a_question_wanted_opens_the_question_again():
    table = at_plate()
    table.sends_photo("plate")
    table.taps_on("photo", 9, f"remove:{table.visit.photos[0].id}")
    assert "plate" not in table.visit.checklist
    table.taps("back")
    assert table.step == "check:plate"


def test_a_late_picture_of_an_album_does_not_touch_another_open_question():
    table = at_plate()
    table.sends_photo("a", album="x")
    assert table.step == "check:inner"
    table.sends_photo("b", album="x")
    assert [p.subject for p in table.visit.photos] == ["check:plate", "check:plate"]
    assert [type(e) for e in table.effects] == [FetchPhoto, Show], "joined; nothing is asked again"


def test_the_open_review_card_follows_the_photo_that_was_missing():
    table = straight_to_review(Table())
    table.taps_on("photo", 9, f"remove:{table.visit.photos[0].id}")
    assert {"review.missing", "step.photos_after"} <= table.said()
    table.sends_photo("z")
    assert "review.complete" in table.said()
    table.taps_on("photo", 9, f"mark:{table.visit.photos[0].id}:before")
    assert "review.missing" in table.said()


def test_one_tap_under_the_receipt_files_the_whole_album():
    table = accepted()
    for name in "abc":
        table.sends_photo(name, album="x")
    receipt = table.visit.receipts[0]
    table.taps_on("photo", 9, f"all:{receipt.id}:after")
    assert [p.phase for p in table.visit.photos] == ["after"] * 3
    assert "button.chosen" in table.said()
    table.chooses("on_my_way")
    table.sends_photo("d", album="x")
    assert table.visit.photos[-1].phase == "after", "a late one follows what was tapped"
    assert table.visit.photos[-1].receipt == receipt.id


def test_thirty_photos_are_sorted_page_by_page():
    table = accepted()
    for number in range(30):
        table.sends_photo(str(number))
    table.taps_on("photo", 9, "list")
    [listed] = table.sent()
    assert len(listed.buttons) == 6 + 2, "six photos, the pages, OK"
    table.taps_on("photo", 9, "page:4")
    [last] = table.sent()
    assert [row[0].label.args.get("index") for row in last.buttons[:6]] == [25, 26, 27, 28, 29, 30]
    for photo in table.visit.photos[24:]:
        table.taps_on("photo", 9, f"remove:{photo.id}")
    again = next(e.message for e in table.effects if isinstance(e, Amend))
    assert again.buttons[0][0].label.args["index"] == 19, "the page that is gone shows the one before"


def test_a_forwarded_photo_keeps_the_time_of_its_original_on_the_day_of_the_visit():
    table = on_site()
    table.sends_photo("a", forwarded_at=table.now - timedelta(hours=2))
    table.sends_photo("b", forwarded_at=table.now - timedelta(days=2))
    assert [p.taken_at for p in table.visit.photos] == [table.now - timedelta(hours=2), table.now]
    assert all(p.forwarded for p in table.visit.photos)
