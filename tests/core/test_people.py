"""People: disabled and enabled, other roles, and who cannot be reached."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.conversation import Conversation, Place
from core.effects import Amend, Erase, Say, SetMenu, Toast
from core.people import Invitation, Person, Role
from core.visit import Remark, VisitState
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, INES, LEA, MORNING
from staff_desk import ALIX, Team, job
from table import HOUSE

OFFERED, ON_SITE, DONE = WorkOrderState.OFFERED, WorkOrderState.ON_SITE, WorkOrderState.DONE
SHA = "c" * 64


def busy() -> Team:
    """Léa is on site at one work order of Camille's, and offered another one of Inès's."""
    return Team(
        job(7, ON_SITE, departed_at=MORNING, arrived_at=MORNING, work_done="Filtre changé",
            remarks=(Remark(at=MORNING, text="La clé est au bar"),)),
        job(9, OFFERED, created_by=4),
    )  # fmt: skip


def enabled(desk: Team, who: Person) -> bool:
    return desk.people[who.id].enabled


# -- the list and the cards ------------------------------------------------------------------------------------------


def test_the_list_shows_everyone_and_what_is_the_matter_with_them():
    desk = Team()
    desk.people[1] = replace(LEA, reachable=False)
    desk.people[3] = replace(HUGO, enabled=False)
    desk.invitations[SHA] = Invitation(token_sha256=SHA, name="Noa Exemple", role=Role.MANAGER,
                                       expires_at=MORNING + timedelta(days=1))  # fmt: skip
    shown = desk.listing(CAMILLE)
    names = [(b.label.id, b.label.args["name"]) for row in shown.buttons for b in row]
    assert names == [
        ("people.button_there", "Alix Exemple"),
        ("people.button_there", "Camille Exemple"),
        ("people.button_there", "Inès Exemple"),
        ("people.button_unreachable", "Léa Exemple"),
        ("people.button_disabled", "Hugo Exemple"),
        ("people.button_invited", "Noa Exemple"),
    ]
    assert isinstance(desk.effects[0], Erase), "the earlier list goes away"


def test_thirty_people_come_in_pages_that_fit_a_small_phone():
    desk = Team()
    desk.people |= {n: Person(id=n, name=f"Personne {n:02}", chat_id=n, roles=LEA.roles) for n in range(20, 45)}
    seen: list[str] = []
    shown = desk.listing(CAMILLE)
    while True:
        rows = [row for row in shown.buttons if ":card" in (row[0].data or "")]
        assert len(rows) <= 8
        seen += [row[0].label.args["name"] for row in rows]
        later = [b for row in shown.buttons for b in row if b.label.id == "people.after"]
        if not later:
            break
        desk.does(CAMILLE, None, later[0].data.split(":", 2)[2])
        (shown,) = desk.sent(CAMILLE)
    assert len(seen) == len(set(seen)) == 30


@pytest.mark.parametrize("who", [LEA, HUGO])
def test_who_does_not_dispatch_sees_nobody_and_changes_nothing(who: Person):
    desk = Team()
    desk.commands(who, "people")
    assert desk.said() == {"error.not_your_role"}
    desk.does(who, CAMILLE, "disable:yes")
    assert desk.said() == {"error.not_your_role"}
    assert desk.last.saves == ()


def test_a_button_of_somebody_who_is_not_there_is_stale():
    desk = Team()
    for choice in ("card", "disable:yes", "link", "role:pilot", "invitation:abc", "resend:" + "f" * 16, "dance"):
        desk.taps_on(CAMILLE, "people", 999 if choice != "role:pilot" else 1, choice)
        assert desk.said() == {"error.stale"}


# -- disabling and enabling ------------------------------------------------------------------------------------------


def test_disabling_is_asked_first_and_says_what_it_means():
    desk = busy()
    desk.does(CAMILLE, LEA, "disable")
    assert {"people.disable_what", "people.disable_work"} <= desk.said(CAMILLE)
    assert enabled(desk, LEA)


def test_disabling_tells_the_person_and_offers_each_dispatcher_their_work_orders():
    desk = busy()
    desk.does(CAMILLE, LEA, "disable:yes")
    assert not enabled(desk, LEA)
    farewell = next(e for e in desk.effects if isinstance(e, Say) and e.chat_id == 101)
    assert [line.id for line in farewell.message.lines] == ["people.told_disabled"]
    assert farewell.message.clear_keyboard
    assert [d for d in desk.buttons(CAMILLE) if d == "wo:7:reassign"]
    (told,) = (m for m in desk.sent(INES, Say) if m.lines[0].id == "people.work_of_disabled")
    assert [b.data for row in told.buttons for b in row] == ["wo:9:reassign"]
    assert "people.name_disabled" in desk.said(INES), "their cards say so too"
    assert desk.jobs[7].visit.state is VisitState.ON_SITE, "nothing is lost"
    assert SetMenu(to=1, commands=()) in desk.effects


def test_the_door_code_leaves_the_chat_and_comes_back():
    desk = busy()
    desk.does(CAMILLE, LEA, "disable:yes")
    (hidden,) = (e for e in desk.effects if isinstance(e, Amend) and e.slot == "access:7")
    assert "4B12" not in str(hidden)
    desk.does(CAMILLE, desk.people[1], "enable")
    assert "4B12" in str(desk.sent(LEA))


def test_a_disabled_person_changes_nothing_and_goes_on_where_they_were_once_enabled():
    desk = busy()
    desk.talks[1] = Conversation(person_id=1, serial=4, visit_id=7, places={"7": Place(step="work", serial=4)})
    before = desk.talks[1]
    desk.does(CAMILLE, LEA, "disable:yes")
    for act in (lambda: desk.says(LEA, "Fini"), lambda: desk.taps(LEA, "x"), lambda: desk.commands(LEA, "today"),
                lambda: desk.sends(LEA, "photo"), lambda: desk.chooses(LEA, "left")):  # fmt: skip
        act()
        assert desk.said() == {"entrance.disabled"}
        assert desk.last.saves == ()
    desk.does(CAMILLE, desk.people[1], "enable")
    assert "people.told_enabled" in desk.said(LEA)
    assert desk.talks[1] == before
    desk.says(LEA, "Condenseur nettoyé")
    assert desk.jobs[7].visit.work_done == "Condenseur nettoyé"


def test_what_a_disabled_dispatcher_looked_after_goes_to_a_colleague():
    desk = busy()
    desk.does(ALIX, INES, "disable:yes")
    assert desk.jobs[9].work_order.created_by == ALIX.id
    assert desk.jobs[7].work_order.created_by == CAMILLE.id
    assert "people.handed_over" in desk.said(ALIX)
    assert "wo:9:open" in desk.buttons(ALIX)


def test_nobody_disables_themselves_or_the_last_administrator():
    desk = Team()
    desk.does(CAMILLE, CAMILLE, "disable:yes")
    assert desk.said() == {"error.people_not_yourself"}
    desk.does(CAMILLE, ALIX, "disable:yes")
    assert desk.said() == {"error.people_administrators_only"}
    desk.at_the_command_line("disable", ALIX)
    assert desk.said() == {"error.people_last_administrator"}
    desk.does(CAMILLE, HUGO, "disable:yes")
    desk.does(CAMILLE, HUGO, "disable:yes")
    assert desk.said() == {"error.people_already_disabled"}


# -- reassigning what was begun --------------------------------------------------------------------------------------


def test_what_was_noted_is_shown_to_the_dispatcher_and_told_to_the_next_technician():
    desk = busy()
    desk.does(CAMILLE, LEA, "disable:yes")
    desk.taps_on(CAMILLE, "wo", 7, "to:3")
    assert {"noted.kept", "noted.remark"} <= desk.said(CAMILLE)
    assert "Filtre changé" in str(desk.sent(CAMILLE))
    visit = desk.jobs[7].visit
    assert (visit.technician_id, visit.state, visit.work_done) == (3, VisitState.OFFERED, None)
    (noted,) = desk.jobs[7].work_order.noted
    assert noted.name == "Léa Exemple"
    assert "La clé est au bar" in str(noted.lines)


def test_nothing_is_noted_where_nothing_was_begun():
    desk = busy()
    desk.taps_on(INES, "wo", 9, "to:3")
    assert "noted.kept" not in desk.said()
    assert desk.jobs[9].work_order.noted == ()


# -- roles -----------------------------------------------------------------------------------------------------------


def test_a_tap_gives_a_role_and_another_takes_it_and_the_menu_follows():
    desk = Team()
    desk.does(CAMILLE, LEA, "role:dispatcher")
    assert desk.people[1].roles == {Role.TECHNICIAN, Role.DISPATCHER}
    assert {"people.told_roles", "help.dispatcher"} <= desk.said(LEA)
    (menu,) = (e for e in desk.effects if isinstance(e, SetMenu))
    assert {"new", "people", "office", "urgent"} <= set(menu.commands)
    desk.does(CAMILLE, LEA, "role:dispatcher")
    (menu,) = (e for e in desk.effects if isinstance(e, SetMenu))
    assert not {"new", "people", "duty", "invite"} & set(menu.commands), "a technician does not see /new"
    desk.does(CAMILLE, LEA, "role:technician")
    assert desk.said() == {"error.people_one_role"}


def test_only_an_administrator_gives_or_takes_administrator_and_never_the_last():
    desk = Team()
    desk.does(CAMILLE, LEA, "roles")
    assert "role.administrator" not in desk.said()
    desk.does(CAMILLE, LEA, "role:administrator")
    assert desk.said() == {"error.people_administrators_only"}
    desk.does(CAMILLE, ALIX, "role:technician")
    assert desk.said() == {"error.people_administrators_only"}
    desk.does(ALIX, ALIX, "role:technician")
    desk.does(ALIX, ALIX, "role:administrator")
    assert desk.said() == {"error.people_last_administrator"}
    desk.does(ALIX, LEA, "role:administrator")
    assert desk.people[1].has(Role.ADMINISTRATOR)
    desk.does(LEA, ALIX, "role:administrator")
    assert desk.people[8].roles == {Role.TECHNICIAN}


def test_who_is_no_technician_any_more_leaves_work_to_be_reassigned():
    desk = busy()
    desk.people[1] = replace(LEA, roles=LEA.roles | {Role.MANAGER})
    desk.does(CAMILLE, LEA, "role:technician")
    assert "people.work_of_former" in desk.said(CAMILLE)
    assert "people.work_of_former" in desk.said(INES)


def test_an_invitation_used_by_somebody_known_adds_its_role_and_the_menu_follows():
    desk = Team()
    desk.invitations[SHA] = Invitation(token_sha256=SHA, name="Léa", role=Role.DISPATCHER, created_by=2,
                                       expires_at=MORNING + timedelta(days=1))  # fmt: skip
    desk.starts(LEA, SHA)
    lea = desk.people[1]
    assert (lea.name, lea.roles) == (LEA.name, {Role.TECHNICIAN, Role.DISPATCHER})
    assert any(isinstance(e, SetMenu) and "new" in e.commands for e in desk.effects)


def test_the_menu_follows_the_language():
    desk = Team()
    desk.taps_on(LEA, "language", 0, "en")
    assert [e.to for e in desk.effects if isinstance(e, SetMenu)] == [1]
    desk.taps_on(LEA, "language", 0, "en")
    assert not any(isinstance(e, SetMenu) for e in desk.effects), "it is there already"


# -- name and time zone ----------------------------------------------------------------------------------------------


def test_a_person_is_renamed():
    desk = Team()
    desk.does(CAMILLE, LEA, "name")
    desk.says(CAMILLE, "Léa Modèle")
    assert desk.people[1].name == "Léa Modèle"
    assert desk.talks[2].form is None
    assert "people.told_name" in desk.said(LEA)


def test_a_person_lives_elsewhere():
    desk = Team()
    desk.facts = with_(desk.facts, house=with_(HOUSE, zones=frozenset({"America/Toronto", "Europe/Paris"})))
    desk.does(CAMILLE, LEA, "zone")
    desk.says(CAMILLE, "Atlantide")
    assert desk.said() == {"error.read_zone_not_read"}
    desk.says(CAMILLE, "Montréal")
    assert desk.people[1].time_zone == "America/Toronto"
    desk.does(CAMILLE, LEA, "zone")
    desk.taps(CAMILLE, "company")
    assert desk.people[1].time_zone is None
    desk.does(CAMILLE, LEA, "name")
    desk.taps(CAMILLE, "quit")
    assert desk.talks[2].form is None


# -- who cannot be reached -------------------------------------------------------------------------------------------


def test_the_dispatchers_of_somebodys_open_work_hear_once_that_they_cannot_be_reached_and_once_that_they_can():
    desk = busy()
    desk.is_reachable(LEA, False)
    assert "people.unreachable" in desk.said(CAMILLE)
    assert "wo:9:reassign" in desk.buttons(INES)
    assert "people.name_unreachable" in desk.said(CAMILLE), "the card as well"
    desk.is_reachable(LEA, False)
    assert desk.effects == []
    desk.is_reachable(LEA, True)
    assert "people.reachable_again" in desk.said(CAMILLE)
    assert "people.name_unreachable" not in desk.said()
    assert "people.missed" in desk.said(LEA)
    desk.is_reachable(LEA, True)
    assert desk.effects == []


def test_whoever_is_heard_again_counts_as_reachable():
    desk = busy()
    desk.is_reachable(LEA, False)
    desk.commands(LEA, "help")
    assert desk.people[1].reachable
    assert {"people.reachable_again"} <= desk.said(CAMILLE)
    desk.commands(LEA, "help")
    assert desk.said() == {"help.technician", "help.everyone"}


def test_the_dispatcher_is_told_at_once_that_an_assignment_will_not_be_seen():
    desk = busy()
    desk.people[3] = replace(HUGO, reachable=False)
    desk.taps_on(INES, "wo", 9, "reassign")
    assert "people.name_unreachable" in desk.said(INES)
    desk.taps_on(INES, "wo", 9, "to:3")
    assert "people.offer_unreached" in desk.said(INES)


# -- the command line ------------------------------------------------------------------------------------------------


def test_the_command_line_does_the_same_and_reads_the_answer_there():
    desk = busy()
    desk.at_the_command_line("disable", LEA)
    assert not enabled(desk, LEA)
    assert "people.work_of_disabled" in desk.said(CAMILLE)
    assert [e.text.id for e in desk.effects if isinstance(e, Toast)] == ["toast.noted"]
    desk.at_the_command_line("enable", LEA)
    desk.at_the_command_line("roles", LEA, value="technician manager")
    assert desk.people[1].roles == {Role.TECHNICIAN, Role.MANAGER}
    desk.at_the_command_line("rename", LEA, value="Léa Modèle")
    assert desk.people[1].name == "Léa Modèle"
    desk.at_the_command_line("relink", LEA, token_sha256=SHA)
    assert desk.invitations[SHA].person_id == 1
    desk.starts(None, SHA, chat_id=555)
    assert desk.people[1].chat_id == 555


def test_what_the_command_line_names_may_be_gone():
    desk = Team()
    desk.at_the_command_line("resend", invitation_sha256=SHA, token_sha256="d" * 64)
    (answer,) = desk.effects
    assert isinstance(answer, Toast)
    assert answer.alert
    assert answer.text.id == "error.people_nobody"
