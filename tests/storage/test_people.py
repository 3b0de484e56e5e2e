"""What lies on the desk where people are changed, and who is still sent what."""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Amend, Erase, Message, SetMenu, say
from core.events import Administered
from core.facts import Needs
from core.people import Invitation, Person, Role
from core.work_order import WorkOrderState
from storage.apply import Arrival, Desk, apply
from storage.database import Database
from storage.desk import lay_out
from storage.outbox import Lease, claim
from storage.people import invitations, people_by_id
from storage.work_orders import work_of
from tests.storage.world import (
    CAMILLE,
    DANA,
    EVERYTHING,
    HOUR,
    HOUSE,
    LEASE,
    NOW,
    ORDER,
    TALK,
    doing,
    furnish,
    hello,
    said,
)

SHA = "ab" * 32
INVITATION = Invitation(token_sha256=SHA, name="Camille Exemple", role=Role.TECHNICIAN, expires_at=NOW + HOUR)


async def test_somebodys_work_is_what_they_do_or_made_while_it_is_open_or_was_due_lately(db: Database) -> None:
    done = replace(ORDER, id=2, number="OI-2026-0002", state=WorkOrderState.DONE, visit_id=None, technician_id=None)
    old = replace(done, id=3, number="OI-2026-0003", starts_at=NOW - 50 * HOUR, ends_at=NOW - 49 * HOUR)
    await furnish(db, *EVERYTHING, done, old)
    since = NOW - 48 * HOUR
    made = await db.read(lambda session: work_of(session, HOUSE.trades, DANA.id, since))
    to_do = await db.write(lambda session: work_of(session, HOUSE.trades, CAMILLE.id, since, lock=True))
    assert [job.work_order.id for job in made] == [1, 2]
    assert [job.work_order.id for job in to_do] == [1]


async def test_only_invitations_that_wait_are_listed(db: Database) -> None:
    used = replace(INVITATION, token_sha256="cd" * 32, used_at=NOW, used_by=1)
    withdrawn = replace(INVITATION, token_sha256="ef" * 32, withdrawn_at=NOW)
    await furnish(db, *EVERYTHING, INVITATION, used, withdrawn)
    assert await db.read(invitations) == (INVITATION,)


async def test_a_link_to_a_new_phone_brings_its_person_their_conversation_and_their_work(db: Database) -> None:
    await furnish(db, *EVERYTHING, replace(INVITATION, person_id=CAMILLE.id))
    needs = Needs(invitation=SHA, work_since=NOW, fresh=True)
    facts = await db.write(lambda session: lay_out(session, HOUSE, None, None, needs, chat_id=555))
    assert facts.subject == CAMILLE
    assert facts.subject_talk == TALK
    assert [job.work_order.id for job in facts.work] == [1]
    assert facts.by_id.keys() >= {CAMILLE.id, DANA.id}


async def test_who_is_disabled_is_sent_nothing_more_but_their_chat_is_still_corrected(db: Database) -> None:
    gone = replace(CAMILLE, enabled=False)
    await furnish(db)
    corrected = Amend(to=1, slot="access:1", message=Message(lines=(say("brief.code_gone"),)))
    menu, erased = SetMenu(to=1, commands=()), Erase(to=1, slot="people")
    desk = doing(hello(to=1), corrected, menu, erased, saves=(gone,))
    (applied,) = await apply(db, desk, [Arrival(said(), chat_id=102)], NOW)
    assert [row.effect for row in applied.rows] == [corrected, menu, erased]
    assert applied.skipped == (1,)


async def test_a_chat_that_its_person_left_gets_its_last_words(db: Database) -> None:
    await furnish(db)
    hidden = Amend(slot="access:1", message=Message(lines=(say("brief.code_gone"),)), chat_id=101, language="fr")
    desk = doing(hidden, SetMenu(commands=(), chat_id=101), saves=(replace(CAMILLE, chat_id=555),))
    (applied,) = await apply(db, desk, [Arrival(said(), chat_id=102)], NOW)
    assert [(row.chat_id, row.recipient) for row in applied.rows] == [(101, None), (101, None)]


async def test_what_the_command_line_decides_waits_for_the_running_service(db: Database) -> None:
    await furnish(db)
    desk = Desk(HOUSE, Lease("command-line", timedelta()))
    event = Administered(at=NOW, act="disable", person_id=CAMILLE.id)
    (applied,) = await apply(db, desk, [Arrival(event)], NOW)
    assert [toast.alert for toast in applied.toasts] == [False]
    people: dict[int, Person] = await db.read(lambda session: people_by_id(session, [CAMILLE.id]))
    assert not people[CAMILLE.id].enabled
    rows = await db.write(lambda session: claim(session, NOW, 10, LEASE))
    assert {row.chat_id for row in rows} == {101, 102}, "the technician and the dispatcher of the open visit"
