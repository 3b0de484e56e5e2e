"""The short form: one visit for each way in; and that planted faults are caught. All under one trace."""

import time
from pathlib import Path

import pytest

from tests.faults.flush import House, photographed, told, traced

pytestmark = pytest.mark.strace


async def test_the_flush_comes_before_the_confirmation(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    began = time.monotonic()
    sound = [House("polling"), House("webhook", act=photographed)]
    faulty = {
        House("polling", act=told, plant="confirm before commit"): "was confirmed .* before it was written",
        House("webhook", act=told, plant="no flush"): "and never flushed",
        House("polling", act=photographed, plant="no file flush"): "was moved unflushed",
    }
    everything = await traced(tmp_path, [*sound, *faulty])
    for house, fault in faulty.items():
        with pytest.raises(AssertionError, match=fault):
            house.read(everything)
    figures = [str(house.read(everything)) for house in sound]
    with capsys.disabled():
        print("", *figures, f"({time.monotonic() - began:.0f} s)", sep="\n")
