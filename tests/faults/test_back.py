"""The short form: one crew; and that a flipped bit, a copy of too long ago and a forgotten erasure are caught."""

import itertools
import shutil
import time
from pathlib import Path

import pytest

from app import service
from storage.backup import taking
from tests.faults.back import Figures, backed_up, checked, erased, round_of
from tests.faults.town import Job, town

pytestmark = pytest.mark.poppler


async def test_everything_is_back_and_the_erased_stay_erased(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    began = time.monotonic()
    figures = await round_of(tmp_path, crews=1, reports=1, backups=2, seconds=30)
    with capsys.disabled():
        print(f"\n{figures} ({time.monotonic() - began:.0f} s)")
    assert figures.files > 0


async def test_faults_of_the_house_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with town(tmp_path, 1) as place:
        before = tmp_path / "before.db"
        taking.copy_database(place.stage.settings.data_dir / "constat.db", before)
        for job in map(Job, itertools.islice(itertools.count(), 2)):
            await place.crews[0].works(job)

        with monkeypatch.context() as planted:
            planted.setattr(taking, "copy_database", lambda _, target: shutil.copy(before, target))
            with pytest.raises(AssertionError, match=r"not in the backup|no backup was taken"):
                await backed_up(place, Figures())

        with pytest.raises(AssertionError, match="is not whole"):
            await checked(place, await backed_up(place, Figures()), Figures(), flip_a_bit)
        for taken in (tmp_path / "backups").glob("constat-*"):
            shutil.rmtree(taken)

        monkeypatch.setattr(service, "make_good", forget)
        with pytest.raises(AssertionError, match="the erased client is back"):
            await erased(place, Figures())


def flip_a_bit(backup: Path) -> None:
    """One bit of one PDF or photo, as an old disk does."""
    file = max((file for file in (backup / "archive").rglob("*") if file.is_file()), key=lambda file: file.name)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


async def forget(*_: object) -> int:
    """A start that looks into no list of erasures."""
    return 0
