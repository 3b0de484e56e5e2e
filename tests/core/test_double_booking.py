"""Double booking is said where a technician is chosen and on the check card, in the site's time."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.facts import Job
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, LEA, MORNING, Desk, offered
from table import CLIENT, SITE, order

TO_THE_CHECK = ("boul", "=client:5", "=site:6", "=on", "=half:tomorrow_morning", "Panne", "=skip", "=skip", "=on",
                "=trade:cooling")  # fmt: skip


def lea_is_busy(desk: Desk, starts_in: int = 24, state: WorkOrderState = WorkOrderState.ACCEPTED) -> Desk:
    """Léa has an appointment of two hours so many hours from this morning."""
    start = MORNING + timedelta(hours=starts_in)
    taken = order(id=70, number="OI-2026-0070", state=state, starts_at=start, ends_at=start + timedelta(hours=2))
    desk.facts = with_(desk.facts, busy=(Job(taken, CLIENT, SITE),))
    return desk


def through(desk: Desk, *answers: str) -> Desk:
    for answer in answers:
        desk.taps(CAMILLE, answer[1:]) if answer.startswith("=") else desk.says(CAMILLE, answer)
        assert not {w for w in desk.said() if w.startswith("error.")}, (answer, desk.said())
    return desk


def new_order() -> Desk:
    desk = Desk(CAMILLE, LEA, HUGO)
    desk.commands(CAMILLE, "new")
    return desk


def test_it_is_said_where_the_technician_is_chosen_and_on_the_check_card():
    desk = through(lea_is_busy(new_order()), *TO_THE_CHECK)
    assert "button.busy_technician" in desk.said()
    through(desk, "=technician:1")
    assert "new.double_booking" in desk.said()
    through(desk, "=edit:technician", "=technician:3")
    assert "new.double_booking" not in desk.said()


@pytest.mark.parametrize("appointment", ["=half:tomorrow_morning", "demain 9h-10h"])
def test_another_appointment_is_checked_at_once(appointment):
    desk = through(lea_is_busy(new_order()), *TO_THE_CHECK, "=technician:1", "=edit:when", "dans 3 jours 8h-10h")
    assert "new.double_booking" not in desk.said()
    through(desk, "=edit:when", appointment)
    assert "new.double_booking" in desk.said()


@pytest.mark.parametrize(("starts_in", "state"), [(26, WorkOrderState.ACCEPTED), (24, WorkOrderState.DECLINED)])
def test_an_appointment_that_only_follows_or_was_declined_is_none(starts_in, state):
    desk = through(lea_is_busy(new_order(), starts_in, state), *TO_THE_CHECK[:4], "demain 8h30-10h30")
    through(desk, *TO_THE_CHECK[5:], "=technician:1")
    assert "new.double_booking" not in desk.said()


def test_the_appointment_is_read_and_said_in_the_sites_time():
    desk = new_order()
    desk.facts = with_(desk.facts, sites=(replace(SITE, time_zone="America/Toronto"),))
    desk.people[2] = replace(CAMILLE, time_zone="Asia/Tokyo")
    through(desk, *TO_THE_CHECK[:4], "demain 8h30-10h")
    form = desk.talks[2].form
    assert form.values["starts_at"] == "2026-11-25T13:30:00+00:00"
    assert "America/Toronto" in str(desk.effects[0])


def test_reassigning_names_who_is_busy_at_that_time():
    desk = lea_is_busy(offered(), 1)
    desk.facts = with_(desk.facts, busy=(*desk.facts.busy, _hugos()))
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert {"reassign.who", "button.busy_technician"} <= desk.said()
    assert desk.buttons() == ["wo:7:to:3", "wo:7:leave"], "it is Léa's already"


def _hugos() -> Job:
    return Job(order(id=71, technician_id=3, starts_at=MORNING + timedelta(hours=1)), CLIENT, SITE)
