"""The short form: one house with a few technicians; and that a house which counts twice is caught."""

from pathlib import Path

import pytest

from storage import inbox
from tests.faults.chats import House
from tests.faults.tripled import round_of


async def test_everything_three_times_is_the_same_chat(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    updates, submitted = await round_of(1, tmp_path, together=8)
    with capsys.disabled():
        print(f"\n8 conversations, {updates} updates three times each, {submitted} submitted: the same chats")
    assert submitted >= 3


async def test_a_house_that_forgets_what_it_has_seen_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def forgetful(_house: House) -> None:
        monkeypatch.setattr(inbox, "first_time", lambda *_: True)
        monkeypatch.setattr(inbox, "first_told", lambda *_: True)

    with pytest.raises(AssertionError, match="technician"):
        await round_of(1, tmp_path, forgetful, together=4)


async def test_a_house_that_knows_updates_by_their_number_alone_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def by_number(_house: House) -> None:
        monkeypatch.setattr(inbox, "first_told", lambda *_: True)

    with pytest.raises(AssertionError, match="technician"):
        await round_of(1, tmp_path, by_number, together=4)
