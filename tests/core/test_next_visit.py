"""What is to be continued goes on: the proposal, the tap that sets it, the next visit of the same work order."""

from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from core.effects import Say, Show
from core.events import PhotoStored
from core.facts import Job, PastVisit, ReportFile
from core.visit import Answer, Outcome, Photo, PhotoState, Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState

from desk_of import CAMILLE, HUGO, LEA, Desk, on_the_way
from table import CLIENT, INTERVIEW, MORNING, SITE, order

TOMORROW_8 = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
"""Wednesday, 08:00 in Paris."""
A_DAY = timedelta(days=1)


def at_the_review(*others: Job, **answers: object) -> Desk:
    """Léa has answered all there is; what remains is a gasket, which is missing."""
    desk = on_the_way()
    desk.facts = with_(desk.facts, busy=others)
    desk.now = MORNING + timedelta(hours=2)
    known = {
        "state": VisitState.ON_SITE, "arrived_at": MORNING, "left_at": desk.now, "work_done": "Fuite trouvée",
        "passed": frozenset({"anomalies", "materials", "photos", "optional_checks"}), "pauses": (),
        "outcome": Outcome.TO_BE_CONTINUED, "reason_code": "part_missing", "to_bring": "Joint de 40",
        "advice": "Couper l’eau avant", "checklist": {"fluid": Answer(choice="none"), "leak": Answer(yes=True)},
        **answers,
    }  # fmt: skip
    desk.stores(replace(desk.visits[9], **known))
    desk.commands(LEA, "review")
    return desk


def submitted(*others: Job, **answers: object) -> Desk:
    """And has submitted it."""
    desk = at_the_review(*others, **answers)
    desk.taps(LEA, "submit")
    (file,) = desk.saved(ReportFile)
    desk.report = file
    return desk


def busy(number: int, start: datetime, end: datetime, technician: int = 1) -> Job:
    """A job that somebody has then."""
    made = order(id=number, number=f"OI-2026-{number:04d}", starts_at=start, ends_at=end, technician_id=technician,
                 visit_id=number)  # fmt: skip
    return Job(made, CLIENT, SITE, None, INTERVIEW)


def slots(desk: Desk) -> list[str]:
    """The half days that Camille can tap."""
    return [data.split(":")[3] for data in desk.buttons(CAMILLE) if data.startswith("next:9:at:")]


# -- the proposal ----------------------------------------------------------------------------------------------------


def test_the_dispatcher_gets_a_message_with_what_remains_and_when_it_could_go_on():
    desk = submitted()
    (shown,) = [e for e in desk.effects if isinstance(e, Show) and e.slot == "next:9"]
    assert shown.to == CAMILLE.id
    lines = {p.id: p for p in shown.message.lines}
    assert lines["next.remains"].args["what"].id == "reason.part_missing"
    assert lines["next.to_bring"].args["what"] == "Joint de 40"
    assert lines["brief.past_advice"].args["advice"] == "Couper l’eau avant"
    assert lines["next.when"].args["name"] == LEA.name
    assert slots(desk) == ["20261125m", "20261125a", "20261126m", "20261126a"]
    assert {"next:9:date:1", "next:9:who"} <= set(desk.buttons(CAMILLE))


def test_only_free_half_days_are_proposed_and_no_weekend():
    thursday = TOMORROW_8 + A_DAY
    desk = submitted(
        busy(70, TOMORROW_8, TOMORROW_8 + timedelta(hours=1)),
        busy(71, thursday, thursday + timedelta(hours=10)),
        busy(72, TOMORROW_8 + timedelta(hours=6), TOMORROW_8 + timedelta(hours=7), technician=3),
    )
    assert slots(desk) == ["20261125a", "20261127m", "20261127a", "20261130m"]


def test_it_is_proposed_when_the_last_photo_has_come_too():
    desk = at_the_review(photos=(Photo(id=1, file_id="f", file_unique_id="u", taken_at=MORNING),))
    desk.taps(LEA, "submit")
    assert "next.title" not in desk.said(CAMILLE)
    desk.happens(None, PhotoStored(at=desk.now, visit_id=9, photo_id=1, sha256="a" * 64))
    assert "next.title" in desk.said(CAMILLE)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.ABANDONED])
def test_what_is_finished_is_not_proposed_to_go_on(outcome):
    photo = Photo(id=1, file_id="f", file_unique_id="u", taken_at=MORNING, phase="after", state=PhotoState.STORED)
    desk = submitted(outcome=outcome, reason_code="unsafe", photos=(photo,))
    assert "next.title" not in desk.said(CAMILLE)


# -- set with a tap --------------------------------------------------------------------------------------------------


def set_for_tomorrow() -> Desk:
    desk = submitted()
    desk.taps_on(CAMILLE, "next", 9, "at:20261125m:1")
    return desk


def test_a_tap_gives_the_same_work_order_its_next_visit():
    desk = set_for_tomorrow()
    (made,) = desk.saved(WorkOrder)
    assert (made.id, made.state, made.technician_id) == (7, WorkOrderState.OFFERED, 1)
    assert (made.starts_at, made.ends_at) == (TOMORROW_8, TOMORROW_8 + timedelta(hours=4))
    assert made.equipment == "Joint de 40"
    assert (made.remains.visit_id, made.remains.reason_code) == (9, "part_missing")
    first, second = sorted(desk.saved(Visit), key=lambda v: v.id)
    assert (first.state, first.appointment) == (VisitState.FROZEN, (MORNING, MORNING + timedelta(hours=2)))
    assert (second.state, second.id, second.work_order_id) == (VisitState.OFFERED, made.visit_id, 7)
    (offer,) = [e for e in desk.effects if isinstance(e, Say) and e.slot == f"offer:{second.id}"]
    assert offer.to == LEA.id
    assert {"card.remains", "card.equipment"} <= {p.id for p in offer.message.lines}
    assert "next.set" in desk.said(CAMILLE)


