"""Cancelling before submission, too late after it; other people's buttons change nothing."""

from dataclasses import replace as with_

import pytest
from msgspec.structs import replace

from core.effects import Amend, Say, Show
from core.visit import VisitState
from core.work_order import WorkOrder, WorkOrderState

from desk_of import CAMILLE, HUGO, INES, LEA, Desk, accepted, offered, on_the_way


def submit(desk: Desk) -> None:
    """The technician's report is in."""
    desk.stores(
        replace(desk.visits[9], state=VisitState.SUBMITTED), replace(desk.order, state=WorkOrderState.SUBMITTED)
    )


def test_cancelling_asks_why_tells_the_technician_and_closes_the_card():
    desk = on_the_way()
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    assert "cancel.ask" in desk.said()
    assert desk.order.state is WorkOrderState.ON_THE_WAY
    desk.taps(CAMILLE, "reason:weather")
    assert (desk.order.state, desk.visits[9].state) == (WorkOrderState.CANCELLED, VisitState.CANCELLED)
    assert {"tell.cancelled_on_site"} == desk.said(LEA, Say)
    assert {"offer.taken_back", "brief.code_gone"} <= desk.said(LEA, Amend)
    card = desk.said(CAMILLE, Show)
    assert {"state.cancelled", "cancel.weather"} <= card
    assert not {"button.reassign", "button.cancel_order"} & card
    assert "tell.cancel_done" in desk.said(CAMILLE, Say)


def test_a_typed_reason_and_nobody_assigned_concerns_nobody():
    desk = offered(technician_id=None, visit_id=None, state=WorkOrderState.UNASSIGNED)
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, visit=None))
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    desk.says(CAMILLE, "Client parti")
    assert desk.order.decline_reason == "Client parti"
    assert {e.to for e in desk.effects} == {2}


def test_a_colleague_may_cancel_and_the_creator_is_told():
    desk = accepted(INES)
    desk.taps_on(INES, "wo", 7, "cancel")
    desk.taps(INES, "reason:client")
    assert desk.order.state is WorkOrderState.CANCELLED
    assert "tell.cancel_done" in desk.said(INES, Say)
    assert "tell.cancelled_by" in desk.said(CAMILLE, Say)
    assert "state.cancelled" in desk.said(CAMILLE, Show)


@pytest.mark.parametrize("choice", ["reassign", "to:3", "cancel"])
def test_after_submission_it_is_too_late(choice):
    desk = on_the_way()
    submit(desk)
    desk.taps_on(CAMILLE, "wo", 7, choice)
    assert desk.said() == {"error.order_closed"}
    assert desk.last.saves == ()


def test_a_reason_that_comes_after_submission_cancels_nothing():
    desk = on_the_way()
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    submit(desk)
    desk.taps(CAMILLE, "reason:client")
    assert "error.order_closed" in desk.said()
    assert desk.order.state is WorkOrderState.SUBMITTED
    assert desk.talks[2].form is None


# -- other people's buttons ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "subject", "choice", "problem"),
    [
        ("offer", 9, "accept", "not_yours"),
        ("offer", 9, "decline", "not_yours"),
        ("visit", 9, "open", "not_yours"),
        ("visit", 9, "brief", "not_yours"),
        ("photo", 9, "list", "not_yours"),
        ("wo", 7, "cancel", "not_your_role"),
        ("wo", 7, "to:3", "not_your_role"),
        ("wo", 7, "open", "not_your_role"),
        ("nonsense", 7, "open", "stale"),
    ],
)
def test_other_peoples_buttons_change_nothing(topic, subject, choice, problem):
    desk = offered()
    desk.taps_on(HUGO, topic, subject, choice)
    assert desk.said() == {f"error.{problem}"}
    assert desk.last.saves == ()


def test_the_card_can_be_asked_for_again():
    desk = accepted(INES)
    for who in (CAMILLE, INES):
        desk.taps_on(who, "wo", 7, "open")
        assert {"card.title", "card.technician", "button.reassign"} <= desk.said(who, Say)
    desk.taps_on(CAMILLE, "wo", 7, "dance")
    assert desk.said() == {"error.stale"}
    assert not desk.saved(WorkOrder)
