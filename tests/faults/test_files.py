"""The short form: some of every sort; and that rules which are lifted are missed."""

import itertools
import time
import zlib
from pathlib import Path
from typing import Any

import pytest

from courier.pictures import Pictures
from storage.archive import Archive
from tests.faults import odd_files
from tests.faults.files import Figures, opened, round_of
from tests.faults.odd_files import Odd

pytestmark = pytest.mark.poppler


async def test_every_file_ends_in_a_clean_picture_or_a_clear_refusal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    files = [
        file
        for make in (odd_files.good, odd_files.foreign, odd_files.two_in_one, odd_files.broken, odd_files.cut)
        for file in itertools.islice(make(), 0, None, 10)
    ]
    more = itertools.chain.from_iterable(map(odd_files.flipped, range(2)))
    sample = [file.name for file in files[::4]]
    lines = await round_of(tmp_path, files, more, sample, languages=("fr",), until=began + 15)
    with capsys.disabled():
        print(f"\n{lines} ({time.monotonic() - began:.0f} s)")


async def complains(folder: Path, file: Odd, says: str, *, most: float = 60.0, **lifted: Any) -> None:
    """The suite complains of this file when a rule is lifted."""
    archive = Archive(folder / "archive")
    pictures = Pictures(archive, 1, longest=60.0, **lifted)
    try:
        with pytest.raises(AssertionError, match=says):
            await opened(archive, pictures, [file], Figures(), seconds=most)
    finally:
        await pictures.close()


async def test_a_format_that_is_not_allowed_is_caught(tmp_path: Path) -> None:
    tiff = next(file for file in odd_files.foreign() if file.name == "TIFF")
    await complains(tmp_path, tiff, "TIFF: clean", module="tests.faults.plants.any_format")


@pytest.mark.parametrize("name", ["JPEG + ZIP", "JPEG that is HTML in its comment"])
async def test_what_else_a_picture_is_is_caught(tmp_path: Path, name: str) -> None:
    polyglot = next(file for file in odd_files.two_in_one() if file.name == name)
    await complains(tmp_path, polyglot, "came along|says more|after its end", module="tests.faults.plants.as_it_came")


async def test_a_picture_that_takes_all_the_memory_is_caught(tmp_path: Path) -> None:
    side = 9_500
    rows = zlib.compress(bytes((4 * side + 1) * side), 1)
    bomb = Odd("bomb", odd_files.png(size=(side, side), colour=6, rows=rows), odd_files.GOOD)
    lifted = {"module": "tests.faults.plants.any_size", "memory": 1024 * 1024 * 1024, "seconds": 60.0}
    await complains(tmp_path, bomb, r"took [34]\d\d MB", **lifted)


async def test_a_picture_that_takes_all_the_time_is_caught(tmp_path: Path) -> None:
    bomb = Odd("bomb", odd_files.scans(400, 3000), odd_files.ANYTHING)
    await complains(tmp_path, bomb, "bomb took", most=0.3, seconds=60.0)