def test_the_report_of_the_first_visit_keeps_its_appointment():
    desk = submitted()
    assert desk.report.report.appointment_starts_at == MORNING
    assert (desk.report.report.to_bring, desk.report.report.reason_code) == ("Joint de 40", "part_missing")


def test_a_second_tap_changes_nothing():
    desk = set_for_tomorrow()
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, visit=desk.visits[9]))
    desk.taps_on(CAMILLE, "next", 9, "at:20261126m:1")
    assert desk.said() == {"error.next_is_set"}
    assert desk.saved(WorkOrder) == []


def test_who_was_taken_meanwhile_is_said_and_the_rest_is_proposed():
    desk = submitted()
    desk.facts = with_(desk.facts, busy=(busy(70, TOMORROW_8, TOMORROW_8 + timedelta(hours=4)),))
    desk.taps_on(CAMILLE, "next", 9, "at:20261125m:1")
    assert "error.slot_taken" in desk.said()
    assert slots(desk)[0] == "20261125a"
    assert desk.saved(WorkOrder) == []


@pytest.mark.parametrize("made_up", ["at:20261125x:1", "at:99999999m:1", "at::1", "at:20251125m:1", "nothing"])
def test_made_up_taps_are_refused(made_up):
    desk = submitted()
    desk.taps_on(CAMILLE, "next", 9, made_up)
    assert desk.said() == {"error.stale"}


def test_only_the_office_sets_it():
    desk = submitted()
    desk.taps_on(LEA, "next", 9, "at:20261125m:1")
    assert desk.said() == {"error.not_your_role"}


def test_another_technician_with_their_own_free_half_days():
    desk = submitted()
    desk.facts = with_(desk.facts, busy=(busy(70, TOMORROW_8, TOMORROW_8 + timedelta(hours=1), technician=3),))
    desk.taps_on(CAMILLE, "next", 9, "who")
    assert {"next:9:who:1", "next:9:who:3"} <= set(desk.buttons(CAMILLE))
    desk.taps_on(CAMILLE, "next", 9, "who:3")
    assert slots(desk)[0] == "20261125a"
    desk.taps_on(CAMILLE, "next", 9, "at:20261125a:3")
    (made,) = desk.saved(WorkOrder)
    assert made.technician_id == HUGO.id
    assert "offer.title" in desk.said(HUGO)


def test_another_date_is_typed():
    desk = submitted()
    desk.taps_on(CAMILLE, "next", 9, "date:1")
    desk.says(CAMILLE, "bientôt")
    assert "error.window_time_not_read" in desk.said(CAMILLE)
    desk.says(CAMILLE, "vendredi 14h-16h")
    (made,) = desk.saved(WorkOrder)
    assert made.starts_at == datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    assert desk.talks[CAMILLE.id].form is None
    assert "next.set" in desk.said(CAMILLE)


def test_a_typed_date_on_which_somebody_is_busy_is_set_and_said():
    friday = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    desk = submitted()
    desk.facts = with_(desk.facts, busy=(busy(70, friday, friday + A_DAY / 24),))
    desk.taps_on(CAMILLE, "next", 9, "date:1")
    desk.says(CAMILLE, "vendredi 14h-16h")
    assert {"next.set", "new.double_booking"} <= desk.said(CAMILLE)


# -- the next visit --------------------------------------------------------------------------------------------------


def test_the_briefing_of_the_next_visit_says_what_the_first_one_left():
    desk = set_for_tomorrow()
    number = desk.order.visit_id
    first = PastVisit(
        at=MORNING, technician_name=LEA.name, mission="Groupe froid en panne", outcome=Outcome.TO_BE_CONTINUED,
        work_order_number=desk.order.number, reason_code="part_missing", to_bring="Joint de 40",
        work_done="Fuite trouvée", advice="Couper l’eau avant",
    )  # fmt: skip
    desk.facts = with_(desk.facts, history=(first,))
    desk.now = TOMORROW_8
    desk.taps_on(LEA, "offer", number, "accept")
    desk.chooses(LEA, "on_my_way")
    said = desk.said(LEA)
    assert {"brief.goes_on", "next.remains", "brief.was_done", "brief.past_advice", "card.equipment"} <= said
    assert "brief.history" not in said, "it is not told twice"
    assert "brief.no_history" not in said


def test_cancelling_the_next_visit_leaves_the_first_as_it_was():
    desk = set_for_tomorrow()
    before = desk.visits[9]
    desk.taps_on(CAMILLE, "wo", 7, "cancel")
    desk.taps(CAMILLE, "reason:client")
    assert desk.order.state is WorkOrderState.CANCELLED
    assert desk.visits[9] == before
    assert desk.saved(ReportFile) == []
    (second,) = desk.saved(Visit)
    assert (second.id, second.state) == (desk.order.visit_id, VisitState.CANCELLED)


def test_another_date_that_may_be_a_slip_is_asked_about_first():
    desk = submitted(busy(70, TOMORROW_8 + timedelta(hours=15), TOMORROW_8 + timedelta(hours=16)))
    desk.taps_on(CAMILLE, "next", 9, "date:1")
    desk.says(CAMILLE, "demain 23h-1h")
    assert {"window.sure", "window.night"} <= desk.said(CAMILLE)
    assert desk.saved(WorkOrder) == []
    desk.taps(CAMILLE, "keep")
    (made,) = desk.saved(WorkOrder)
    assert made.starts_at == TOMORROW_8 + timedelta(hours=15)
    assert {"next.set", "new.double_booking"} <= desk.said(CAMILLE), "what somebody has then is still warned about"
