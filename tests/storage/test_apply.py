"""What comes in is decided once, stored with its consequences, or kept for another try."""

import asyncio
from collections.abc import Callable
from dataclasses import replace as with_
from datetime import datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core import alerts
from core import step as core_step
from core.conversation import Conversation
from core.decision import Decision, Saved
from core.effects import OFFICE, AnyEffect, FetchPhoto, Message, Phrase, Say, Toast, say
from core.events import Alerted, Event, PhotoStored, Said
from core.facts import Facts, Needs
from core.people import Person, Role
from storage import inbox, outbox
from storage.apply import Arrival, Desk, apply, retry_inbox
from storage.database import Database
from storage.inbox_view import everything_kept
from storage.people import person_at
from tests.storage.world import (
    CAMILLE,
    DANA,
    EVERYTHING,
    HOUR,
    HOUSE,
    INTERVIEW,
    LEASE,
    NOCHAT,
    NOW,
    OFFICE_CHAT,
    ORDER,
    VISIT,
    deciding,
    doing,
    furnish,
    hello,
    said,
)


def from_camille(update_id: int, text: str = "bonjour") -> Arrival:
    return Arrival(said(text), update_id=update_id, chat_id=CAMILLE.chat_id, raw=text.encode())


def count(facts: Facts, event: Event) -> Decision:
    """Every message asks Camille the next question; "crash" is more than the step can bear."""
    assert facts.conversation is not None
    if isinstance(event, Said) and event.text == "crash":
        raise ZeroDivisionError(event.text)
    talk = replace(facts.conversation, serial=facts.conversation.serial + 1)
    return Decision(saves=(talk,), effects=(hello(text=f"question {talk.serial}"),))


def told(line: Phrase) -> Say:
    """One line to Camille's chat, by its number alone."""
    return Say(chat_id=CAMILLE.chat_id, language="fr", message=Message(lines=(line,)))


def first_line(effect: AnyEffect) -> str:
    """The wording of a message's first line."""
    assert isinstance(effect, Say)
    return effect.message.lines[0].id


async def questions(db: Database) -> int:
    _, talk = await db.read(lambda session: person_at(session, person_id=1))
    assert talk is not None
    return talk.serial


async def waiting(db: Database) -> int:
    return (await db.read(outbox.backlog)).waiting


@pytest.fixture
async def camille(db: Database) -> None:
    await furnish(db, CAMILLE, DANA, NOCHAT, Conversation(person_id=1))


@pytest.mark.usefixtures("camille")
class TestOnce:
    async def test_an_update_sent_three_times_counts_once(self, db: Database) -> None:
        desk = deciding(count)
        first = await apply(db, desk, [from_camille(11), from_camille(11)], NOW)
        again = await apply(db, desk, [from_camille(11)], NOW + HOUR)
        assert [applied.state for applied in [*first, *again]] == ["taken", "duplicate", "duplicate"]
        assert await questions(db) == 1
        assert await waiting(db) == 1

    async def test_the_same_tap_under_another_number_counts_once(self, db: Database) -> None:
        desk = deciding(count)
        taps = [with_(from_camille(number), key="tap:900") for number in (11, 7_000_000)]
        assert [applied.state for applied in await apply(db, desk, taps, NOW)] == ["taken", "duplicate"]
        assert await questions(db) == 1

    async def test_what_was_seen_is_known_as_long_as_it_may_come_again(self, db: Database) -> None:
        desk = deciding(count)
        await apply(db, desk, [from_camille(11)], NOW)
        await db.write(lambda session: inbox.forget_seen(session, NOW))
        assert [applied.state for applied in await apply(db, desk, [from_camille(11)], NOW)] == ["duplicate"]

    async def test_two_that_arrive_at_the_same_moment(self, db: Database) -> None:
        desk = deciding(count)
        results = await asyncio.gather(*(apply(db, desk, [from_camille(11)], NOW) for _ in range(2)))
        assert sorted(applied.state for result in results for applied in result) == ["duplicate", "taken"]
        assert await questions(db) == 1

    async def test_events_of_one_batch_see_each_other(self, db: Database) -> None:
        results = await apply(db, deciding(count), [from_camille(number) for number in range(1, 6)], NOW)
        assert [applied.state for applied in results] == ["taken"] * 5
        assert await questions(db) == 5


