"""The short form: a full disk, a clock set back; and that a hasty confirmation and a sleeping watch are caught."""

import pytest

from app.machine import ClockWatch
from bot.receive import Receive
from tests.faults import dying
from tests.faults.machine import Scale, clock_set_back, database_locked, disk_full

pytestmark = pytest.mark.poppler

SHORT = Scale(count=2, lasts=2.5, busy_ms=500, people=1.0, administrators=1.0)


@pytest.fixture(autouse=True)
def scaled():
    with SHORT.applied():
        yield


def test_a_full_disk_loses_nothing_and_is_got_over(capsys: pytest.CaptureFixture[str]):
    said = disk_full(SHORT)
    with capsys.disabled():
        print(f"\n{said}")


def test_a_clock_set_back_makes_nobody_wait(capsys: pytest.CaptureFixture[str]):
    said = clock_set_back(SHORT)
    with capsys.disabled():
        print(f"\n{said}")


def test_a_house_that_confirms_before_it_has_stored_is_caught(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Receive, "update", Receive.update)  # put right again afterwards
    dying.confirm_before_commit()
    with pytest.raises(AssertionError, match="confirmed that could not be stored"):
        database_locked(SHORT)


def test_a_house_that_goes_by_the_clock_alone_is_caught(monkeypatch: pytest.MonkeyPatch):
    async def blind(_watch: ClockWatch) -> None:
        """Nothing is noticed."""

    monkeypatch.setattr(ClockWatch, "look", blind)
    with pytest.raises(AssertionError, match="not everybody could go on"):
        clock_set_back(Scale(count=2, lasts=0, patience=4))
