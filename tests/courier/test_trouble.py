"""Trouble in the house itself: what cannot be stored or taken in waits, and goes on when the cause is gone."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.delivery import DeliveryFailed
from core.effects import OFFICE, FetchPhoto
from core.events import Event, PhotoLost, PhotoStored, ReachabilityChanged
from courier.receipts import Receipts
from courier.workers import WorkerLost, Workers
from storage import outbox
from storage.outbox import Delivered, OutboxRow
from tests.courier.rooms import SECOND, Room, Workshop, job, posting, to
from tests.storage.world import NOW

OFFICE_CHAT = -100_500
PHOTO = FetchPhoto(visit_id=1, photo_id=2, file_id="f")


@pytest.fixture
def lock(tmp_path: Path, room: Room, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program on the database's file: `BEGIN IMMEDIATE` keeps the courier out of it, at once."""
    monkeypatch.setattr("storage.database.BUSY_TIMEOUT_MS", 0)
    connection = sqlite3.connect(tmp_path / "constat.db", isolation_level=None)
    yield connection
    connection.close()


class TestLocked:
    async def test_a_posting_waits_for_the_database_and_comes_once(
        self, room: Room, lock: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pauses: list[float] = []

        async def pause(length: float) -> None:
            pauses.append(length)
            if len(pauses) == 3:
                lock.execute("ROLLBACK")

        monkeypatch.setattr(room.clock, "sleep", pause)
        room.restart()
        rows = await room.store(to(OFFICE_CHAT, posting(), OFFICE), to(1, "hello"))
        lock.execute("BEGIN IMMEDIATE")
        room.courier.hand_over(rows)
        await room.courier.rest()
        assert len(pauses) == 3
        assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
        assert room.messenger.calls.count((1, "hello")) == 1
        assert await room.waiting() == 0
        assert room.alerts == []

    async def test_what_went_out_meanwhile_does_not_go_out_again(self, room: Room, lock: sqlite3.Connection) -> None:
        rows = await room.store(to(1, "bonjour"))
        lock.execute("BEGIN IMMEDIATE")
        room.courier.hand_over(rows)
        with pytest.raises(OperationalError, match="locked"):
            await room.courier.rest()
        lock.execute("ROLLBACK")
        await room.later(timedelta(minutes=10))
        assert room.messenger.calls == [(1, "bonjour")]
        assert await room.waiting() == 0
        assert room.courier.idle


class TestUnheard:
    """The house cannot take in what a failure means: neither forgotten, nor asked again without a pause."""

    async def test_that_somebody_blocked_the_bot(self, room: Room) -> None:
        room.messenger.trouble = lambda row: DeliveryFailed("blocked", permanent=True, unreachable=True)
        room.refuses_events = True
        await room.post(to(1, "bonjour"))
        await room.later(30 * SECOND)
        assert room.messenger.calls == [(1, "bonjour")]
        room.refuses_events = False
        await room.later(timedelta(minutes=10))
        assert [type(arrival.event) for arrival in room.arrivals] == [ReachabilityChanged]
        assert await room.waiting() == 0

    async def test_that_a_photo_is_lost(self, room: Room) -> None:
        tries: list[datetime] = []

        def fail(row: OutboxRow) -> Event:
            tries.append(room.clock())
            raise DeliveryFailed("refused", permanent=True)

        room.workshop = Workshop(fail, PhotoLost(at=NOW, visit_id=1, photo_id=2, problem="unknown"))
        room.restart()
        room.refuses_events = True
        await room.post(job(PHOTO))
        await room.later(30 * SECOND)
        assert len(tries) == 1
        room.refuses_events = False
        await room.later(timedelta(minutes=10))
        assert [type(arrival.event) for arrival in room.arrivals] == [PhotoLost]
        assert await room.waiting() == 0


async def test_ended_between_placeholder_and_document_the_next_process_completes_the_post(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courier.courier.LAST_CHANCE", 0)

    def hang_next(row: OutboxRow) -> None:
        room.messenger.gate = asyncio.Event()
        room.messenger.entered.clear()

    room.messenger.trouble = hang_next
    running = asyncio.create_task(room.courier.run())
    room.courier.hand_over(await room.store(to(OFFICE_CHAT, posting(), OFFICE)))
    await room.messenger.entered.wait()  # the placeholder
    await room.messenger.entered.wait()  # the document
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001, PDF follows"]

    room.messenger.gate, room.messenger.trouble = None, lambda row: None
    room.restart()
    await room.later(timedelta(minutes=2))
    assert room.messenger.shows(OFFICE_CHAT) == ["RI-2026-0001 (PDF)"]
    assert room.alerts == []


async def test_receipts_that_come_together_are_stored_together(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []
    store = outbox.delivered

    def counting(session: Session, receipts: Sequence[Delivered], now: datetime) -> None:
        batches.append(len(receipts))
        store(session, receipts, now)

    monkeypatch.setattr("courier.receipts.outbox.delivered", counting)
    rows = await room.store(*(to(chat, "bonjour") for chat in range(1, 51)))
    receipts = Receipts(room.db, room.clock)
    writing = asyncio.create_task(receipts.run())
    for row in rows:
        receipts.add(Delivered(row.id, row.chat_id, "card", 900 + row.id))
        assert await receipts.message_in(row.chat_id or 0, "card") == 900 + row.id, "known before it is stored"
    await receipts.flush()
    writing.cancel()
    assert sum(batches) == 50
    assert len(batches) < 10
    assert await room.waiting() == 0


def stall_once(pipe: str, begun: str) -> str:
    """In a worker: name this process, then hang; the second time, be done."""
    if Path(begun).exists():
        return "ab" * 32
    Path(begun).touch()
    with open(pipe, "w") as out:
        out.write(str(os.getpid()))
    time.sleep(3600)  # killed before that
    return ""


async def test_a_worker_killed_in_the_middle_of_a_job_is_replaced_and_the_job_done(room: Room, tmp_path: Path) -> None:
    pipe, begun, workers = str(tmp_path / "pipe"), str(tmp_path / "begun"), Workers(1)
    os.mkfifo(pipe)
    died: list[str] = []

    class Bench(Workshop):
        async def run(self, row: OutboxRow) -> Event:
            try:
                sha256 = await workers.run(stall_once, pipe, begun)
            except WorkerLost as lost:
                died.append(lost.code)
                raise
            return PhotoStored(at=NOW, visit_id=1, photo_id=2, sha256=sha256)

    def no_work(row: OutboxRow) -> Event:
        raise AssertionError

    room.workshop = Bench(no_work)
    room.restart()
    room.courier.hand_over(await room.store(job(PHOTO)))
    number = int(await asyncio.to_thread(Path(pipe).read_text))
    os.kill(number, signal.SIGKILL)
    await room.courier.rest()
    assert (died, room.arrivals) == (["worker_died"], [])
    await room.post(to(1, "the service lives"))
    await room.later(5 * SECOND)
    assert [arrival.event for arrival in room.arrivals] == [
        PhotoStored(at=NOW, visit_id=1, photo_id=2, sha256="ab" * 32)
    ]
    assert room.messenger.shows(1) == ["the service lives"]
    assert await room.waiting() == 0
    workers.close()
