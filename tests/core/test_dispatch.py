"""From the offer on: accepting, declining, reassigning."""

import pytest
from msgspec.structs import replace

from core.effects import Amend, Say, Show
from core.visit import Visit, VisitState
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, LEA, accepted, offered, on_the_way

# -- accepting and declining -----------------------------------------------------------------------------------------


def test_accepting_closes_the_offer_and_edits_the_dispatchers_card_without_a_new_message():
    desk = accepted()
    assert desk.order.state is WorkOrderState.ACCEPTED
    assert "offer.accepted" in desk.said(LEA, Amend)
    assert {"card.title", "state.accepted"} <= desk.said(CAMILLE, Show)
    assert desk.sent(CAMILLE, Say) == []


@pytest.mark.parametrize(
    ("give", "kept", "shown"),
    [("=reason:busy", "@busy", "decline.busy"), ("Panne de camion", "Panne de camion", "typed")],
)
def test_declining_asks_why_and_tells_the_dispatcher_anew_with_reassign(give, kept, shown):
    desk = offered()
    desk.taps_on(LEA, "offer", 9, "decline")
    assert "decline.ask" in desk.said(LEA)
    assert desk.order.state is WorkOrderState.OFFERED, "nothing is declined before the reason"
    if give.startswith("="):
        desk.taps(LEA, give[1:])
    else:
        desk.says(LEA, give)
    assert (desk.order.state, desk.order.decline_reason) == (WorkOrderState.DECLINED, kept)
    assert desk.visits[9].state is VisitState.DECLINED
    assert {"tell.declined", shown, "button.reassign"} <= desk.said(CAMILLE, Say)
    assert {"state.declined", "card.decline_reason"} <= desk.said(CAMILLE, Show)
    assert "offer.declined" in desk.said(LEA, Amend)
    assert "tell.decline_noted" in desk.said(LEA, Say)


@pytest.mark.parametrize(("typed", "problem"), [("   ", "read_empty"), ("x" * 501, "read_too_long")])
def test_a_reason_that_cannot_be_taken_is_asked_on(typed, problem):
    desk = offered()
    desk.taps_on(LEA, "offer", 9, "decline")
    desk.says(LEA, typed)
    assert desk.said() == {f"error.{problem}"}
    desk.taps(LEA, "reason:laziness")
    assert desk.said() == {"error.stale"}
    assert desk.talks[1].form is not None


def test_thinking_again_leaves_the_offer_open():
    desk = offered()
    desk.taps_on(LEA, "offer", 9, "decline")
    desk.taps(LEA, "quit")
    assert desk.talks[1].form is None
    desk.taps_on(LEA, "offer", 9, "accept")
    assert desk.order.state is WorkOrderState.ACCEPTED


def test_an_offer_is_answered_once():
    desk = accepted()
    for choice, answer in (("accept", "toast.already_accepted"), ("decline", "error.offer_gone")):
        desk.taps_on(LEA, "offer", 9, choice)
        assert desk.said() == {answer}
        assert desk.last.saves == ()


def test_a_reason_that_comes_after_the_offer_was_taken_back_declines_nothing():
    desk = offered()
    desk.taps_on(LEA, "offer", 9, "decline")
    desk.taps_on(CAMILLE, "wo", 7, "to:3")
    desk.says(LEA, "Trop loin")
    assert "error.offer_gone" in desk.said()
    assert (desk.order.state, desk.order.technician_id) == (WorkOrderState.OFFERED, 3)


# -- reassigning -----------------------------------------------------------------------------------------------------


def test_what_was_declined_goes_to_somebody_else():
    desk = offered()
    desk.taps_on(LEA, "offer", 9, "decline")
    desk.taps(LEA, "reason:sick")
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert "wo:7:to:3" in desk.buttons()
    desk.taps_on(CAMILLE, "wo", 7, "to:3")
    (visit,) = desk.saved(Visit)
    assert (visit.technician_id, visit.state) == (3, VisitState.OFFERED)
    assert desk.visits[9].state is VisitState.DECLINED, "what was declined stays so"
    assert (desk.order.state, desk.order.visit_id, desk.order.decline_reason) == (
        WorkOrderState.OFFERED,
        visit.id,
        None,
    )
    assert "offer.title" in desk.said(HUGO, Say)
    assert "card.decline_reason" not in desk.said(CAMILLE, Show)
    assert not desk.sent(LEA)


def test_on_the_way_the_visit_is_taken_back_and_the_door_code_leaves_the_chat():
    desk = on_the_way()
    assert "access.door_code" in desk.said(LEA)
    desk.taps_on(CAMILLE, "wo", 7, "to:3")
    (new,) = [v for v in desk.saved(Visit) if v.id != 9]
    assert desk.visits[9].state is VisitState.CANCELLED
    assert (desk.order.technician_id, desk.order.visit_id) == (3, new.id)
    assert "offer.taken_back" in desk.said(LEA, Amend)
    assert "brief.code_gone" in desk.said(LEA, Amend)
    assert "access.door_code" not in desk.said(LEA)
    (told,) = desk.sent(LEA, Say)
    assert [p.id for p in told.lines] == ["tell.taken_back"]
    assert told.clear_keyboard
    assert "offer.title" in desk.said(HUGO, Say)
    assert {"toast.sent_to"} <= desk.said()
    desk.chooses(LEA, "arrived")
    assert {w for w in desk.said() if w.startswith("error.")}
    assert desk.order.technician_id == 3


def test_it_does_not_go_to_who_has_it_or_to_who_left():
    desk = accepted()
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert "wo:7:to:1" not in desk.buttons()
    desk.taps_on(CAMILLE, "wo", 7, "to:1")
    assert desk.said() == {"error.already_theirs"}
    desk.people[3] = replace(HUGO, enabled=False)
    desk.taps_on(CAMILLE, "wo", 7, "to:3")
    assert desk.said() == {"error.technician_gone"}
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert desk.said() == {"error.nobody_else"}
