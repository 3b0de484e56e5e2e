"""A backup is whole or not there; what comes back is checked, byte by byte."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.visit import Photo, PhotoState
from storage import ledger
from storage.archive import Archive
from storage.backup import manifest as manifests
from storage.backup import returning, taking
from storage.backup.manifest import Unusable
from storage.backup.returning import Found
from storage.backup.taking import Source, Taken
from storage.database import Database
from storage.flush import copy_flushed
from tests.storage.world import EVERYTHING, HOUR, NOW, VISIT, furnish


def quietly(done: int, of: int, what: str) -> None:
    assert done <= of


class Place:
    """A data folder with a few photos, and a folder for backups."""

    def __init__(self, folder: Path, database: Path, db: Database) -> None:
        self.data, self.backups, self.db = folder / "data", folder / "backups", db
        self.archive = Archive(self.data / "archive")
        (self.data / "web.key").write_bytes(b"secret")
        self.source = Source(
            archive=self.data / "archive",
            ledger=self.data / ledger.NAME,
            version="0.1.0",
            revision="0004",
            database=database,
            extras={"web.key": self.data / "web.key"},
        )

    async def shows(self, *contents: bytes) -> list[str]:
        """The visit's photos are these."""
        names = [self.archive.store(content) for content in contents]
        photos = tuple(
            Photo(id=n, file_id="f", file_unique_id="u", taken_at=NOW, state=PhotoState.STORED, sha256=name)
            for n, name in enumerate(names, start=1)
        )
        await furnish(self.db, *EVERYTHING, replace(VISIT, photos=photos))
        return names

    def takes(self, hours: int = 0) -> Taken:
        return taking.take(self.source, self.backups, NOW + hours * HOUR, quietly)

    def brings_back(self, backup: Path, data: Path) -> Found:
        found = returning.copy_and_check(backup, data, quietly)
        if not found.wrong:
            returning.check_named(data, found)
        return found


@pytest.fixture
async def place(tmp_path: Path, db: Database) -> Place:
    (tmp_path / "data").mkdir()
    place = Place(tmp_path, tmp_path / "constat.db", db)
    await place.shows(b"before", b"after")
    return place


async def test_all_that_the_database_names_is_in_it_and_comes_back(place: Place, tmp_path: Path) -> None:
    names = await place.shows(b"one", b"two", b"three")
    place.archive.store(b"named by nobody")
    taken = place.takes()
    assert taken.folder.name == "constat-20260302T080000Z"
    assert (taken.files, taken.reused, taken.missing, taken.altered) == (5, 0, (), ())
    found = place.brings_back(taken.folder, tmp_path / "new")
    assert found.is_whole
    assert returning.put_in_place(tmp_path / "new", found, NOW + HOUR, [Path("/backups")]) is None
    there = Archive(tmp_path / "new" / "archive")
    assert [there.load(name) for name in names] == [b"one", b"two", b"three"]
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["archive", "constat.db", "restored.json", "web.key"]
    restored = returning.restored_here(tmp_path / "new")
    assert restored is not None
    assert (restored.taken_at, restored.at, restored.places) == (NOW, NOW + HOUR, ("/backups",))


async def test_a_second_backup_shares_what_is_still_what_it_was(place: Place) -> None:
    one, two = await place.shows(b"one", b"two")
    first = place.takes()
    (three,) = [name for name in await place.shows(b"one", b"two", b"three") if name not in (one, two)]
    damaged = first.folder / manifests.archived(two)
    damaged.write_bytes(b"tw0")
    second = place.takes(1)
    assert (second.reused, second.altered) == (1, (str(damaged),))
    shared = [(b.folder / manifests.archived(one)).stat().st_ino for b in (first, second)]
    assert shared[0] == shared[1]
    assert (second.folder / manifests.archived(two)).read_bytes() == b"two"
    assert (second.folder / manifests.archived(three)).is_file()


async def test_what_is_missing_or_altered_in_the_archive_is_said(place: Place) -> None:
    one, two = await place.shows(b"one", b"two")
    place.archive.path(one).unlink()
    place.archive.path(two).write_bytes(b"tw0")
    taken = place.takes()
    assert taken.missing == tuple(sorted((one, two)))
    assert manifests.read(taken.folder).missing == taken.missing


