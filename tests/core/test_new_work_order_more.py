"""`/new`: what hangs on the check card (a new client, the site's time), which files may travel, who instead."""

from dataclasses import replace as with_
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from core.clients import Client, Site
from core.effects import Amend
from core.people import Role
from core.work_order import WorkOrderState

from desk_of import CAMILLE, LEA, Desk, offered
from new_order import KNOWN, MISSION, at_the_check, begun, step, through
from table import HOUSE

NEW_CLIENT = ("Garage Modèle", "=new", "=language:fr", "=skip", "=skip", "Atelier", "3 rue de l’Exemple", "=on")
ZONES = frozenset({"Europe/Paris", "Indian/Reunion", "Pacific/Noumea", "America/Cayenne"})


def with_a_new_client() -> Desk:
    """A work order for a new client, at the check card."""
    desk = begun()
    desk.facts = with_(desk.facts, house=with_(HOUSE, zones=ZONES))
    return through(desk, *NEW_CLIENT, *MISSION, "=technician:1")


# -- a new client's details ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "answer", "field", "value"),
    [
        ("client_phone", "06 00 00 00 02", "phone", "06 00 00 00 02"),
        ("client_email", "garage@example.org", "email", "garage@example.org"),
        ("client_language", "=language:en", "language", "en"),
    ],
)
def test_a_new_clients_details_are_corrected_from_the_check_card(part, answer, field, value):
    desk = through(with_a_new_client(), "=edit:more", f"=edit:{part}", answer)
    assert step(desk) == "check"
    desk.taps(CAMILLE, "send")
    (client,) = desk.saved(Client)
    assert getattr(client, field) == value


def test_a_known_clients_details_are_not_offered():
    desk = through(at_the_check(), "=edit:more")
    assert desk.choices() == ["edit:time_zone", "back", "quit"]
    through(desk, "=back")
    assert step(desk) == "check"


# -- the site's time -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "zone"),
    [("=zone:Indian/Reunion", "Indian/Reunion"), ("nouméa", "Pacific/Noumea"), ("Guyane", "America/Cayenne")],
)
def test_the_sites_time_zone_is_set_and_the_appointment_stays_what_was_said(answer, zone):
    desk = through(with_a_new_client(), "=edit:more", "=edit:time_zone", answer)
    assert step(desk) == "check"
    assert "new.zone" in desk.said()
    desk.taps(CAMILLE, "send")
    (site,) = desk.saved(Site)
    assert site.time_zone == zone
    assert desk.order.starts_at == datetime(2026, 11, 25, 8, 30, tzinfo=ZoneInfo(zone))


def test_an_appointment_said_afterwards_is_in_the_sites_time():
    desk = through(with_a_new_client(), "=edit:more", "=edit:time_zone", "=zone:Indian/Reunion")
    through(desk, "=edit:when", "demain 14h-16h")
    desk.taps(CAMILLE, "send")
    assert desk.order.starts_at.astimezone(ZoneInfo("Indian/Reunion")).hour == 14


def test_a_city_that_is_not_known_says_so_and_leaves_all_as_it_was():
    desk = through(with_a_new_client(), "=edit:more", "=edit:time_zone")
    desk.says(CAMILLE, "Saint-Exemple")
    assert desk.said() == {"error.read_zone_not_read"}
    through(desk, "=back")
    assert step(desk) == "check"
    desk.taps(CAMILLE, "send")
    assert desk.saved(Site)[0].time_zone is None


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("plan.pdf", "application/pdf"),
        ("Plan.PDF", None),
        ("notice.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("relevés.ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("code.txt", "text/plain"),
        ("plan.dwg", "application/octet-stream"),
        (None, "application/pdf"),
        ("façade", "image/webp"),
    ],
)
def test_what_a_phone_shows_may_travel(name, mime):
    desk = through(begun(), *KNOWN)
    desk.sends(CAMILLE, "document", name=name, mime=mime)
    assert desk.said() == {"new.attachments_count"}
    assert [a.name for a in desk.talks[2].form.attachments] == [name]


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("setup.exe", "application/x-msdownload"),
        ("plan.pdf.exe", "application/pdf"),
        ("app.apk", "application/vnd.android.package-archive"),
        ("plans.zip", "application/zip"),
        ("macro.docm", "application/vnd.ms-word.document.macroEnabled.12"),
        ("run.sh", "text/x-sh"),
        ("page.html", "text/html"),
        (None, None),
        (".pdf", "application/octet-stream"),
    ],
)
def test_programs_and_archives_do_not(name, mime):
    desk = through(begun(), *KNOWN)
    desk.sends(CAMILLE, "document", name=name, mime=mime)
    assert desk.said() == {"error.attachment_type"}
    assert desk.talks[2].form.attachments == ()


# -- who instead -----------------------------------------------------------------------------------------------------


def test_who_instead_can_be_left_as_it_is():
    desk = offered()
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert "wo:7:leave" in desk.buttons()
    desk.taps_on(CAMILLE, "wo", 7, "leave")
    (amend,) = desk.effects
    assert (amend.slot, amend.message.buttons) == ("reassign:7", ())
    assert desk.last.saves == ()


def test_who_declined_is_marked_and_can_be_asked_again():
    desk = offered()
    desk.facts = with_(
        desk.facts, job=with_(desk.facts.job, work_order=replace(desk.order, state=WorkOrderState.DECLINED))
    )
    desk.taps_on(CAMILLE, "wo", 7, "reassign")
    assert "button.declined_technician" in desk.said()
    assert desk.buttons() == ["wo:7:to:1", "wo:7:to:3", "wo:7:leave"]
    desk.taps_on(CAMILLE, "wo", 7, f"to:{LEA.id}")
    assert desk.order.state is WorkOrderState.OFFERED
    assert "reassign:7" in {e.slot for e in desk.effects if isinstance(e, Amend)}


@pytest.mark.parametrize("command", ["new", "urgent", "invite"])
def test_another_form_does_not_throw_away_what_was_given_for_a_work_order(command: str):
    desk = through(begun(), *KNOWN)
    if command == "urgent":
        desk.people[2] = replace(desk.people[2], roles=desk.people[2].roles | {Role.TECHNICIAN})
    given = desk.talks[2].form.values
    desk.commands(CAMILLE, command)
    assert "form.still_open" in desk.said()
    assert "new.when" in desk.said()
    assert desk.talks[2].form.values == given
    desk.commands(CAMILLE, "cancel")
    desk.commands(CAMILLE, "new")
    assert (step(desk), desk.talks[2].form.values) == ("client", {})
