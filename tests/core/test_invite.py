"""`/invite`: role, name, and a link for one use."""

from dataclasses import replace as with_
from datetime import timedelta

from msgspec.structs import replace

from core.conversation import Conversation
from core.people import Invitation, Person, Role

from desk_of import CAMILLE, MORNING, Desk, Say, offered
from table import SITE

ADMIN = Person(id=8, name="Alix Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=108)


def test_a_dispatcher_invites_and_the_link_is_for_one_use():
    desk = Desk(CAMILLE)
    desk.commands(CAMILLE, "invite")
    assert desk.choices() == ["role:technician", "role:dispatcher", "role:manager", "quit"]
    desk.taps(CAMILLE, "role:manager")
    assert "invite.name" in desk.said()
    desk.says(CAMILLE, "Noa Exemple")
    (invitation,) = desk.saved(Invitation)
    assert (invitation.name, invitation.role, invitation.created_by) == ("Noa Exemple", Role.MANAGER, 2)
    assert invitation.expires_at == MORNING + timedelta(days=7)
    assert desk.talks[2].form is None
    link = desk.sent(CAMILLE)[-1]
    url = link.buttons[0][0].copy
    assert url.startswith("https://t.me/constat_bot?start=first")
    assert invitation.token_sha256 not in url


def test_only_an_administrator_invites_administrators():
    desk = Desk(ADMIN, CAMILLE)
    desk.commands(ADMIN, "invite")
    assert "role:administrator" in desk.choices()
    desk.commands(CAMILLE, "invite")
    desk.taps(CAMILLE, "role:administrator")
    assert desk.said() == {"error.stale"}
    assert desk.talks[2].form.step == "role"


def test_the_invitation_is_refused_what_it_did_not_ask_and_can_be_left():
    desk = Desk(CAMILLE)
    desk.commands(CAMILLE, "invite")
    desk.says(CAMILLE, "technicien")
    assert desk.said() == {"error.tap_please"}
    desk.taps(CAMILLE, "role:technician")
    desk.says(CAMILLE, "   ")
    assert desk.said() == {"error.read_empty"}
    desk.says(CAMILLE, "N" * 81)
    assert desk.said() == {"error.read_too_long"}
    desk.taps(CAMILLE, "quit")
    assert desk.talks[2].form is None
    assert "form.closed" in desk.said()
    assert not desk.saved(Invitation)


def test_buttons_of_an_earlier_question_are_stale():
    desk = Desk(CAMILLE)
    desk.commands(CAMILLE, "invite")
    first = desk.talks[2].form.serial
    desk.taps(CAMILLE, "role:technician")
    desk.taps_on(CAMILLE, "q", first, "role:manager")
    assert desk.said() == {"error.stale_question"}
    assert desk.talks[2].form.values == {"role": "technician"}
    assert desk.last.saves == ()


def test_a_button_tapped_where_a_name_is_asked_says_to_write():
    desk = Desk(CAMILLE)
    desk.commands(CAMILLE, "invite")
    desk.taps(CAMILLE, "role:technician")
    desk.taps(CAMILLE, "role:manager")
    assert desk.said() == {"error.write_it"}


def test_it_says_until_when_in_the_time_of_who_invites():
    abroad = replace(CAMILLE, time_zone="America/Toronto")
    desk = offered(abroad)
    desk.facts = with_(desk.facts, job=with_(desk.facts.job, site=replace(SITE, time_zone="Asia/Tokyo")))
    desk.talks[2] = Conversation(person_id=2, visit_id=9)
    desk.commands(abroad, "invite")
    desk.taps(abroad, "role:technician")
    desk.says(abroad, "Noa Exemple")
    (line,) = [p for p in desk.sent(abroad, Say)[-1].lines if p.id == "invite.link"]
    assert line.args["until"].zone == "America/Toronto"
