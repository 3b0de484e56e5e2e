"""A closed door, a wrong address, something missing: ends that are told in a few taps, and what the office hears."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest

from core.effects import Say, SendVenue
from core.events import Commanded, SentLocation
from core.visit import Material, Outcome, VisitState

from desk_of import CAMILLE, LEA, on_the_way
from table import SITE, Table, accepted, on_site, straight_to_review, walk


def told(table: Table, person_id: int) -> set[str]:
    found = set()
    for effect in table.effects:
        if isinstance(effect, Say) and effect.to == person_id:
            found |= {p.id for p in walk(effect.message)}
    return found


def answers(table: Table) -> list[str]:
    """What the open question's buttons answer."""
    return [b.data.split(":", 2)[2] for m in table.sent() for row in m.buttons for b in row if b.data.startswith("q:")]


# -- nobody there ----------------------------------------------------------------------------------------------------


def nobody_there(table: Table) -> Table:
    table.chooses("abandoned")
    table.taps("reason:nobody_there")
    return table


def test_five_taps_from_the_closed_door_to_the_report():
    table = on_site()
    table.later(22)
    nobody_there(table)
    assert table.step == "door_photo"
    table.sends_photo("door")
    assert table.step == "waited", "the photo answers by coming"
    assert answers(table)[0] == "waited:22", "as long as it is since the arrival"
    table.taps("waited:22")
    assert table.step == "review"
    assert {"review.complete", "step.waited"} <= table.said()
    assert not {"review.hours", "review.times_together"} & table.said(), "there was no work to count"
    table.taps("submit")
    assert table.visit.state is VisitState.SUBMITTED
    table.all_photos_stored()
    report = table.report.report
    assert (report.outcome, report.reason_code) == (Outcome.ABANDONED, "nobody_there")
    assert report.waited == timedelta(minutes=22)
    assert report.left_at - report.arrived_at == timedelta(minutes=22)
    assert report.total("work") == timedelta(), "waiting is no work"
    assert report.total("waiting") == timedelta(minutes=22)
    assert len(report.photos) == 1
    assert "tell.abandoned" in told(table, CAMILLE.id)


def test_a_photo_sent_before_is_the_photo_of_the_door():
    table = on_site()
    table.sends_photo("door")
    nobody_there(table)
    assert table.step == "waited"


def test_without_a_photo_the_report_says_that_none_was_possible():
    table = nobody_there(on_site())
    table.says("il pleut trop")
    assert table.step == "door_photo"
    table.taps("none")
    table.taps("waited:10")
    assert "value.no_photo_possible" in table.said()
    table.taps("submit")
    assert table.visit.state is VisitState.FROZEN


def test_the_photo_is_missing_until_it_comes_or_cannot():
    table = nobody_there(on_site())
    table.happens(Commanded(at=table.now, name="review", message_id=5))
    table.taps("submit")
    assert {"error.incomplete_report", "step.door_photo", "step.waited"} <= table.said()
    assert table.visit.state is VisitState.ON_SITE


def test_who_did_not_say_that_they_arrived_did_when_they_began_to_wait():
    table = accepted()
    table.chooses("on_my_way")
    table.later(40)
    nobody_there(table)
    table.sends_photo("door")
    assert answers(table)[:4] == ["waited:5", "waited:10", "waited:15", "waited:30"]
    table.taps("waited:15")
    assert table.visit.left_at - table.visit.arrived_at == timedelta(minutes=15)
    assert {"arrived", "left"} <= table.visit.received, "nobody typed these times"
    assert "tell.noted.arrived" in table.said()
    assert table.step == "review"


def test_nobody_waits_before_having_left():
    table = accepted()
    table.chooses("on_my_way")
    table.later(5)
    nobody_there(table)
    table.taps("none")
    table.taps("waited:30")
    assert table.visit.arrived_at == table.visit.departed_at


def test_waiting_is_typed_as_people_say_it_and_corrected_by_editing():
    table = on_site()
    nobody_there(table.later(50))
    table.taps("none")
    table.says("trois jours")
    assert table.step == "waited"
    table.says("13 h")
    assert "error.waited_too_long" in table.said()
    table.says("trois quarts d'heure")
    message = table.messages
    assert table.visit.waited == timedelta(minutes=45)
    table.edits(message, "40 min")
    assert table.visit.waited == timedelta(minutes=40)
    assert table.step == "review"
    assert [c.what for c in table.visit.changes] == ["waited"]


def test_a_minute_at_the_door_is_a_minute():
    table = nobody_there(on_site())
    table.taps("none")
    table.taps("waited:0")
    assert table.visit.left_at - table.visit.arrived_at == timedelta(minutes=1)


