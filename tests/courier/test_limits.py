"""How long to wait before the next message, by the messenger's own rules."""

import asyncio
from collections import Counter

import pytest

from courier.limits import Limits, LimitSettings, Rate

SETTINGS = LimitSettings(overall=Rate(30, 30), chat=Rate(1, 3), group=Rate(20 / 60, 10))


class Watch:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> Limits:
    return Limits(SETTINGS, watch, sleep=watch.sleep)


async def waits(limits: Limits, watch: Watch, *chats: int) -> list[float]:
    """How long each of these messages had to wait, one after the other."""
    found = []
    for chat in chats:
        before = watch.seconds
        await limits.turn(chat)
        found.append(round(watch.seconds - before, 6))
    return found


async def test_a_chat_may_be_written_to_three_times_at_once_then_every_second(limits: Limits, watch: Watch) -> None:
    assert await waits(limits, watch, 1, 1, 1, 1, 1) == [0, 0, 0, 1, 1]


async def test_the_burst_comes_back_with_time_and_not_beyond(limits: Limits, watch: Watch) -> None:
    await waits(limits, watch, 1, 1, 1)
    watch.seconds += 2
    assert await waits(limits, watch, 1, 1, 1) == [0, 0, 1]
    watch.seconds += 3600
    assert await waits(limits, watch, 1, 1, 1, 1) == [0, 0, 0, 1]


async def test_a_group_has_twenty_a_minute(limits: Limits, watch: Watch) -> None:
    # Beyond the burst, forty messages take at least as long as twenty a minute allow.
    assert sum(await waits(limits, watch, *[-100] * 40)) == pytest.approx(30 * 3, abs=0.01)


async def test_all_chats_together_stay_under_thirty_a_second(limits: Limits, watch: Watch) -> None:
    began = watch.seconds
    sent: Counter[int] = Counter()

    async def send(chat: int) -> None:
        await limits.turn(chat)
        sent[int(watch.seconds - began)] += 1

    await asyncio.gather(*(send(chat) for chat in range(1, 91)))
    assert sent.total() == 90
    assert watch.seconds - began == pytest.approx(2, abs=0.05)


async def test_when_one_chat_after_the_other_is_told_to_wait_all_wait(limits: Limits, watch: Watch) -> None:
    for chat in (1, 1, 1, 2, 3):
        limits.refused(chat, 30)
    assert await waits(limits, watch, 9) == [0], "each of these waits for itself"
    limits.refused(4, 30)
    assert await waits(limits, watch, 9, 9) == [30, 0]


async def test_chats_told_to_wait_now_and_then_concern_nobody_else(limits: Limits, watch: Watch) -> None:
    for chat in range(1, 9):
        limits.refused(chat, 30)
        limits.accepted()
    assert await waits(limits, watch, 9) == [0]


async def test_one_busy_chat_does_not_slow_another(limits: Limits, watch: Watch) -> None:
    await waits(limits, watch, *[1] * 10)
    assert await waits(limits, watch, 2) == [0]


async def test_what_was_missed_while_the_machine_stood_still_is_not_sent_in_a_heap(
    limits: Limits, watch: Watch
) -> None:
    for stop in (60, 600):
        watch.seconds += stop
        assert sum(wait == 0 for wait in await waits(limits, watch, *[-100] * 12)) == 10
