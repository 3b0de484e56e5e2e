"""What waits, in whose hands, and in which order."""

import asyncio
from datetime import datetime, timedelta

import pytest

from core.effects import AnyEffect, FetchPhoto, MakeClientCopy, Message, SealReport, Show, say
from storage import outbox, slots
from storage.database import Database
from storage.outbox import Delivered, Lease, Letter, OutboxRow
from storage.outbox_view import worrying
from tests.storage.world import HOUR, LEASE, NOW, hello

THEIRS = Lease("another-process", timedelta(seconds=60))
SECOND = timedelta(seconds=1)


def to(chat_id: int, effect: AnyEffect | None = None) -> Letter:
    return Letter(effect or hello(), chat_id, 1, "fr", "Europe/Paris")


def job(effect: AnyEffect) -> Letter:
    return Letter(effect, None, None, "fr", "Europe/Paris")


async def post(db: Database, *letters: Letter, lease: Lease = LEASE, now: datetime = NOW) -> list[int]:
    rows = await db.write(lambda session: outbox.enqueue(session, letters, now, lease))
    return [row.id for row in rows]


async def claim(db: Database, now: datetime, lease: Lease = THEIRS, limit: int = 10) -> list[int]:
    rows = await db.write(lambda session: outbox.claim(session, now, limit, lease))
    return [row.id for row in rows]


async def close(db: Database, *receipts: Delivered) -> None:
    await db.write(lambda session: outbox.delivered(session, receipts, NOW))


class TestHands:
    async def test_a_new_row_is_in_the_hands_of_who_stored_it(self, db: Database) -> None:
        assert await post(db, to(1), to(1), to(2)) == [1, 2, 3]
        assert await claim(db, NOW + SECOND) == []
        assert await claim(db, NOW + HOUR) == [1, 2, 3]  # that process is gone

    async def test_a_lane_in_other_hands_takes_new_rows_to_its_end(self, db: Database) -> None:
        await post(db, to(1), lease=THEIRS)
        assert await post(db, to(1), to(2)) == [3]
        assert await claim(db, NOW + SECOND, LEASE) == []
        await close(db, Delivered(1))
        assert await claim(db, NOW + SECOND, LEASE) == [2]

    async def test_renewing_keeps_a_row(self, db: Database) -> None:
        ids = await post(db, to(1))
        await db.write(lambda session: outbox.renew(session, ids, NOW + timedelta(seconds=50), LEASE))
        assert await claim(db, NOW + timedelta(seconds=100)) == []
        assert await claim(db, NOW + timedelta(seconds=110)) == [1]

    async def test_a_start_alone_takes_everything_at_once(self, db: Database) -> None:
        await post(db, to(1))
        await db.write(lambda session: outbox.release_others(session, THEIRS.owner))
        assert await claim(db, NOW) == [1]

    async def test_four_who_claim_together_never_take_the_same(self, db: Database, url: str) -> None:
        await post(db, *(to(chat) for chat in range(1, 41)))
        others = [Database.open(url) for _ in range(3)]
        leases = [Lease(f"process {number}") for number in range(4)]
        takes = [
            claim(each, NOW + HOUR, lease, limit=4)
            for each, lease in zip([db, *others], leases, strict=True)
            for _ in range(3)
        ]
        taken = [number for ids in await asyncio.gather(*takes) for number in ids]
        for other in others:
            await other.close()
        assert sorted(taken) == sorted(set(taken))
        assert len(taken) == 40


class TestOrder:
    async def test_a_lane_whose_oldest_row_waits_is_left_alone(self, db: Database) -> None:
        rows = await db.write(lambda session: outbox.enqueue(session, [to(1), to(1), to(2)], NOW, THEIRS))
        later = NOW + 2 * HOUR
        await db.write(lambda session: outbox.failed(session, rows[0], "network", 1, later, THEIRS))
        assert await claim(db, NOW + HOUR, LEASE) == [3]
        assert await claim(db, later + HOUR, LEASE) == [1, 2, 3]

    async def test_a_lane_held_up_stays_so_for_what_comes_later(self, db: Database) -> None:
        delayed = Show(to=1, slot="photos", message=Message(lines=(say("blank"),)), after=5 * SECOND)
        rows = await db.write(lambda session: outbox.enqueue(session, [to(1, delayed), to(1)], NOW, THEIRS))
        until = NOW + HOUR
        await db.write(lambda session: outbox.failed(session, rows[1], "429", 0, until, THEIRS, hold_lane=True))
        await db.write(lambda session: outbox.release_others(session, LEASE.owner))
        # The delayed row is the oldest by now, and held up as well.
        assert await claim(db, NOW + HOUR / 2, LEASE) == []
        assert await claim(db, until, LEASE) == [1, 2]

    async def test_a_delayed_row_holds_nobody_up(self, db: Database) -> None:
        delayed = Show(to=1, slot="photos", message=Message(lines=(say("blank"),)), after=5 * SECOND)
        await post(db, to(1, delayed), lease=THEIRS)
        await db.write(lambda session: outbox.release_others(session, LEASE.owner))
        assert await claim(db, NOW + SECOND, LEASE) == []
        assert await claim(db, NOW + 5 * SECOND, LEASE) == [1]

    async def test_given_up_rows_let_the_lane_go_on(self, db: Database) -> None:
        first, _ = await db.write(lambda session: outbox.enqueue(session, [to(1), to(1)], NOW, THEIRS))
        await db.write(lambda session: outbox.give_up(session, first, "refused", 1, NOW))
        assert await claim(db, NOW + HOUR, LEASE) == [2]