@pytest.mark.parametrize("made_up", ["waited:", "waited:x", "waited:99999", "waited", "5"])
def test_made_up_waiting_is_refused(made_up):
    table = nobody_there(on_site())
    table.taps("none")
    table.taps(made_up)
    assert {w for w in table.said() if w.startswith("error.")}
    assert table.visit.waited is None


def test_waiting_is_forgotten_in_a_report_of_another_end():
    table = nobody_there(on_site())
    table.taps("none")
    table.taps("waited:10")
    table.taps("edit:outcome_reason")
    table.taps("reason:client_refused")
    table.taps("on")
    table.taps("submit")
    assert table.report.report.waited is None
    assert table.report.report.total("waiting") == timedelta()


# -- wrong address ---------------------------------------------------------------------------------------------------


def wrong_address(table: Table) -> Table:
    table.chooses("abandoned")
    table.taps("reason:wrong_address")
    assert table.step == "right_address"
    return table


def submitted(table: Table) -> Table:
    assert table.step == "review"
    table.taps("submit")
    assert table.visit.state is VisitState.FROZEN
    return table


def test_the_right_address_is_typed_and_the_dispatcher_is_asked_to_take_it_over():
    table = wrong_address(on_site().later(10))
    table.says("12 rue de l’Essai, 75000 Paris")
    assert table.visit.left_at is not None, "whoever is at the wrong place goes on"
    submitted(table)
    assert {"address.found", "button.take_address", "tell.abandoned"} <= told(table, CAMILLE.id)


def test_it_may_be_a_position():
    table = wrong_address(accepted())
    table.happens(SentLocation(at=table.now, latitude=48.85, longitude=2.35, message_id=5))
    submitted(table)
    assert {"address.found", "value.position"} <= told(table, CAMILLE.id)
    (pin,) = [e for e in table.effects if isinstance(e, SendVenue)]
    assert (pin.to, pin.latitude, pin.longitude) == (CAMILLE.id, 48.85, 2.35)


def test_or_nobody_knows_it():
    table = wrong_address(accepted())
    table.taps("unknown")
    submitted(table)
    assert "address.not_known" in told(table, CAMILLE.id)
    assert "button.take_address" not in told(table, CAMILLE.id)


def at_the_wrong_place():
    """Camille is asked whether the address that Léa found becomes the site's."""
    desk = on_the_way()
    desk.chooses(LEA, "abandoned")
    desk.taps(LEA, "reason:wrong_address")
    desk.says(LEA, "12 rue de l’Essai, 75000 Paris")
    desk.taps(LEA, "submit")
    assert "site:9:address" in desk.buttons(CAMILLE)
    return desk


def test_a_tap_takes_the_address_over_to_the_site():
    desk = at_the_wrong_place()
    desk.taps_on(CAMILLE, "site", 9, "address")
    (site,) = desk.saved(type(SITE))
    assert site.address == "12 rue de l’Essai, 75000 Paris"
    assert site.access == SITE.access
    assert "address.taken" in desk.said(CAMILLE)


def test_only_the_office_does():
    desk = at_the_wrong_place()
    desk.taps_on(LEA, "site", 9, "address")
    assert desk.said() == {"error.not_your_role"}
    assert desk.saved(type(SITE)) == []


# -- what is missing -------------------------------------------------------------------------------------------------


def continuing() -> Table:
    table = straight_to_review(Table())
    table.facts = with_(table.facts, materials=(Material(id=0, name="Vanne 1/2"), Material(id=0, name="Joint")))
    table.taps("edit:outcome")
    table.chooses("to_be_continued")
    table.taps("reason:part_missing")
    assert table.step == "to_bring"
    return table


def test_what_is_missing_is_tapped_from_recents_one_after_the_other():
    table = continuing()
    recents = [a for a in answers(table) if a.startswith("recent:")]
    assert len(recents) == 2
    table.taps(recents[0])
    table.taps(recents[1])
    assert table.visit.to_bring == "Vanne 1/2, Joint"
    table.taps("keep")
    assert table.step == "review"
    assert {"review.complete", "step.to_bring"} <= table.said()


def test_or_typed_or_passed_over():
    table = continuing()
    table.taps("skip")
    assert table.visit.to_bring is None
    assert table.step == "review"
    table.taps("edit:to_bring")
    table.says("Une vanne de 1/2, de la pâte")
    assert table.visit.to_bring == "Une vanne de 1/2, de la pâte"
    table.taps("submit")
    table.all_photos_stored()
    assert table.report.report.to_bring == "Une vanne de 1/2, de la pâte"


def test_advice_stays_when_nothing_is_to_be_brought():
    table = straight_to_review(Table())
    table.taps("edit:advice")
    table.says("Prévoir une échelle")
    table.taps("edit:outcome")
    table.chooses("to_be_continued")
    table.taps("reason:more_time")
    table.taps("skip")
    assert table.visit.advice == "Prévoir une échelle"
