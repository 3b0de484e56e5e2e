"""`/new`: a dispatcher is guided to a work order, and what is sent in the end."""

from datetime import timedelta

import pytest

from core.clients import Client, Site
from core.visit import Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState

from desk_of import CAMILLE, LEA, Say, Show
from new_order import KNOWN, MISSION, TOMORROW_8H30, at_the_check, begun, step, through

# -- the way through -------------------------------------------------------------------------------------------------


def test_a_new_client_and_a_new_site_with_access_notes():
    desk = through(begun(), "Garage Modèle")
    assert "new.client_found" in desk.said()
    through(desk, "=new", "=language:en", "06 00 00 00 00", "atelier@example.org", "Atelier", "3 rue de l’Exemple")
    assert step(desk) == "access"
    through(desk, "=field:door_code", "12A45", "=field:contact_phone", "0600000001")
    assert {"access.line", "access.door_code", "access.contact_phone"} <= desk.said()
    through(desk, "=on", *MISSION, "=technician:1")
    desk.is_at(CAMILLE, 48.85, 2.35)
    assert desk.said() == {"new.location_noted"}
    desk.taps(CAMILLE, "send")
    (client,), (site,), (order,), (visit,) = (desk.saved(k) for k in (Client, Site, WorkOrder, Visit))
    assert (client.name, client.language, client.email) == ("Garage Modèle", "en", "atelier@example.org")
    assert (site.client_id, site.name, site.address) == (client.id, "Atelier", "3 rue de l’Exemple")
    assert (site.access.door_code, site.access.contact_phone) == ("12A45", "06 00 00 00 01")
    assert (site.latitude, site.longitude) == (48.85, 2.35)
    assert (order.client_id, order.site_id, order.visit_id) == (client.id, site.id, visit.id)


def test_a_known_client_and_a_known_site_are_not_asked_about_again():
    desk = through(begun(), "boul")
    assert desk.choices() == ["client:5", "new", "quit"]
    through(desk, "=client:5")
    assert step(desk) == "site"
    assert "site:6" in desk.choices()
    through(desk, "=site:6")
    assert step(desk) == "access"
    assert "access.line" in desk.said()


def test_sending_stores_it_shows_the_card_and_offers_it_to_the_technician():
    desk = at_the_check()
    desk.taps(CAMILLE, "send")
    (order,), (visit,) = desk.saved(WorkOrder), desk.saved(Visit)
    assert (order.state, order.technician_id, order.created_by) == (WorkOrderState.OFFERED, 1, 2)
    assert order.number == f"OI-2026-{order.id:04d}"
    assert (order.starts_at, order.ends_at) == (TOMORROW_8H30, TOMORROW_8H30 + timedelta(minutes=90))
    assert (order.mission, order.constraints, order.equipment) == ("Groupe froid en panne", None, None)
    assert (visit.state, visit.technician_id, visit.interview_version) == (VisitState.OFFERED, 1, "v1")
    assert {"card.title", "state.offered", "button.reassign"} <= desk.said(CAMILLE, Show)
    assert {"offer.title", "button.accept", "button.decline"} <= desk.said(LEA, Say)
    assert not {w for w in desk.said(LEA) if "access" in w}, "access notes come with “on my way”"
    assert desk.talks[2].form is None


def test_the_second_tap_on_send_is_refused():
    desk = at_the_check()
    serial = desk.talks[2].form.serial
    desk.taps(CAMILLE, "send")
    desk.taps_on(CAMILLE, "q", serial, "send")
    assert desk.said() == {"error.stale_question"}
    assert desk.last.saves == ()


def test_assigned_later_it_is_kept_and_nobody_is_asked():
    desk = at_the_check(technician=0)
    assert "button.keep" in desk.said()
    desk.taps(CAMILLE, "send")
    assert desk.order.state is WorkOrderState.UNASSIGNED
    assert (desk.order.technician_id, desk.order.visit_id) == (None, None)
    assert not desk.saved(Visit)
    assert {e.to for e in desk.effects} == {2}
    assert "button.assign" in desk.said(CAMILLE, Show)


# -- back, skip, edit, leave -----------------------------------------------------------------------------------------


def test_back_leads_to_the_question_before_and_keeps_what_was_given():
    desk = through(begun(), *KNOWN, "demain 8h30-10h")
    desk.taps(CAMILLE, "back")
    assert step(desk) == "when"
    desk.taps(CAMILLE, "back")
    assert step(desk) == "access"
    through(desk, "=field:floor", "=back", "=on")
    assert step(desk) == "mission"


def test_the_first_question_has_no_way_back():
    desk = begun()
    assert "back" not in desk.choices()
    desk.taps(CAMILLE, "back")
    assert desk.said() == {"error.no_way_back"}


def test_what_must_be_answered_cannot_be_skipped():
    desk = through(begun(), *KNOWN)
    assert "skip" not in desk.choices()
    desk.taps(CAMILLE, "skip")
    assert desk.said() == {"error.stale"}
    assert step(desk) == "when"


def test_what_was_skipped_counts_as_answered():
    desk = through(begun(), "Garage Modèle", "=new", "=language:fr", "=skip", "=skip")
    assert step(desk) == "site"


@pytest.mark.parametrize(
    ("part", "answer", "card"),
    [
        ("mission", "Révision annuelle", "card.mission"),
        ("constraints", "Avant midi", "card.constraints"),
        ("equipment", "Échelle", "card.equipment"),
        ("when", "demain 14h-16h", "card.when"),
        ("technician", "=technician:3", "card.technician"),
        ("trade", "=trade:cooling", "card.trade"),
        ("attachments", "=on", "new.check"),
        ("access", "=on", "new.check"),
        ("site", "=site:6", "new.check"),
    ],
)
def test_an_edit_from_the_check_card_leads_back_to_it(part, answer, card):
    desk = through(at_the_check(), f"=edit:{part}")
    assert step(desk) == part
    through(desk, answer)
    if part == "site":
        through(desk, "=on")
    assert step(desk) == "check"
    assert card in desk.said()
    through(desk, f"=edit:{part}", "=back")
    assert step(desk) == "check"


def test_another_client_asks_for_another_site():
    desk = through(at_the_check(), "=edit:client", "Garage Modèle", "=new")
    assert step(desk) == "client_language"
    through(desk, "=language:fr", "=skip", "=skip")
    assert step(desk) == "site"
    assert "site:6" not in desk.choices()


@pytest.mark.parametrize("leaves", ["taps", "commands"])
def test_leaving_drops_it_all(leaves):
    desk = at_the_check()
    serial = desk.talks[2].form.serial
    if leaves == "taps":
        desk.taps(CAMILLE, "quit")
        assert {"form.closed", "new.dropped"} == desk.said()
    else:
        desk.commands(CAMILLE, "cancel")
        assert {"form.closed", "form.dropped"} == desk.said()
    assert desk.talks[2].form is None
    desk.taps_on(CAMILLE, "q", serial, "send")
    assert desk.said() == {"error.stale_question"}
    assert desk.last.saves == ()
