"""Checks a backup and brings it back into a data folder. Imported by `app.restore`.

Everything is copied and checked under `.incoming-restore` inside the data folder (which may be a mounted disk), then
moved into place, the database last; while that folder is there, no service starts (`is_half_done`).
"""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from storage.backup import manifest as manifests
from storage.backup.manifest import Listed, Manifest, Tell
from storage.backup.taking import named_in
from storage.flush import copy_flushed, flush_folder, flush_tree, private_folder, remove_tree, write_flushed
from storage.tables import BackupPlaceRow

HALF = ".incoming-restore"
ASIDE = "before-"
MOMENT = "restored.json"
STAYS = frozenset({"service.lock", "administration.json", "lost+found", HALF})
"""What may lie in an empty data folder, and stays where it is."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """That a backup as of `taken_at` was brought back at `at` (UTC): the next start goes on from there.

    `places` are the folders that hold backups, as far as is known: the backup itself knows only of those before it.
    """

    taken_at: datetime
    at: datetime
    places: tuple[str, ...] = ()


@dataclass
class Found:
    """What a check found. `missing` and `altered` are paths in the backup; `wrong` are sentences about the whole."""

    manifest: Manifest
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything is there and as it was."""
        return not (self.missing or self.altered or self.wrong)


def is_half_done(data: Path) -> bool:
    """Whether a restore was interrupted here: what lies in the folder is no whole."""
    return (data / HALF).exists()


def is_empty(data: Path) -> bool:
    """Whether nothing lies in the data folder that a restore would push away."""
    return not [each for each in _things(data) if each.name not in STAYS and not each.name.startswith(ASIDE)]


def copy_and_check(backup: Path, data: Path, tell: Tell) -> Found:
    """Copy everything of the backup into the data folder's half-done part, checking it on the way.

    What is altered is left out, but for the database. Its tables are then to be brought up to date, and `check_named`
    compares it with the files. Raises Unusable for what is no backup, OSError for the disk.
    """
    manifest = manifests.read(backup)
    half = data / HALF
    remove_tree(half)
    private_folder(half)
    found = Found(manifest)
    found.missing += [manifests.archived(sha256) for sha256 in manifest.missing]
    for count, entry in enumerate(manifest.files):
        tell(count, len(manifest.files), "files")
        _bring(backup, half, entry, found)
    tell(len(manifest.files), len(manifest.files), "files")
    if half_database(data).is_file():
        tell(0, 1, "database")
        _check_database(half_database(data), found)
        tell(1, 1, "database")
    return found


def half_database(data: Path) -> Path:
    """Where the database that is being brought back lies."""
    return data / HALF / manifests.DATABASE


def check_named(data: Path, found: Found) -> None:
    """Note what the database names and the backup has not. Its tables must be up to date."""
    said = {*found.missing, *found.altered}
    named = (manifests.archived(sha256) for sha256 in sorted(named_in(half_database(data))))
    found.missing += [path for path in named if path not in said and not (data / HALF / path).is_file()]


def put_in_place(data: Path, found: Found, now: datetime, places: Sequence[Path]) -> Path | None:
    """Move what was brought back to where the service looks; where the old things went, if there were any."""
    half = data / HALF
    flush_tree(half)
    known = tuple(dict.fromkeys([*map(str, places), *_places_known(data)]))
    moment = Restored(taken_at=found.manifest.taken_at, at=now, places=known)
    write_flushed(half / MOMENT, msgspec.json.encode(moment) + b"\n")
    old = [each for each in _things(data) if each.name not in STAYS and not each.name.startswith(ASIDE)]
    aside = data / f"{ASIDE}{now:%Y%m%dT%H%M%SZ}" if old else None
    if aside is not None:
        aside.mkdir(mode=0o700)
        for each in old:
            each.rename(aside / each.name)
        flush_folder(aside)
    for each in sorted(_things(half), key=lambda each: each.name == manifests.DATABASE):
        each.rename(data / each.name)
    flush_folder(data)
    half.rmdir()
    flush_folder(data)
    return aside


def _places_known(data: Path) -> list[str]:
    """Where the installation that is replaced has put backups, as far as it can still be asked."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{data / manifests.DATABASE}?mode=ro", uri=True)) as reader:
            return [str(row[0]) for row in reader.execute(f"SELECT folder FROM {BackupPlaceRow.__tablename__}")]
    except sqlite3.Error:
        return []


def set_aside(data: Path) -> list[Path]:
    """The folders into which former restores moved what was there."""
    return sorted(each for each in _things(data) if each.name.startswith(ASIDE))


def restored_here(data: Path) -> Restored | None:
    """What was brought back since the last start, if anything."""
    try:
        return msgspec.json.decode((data / MOMENT).read_bytes(), type=Restored)
    except FileNotFoundError:
        return None


def went_on(data: Path) -> None:
    """The service goes on from what was brought back."""
    (data / MOMENT).unlink(missing_ok=True)
    flush_folder(data)


def _bring(backup: Path, half: Path, entry: Listed, found: Found) -> None:
    path = Path(entry.path)
    if path.is_absolute() or ".." in path.parts:
        found.altered.append(entry.path)
        return
    target = half / path
    private_folder(target.parent)
    try:
        came = copy_flushed(backup / path, target)
    except FileNotFoundError:
        found.missing.append(entry.path)
        return
    named_so = path.parts[0] != manifests.ARCHIVE or path.name == entry.sha256
    if came != (entry.sha256, entry.size) or not named_so:
        found.altered.append(entry.path)
        if path.name != manifests.DATABASE:
            target.unlink()


def _check_database(database: Path, found: Found) -> None:
    try:
        problems = _integrity(database)
    except sqlite3.Error as error:
        problems = [type(error).__name__]
    if problems:
        found.wrong.append(f"The database is damaged: {problems[0]}.")


def _integrity(database: Path) -> Sequence[str]:
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        rows = [str(row[0]) for row in reader.execute("PRAGMA integrity_check")]
        rows += [f"a row of {row[0]} points nowhere" for row in reader.execute("PRAGMA foreign_key_check")]
        rows += [] if reader.execute("SELECT count(*) FROM alembic_version").fetchone()[0] else ["it has no version"]
    return [row for row in rows if row != "ok"]


def _things(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
