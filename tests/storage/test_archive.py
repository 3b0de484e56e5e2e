"""Files under their content's name, whole or not there."""

import hashlib
import os
from pathlib import Path

import pytest

from storage.archive import Archive


async def test_what_is_kept_comes_back_under_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    name = await archive.keep(b"photo")
    assert name == hashlib.sha256(b"photo").hexdigest()
    assert await archive.read(name) == b"photo"
    assert archive.has(name)
    assert not archive.has("ab" * 32)


def test_keeping_twice_keeps_one(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.store(b"photo")
    born = archive.path(first).stat().st_ino
    assert archive.store(b"photo") == first
    assert archive.path(first).stat().st_ino == born
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [archive.path(first)]


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = Archive(tmp_path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        archive.store(b"photo")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_hashes_name_files(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        Archive(tmp_path).path(name)


def test_what_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Archive(tmp_path).load("ab" * 32)


async def test_a_file_that_comes_in_pieces_is_kept_under_its_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    async with archive.receive() as came:
        await came.write(b"pho")
        await came.write(b"to")
        assert (came.size, await came.start()) == (5, b"photo")
        name = await came.keep()
    assert name == hashlib.sha256(b"photo").hexdigest()
    assert archive.load(name) == b"photo"


async def test_a_file_that_somebody_else_wrote_is_kept_as_well(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    async with archive.receive() as came:
        came.path.write_bytes(b"clean")
        assert archive.load(await came.keep()) == b"clean"


async def test_what_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    async with archive.receive() as came:
        await came.write(b"half a pho")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_what_a_killed_process_left_on_its_way_is_removed_and_what_is_kept_stays(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    name = archive.store(b"photo")
    async with archive.receive() as came:
        await came.write(b"half a pho")
        assert Archive(tmp_path).sweep() == 1
    assert archive.has(name)