async def test_a_backup_that_breaks_off_is_none(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    await place.shows(b"one", b"two", b"three")

    def full(source: Path, target: Path) -> tuple[str, int]:
        if source.parent.parent.name == "archive":
            raise OSError(28, "No space left on device")
        return copy_flushed(source, target)

    monkeypatch.setattr(taking, "copy_flushed", full)
    with pytest.raises(Unusable, match="full: no backup was taken"):
        place.takes()
    assert list(place.backups.iterdir()) == []
    # A process that was killed leaves its half behind; the next backup clears it away.
    (place.backups / ".incoming-constat-20260101T000000Z").mkdir()
    monkeypatch.undo()
    assert [place.takes().folder] == list(place.backups.glob(".*")) + list(place.backups.glob("constat-*"))


def flip(file: Path, at: int) -> None:
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)


async def test_a_single_flipped_bit_is_found_wherever_it_is(place: Place, tmp_path: Path) -> None:
    names = await place.shows(b"one", b"two")
    backup = place.takes().folder
    for number, path in enumerate((manifests.archived(names[0]), "constat.db", "web.key")):
        copy = tmp_path / f"copy-{number}"
        shutil.copytree(backup, copy)
        flip(copy / path, (copy / path).stat().st_size // 2)
        found = place.brings_back(copy, tmp_path / f"data-{number}")
        assert found.altered == [path]
    for at in range(0, (backup / "manifest.json").stat().st_size, 37):
        copy = tmp_path / "manifest-flipped"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        shutil.copy(backup / "manifest.json", copy)
        before = (copy / "manifest.json").read_bytes()
        flip(copy / "manifest.json", at)
        try:
            assert manifests.read(copy).seal == manifests.read(backup).seal
        except Unusable:
            continue
        assert before.split() != (copy / "manifest.json").read_bytes().split(), "only white space may change unseen"


async def test_a_file_that_was_taken_out_is_missing(place: Place, tmp_path: Path) -> None:
    one, _ = await place.shows(b"one", b"two")
    backup = place.takes().folder
    (backup / manifests.archived(one)).unlink()
    assert place.brings_back(backup, tmp_path / "new").missing == [manifests.archived(one)]


async def test_what_the_manifest_forgot_the_database_asks_for(place: Place, tmp_path: Path) -> None:
    one, _ = await place.shows(b"one", b"two")
    backup = place.takes().folder
    whole = manifests.read(backup)
    (backup / manifests.NAME).unlink()
    listed = tuple(entry for entry in whole.files if entry.sha256 != one)
    manifests.write(backup, replace(whole, files=listed))
    assert place.brings_back(backup, tmp_path / "new").missing == [manifests.archived(one)]


async def test_what_lies_there_is_moved_aside_and_nothing_is_lost(place: Place, tmp_path: Path) -> None:
    backup, data = place.takes().folder, tmp_path / "there"
    (data / "archive").mkdir(parents=True)
    (data / "constat.db").write_bytes(b"the old one")
    (data / "service.lock").touch()
    assert not returning.is_empty(data)
    found = place.brings_back(backup, data)
    assert returning.is_half_done(data)
    aside = returning.put_in_place(data, found, NOW, [])
    assert not returning.is_half_done(data)
    assert aside is not None
    assert returning.set_aside(data) == [aside]
    assert (aside / "constat.db").read_bytes() == b"the old one"
    assert (data / "service.lock").exists()
    with sqlite3.connect(data / "constat.db") as brought:
        assert brought.execute("select count(*) from visit").fetchone() == (1,)


@pytest.mark.parametrize("path", ["../escaped", "/tmp/escaped"])
async def test_no_file_is_written_outside(place: Place, tmp_path: Path, path: str) -> None:
    backup = place.takes().folder
    whole = manifests.read(backup)
    (backup / manifests.NAME).unlink()
    manifests.write(backup, replace(whole, files=(*whole.files, replace(whole.files[0], path=path))))
    assert place.brings_back(backup, tmp_path / "a" / "new").altered == [path]
    assert not (tmp_path / "a" / "escaped").exists()


async def test_the_copy_holds_what_stands_in_the_log_of_the_database_too(place: Place, tmp_path: Path) -> None:
    """Copying the file alone would miss what was committed last: it stands in the write-ahead log."""
    (one,) = await place.shows(b"only in the log")
    naive = tmp_path / "naive.db"
    shutil.copy(tmp_path / "constat.db", naive)
    taking.copy_database(tmp_path / "constat.db", tmp_path / "copy.db")
    assert one in taking.named_in(tmp_path / "copy.db")
    with sqlite3.connect(naive) as copied:
        found = copied.execute("select document from visit").fetchall()
    assert one not in str(found)


def test_only_the_owner_reads_a_backup(place: Place) -> None:
    folder = place.takes().folder
    for inner, folders, files in os.walk(folder):
        modes = {(Path(inner) / name).stat().st_mode & 0o077 for name in (*folders, *files)}
        assert modes <= {0}, inner
