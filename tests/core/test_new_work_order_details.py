"""`/new` in detail: appointments, attachments, and what changes meanwhile."""

from dataclasses import replace as with_
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from core.effects import Amend
from core.people import Role
from core.work_order import WorkOrder

from desk_of import CAMILLE, HUGO, Desk, offered
from new_order import KNOWN, MISSION, TOMORROW_8H30, at_the_check, begun, step, through
from table import SITE


def form_window(desk: Desk) -> tuple[datetime, datetime]:
    values = desk.talks[2].form.values
    return datetime.fromisoformat(values["starts_at"]), datetime.fromisoformat(values["ends_at"])


# -- the appointment -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("half", "start", "end"),
    [
        ("today_morning", (24, 7, 0), (24, 11, 0)),
        ("today_afternoon", (24, 12, 30), (24, 16, 30)),
        ("tomorrow_morning", (25, 7, 0), (25, 11, 0)),
        ("tomorrow_afternoon", (25, 12, 30), (25, 16, 30)),
    ],
)
def test_half_days_by_tapping(half, start, end):
    desk = through(begun(), *KNOWN, f"=half:{half}")
    assert form_window(desk) == (datetime(2026, 11, *start, tzinfo=UTC), datetime(2026, 11, *end, tzinfo=UTC))


def test_an_appointment_as_it_is_typed():
    desk = through(begun(), *KNOWN, "jeudi 14h-16h30")
    assert form_window(desk) == (datetime(2026, 11, 26, 13, tzinfo=UTC), datetime(2026, 11, 26, 15, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("quand vous voulez", "window_time_not_read"),
        ("demain 25h", "read_hour_impossible"),
        ("hier 8h-10h", "read_in_the_past"),
        ("demain", "window_hour_missing"),
        ("demain 16h-14h", "read_end_before_start"),
        ("   ", "read_empty"),
    ],
)
def test_an_appointment_that_cannot_be_read_says_why_and_stays_open(typed, problem):
    desk = through(begun(), *KNOWN)
    desk.says(CAMILLE, typed)
    assert desk.said() == {f"error.{problem}"}
    assert step(desk) == "when"
    assert desk.last.saves == ()


def test_neither_the_dispatchers_own_zone_nor_the_visit_in_hand_moves_the_appointment():
    both = replace(CAMILLE, roles=frozenset({Role.DISPATCHER, Role.TECHNICIAN}), time_zone="America/Toronto")
    desk = offered(both, technician_id=2)
    desk.visits[9] = replace(desk.visits[9], technician_id=2)
    far = replace(SITE, id=60, time_zone="Asia/Tokyo")
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, visit=desk.visits[9], site=far))
    desk.taps_on(both, "offer", 9, "accept")
    desk.commands(both, "new")
    through(desk, *KNOWN, "demain 8h30-10h")
    assert form_window(desk)[0] == TOMORROW_8H30


# -- attachments and the place on the map ----------------------------------------------------------------------------


def test_photos_and_papers_come_at_any_step_and_are_sent_along():
    desk = begun()
    desk.sends(CAMILLE, "document", file_id="plan", name="plan.pdf")
    assert desk.said() == {"new.attachments_count"}
    through(desk, *KNOWN, *MISSION[:4])
    assert step(desk) == "attachments"
    desk.sends(CAMILLE, "photo", file_id="facade", caption="Façade")
    (answer,) = desk.effects
    assert isinstance(answer, Amend), "the question counts them itself"
    through(desk, "=on", "=trade:cooling", "=technician:1")
    assert "card.attachments" in desk.said()
    desk.taps(CAMILLE, "send")
    (sent,) = desk.saved(WorkOrder)
    assert [(a.kind, a.file_id, a.name, a.caption) for a in sent.attachments] == [
        ("document", "plan", "plan.pdf", None),
        ("photo", "facade", None, "Façade"),
    ]


def test_ten_attachments_are_enough():
    desk = begun()
    for n in range(10):
        desk.sends(CAMILLE, "photo", file_id=str(n))
    desk.sends(CAMILLE, "photo", file_id="eleventh")
    assert desk.said() == {"error.too_many_attachments"}
    assert len(desk.talks[2].form.attachments) == 10


@pytest.mark.parametrize("kind", ["voice", "video", "audio"])
def test_voice_and_video_are_no_attachments(kind):
    desk = begun()
    desk.sends(CAMILLE, kind)
    assert desk.said() == {"error.attachment_kind"}
    assert desk.talks[2].form.attachments == ()


# -- the check card, and what lies below the form ---------------------------------------------------------------------


def test_a_technician_who_left_meanwhile_is_not_sent_to():
    desk = at_the_check(technician=3)
    desk.people[3] = replace(HUGO, enabled=False)
    desk.taps(CAMILLE, "send")
    assert desk.said() == {"error.technician_gone"}
    assert step(desk) == "check"
    assert desk.last.saves == ()


def test_a_second_new_begins_anew_where_nothing_was_given_and_closes_the_first():
    desk = begun()
    desk.commands(CAMILLE, "new")
    assert "form.closed" in desk.said()
    assert step(desk) == "client"
    assert desk.talks[2].form.values == {}


def test_an_appointment_that_may_be_a_slip_is_asked_about_and_the_draft_stays():
    desk = through(begun(), *KNOWN, "demain 23h-1h")
    assert {"window.sure", "window.night"} <= desk.said(CAMILLE)
    assert step(desk) == "when"
    assert desk.choices(CAMILLE) == ["keep", "back"]
    through(desk, "=keep")
    assert form_window(desk) == (datetime(2026, 11, 25, 22, tzinfo=UTC), datetime(2026, 11, 26, 0, tzinfo=UTC))
    assert step(desk) == "mission"