class TestJobs:
    @pytest.mark.parametrize(
        "effect",
        [
            FetchPhoto(visit_id=1, photo_id=2, file_id="f"),
            MakeClientCopy(report_id=3),
            SealReport(report_id=3, seal="awaiting"),
        ],
    )
    async def test_the_same_job_waits_once(self, db: Database, effect: AnyEffect) -> None:
        assert len(await post(db, job(effect), job(effect))) == 1
        assert await post(db, job(effect)) == []
        await close(db, Delivered(1))
        assert len(await post(db, job(effect))) == 1

    async def test_jobs_of_one_report_go_in_order_and_photos_side_by_side(self, db: Database) -> None:
        effects = [
            MakeClientCopy(report_id=3),
            SealReport(report_id=3, seal="awaiting"),
            SealReport(report_id=3, seal="with_word"),
            FetchPhoto(visit_id=1, photo_id=1, file_id="f"),
            FetchPhoto(visit_id=1, photo_id=2, file_id="g"),
        ]
        rows = await db.write(lambda session: outbox.enqueue(session, [job(each) for each in effects], NOW, LEASE))
        assert [row.lane for row in rows] == ["report:3"] * 3 + ["photo:1:1", "photo:1:2"]


class TestAfterwards:
    async def text_of(self, db: Database, number: int) -> str | None:
        table = outbox._rows
        query = table.select().where(table.c.id == number)
        text: str | None = await db.read(lambda session: session.execute(query).one().effect)
        return text

    async def test_a_delivered_text_is_wiped_and_its_message_remembered(self, db: Database) -> None:
        await post(db, to(1, hello(text="https://example.org/r/secret", slot="link")))
        assert "secret" in str(await self.text_of(db, 1))
        await close(db, Delivered(1, 1, "link", 55))
        assert await self.text_of(db, 1) is None
        assert await db.read(lambda session: slots.message_in(session, 1, "link")) == 55
        assert await claim(db, NOW + HOUR) == []

    async def test_a_slot_follows_its_latest_message_and_is_forgotten_with_it(self, db: Database) -> None:
        await post(db, to(1), to(1), to(1))
        await close(db, Delivered(1, 1, "card", 55), Delivered(2, 1, "card", 56))
        assert await db.read(lambda session: slots.message_in(session, 1, "card")) == 56
        assert await db.read(lambda session: slots.message_in(session, 2, "card")) is None
        await close(db, Delivered(3, 1, "card", forget_slot=True))
        assert await db.read(lambda session: slots.message_in(session, 1, "card")) is None

    async def test_a_group_that_moved_takes_along_what_waits(self, db: Database) -> None:
        await post(db, to(-5), to(-5))
        await close(db, Delivered(1, -5, "card", 55))
        await db.write(lambda session: outbox.move_lane(session, -5, -1005))
        (row,) = await db.write(lambda session: outbox.claim(session, NOW + HOUR, 10, LEASE))
        assert (row.lane, row.chat_id) == ("chat:-1005", -1005)
        assert await db.read(lambda session: slots.moved(session, [-5, 7])) == {-5: -1005}
        assert await db.read(lambda session: slots.message_in(session, -5, "card")) is None

    async def test_what_an_administrator_should_know(self, db: Database) -> None:
        rows: tuple[OutboxRow, ...] = await db.write(
            lambda session: outbox.enqueue(session, [to(1), to(2), to(3)], NOW, LEASE)
        )
        await db.write(lambda session: outbox.give_up(session, rows[0], "refused", 1, NOW))
        await db.write(lambda session: outbox.failed(session, rows[1], "network", 10, NOW + HOUR, LEASE))
        await db.write(lambda session: outbox.failed(session, rows[2], "network", 2, NOW + HOUR, LEASE))
        found = await db.read(lambda session: worrying(session, NOW))
        assert [(each.id, each.problem, each.gave_up) for each in found] == [
            (1, "refused", True),
            (2, "network", False),
        ]

    async def test_how_much_waits(self, db: Database) -> None:
        assert (await db.read(outbox.backlog)).waiting == 0
        await post(db, to(1), to(2), job(MakeClientCopy(report_id=1)))
        await close(db, Delivered(1))
        backlog = await db.read(outbox.backlog)
        assert (backlog.waiting, backlog.oldest, backlog.by_kind) == (2, NOW, {"Say": 1, "MakeClientCopy": 1})
