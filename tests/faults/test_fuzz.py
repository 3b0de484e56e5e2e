"""The short form: a few hundred updates each way; and that a service which chokes on one is caught."""

import time
from pathlib import Path

import pytest

from tests.faults import fuzz
from tests.faults.served import nursery


async def test_whatever_comes_nobody_is_stuck(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    figures = await fuzz.everything(tmp_path, 400, 2, 60)
    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.startswith("400 of 400")


async def test_a_service_that_refuses_all_for_one_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fuzz, "PATIENCE", 3.0)
    async with nursery(tmp_path) as births:
        with pytest.raises(AssertionError, match="not confirmed"):
            await fuzz.one_way(tmp_path, births, "polling", 300, 1, time.monotonic() + 60, plant="whole answers")