@pytest.mark.usefixtures("camille")
class TestKept:
    async def test_one_that_cannot_be_applied_does_not_hold_up_the_others(self, db: Database) -> None:
        batch = [from_camille(1), from_camille(2, "crash"), from_camille(3)]
        results = await apply(db, deciding(count), batch, NOW)
        assert [applied.state for applied in results] == ["taken", "kept", "taken"]
        assert await questions(db) == 2
        (number,) = await db.read(lambda session: inbox.due(session, NOW + HOUR, 10))
        kept = await db.read(lambda session: inbox.kept(session, number))
        assert kept is not None
        assert (kept.raw, kept.chat_id) == (b"crash", CAMILLE.chat_id)
        # The error's own text quotes what a person typed: only its kind and place are kept.
        assert kept.problem.startswith("ZeroDivisionError at tests/storage/test_apply.py:")

    async def test_a_kept_update_that_is_sent_again_is_a_duplicate(self, db: Database) -> None:
        await apply(db, deciding(count), [from_camille(2, "crash")], NOW)
        (again,) = await apply(db, deciding(count), [from_camille(2, "crash")], NOW)
        assert again.state == "duplicate"
        assert len(await db.read(lambda session: inbox.due(session, NOW + HOUR, 10))) == 1

    async def test_whoever_sent_it_is_told_once_that_it_is_kept(self, db: Database) -> None:
        results = await apply(db, deciding(count), [from_camille(2, "crash"), from_camille(3, "crash")], NOW)
        assert [[row.effect for row in applied.rows] for applied in results] == [[told(alerts.kept())], []]

    async def test_one_that_nobody_could_read_is_kept_beside_the_others(self, db: Database) -> None:
        unread = Arrival(None, 2, CAMILLE.chat_id, raw=b"strange", failure=KeyError("a field of next year"))
        results = await apply(db, deciding(count), [from_camille(1), unread, unread, from_camille(3)], NOW)
        assert [applied.state for applied in results] == ["taken", "kept", "duplicate", "taken"]
        assert await questions(db) == 2

    async def test_parked_at_last_it_is_told_to_its_sender_and_to_the_administrators(self, db: Database) -> None:
        desk = deciding(count)
        await apply(db, desk, [from_camille(2, "crash")], NOW)
        boss = replace(NOCHAT, id=4, roles=frozenset({Role.ADMINISTRATOR}), chat_id=104)
        await furnish(db, boss)

        def crash(facts: Facts, event: Event, now: datetime) -> Decision:
            return core_step.step(facts, event, now) if isinstance(event, Alerted) else count(facts, event)

        real = Desk(HOUSE, LEASE, step=crash)
        for hours in range(1, 5):
            (applied,) = await retry_inbox(db, real, self.translate("crash"), NOW + hours * HOUR)
        assert [(row.chat_id, first_line(row.effect)) for row in applied.rows] == [
            (CAMILLE.chat_id, "inbox.parked"),
            (boss.chat_id, "alert.update_parked"),
        ]

    async def test_it_is_taken_once_the_fault_is_mended(self, db: Database) -> None:
        await apply(db, deciding(count), [from_camille(2, "crash")], NOW)
        mended = deciding(count)
        assert await retry_inbox(db, mended, self.translate("bonjour"), NOW) == []  # not due yet
        (applied,) = await retry_inbox(db, mended, self.translate("bonjour"), NOW + HOUR)
        assert applied.state == "taken"
        assert len(applied.rows) == 1
        assert await questions(db) == 1
        assert await retry_inbox(db, mended, self.translate("bonjour"), NOW + HOUR) == []

    async def test_after_five_tries_it_waits_for_somebody_to_look(self, db: Database) -> None:
        desk = deciding(count)
        await apply(db, desk, [from_camille(2, "crash")], NOW)
        tries = 1
        for hours in range(1, 20):
            tries += len(await retry_inbox(db, desk, self.translate("crash"), NOW + hours * HOUR))
        assert tries == 5
        assert [each.parked for each in await db.read(everything_kept)] == [True]
        assert await questions(db) == 0

    async def test_what_means_nothing_is_dropped(self, db: Database) -> None:
        await apply(db, deciding(count), [from_camille(2, "crash")], NOW)
        await retry_inbox(db, deciding(count), lambda raw: None, NOW + HOUR)
        assert await db.read(lambda session: inbox.due(session, NOW + 9 * HOUR, 10)) == ()

    async def test_what_came_from_the_house_itself_is_not_kept_but_told(self, db: Database) -> None:
        event = PhotoStored(at=NOW, visit_id=1, photo_id=1, sha256="ab" * 32)
        (applied,) = await apply(db, deciding(count), [Arrival(event)], NOW)
        assert applied.state == "failed"
        assert applied.problem is not None
        assert applied.problem.startswith("AssertionError")
        assert await db.read(lambda session: inbox.due(session, NOW + HOUR, 10)) == ()

    async def test_when_nothing_can_be_stored_nothing_is_confirmed(self, db: Database) -> None:
        await db.write(lambda session: session.execute(text("drop table inbox")))
        with pytest.raises(DBAPIError):
            await apply(db, deciding(count), [from_camille(2, "crash")], NOW)
        (later,) = await apply(db, deciding(count), [from_camille(2)], NOW)
        assert later.state == "taken"

    async def test_what_was_stored_before_the_disk_was_full_is_answered(self, db: Database) -> None:
        await db.write(lambda session: session.execute(text("drop table inbox")))
        batch = [from_camille(1), Arrival(said(), chat_id=CAMILLE.chat_id), from_camille(2, "crash"), from_camille(3)]
        answers = await apply(db, deciding(count), batch, NOW)
        assert [applied.state for applied in answers] == ["taken", "taken"]
        assert await questions(db) == 2
        (later,) = await apply(db, deciding(count), batch[3:], NOW)
        assert later.state == "taken"

    def translate(self, words: str) -> Callable[[bytes], Event | None]:
        return lambda raw: said(words)


