"""`constat restore`: a backup brought back into an empty data folder, while no service runs."""

import errno
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import alembic.util

from app.keeping.backup import COMPANY, COMPANY_FILE, sqlite_file
from app.settings import Settings
from storage import ledger
from storage.backup import manifest as manifests
from storage.backup import returning
from storage.backup.manifest import Tell, Unusable
from storage.backup.returning import Found
from storage.flush import copy_flushed, remove_tree
from storage.lock import AlreadyRunning, ServiceLock
from storage.migrate import upgrade


@dataclass(frozen=True)
class Returned:
    """What was brought back. `aside` is where the old things went; `erasures` are to be made good at the next start.

    `company_file` says where the company's file went, None when there is one already. `with_database` is False where
    the database has to be brought back by other means.
    """

    found: Found
    aside: Path | None
    erasures: int
    company_file: Path | None
    with_database: bool


class NotWhole(Exception):
    """Something is missing or altered: nothing was changed."""

    def __init__(self, found: Found) -> None:
        super().__init__("not whole")
        self.found = found


async def restore(
    settings: Settings,
    backup: Path,
    now: datetime,
    tell: Tell,
    *,
    replace: bool = False,
    anyway: bool = False,
    erasures: tuple[Path, ...] = (),
) -> Returned:
    """Bring a backup back; `now` is UTC. `replace` moves what lies there aside, `anyway` takes what is not whole.

    Raises Unusable, NotWhole; the data folder is as it was then.
    """
    data = settings.data_dir
    _check_place(settings, backup, replace)
    try:
        with ServiceLock(data / "service.lock", for_command=True):
            return await _restore(settings, backup, now, tell, anyway=anyway, erasures=erasures)
    except AlreadyRunning:
        raise Unusable(f"A service runs on {data}: stop it first.") from None
    except OSError as error:
        remove_tree(data / returning.HALF)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Unusable(f"The disk of {data} is full: nothing was changed; make room first.") from None
        raise Unusable(f"{backup} cannot be brought back ({error.strerror}): nothing was changed.") from None


def _check_place(settings: Settings, backup: Path, replace: bool) -> None:
    data = settings.data_dir
    if not backup.is_dir():
        raise Unusable(f"{backup} is no folder: write the path of a backup, such as /backups/constat-20260302T080000Z.")
    if backup.name.startswith(manifests.INCOMING):
        raise Unusable(f"{backup} was interrupted and is no whole backup: use another one.")
    if not replace and not returning.is_empty(data):
        raise Unusable(f"{data} is not empty: write --replace to have what is there moved aside.")
    file = sqlite_file(settings)
    if file is not None and file != (data / manifests.DATABASE).absolute():
        raise Unusable(f"The database would not be looked for in {data}: leave CONSTAT_DATABASE_URL empty.")


async def _restore(
    settings: Settings, backup: Path, now: datetime, tell: Tell, *, anyway: bool, erasures: tuple[Path, ...]
) -> Returned:
    data = settings.data_dir
    # Read before anything is moved: the old data folder may know of erasures that the backup does not.
    noted = _erasures(data / ledger.NAME, backup / ledger.NAME, backup.parent / ledger.NAME, *erasures)
    half_before = returning.is_half_done(data)
    found = returning.copy_and_check(backup, data, tell)
    try:
        database = returning.half_database(data)
        with_database = database.is_file()
        if with_database and not found.wrong and manifests.DATABASE not in found.altered:
            await _bring_up_to_date(database, found)
            returning.check_named(data, found)
        if sqlite_file(settings) is not None and not with_database:
            raise Unusable(f"{backup} has no SQLite database: it cannot be brought back into this installation.")
        if found.wrong or (not found.is_whole and not anyway):
            raise NotWhole(found)
        ledger.add(data / returning.HALF / ledger.NAME, noted)
        company_file = _company_file(settings, data / returning.HALF)
        aside = returning.put_in_place(data, found, now, [backup.parent.absolute()])
    except BaseException:
        if not half_before:
            remove_tree(data / returning.HALF)
        raise
    return Returned(found, aside, len(noted), company_file, with_database)


async def _bring_up_to_date(database: Path, found: Found) -> None:
    try:
        await upgrade(f"sqlite+aiosqlite:///{database.absolute()}")
    except alembic.util.CommandError:
        raise Unusable(
            f"The backup was made by Constat {found.manifest.version}, whose tables (revision "
            f"{found.manifest.revision}) are newer than this one's: install that version first."
        ) from None


def _erasures(*files: Path) -> tuple[ledger.Erasure, ...]:
    found: list[ledger.Erasure] = []
    for file in files:
        try:
            found += ledger.read(file)
        except ValueError as problem:
            raise Unusable(f"{problem} is no erasure: the list is damaged; use another copy of it.") from None
    return tuple(dict.fromkeys(found))


def _company_file(settings: Settings, half: Path) -> Path | None:
    """Put the company's file and its logo where they are looked for, unless there is a company's file already."""
    target, kept = settings.company_file.absolute(), half / COMPANY
    if target.exists() or not (kept / COMPANY_FILE).is_file():
        return None
    for file in sorted(each for each in kept.rglob("*") if each.is_file()):
        place = target if file.name == COMPANY_FILE else target.parent / file.relative_to(kept)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            copy_flushed(file, place)
    return target
