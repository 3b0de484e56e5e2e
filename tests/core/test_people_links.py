"""People: links to another phone, invitations sent anew and withdrawn."""

from datetime import timedelta

from core.conversation import Conversation, Place
from core.effects import Amend, Say
from core.events import Said
from core.people import Invitation, Person, Role
from core.visit import Remark
from core.work_order import WorkOrderState

from desk_of import CAMILLE, HUGO, LEA, MORNING
from staff_desk import ALIX, Team, job

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


# -- another phone ---------------------------------------------------------------------------------------------------


def link_of(desk: Team) -> str:
    (made,) = (i for i in desk.saved(Invitation) if i.waits)
    return made.token_sha256


def test_a_new_phone_takes_over_visits_places_and_conversation_and_the_old_one_is_cut_off():
    desk = busy()
    desk.talks[1] = Conversation(person_id=1, serial=4, visit_id=7, places={"7": Place(step="work", serial=4)})
    desk.does(CAMILLE, LEA, "link")
    assert "people.relink" in desk.said(CAMILLE)
    sha = link_of(desk)
    desk.starts(None, sha, chat_id=555)
    lea = desk.people[1]
    assert (lea.chat_id, lea.name, lea.roles) == (555, LEA.name, LEA.roles)
    old = [e for e in desk.effects if getattr(e, "chat_id", None) == 101]
    assert {"people.farewell"} == {line.id for e in old if isinstance(e, Say) for line in e.message.lines}
    (hidden,) = (e for e in old if isinstance(e, Amend))
    assert "4B12" not in str(hidden)
    assert {"people.moved", "people.moved_visit"} <= desk.said(lea)
    assert "4B12" in str(desk.sent(lea)), "the way in is on the new phone"
    assert "people.has_moved" in desk.said(CAMILLE)
    desk.says(lea, "Condenseur nettoyé")
    assert desk.jobs[7].visit.work_done == "Condenseur nettoyé"
    desk.happens(None, Said(at=desk.now, text="Fini", message_id=3), chat_id=101)
    assert desk.said() == {"entrance.stranger"}, "the old phone"
    desk.starts(None, sha, chat_id=556)
    assert desk.said() == {"entrance.used_link"}


def test_a_form_that_was_open_is_asked_again_on_the_new_phone():
    desk = Team()
    desk.commands(CAMILLE, "new")
    desk.says(CAMILLE, "Garage Modèle")
    desk.does(ALIX, CAMILLE, "link")
    desk.starts(None, link_of(desk), chat_id=555)
    camille = desk.people[2]
    assert "people.moved_form" in desk.said(camille)
    desk.commands(camille, "resume")
    assert "new.client_found" in desk.said(camille)
    assert "new" in desk.choices(camille)
    desk.taps(camille, "new")
    assert "new.client_language" in desk.said(camille)


def test_a_form_that_asks_for_one_thing_is_closed_by_moving():
    desk = Team()
    desk.does(CAMILLE, LEA, "name")
    desk.does(ALIX, CAMILLE, "link")
    desk.starts(None, link_of(desk), chat_id=555)
    assert desk.talks[2].form is None
    assert "people.moved_form" not in desk.said()


def test_a_link_to_a_new_phone_is_not_for_a_colleagues_phone_nor_the_same_one():
    desk = Team()
    desk.does(CAMILLE, LEA, "link")
    sha = link_of(desk)
    desk.starts(HUGO, sha)
    assert desk.said() == {"entrance.other_phone"}
    desk.starts(LEA, sha)
    assert "entrance.same_phone" in desk.said()
    assert desk.invitations[sha].waits, "it still serves on the right phone"


def test_a_newer_link_to_a_phone_replaces_the_older_one():
    desk = Team()
    desk.does(CAMILLE, LEA, "link")
    first = link_of(desk)
    desk.does(CAMILLE, LEA, "link")
    desk.starts(None, first)
    assert desk.said() == {"entrance.withdrawn_link"}


def test_nobody_becomes_an_administrator_by_a_link():
    desk = Team()
    desk.does(CAMILLE, ALIX, "link")
    assert desk.said() == {"error.people_administrators_only"}
    desk.does(CAMILLE, LEA, "link")
    sha = link_of(desk)
    desk.does(ALIX, LEA, "role:administrator")
    desk.starts(None, sha)
    assert desk.said() == {"entrance.withdrawn_link"}, "made before she became one"
    desk.does(ALIX, desk.people[1], "link")
    desk.starts(None, link_of(desk), chat_id=777)
    assert desk.people[1].chat_id == 777


def test_a_link_does_not_open_the_door_to_somebody_disabled():
    desk = Team()
    desk.does(CAMILLE, LEA, "link")
    sha = link_of(desk)
    desk.does(CAMILLE, LEA, "disable:yes")
    desk.starts(None, sha)
    assert desk.said() == {"entrance.withdrawn_link"}
    desk.does(CAMILLE, desk.people[1], "link")
    assert desk.said() == {"error.people_enable_first"}


# -- invitations -----------------------------------------------------------------------------------------------------


def test_an_invitation_that_expired_is_sent_anew_and_another_is_withdrawn():
    desk = Team()
    desk.invitations[SHA] = Invitation(token_sha256=SHA, name="Noa Exemple", role=Role.MANAGER,
                                       time_zone="Europe/Rome", expires_at=MORNING - timedelta(days=1))  # fmt: skip
    assert "people.button_expired" in {b.label.id for row in desk.listing(CAMILLE).buttons for b in row}
    desk.does(CAMILLE, None, f"invitation:{SHA[:16]}")
    assert "people.invitation_expired" in desk.said()
    desk.does(CAMILLE, None, f"resend:{SHA[:16]}")
    assert {"invite.link", "people.resent"} <= desk.said(CAMILLE)
    (fresh,) = (i for i in desk.saved(Invitation) if i.waits)
    assert (fresh.name, fresh.role, fresh.time_zone) == ("Noa Exemple", Role.MANAGER, "Europe/Rome")
    desk.starts(None, SHA)
    assert desk.said() == {"entrance.withdrawn_link"}
    desk.does(CAMILLE, None, f"withdraw:{fresh.token_sha256[:16]}")
    desk.starts(None, fresh.token_sha256)
    assert desk.said() == {"entrance.withdrawn_link"}


def test_only_an_administrator_sends_an_administrators_invitation_anew():
    desk = Team()
    desk.invitations[SHA] = Invitation(token_sha256=SHA, name="Noa Exemple", role=Role.ADMINISTRATOR,
                                       expires_at=MORNING + timedelta(days=1))  # fmt: skip
    for act in ("resend", "withdraw"):
        desk.does(CAMILLE, None, f"{act}:{SHA[:16]}")
        assert desk.said() == {"error.people_administrators_only"}
    assert desk.invitations[SHA].waits
