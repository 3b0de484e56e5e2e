"""The short form: one round in one house; and that a house which takes a second word is caught."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.reporting import word
from tests.faults.sending import Road
from tests.faults.signing import HANDS, drive

pytestmark = pytest.mark.poppler


async def test_fifty_at_the_same_moment_are_one_post(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    began = time.monotonic()
    assert await drive(tmp_path, 1, began + 60) == 1
    with capsys.disabled():
        print(f"\n{HANDS} signings at the same moment: 1 word, 1 PDF, 1 post ({time.monotonic() - began:.0f} s)")


async def test_a_house_that_takes_a_second_word_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def forgetful(_road: Road) -> None:
        given = word.given

        def takes_any(turn: Any, event: Any) -> None:
            turn.facts = replace(turn.facts, report=replace(turn.facts.report, confirmation=None))
            given(turn, event)

        monkeypatch.setattr(word, "given", takes_any)

    with pytest.raises(AssertionError, match=r"words in the evidence|was told"):
        await drive(tmp_path, 1, time.monotonic() + 60, forgetful, hands=6)
