"""How long to wait before the next message, by the messenger's own rules."""

import pytest

from courier.limits import Limits, LimitSettings, Rate

SETTINGS = LimitSettings(overall=Rate(30, 30), chat=Rate(1, 3), group=Rate(20 / 60, 10))


class Watch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> Limits:
    return Limits(SETTINGS, watch)


def test_a_chat_may_be_written_to_three_times_at_once_then_every_second(limits: Limits) -> None:
    assert [limits.reserve(1) for _ in range(5)] == [0, 0, 0, 1, 2]


def test_the_burst_comes_back_with_time_and_not_beyond(limits: Limits, watch: Watch) -> None:
    for _ in range(3):
        limits.reserve(1)
    watch.seconds += 2
    assert [limits.reserve(1) for _ in range(3)] == [0, 0, 1]
    watch.seconds += 3600
    assert [limits.reserve(1) for _ in range(4)] == [0, 0, 0, 1]


def test_a_group_has_twenty_a_minute(limits: Limits, watch: Watch) -> None:
    waits = []
    for _ in range(40):
        wait = limits.reserve(-100)
        watch.seconds += wait
        waits.append(wait)
    # Beyond the burst, forty messages take at least as long as twenty a minute allow.
    assert sum(waits) == pytest.approx(30 * 3, abs=0.01)


def test_all_chats_together_stay_under_thirty_a_second(limits: Limits) -> None:
    waits = [limits.reserve(chat) for chat in range(1, 91)]
    assert waits[29] == 0
    assert max(waits) == pytest.approx(2, abs=0.01)


def test_one_busy_chat_does_not_slow_another(limits: Limits) -> None:
    for _ in range(10):
        limits.reserve(1)
    assert limits.reserve(2) == 0