@pytest.mark.usefixtures("camille")
class TestWhole:
    async def test_a_decision_that_cannot_be_stored_whole_leaves_no_trace(self, db: Database) -> None:
        talk = Conversation(person_id=1, serial=9)
        # The work order belongs to a client that does not exist.
        desk = doing(hello(), saves=(talk, ORDER))
        (applied,) = await apply(db, desk, [from_camille(1)], NOW)
        assert applied.state == "kept"
        assert await questions(db) == 0
        assert [row.effect for row in applied.rows] == [told(alerts.kept())], "only that it is kept"

    async def test_toasts_are_answered_now_and_never_stored(self, db: Database) -> None:
        toast = Toast(text=say("toast.taken"))
        (applied,) = await apply(db, doing(toast, hello()), [from_camille(1)], NOW)
        assert applied.toasts == (toast,)
        assert applied.language == "fr"
        assert [type(row.effect) for row in applied.rows] == [Say]
        assert await waiting(db) == 1


async def test_work_orders_are_numbered_without_gaps(db: Database) -> None:
    await furnish(db)
    given: list[int] = []

    def maybe_assign(facts: Facts, event: Event) -> Decision:
        assert facts.fresh is not None
        number = facts.fresh.work_order_id
        given.append(number)
        if isinstance(event, Said) and event.text == "no":
            return Decision()
        return Decision(saves=(replace(ORDER, id=number, number=f"OI-2026-1{number:03}"),))

    desk = deciding(maybe_assign, Needs(fresh=True))
    batch = [from_camille(number, text) for number, text in enumerate(["yes", "no", "no", "yes"])]
    await apply(db, desk, batch, NOW)
    assert given == [1, 2, 2, 2]


