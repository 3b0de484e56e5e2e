"""An appointment is moved; the technician is told, and the client by mail of all that concerns their appointment."""

from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from core.effects import Amend, SendMail, Show
from core.events import MailLapsed, MailRefused, MailSent
from core.visit import VisitState
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, LEA, Desk, accepted, offered, on_the_way
from new_order import at_the_check
from table import CLIENT, MORNING

ADDRESS = "claude@boulangerie.example"
WRITTEN = replace(CLIENT, email=ADDRESS)
TOMORROW_14 = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
"""14:00 in Paris."""


def writing(desk: Desk, **house: object) -> Desk:
    """The house writes to clients, and knows this one's address."""
    house = with_(desk.facts.house, **{"mail": True, **house})
    job = with_(desk.facts.job, client=WRITTEN) if desk.facts.job else None
    desk.facts = with_(desk.facts, house=house, job=job, clients=(WRITTEN,))
    return desk


def letters(desk: Desk) -> list[SendMail]:
    return [effect for effect in desk.effects if isinstance(effect, SendMail)]


def moved(desk: Desk, words: str = "demain 14h-16h") -> Desk:
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.says(CAMILLE, words)
    return desk


# -- moving ----------------------------------------------------------------------------------------------------------


def test_an_accepted_appointment_is_moved_and_its_technician_told():
    desk = moved(accepted())
    assert (desk.order.starts_at, desk.order.ends_at) == (TOMORROW_14, TOMORROW_14 + timedelta(hours=2))
    assert desk.order.state is WorkOrderState.ACCEPTED
    assert "tell.moved" in desk.said(LEA)
    assert {"move.done", "move.told"} <= desk.said(CAMILLE)
    assert {"card.when", "button.move_order"} <= desk.said(CAMILLE, Show)
    assert letters(desk) == [], "no address is known"


def test_an_offer_that_waits_shows_the_new_time_and_can_still_be_accepted():
    desk = moved(offered())
    [card] = [e for e in desk.effects if isinstance(e, Amend) and e.slot == "offer:9"]
    assert [b.data for row in card.message.buttons for b in row] == ["offer:9:accept", "offer:9:decline"]
    desk.taps_on(LEA, "offer", 9, "accept")
    assert desk.order.state is WorkOrderState.ACCEPTED


def test_one_that_nobody_has_is_moved_without_telling_anybody():
    desk = offered(technician_id=None, visit_id=None, state=WorkOrderState.UNASSIGNED)
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, visit=None))
    moved(desk)
    assert desk.order.starts_at == TOMORROW_14
    assert {effect.to for effect in desk.effects} == {CAMILLE.id}


@pytest.mark.parametrize(
    ("words", "problem"), [("hier 14h", "read_in_the_past"), ("bientôt", "window_time_not_read"), ("", "read_empty")]
)
def test_what_cannot_be_a_new_time_is_asked_again(words, problem):
    desk = accepted()
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.says(CAMILLE, words)
    assert desk.said() == {f"error.{problem}"}
    assert desk.order.starts_at == MORNING
    desk.says(CAMILLE, "demain 14h-16h")
    assert desk.order.starts_at == TOMORROW_14


def test_the_same_time_again_and_thinking_again_change_nothing():
    desk = moved(accepted())
    moved(desk)
    assert "move.same" in desk.said()
    assert desk.order not in desk.last.saves
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.taps(CAMILLE, "quit")
    assert "form.closed" in desk.said()
    assert desk.order.starts_at == TOMORROW_14


def test_a_technician_who_set_off_meanwhile_is_not_sent_elsewhere():
    desk = on_the_way()
    desk.taps_on(CAMILLE, "wo", 7, "move")
    assert desk.said() == {"error.too_late_to_move"}
    desk = accepted()
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.stores(replace(desk.order, state=WorkOrderState.ON_THE_WAY))
    desk.says(CAMILLE, "demain 14h-16h")
    assert "error.too_late_to_move" in desk.said()
    assert desk.order.starts_at == MORNING


def test_only_who_dispatches_moves():
    desk = accepted(HUGO)
    desk.taps_on(HUGO, "wo", 7, "move")
    assert desk.last.saves == ()
    assert not any(word.startswith("move.") for word in desk.said())


# -- the client is told ----------------------------------------------------------------------------------------------


def set_by_camille(technician: int = 1) -> Desk:
    desk = writing(at_the_check(technician))
    desk.taps(CAMILLE, "send")
    return desk


def test_an_appointment_is_told_once_it_is_set():
    desk = set_by_camille()
    [letter] = letters(desk)
    assert (letter.topic, letter.about, letter.kind, letter.address) == ("order", desk.order.id, "appointment", ADDRESS)
    assert (letter.appointment.starts_at, letter.appointment.ends_at) == (desk.order.starts_at, desk.order.ends_at)
    assert "4B12" not in repr(letter), "no door code leaves the house"
    assert "tell.told_client.appointment" in desk.said(CAMILLE)


def test_one_without_technician_is_told_when_it_is_assigned_and_not_again_when_reassigned():
    desk = set_by_camille(0)
    assert letters(desk) == []
    desk.taps_on(CAMILLE, "wo", desk.order.id, "to:1")
    assert [letter.kind for letter in letters(desk)] == ["appointment"]
    desk.taps_on(CAMILLE, "wo", desk.order.id, "to:3")
    assert letters(desk) == []


