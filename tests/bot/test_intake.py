"""The one queue: what waits is stored together, and nobody hears "stored" before it is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from bot.intake import MOST_AT_ONCE, Intake
from core.effects import FetchPhoto
from core.events import Said
from storage.apply import Applied, Arrival
from storage.outbox import OutboxRow
from storage.standstill import CannotStore, Standstill
from tests.bot.test_sender import row
from tests.bot.wire import at

ROW = row(FetchPhoto(visit_id=1, photo_id=1, file_id="F"))


def arrival(number: int) -> Arrival:
    return Arrival(Said(at=at(), text=str(number), message_id=number), update_id=number, chat_id=101)


class Store:
    """Stands for `storage.apply`: takes its time until let go, fails as often as told, stores `room` at a time."""

    def __init__(self, failures: int = 0, room: int = MOST_AT_ONCE) -> None:
        self.room = room
        self.batches: list[list[int | None]] = []
        self.failures = failures
        self.busy = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, db: Any, desk: Any, batch: Sequence[Arrival], now: Any) -> list[Applied]:
        self.batches.append([each.update_id for each in batch])
        self.busy.set()
        await self.go.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        return [Applied("taken", rows=(ROW,), problem=str(each.update_id)) for each in batch[: self.room]]


class Handed:
    """Stands for the courier."""

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []

    def __call__(self, rows: Sequence[OutboxRow]) -> None:
        self.rows.extend(rows)


@asynccontextmanager
async def running(
    store: Store, handed: Callable[[Sequence[OutboxRow]], None], pauses: list[float] | None = None
) -> AsyncIterator[Intake]:
    async def sleep(seconds: float) -> None:
        (pauses if pauses is not None else []).append(seconds)

    intake = Intake(cast(Any, None), cast(Any, None), at, handed, sleep=sleep, apply=store)
    task = asyncio.create_task(intake.run())
    yield intake
    task.cancel()


async def test_what_comes_while_the_disk_is_busy_is_stored_together() -> None:
    store, handed = Store(), Handed()
    store.go.clear()
    async with running(store, handed) as intake:
        first = asyncio.create_task(intake.submit(arrival(1)))
        await store.busy.wait()
        others = [asyncio.create_task(intake.submit(arrival(n))) for n in range(2, 7)]
        await asyncio.sleep(0)
        assert not first.done()
        assert handed.rows == []
        store.go.set()
        answers = await asyncio.gather(first, *others)
    assert store.batches == [[1], [2, 3, 4, 5, 6]]
    assert [each.problem for each in answers] == ["1", "2", "3", "4", "5", "6"], "each its own answer"
    assert handed.rows == [ROW] * 6


async def test_a_flood_is_stored_in_portions() -> None:
    store = Store()
    async with running(store, Handed()) as intake:
        await asyncio.gather(*(intake.submit(arrival(n)) for n in range(MOST_AT_ONCE + 50)))
    assert [len(batch) for batch in store.batches] == [MOST_AT_ONCE, 50]


async def test_with_a_full_disk_everybody_waits_and_nothing_is_lost() -> None:
    store, handed, pauses = Store(failures=3), Handed(), list[float]()
    async with running(store, handed, pauses) as intake:
        answers = await asyncio.gather(intake.submit(arrival(1)), intake.submit(arrival(2)))
    assert [each.state for each in answers] == ["taken", "taken"]
    assert store.batches == [[1, 2]] * 4
    assert len(pauses) == 3
    assert handed.rows == [ROW] * 2


async def test_when_the_disk_fills_up_halfway_what_is_stored_is_answered_and_not_stored_again() -> None:
    store, handed, pauses = Store(room=2), Handed(), list[float]()
    async with running(store, handed, pauses) as intake:
        answers = await asyncio.gather(*(intake.submit(arrival(n)) for n in range(1, 6)))
    assert store.batches == [[1, 2, 3, 4, 5], [3, 4, 5], [5]]
    assert [each.problem for each in answers] == ["1", "2", "3", "4", "5"]
    assert handed.rows == [ROW] * 5


async def test_somebody_who_gave_up_waiting_does_not_hold_up_the_others() -> None:
    store, handed = Store(), Handed()
    store.go.clear()
    async with running(store, handed) as intake:
        gone, stays = (asyncio.create_task(intake.submit(arrival(n))) for n in (1, 2))
        await store.busy.wait()
        gone.cancel()
        store.go.set()
        assert (await stays).problem == "2"
    assert len(handed.rows) == 2, "what was stored is delivered all the same"


class Standing:
    """Stands for a database that is stuck, or is not."""

    def __init__(self) -> None:
        self.standstill = Standstill()


async def test_who_cannot_wait_gives_up_and_is_not_stored_later() -> None:
    store, db = Store(failures=1), Standing()
    pause = asyncio.Event()

    async def sleep(_: float) -> None:
        await pause.wait()

    intake = Intake(cast(Any, db), cast(Any, None), at, Handed(), sleep=sleep, apply=store)
    task = asyncio.create_task(intake.run())
    with pytest.raises(CannotStore):
        await intake.submit_soon(arrival(1), 0.01)
    pause.set()
    await intake.submit(arrival(2))
    assert store.batches == [[1], [2]]
    db.standstill.begin("disk_full")
    with pytest.raises(CannotStore):
        await intake.submit_soon(arrival(3))
    assert store.batches == [[1], [2]], "known to be stuck, it is not even tried"
    task.cancel()
