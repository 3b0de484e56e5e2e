"""An emergency: begun by a technician in a few messages, completed by the dispatcher from the card."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.clients import Client, Site
from core.conversation import Conversation
from core.effects import Say, Show
from core.visit import Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState

from desk_of import CAMILLE, HUGO, INES, LEA, Amend, Desk, offered, on_the_way
from table import HOUSE, INTERVIEW, MORNING, SITE, both

OTHER = replace(INTERVIEW, trade="plumbing", name=both("Plumbing"))


def desk_with(*sites: Site, trades: bool = False) -> Desk:
    """Léa, Camille and Hugo; a client with these sites. With `trades` two trades instead of one."""
    desk = Desk(LEA, CAMILLE, HUGO)
    desk.facts = with_(desk.facts, sites=sites or (SITE,))
    if trades:
        desk.facts = with_(desk.facts, house=with_(HOUSE, trades={"cooling": INTERVIEW, "plumbing": OTHER}))
    return desk


def step(desk: Desk) -> str | None:
    form = desk.talks[LEA.id].form
    return form.step if form else None


def begun(desk: Desk | None = None) -> Desk:
    """Known client, the only site, the only trade: three messages and a tap."""
    desk = desk or desk_with()
    desk.commands(LEA, "urgent")
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    assert step(desk) == "mission"
    desk.says(LEA, "Fuite d’eau sous le groupe froid")
    return desk


def test_a_known_client_with_one_site_takes_three_messages_and_a_tap():
    desk = begun()
    (made,) = desk.saved(WorkOrder)
    assert (made.state, made.technician_id, made.unplanned) == (WorkOrderState.ACCEPTED, LEA.id, True)
    assert (made.client_id, made.site_id, made.trade) == (5, 6, "cooling")
    assert (made.starts_at, made.ends_at) == (MORNING, MORNING + timedelta(hours=2))
    assert (made.created_by, made.mission) == (CAMILLE.id, "Fuite d’eau sous le groupe froid")
    (visit,) = desk.saved(Visit)
    assert (visit.state, visit.accepted_at) == (VisitState.ACCEPTED, MORNING)
    assert desk.talks[LEA.id].visit_id == visit.id
    assert desk.talks[LEA.id].place.step == "on_my_way"
    assert {"urgent.begun", "choice.on_my_way"} <= desk.said(LEA)


def test_the_dispatcher_is_told_by_the_card_as_a_new_message():
    desk = begun()
    (card,) = [e for e in desk.effects if isinstance(e, Say) and e.to == CAMILLE.id]
    assert card.slot == f"wo:{desk.order.id}"
    said = {p.id for p in card.message.lines}
    assert {"card.unplanned", "card.mission", "card.client", "card.technician"} <= said
    assert f"wo:{desk.order.id}:complete" in desk.buttons(CAMILLE)
    assert desk.sent(HUGO) == []


def test_all_on_duty_are_told_and_the_last_dispatcher_of_the_technician_keeps_the_card():
    desk = offered(INES, created_by=INES.id)
    desk.people[CAMILLE.id] = replace(CAMILLE, on_duty=True)
    desk.people[INES.id] = replace(INES, on_duty=True)
    begun(desk)
    assert desk.order.created_by == INES.id
    assert "card.unplanned" in desk.said(CAMILLE)
    assert "card.unplanned" in desk.said(INES)


def test_where_nobody_can_be_reached_the_technician_is_told():
    desk = desk_with()
    desk.people[CAMILLE.id] = replace(CAMILLE, reachable=False)
    begun(desk)
    assert "urgent.begun_alone" in desk.said(LEA)
    assert desk.order.created_by == LEA.id


def test_a_new_client_is_named_reached_and_found():
    desk = desk_with()
    desk.commands(LEA, "urgent")
    desk.says(LEA, "Garage Modèle")
    desk.taps(LEA, "new")
    assert step(desk) == "client_phone"
    desk.taps(LEA, "skip")
    assert step(desk) == "site"
    desk.says(LEA, "3 rue de l’Essai, 75000 Paris")
    desk.says(LEA, "Rideau métallique bloqué")
    (client,), (site,) = desk.saved(Client), desk.saved(Site)
    assert (client.name, client.phone, client.language) == ("Garage Modèle", None, HOUSE.company.language)
    assert (site.name, site.address, site.client_id) == ("Garage Modèle", "3 rue de l’Essai, 75000 Paris", client.id)


def test_where_there_is_no_address_the_position_will_do():
    desk = desk_with()
    desk.commands(LEA, "urgent")
    desk.says(LEA, "Garage Modèle")
    desk.taps(LEA, "new")
    desk.says(LEA, "06 39 98 01 23")
    desk.is_at(LEA, 48.85661, 2.35222)
    assert step(desk) == "mission"
    desk.says(LEA, "Rideau métallique bloqué")
    (site,) = desk.saved(Site)
    assert (site.latitude, site.longitude, site.address) == (48.85661, 2.35222, "48.85661, 2.35222")
    assert desk.saved(Client)[0].phone


def test_of_several_sites_one_is_tapped_or_another_written():
    desk = desk_with(SITE, replace(SITE, id=7, name="Boutique"))
    desk.commands(LEA, "urgent")
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    assert {"site:6", "site:7"} <= set(desk.choices(LEA))
    desk.taps(LEA, "site:7")
    desk.taps(LEA, "back")
    assert step(desk) == "site"
    desk.says(LEA, "9 rue de l’Essai")
    desk.says(LEA, "Vitrine froide en panne")
    (site,) = desk.saved(Site)
    assert (site.client_id, site.address) == (5, "9 rue de l’Essai")


def test_a_site_of_another_client_is_no_answer():
    elsewhere = replace(SITE, id=8, client_id=99)
    desk = desk_with(SITE, replace(SITE, id=7, name="Boutique"), elsewhere)
    desk.commands(LEA, "urgent")
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    desk.taps(LEA, "site:8")
    assert desk.said() == {"error.stale"}


def test_the_only_site_can_be_another_one_after_all():
    desk = desk_with()
    desk.commands(LEA, "urgent")
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    desk.taps(LEA, "back")
    assert step(desk) == "site"
    desk.taps(LEA, "back")
    assert step(desk) == "client"
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    assert step(desk) == "mission"


def test_the_trade_used_last_comes_first():
    desk = desk_with(trades=True)
    desk.facts = with_(desk.facts, trades=("plumbing", "gone"))
    desk.commands(LEA, "urgent")
    desk.says(LEA, "boul")
    desk.taps(LEA, "client:5")
    assert step(desk) == "trade"
    assert desk.choices(LEA)[:2] == ["trade:plumbing", "trade:cooling"]
    desk.taps(LEA, "trade:cooling")
    desk.says(LEA, "Fuite")
    assert desk.saved(Visit)[0].trade == "cooling"


def test_the_visit_under_way_waits_and_is_a_tap_away():
    desk = on_the_way()
    begun(desk)
    assert "visit:9:open" in desk.buttons(LEA)
    assert [v.id for v in desk.saved(Visit)] == [desk.order.visit_id]
    assert {"9", str(desk.order.visit_id)} <= set(desk.talks[LEA.id].places)


@pytest.mark.parametrize("made_up", ["client:99", "site:6", "trade:cooling", "skip", "new", "nothing:1"])
def test_made_up_taps_are_refused(made_up):
    desk = desk_with()
    desk.commands(LEA, "urgent")
    desk.taps(LEA, made_up)
    assert {w for w in desk.said() if w.startswith("error.")}
    assert step(desk) == "client"


def test_only_technicians_begin_one_and_the_list_of_the_day_has_its_button():
    desk = desk_with()
    desk.commands(CAMILLE, "urgent")
    assert desk.said() == {"error.not_your_role"}
    desk.commands(LEA, "today")
    assert "urgent:0:begin" in desk.buttons(LEA)
    desk.taps_on(LEA, "urgent", 0, "begin")
    assert step(desk) == "client"


def test_put_away_nothing_is_made():
    desk = desk_with()
    desk.commands(LEA, "urgent")
    desk.taps(LEA, "quit")
    assert desk.talks[LEA.id].form is None
    assert [type(noun) for noun in desk.last.saves] == [Conversation]


# -- completed by the dispatcher -------------------------------------------------------------------------------------


def completing(*, under_way: bool = False) -> Desk:
    """Camille has the form open that completes what Léa began."""
    desk = begun()
    if under_way:
        desk.chooses(LEA, "on_my_way")
    desk.taps_on(CAMILLE, "wo", desk.order.id, "complete")
    return desk


def test_the_mission_is_completed_and_the_technician_told():
    desk = completing()
    desk.taps(CAMILLE, "part:mission")
    desk.says(CAMILLE, "Fuite d’eau ; couper la vanne générale d’abord")
    assert desk.order.mission == "Fuite d’eau ; couper la vanne générale d’abord"
    assert "complete.told" in desk.said(LEA)
    assert any(isinstance(e, Show) and e.slot == f"wo:{desk.order.id}" for e in desk.effects), "the card is up to date"
    assert "complete.title" in desk.said(CAMILLE), "the next part can be tapped"
    desk.taps(CAMILLE, "quit")
    assert desk.talks[CAMILLE.id].form is None


def test_client_and_site_and_appointment():
    desk = completing()
    for part, text in (("client_phone", "06 39 98 01 23"), ("client_email", "modele@boulangerie.example"),
                       ("site_address", "2 rue de l’Exemple"), ("when", "aujourd'hui 14h-16h")):  # fmt: skip
        desk.taps(CAMILLE, f"part:{part}")
        desk.says(CAMILLE, text)
        assert "complete.told" in desk.said(LEA), part
    client = next(c for c in desk.facts.clients if c.id == 5)
    site = next(s for s in desk.facts.sites if s.id == 6)
    assert (client.email, site.address) == ("modele@boulangerie.example", "2 rue de l’Exemple")
    assert client.phone
    assert desk.order.starts_at == MORNING + timedelta(hours=5, minutes=30)


def test_a_door_code_reaches_whoever_is_on_the_way_where_it_will_be_erased():
    desk = completing(under_way=True)
    desk.taps(CAMILLE, "part:access")
    desk.taps(CAMILLE, "part:access.door_code")
    desk.says(CAMILLE, "9C77")
    slot = f"access:{desk.order.visit_id}"
    here = [e for e in desk.effects if getattr(e, "slot", None) == slot and e.to == LEA.id]
    assert [type(e) for e in here] == [Amend, Say], "the old message keeps no code"
    assert "9C77" in {p.args.get("value") for p in here[1].message.lines}
    assert "9C77" not in {p.args.get("value") for p in here[0].message.lines}


def test_before_the_way_it_is_only_said_that_there_is_one():
    desk = completing()
    desk.taps(CAMILLE, "part:access")
    desk.taps(CAMILLE, "part:access.door_code")
    desk.says(CAMILLE, "9C77")
    assert "complete.access_later" in desk.said(LEA)
    assert "9C77" not in {p.args.get("value") for m in desk.sent(LEA) for p in m.lines}


def test_what_cannot_be_read_is_said_and_asked_again():
    desk = completing()
    desk.taps(CAMILLE, "part:client_email")
    desk.says(CAMILLE, "pas une adresse")
    assert "error.read_email_not_read" in desk.said(CAMILLE)
    assert desk.sent(LEA) == []
    desk.taps(CAMILLE, "back")
    assert "complete.title" in desk.said(CAMILLE)


def test_once_the_report_is_in_nothing_is_completed_any_more():
    desk = completing()
    desk.taps(CAMILLE, "part:mission")
    desk.stores(replace(desk.order, state=WorkOrderState.SUBMITTED))
    desk.says(CAMILLE, "Trop tard")
    assert "error.order_closed" in desk.said(CAMILLE)
    assert desk.order.mission == "Fuite d’eau sous le groupe froid"


def test_a_work_order_that_was_planned_has_no_such_button():
    desk = offered()
    desk.taps_on(CAMILLE, "wo", 7, "complete")
    assert desk.said() == {"error.stale"}


def test_an_appointment_that_may_be_a_slip_is_asked_about_first_here_too():
    desk = completing()
    before = desk.order.starts_at
    desk.taps(CAMILLE, "part:when")
    desk.says(CAMILLE, "demain 23h-1h")
    assert "window.night" in desk.said(CAMILLE)
    assert (desk.order.starts_at, desk.choices(CAMILLE)) == (before, ["keep", "back"])
    desk.taps(CAMILLE, "keep")
    assert desk.order.starts_at > before
    assert "complete.told" in desk.said(LEA)
