"""The machine's clock and disk, as the service watches them; jobs that go by real time."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from app.jobs import Jobs, scheduled
from app.machine import ClockWatch, DiskWatch
from core.events import Alerted
from storage.apply import Arrival

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A clock and the seconds that really passed, a database that may be away, alerts."""

    def __init__(self) -> None:
        self.now, self.seconds = MORNING, 0.0
        self.away = False
        self.one_writer = True
        self.forward: list[timedelta] = []
        self.alerts: list[Alerted] = []

    def passes(self, seconds: float, *, shown: timedelta | None = None) -> None:
        """Time passes, and the clock shows something else for it."""
        self.seconds += seconds
        self.now += timedelta(seconds=seconds) if shown is None else shown

    async def write(self, _work: Callable[[Any], Any]) -> int:
        """Stands for the database."""
        if self.away:
            raise OSError("no space left")
        return 3

    async def submit(self, arrival: Arrival) -> None:
        assert isinstance(arrival.event, Alerted)
        self.alerts.append(arrival.event)

    def watch(self) -> ClockWatch:
        return ClockWatch(
            cast(Any, self), self.submit, self.forward.append, "me", lambda: self.now, "Europe/Paris",
            steady=lambda: self.seconds,
        )  # fmt: skip


async def test_a_clock_that_runs_is_left_alone() -> None:
    machine = Machine()
    watch = machine.watch()
    for shown in (None, timedelta(seconds=-20), timedelta(hours=2), timedelta(seconds=2)):
        machine.passes(2, shown=shown)
        await watch.look()
    assert (machine.forward, machine.alerts) == ([], [])


async def test_a_clock_set_back_is_told_and_what_waits_is_brought_forward() -> None:
    machine = Machine()
    watch = machine.watch()
    machine.passes(2, shown=-2 * HOUR)
    await watch.look()
    assert machine.forward == [2 * HOUR + timedelta(seconds=2)]
    (alert,) = machine.alerts
    assert alert.code == "clock_set_back"
    await watch.look()
    assert len(machine.forward) == 1


async def test_what_cannot_be_brought_forward_now_is_later() -> None:
    machine = Machine()
    watch = machine.watch()
    machine.passes(0, shown=-2 * HOUR)
    machine.away = True
    await watch.look()
    assert machine.forward == []
    machine.away = False
    machine.passes(5)
    await watch.look()
    assert machine.forward == [2 * HOUR]


class Disk(NamedTuple):
    total: int
    used: int
    free: int


MB, GB = 10**6, 10**9


@pytest.mark.parametrize(
    ("total", "free", "told"),
    [
        (250 * GB, 501 * MB, False),
        (250 * GB, 499 * MB, True),
        (4 * GB, 201 * MB, False),
        (4 * GB, 199 * MB, True),
    ],
)
async def test_a_disk_that_fills_up_is_told_before_it_is_full(
    total: int, free: int, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(total, total - free, free))
    await DiskWatch(Path(), 500 * MB, machine.submit, lambda: machine.now).look()
    assert [(alert.code, alert.args) for alert in machine.alerts] == (
        [("disk_low", {"free": free // MB})] if told else []
    )


async def test_jobs_come_again_whatever_the_clock_shows_and_survive_a_failure() -> None:
    runs: list[int] = []
    thrice = asyncio.Event()

    async def fails() -> None:
        runs.append(1)
        if len(runs) == 3:
            thrice.set()
        raise RuntimeError("a mistake of ours")

    async def rests() -> None:
        """Nothing is due."""

    class Nothing:
        send_summaries = end_silence = write_to_clients = forget_old_updates = staticmethod(rests)

    async with scheduled(cast(Jobs, Nothing()), rests, rests, (fails, timedelta(milliseconds=1))):
        await thrice.wait()
    assert len(runs) >= 3


async def test_with_the_clock_set_back_no_job_waits_for_the_hour_to_come_again() -> None:
    runs: list[int] = []

    async def works() -> None:
        runs.append(1)

    async def rests() -> None:
        """Nothing is due."""

    class Nothing:
        send_summaries = end_silence = write_to_clients = forget_old_updates = staticmethod(rests)

    async with scheduled(cast(Jobs, Nothing()), rests, rests, (works, HOUR)) as run_all:
        async with asyncio.timeout(10):
            while len(runs) < 2:  # one that has not ended yet is not begun again
                await asyncio.sleep(0)
                if runs:
                    run_all()
    assert len(runs) == 2, "in the first seconds of an hour"
