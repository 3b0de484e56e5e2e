"""Getting in, and what everybody may ask: invitations, the language, help, commands of other roles."""

from dataclasses import replace as with_
from datetime import timedelta

import pytest
from msgspec.structs import replace

from core.effects import Say
from core.events import Commanded, Said, Tapped
from core.people import Invitation, Person, Role

from desk_of import CAMILLE, LEA, MORNING, Desk

TOKEN = "ab" * 32
ADMIN = Person(id=8, name="Alix Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=108)
MANAGER = Person(id=10, name="Noa Exemple", roles=frozenset({Role.MANAGER}), chat_id=110)
GONE = Person(id=11, name="Sacha Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=111, enabled=False)


def invited(desk: Desk, **changes: object) -> Desk:
    fields = {"token_sha256": TOKEN, "name": "Nouveau Exemple", "role": Role.TECHNICIAN, "created_by": 2,
              "expires_at": MORNING + timedelta(days=1), **changes}  # fmt: skip
    desk.facts = with_(desk.facts, invitation=Invitation(**fields))
    return desk


def changes_nothing(desk: Desk) -> bool:
    return desk.last.saves == ()


# -- strangers and invitations ---------------------------------------------------------------------------------------


def test_a_stranger_is_refused_politely_in_their_language_and_nothing_is_kept():
    desk = Desk()
    (answer,) = desk.starts(None, language="en-GB")
    assert isinstance(answer, Say)
    assert (answer.chat_id, answer.language) == (900, "en")
    assert desk.said() == {"entrance.stranger"}
    assert changes_nothing(desk)


@pytest.mark.parametrize("act", ["commands", "says", "taps"])
def test_whatever_a_stranger_does_is_refused(act):
    desk = Desk()
    event = {
        "commands": Commanded(at=desk.now, language="en", name="new", message_id=1),
        "says": Said(at=desk.now, language="en", text="bonjour", message_id=1),
        "taps": Tapped(at=desk.now, language="en", topic="wo", subject=7, choice="cancel"),
    }[act]
    (answer,) = desk.happens(None, event, chat_id=900)
    assert desk.said() == {"entrance.stranger"}
    assert answer.language == "en", "the language of their messenger"
    assert changes_nothing(desk)


def test_an_unknown_invitation_lets_nobody_in():
    desk = Desk()
    desk.starts(None, TOKEN)
    assert desk.said() == {"entrance.bad_link"}
    assert changes_nothing(desk)


def test_an_expired_invitation_lets_nobody_in():
    desk = invited(Desk(), expires_at=MORNING)
    desk.starts(None, TOKEN)
    assert desk.said() == {"entrance.expired_link"}
    assert changes_nothing(desk)


def test_a_used_invitation_lets_nobody_else_in_and_greets_its_owner_again():
    desk = invited(Desk(CAMILLE, LEA), used_by=1, used_at=MORNING)
    desk.starts(None, TOKEN)
    assert desk.said() == {"entrance.used_link"}
    desk.starts(CAMILLE, TOKEN)
    assert desk.said() == {"entrance.used_link"}
    desk.starts(LEA, TOKEN)
    assert "entrance.back" in desk.said()
    assert changes_nothing(desk)


def test_joining_makes_a_person_and_tells_who_invited():
    desk = invited(Desk(CAMILLE), time_zone="America/Toronto")
    desk.starts(None, TOKEN, language="en")
    (person,) = desk.saved(Person)
    assert (person.name, person.roles, person.chat_id) == ("Nouveau Exemple", {Role.TECHNICIAN}, 900)
    assert (person.language, person.time_zone) == ("en", "America/Toronto")
    assert {"entrance.welcome", "help.technician", "help.everyone"} <= desk.said(person)
    assert desk.said(CAMILLE) == {"entrance.joined", "role.technician"}
    assert desk.facts.invitation.used_by == person.id
    assert desk.facts.invitation.used_at == MORNING
    desk.starts(person, TOKEN)
    assert "entrance.back" in desk.said()
    assert changes_nothing(desk)


def test_a_language_that_is_not_ours_falls_back_to_the_companys():
    desk = invited(Desk())
    desk.starts(None, TOKEN, language="pt-BR")
    assert desk.saved(Person)[0].language == "fr"


def test_a_second_role_for_the_same_chat_is_added():
    desk = invited(Desk(CAMILLE, LEA), role=Role.MANAGER)
    desk.starts(LEA, TOKEN)
    (lea,) = desk.saved(Person)
    assert replace(lea, menu="") == replace(LEA, roles=frozenset({Role.TECHNICIAN, Role.MANAGER}))
    assert {"help.technician", "help.manager"} <= desk.said(lea)


def test_a_disabled_person_is_clearly_refused_until_invited_again_and_is_then_what_they_are_invited_as():
    desk = Desk(GONE)
    desk.commands(GONE, "today")
    assert desk.said() == {"entrance.disabled"}
    desk.starts(GONE)
    assert desk.said() == {"entrance.disabled"}
    assert changes_nothing(desk)
    invited(desk, role=Role.MANAGER).starts(GONE, TOKEN)
    assert desk.people[11].enabled
    assert desk.people[11].roles == {Role.MANAGER}
    assert "entrance.welcome" in desk.said()


# -- commands that everybody has -------------------------------------------------------------------------------------


def test_the_language_is_chosen_by_tapping():
    desk = Desk(LEA)
    desk.commands(LEA, "language")
    assert desk.buttons() == ["language:0:fr", "language:0:en"]
    desk.taps_on(LEA, "language", 0, "en")
    assert desk.people[1].language == "en"
    assert {"toast.noted", "language.now"} == desk.said()
    desk.taps_on(LEA, "language", 0, "de")
    assert desk.said() == {"error.stale"}
    assert changes_nothing(desk)


def test_help_says_what_this_person_can_do():
    desk = Desk(LEA, ADMIN)
    desk.commands(LEA, "help")
    assert desk.said() == {"help.technician", "help.everyone"}
    desk.commands(ADMIN, "help")
    assert desk.said() == {"help.administrator", "help.everyone"}


def test_an_unknown_command_is_answered_with_the_known_ones():
    desk = Desk(LEA)
    desk.commands(LEA, "dance")
    assert {"error.unknown_command", "help.technician"} <= desk.said()


@pytest.mark.parametrize(
    ("who", "command"),
    [(LEA, "new"), (LEA, "invite"), (LEA, "summary"), (MANAGER, "new"), (MANAGER, "invite"), (MANAGER, "today")],
)
def test_commands_of_another_role_are_refused(who, command):
    desk = Desk(who)
    desk.commands(who, command)
    assert desk.said() == {"error.not_your_role"}
    assert changes_nothing(desk)