def test_moved_and_cancelled_take_the_same_entry_of_the_calendar():
    desk = set_by_camille()
    [first] = letters(desk)
    desk.now += timedelta(hours=1)
    desk.taps_on(CAMILLE, "wo", desk.order.id, "move")
    desk.says(CAMILLE, "demain 14h-16h")
    [second] = letters(desk)
    desk.now += timedelta(hours=1)
    desk.taps_on(CAMILLE, "wo", desk.order.id, "cancel")
    desk.taps(CAMILLE, "reason:weather")
    [third] = letters(desk)
    assert [letter.kind for letter in (first, second, third)] == ["appointment", "moved", "cancelled"]
    assert len({letter.appointment.uid for letter in (first, second, third)}) == 1
    assert first.appointment.sequence < second.appointment.sequence < third.appointment.sequence
    assert [letter.appointment.cancelled for letter in (first, second, third)] == [False, False, True]
    was = next(line for line in second.lines if line.id == "mail.moved.text").args
    assert (was["before"].at, was["start"].at) == (first.appointment.starts_at, TOMORROW_14)
    assert "mail.mission" not in {line.id for line in third.lines}


def test_where_it_is_switched_off_or_the_appointment_is_over_nobody_is_written_to():
    desk = writing(at_the_check(), tell_appointments=False)
    desk.taps(CAMILLE, "send")
    assert letters(desk) == []
    desk = writing(accepted())
    desk.now = desk.order.ends_at + timedelta(minutes=1)
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    desk.taps(CAMILLE, "reason:client")
    assert letters(desk) == []


def test_cancelling_before_anybody_was_to_come_is_no_news():
    desk = writing(offered(technician_id=None, visit_id=None, state=WorkOrderState.UNASSIGNED))
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, visit=None))
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    desk.taps(CAMILLE, "reason:client")
    assert letters(desk) == []


# -- on the way ------------------------------------------------------------------------------------------------------


def test_on_the_way_is_told_when_tapped_and_only_once():
    desk = writing(accepted())
    desk.chooses(LEA, "on_my_way")
    [letter] = letters(desk)
    assert (letter.kind, letter.appointment) == ("on_the_way", None)
    said = next(line for line in letter.lines if line.id == "mail.on_the_way.text").args
    assert (said["technician"], said["at"].at) == (LEA.name, MORNING)
    assert letter.good_until == MORNING + timedelta(hours=1), "an hour later the technician is there"
    desk.taps_on(LEA, "visit", 9, "fix:on_my_way")
    desk.says(LEA, "8h05")
    assert letters(desk) == []


def test_what_was_said_long_ago_or_straight_at_the_door_is_no_news():
    desk = writing(accepted())
    desk.now = MORNING + timedelta(hours=1)
    desk.says(LEA, "8h31")
    assert desk.visits[9].state is VisitState.ON_THE_WAY
    assert letters(desk) == []
    desk = writing(accepted())
    desk.chooses(LEA, "arrived")
    assert letters(desk) == []
    desk = writing(accepted(), tell_on_the_way=False)
    desk.chooses(LEA, "on_my_way")
    assert letters(desk) == []


def test_a_technician_called_back_on_the_way_is_not_awaited_any_more():
    desk = writing(on_the_way())
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    desk.taps(CAMILLE, "reason:weather")
    assert [letter.kind for letter in letters(desk)] == ["cancelled"]


def test_a_letter_that_comes_back_is_told_to_both_one_that_arrives_or_lapses_to_nobody():
    desk = writing(accepted())
    sent = {"at": desk.now, "topic": "order", "about": 7, "kind": "appointment", "address": ADDRESS}
    desk.happens(None, MailSent(**sent))
    assert desk.effects == []
    for kind in ("on_the_way", "appointment"):
        desk.happens(None, MailLapsed(**{**sent, "kind": kind}))
        assert desk.effects == []
    desk.happens(None, MailRefused(**sent, reason="550 unknown"))
    assert "tell.mail_refused" in desk.said(CAMILLE)
    assert "tell.mail_refused" in desk.said(LEA)


# -- what may be a slip ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "doubt"),
    [
        ("demain 23h-1h", "window.night"),
        ("demain 3h-4h30", "window.night"),
        ("demain 8h30-22h", "window.long"),
        ("25/11/2031 8h-10h", "window.far"),
        ("aujourd'hui 6h-7h", "window.over"),
    ],
)
def test_an_appointment_that_may_be_a_slip_is_asked_about_and_kept_with_a_tap(words, doubt):
    desk = accepted()
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.says(CAMILLE, words)
    assert {"window.sure", doubt} <= desk.said(CAMILLE)
    assert (desk.order.starts_at, desk.said(LEA)) == (MORNING, set())
    assert desk.choices(CAMILLE) == ["keep", "quit"]
    desk.taps(CAMILLE, "keep")
    assert "move.done" in desk.said(CAMILLE)
    assert "tell.moved" in desk.said(LEA)
    assert desk.order.starts_at != MORNING


def test_typing_it_again_answers_as_well_and_the_old_button_is_stale():
    desk = moved(accepted(), "demain 23h-1h")
    old = desk.talks[CAMILLE.id].form.serial
    desk.says(CAMILLE, "demain 14h-16h")
    assert desk.order.starts_at == TOMORROW_14
    desk.taps_on(CAMILLE, "q", old, "keep")
    assert desk.order.starts_at == TOMORROW_14


def test_before_anything_was_asked_about_there_is_nothing_to_keep():
    desk = accepted()
    desk.taps_on(CAMILLE, "wo", 7, "move")
    desk.taps(CAMILLE, "keep")
    assert desk.said() == {"error.stale"}
    assert desk.order.starts_at == MORNING


def test_the_day_at_the_site_decides_what_is_night():
    desk = accepted()
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, site=replace(desk.facts.job.site, time_zone="Asia/Tokyo")))
    moved(desk, "demain 22h-23h")
    assert "move.done" in desk.said(CAMILLE)