@pytest.mark.usefixtures("camille")
class TestAddresses:
    async def test_everyone_is_spoken_to_in_their_language_and_time(self, db: Database) -> None:
        to_stranger = replace(hello(to=OFFICE), chat_id=999, language="en")
        desk = doing(hello(to=1), hello(to=2), hello(to=OFFICE), to_stranger)
        (applied,) = await apply(db, desk, [from_camille(1)], NOW)
        assert [(row.chat_id, row.language, row.zone, row.recipient) for row in applied.rows] == [
            (101, "fr", "Europe/Paris", 1),
            (102, "en", "Asia/Tokyo", 2),
            (OFFICE_CHAT, "fr", "Europe/Paris", OFFICE),
            (999, "en", "Europe/Paris", None),
        ]

    async def test_who_has_no_chat_yet_is_passed_over_and_named(self, db: Database) -> None:
        (applied,) = await apply(db, doing(hello(to=3), hello(to=1)), [from_camille(1)], NOW)
        assert [row.recipient for row in applied.rows] == [1]
        assert applied.skipped == (3,)

    async def test_without_an_office_nothing_is_posted(self, db: Database) -> None:
        desk = with_(doing(hello(to=OFFICE)), office_chat_id=None)
        (applied,) = await apply(db, desk, [from_camille(1)], NOW)
        assert (applied.rows, applied.skipped) == ((), (OFFICE,))

    async def test_someone_who_just_came_in_is_reached_at_once(self, db: Database) -> None:
        newcomer = Person(id=9, name="Noa Nouvelle", chat_id=909, language="en")
        desk = doing(hello(to=9), saves=(newcomer,))
        (applied,) = await apply(db, desk, [Arrival(said(), update_id=1, chat_id=909, raw=b"x")], NOW)
        assert [(row.chat_id, row.language) for row in applied.rows] == [(909, "en")]

    async def test_a_stranger_is_nobody_but_has_a_chat(self, db: Database) -> None:
        seen: list[Facts] = []

        def look(facts: Facts, event: Event) -> Decision:
            seen.append(facts)
            return Decision()

        await apply(db, deciding(look), [Arrival(said(), update_id=1, chat_id=777, raw=b"x")], NOW)
        assert (seen[0].person, seen[0].conversation, seen[0].chat_id) == (None, None, 777)

    async def test_a_job_belongs_to_no_chat(self, db: Database) -> None:
        job = FetchPhoto(visit_id=1, photo_id=2, file_id="f")
        (applied,) = await apply(db, doing(job), [from_camille(1)], NOW)
        assert [(row.lane, row.chat_id) for row in applied.rows] == [("photo:1:2", None)]


async def test_the_interview_a_visit_began_with_stays_with_it(db: Database) -> None:
    await furnish(db, *(noun for noun in EVERYTHING if noun is not VISIT))
    await apply(db, doing(saves=(VISIT,)), [from_camille(1)], NOW)

    seen: list[Facts] = []
    newer = with_(HOUSE, trades={"maintenance": replace(INTERVIEW, version="v2")})

    def look(facts: Facts, event: Event, now: object) -> Decision:
        seen.append(facts)
        return Decision()

    desk = Desk(newer, LEASE, step=look, needs=lambda *asked: Needs(agenda_of=1))
    await apply(db, desk, [from_camille(2)], NOW)
    job = seen[0].job
    assert job is not None
    assert job.interview == INTERVIEW
    begun: tuple[Saved, ...] = tuple(each.visit for each in seen[0].agenda if each.visit)
    assert begun == (VISIT,)
