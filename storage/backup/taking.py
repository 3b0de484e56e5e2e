"""Takes a backup while the service runs. Imported by `app.backup`.

The database is copied by `VACUUM INTO` (sqlite.org/lang_vacuum.html) through a connection that cannot write: one
consistent view, while others go on writing, and without the remains of what was deleted. The archive's files never
change, so they are taken after it, as the copy names them. Nothing of the archive may be removed meanwhile.
"""

import contextlib
import errno
import os
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from storage import ledger, references
from storage.backup import manifest as manifests
from storage.backup.manifest import Listed, Manifest, Tell, Unusable
from storage.flush import copy_flushed, flush_file, flush_folder, flush_tree, hash_of, private_folder, remove_tree


@dataclass(frozen=True)
class Source:
    """What is backed up. `database` is the SQLite file, None for PostgreSQL; then `named` are the files it names.

    `extras` are further files by their name in the backup. `ledger` is the service's `erasures.jsonl`.
    """

    archive: Path
    ledger: Path
    version: str
    revision: str
    database: Path | None = None
    named: Collection[str] = ()
    extras: Mapping[str, Path] | None = None


@dataclass(frozen=True)
class Taken:
    """A whole backup. `reused` files are shared with an earlier backup; `altered` were damaged there and taken anew.

    `missing` files are named by the database and not in the archive, or no more what they were.
    """

    folder: Path
    files: int
    size: int
    reused: int
    altered: tuple[str, ...]
    missing: tuple[str, ...]


def take(source: Source, place: Path, now: datetime, tell: Tell) -> Taken:
    """Take a backup into a new folder below `place`, on disk when this returns. `now` is UTC.

    Raises Unusable; nothing is left then that could be taken for a backup.
    """
    name = f"{manifests.PREFIX}{now:%Y%m%dT%H%M%SZ}"
    incoming, final = place / f"{manifests.INCOMING}{name}", place / name
    if final.exists():
        raise Unusable(f"{final} is there already: try again in a moment.")
    try:
        private_folder(place)
        for left_over in place.glob(f"{manifests.INCOMING}{manifests.PREFIX}*"):
            remove_tree(left_over)
        incoming.mkdir(mode=0o700)
        taken = _fill(source, incoming, final, now, tell)
        incoming.rename(final)
        flush_folder(place)
    except BaseException as error:
        remove_tree(incoming)
        if isinstance(error, OSError | sqlite3.Error):
            raise Unusable(_why(error, place)) from None
        raise
    return taken


def _fill(source: Source, incoming: Path, final: Path, now: datetime, tell: Tell) -> Taken:
    listed: list[Listed] = []
    named = set(source.named)
    if source.database is not None:
        tell(0, 1, "database")
        copy_database(source.database, incoming / manifests.DATABASE)
        named = named_in(incoming / manifests.DATABASE)
        listed.append(_listed(incoming, manifests.DATABASE))
        tell(1, 1, "database")
    earlier = [found.parent for found in sorted(final.parent.glob(f"{manifests.PREFIX}*/{manifests.NAME}"))[::-1]]
    altered: list[str] = []
    missing: list[str] = []
    reused = 0
    for count, sha256 in enumerate(sorted(named)):
        tell(count, len(named), "files")
        path = manifests.archived(sha256)
        private_folder((incoming / path).parent)
        shared = _share(earlier, path, sha256, incoming, altered)
        entry = shared or _copy(source.archive / sha256[:2] / sha256, incoming, path, sha256)
        reused += shared is not None
        if entry is None:
            missing.append(sha256)
        else:
            listed.append(entry)
    tell(len(named), len(named), "files")
    for name, path_of_extra in sorted((source.extras or {}).items()):
        private_folder((incoming / name).parent)
        sha256, size = copy_flushed(path_of_extra, incoming / name)
        listed.append(Listed(path=name, size=size, sha256=sha256))
    ledger.add(final.parent / ledger.NAME, ledger.read(source.ledger))
    manifest = Manifest(
        format=manifests.FORMAT,
        version=source.version,
        revision=source.revision,
        taken_at=now,
        database="sqlite" if source.database is not None else "postgresql",
        files=tuple(listed),
        missing=tuple(missing),
    )
    manifests.write(incoming, manifest)
    flush_tree(incoming)
    size = sum(entry.size for entry in listed)
    return Taken(final, len(listed), size, reused, tuple(altered), tuple(missing))


def copy_database(database: Path, target: Path) -> None:
    """One consistent copy of a SQLite database in use, on disk when this returns. Raises sqlite3.Error, OSError."""
    reader = sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, isolation_level=None, timeout=30)
    with contextlib.closing(reader):
        reader.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    flush_file(target)


def named_in(database: Path) -> set[str]:
    """The archive's files that a SQLite database, used by nobody, names."""
    engine = create_engine(f"sqlite:///file:{quote(str(database))}?mode=ro&uri=true")
    try:
        with Session(engine) as session:
            return references.all_named(session)
    finally:
        engine.dispose()


def _listed(folder: Path, path: str) -> Listed:
    sha256, size = hash_of(folder / path)
    return Listed(path=path, size=size, sha256=sha256)


def _share(earlier: list[Path], path: str, sha256: str, incoming: Path, altered: list[str]) -> Listed | None:
    """Have an earlier backup's file here as well, if it is still what its name says."""
    for backup in earlier:
        file = backup / path
        if not file.is_file():
            continue
        found, size = hash_of(file)
        if found != sha256:
            altered.append(str(file))
            continue
        try:
            os.link(file, incoming / path)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS):
                raise
            return None  # this disk knows no links
        return Listed(path=path, size=size, sha256=sha256)
    return None


def _copy(file: Path, incoming: Path, path: str, sha256: str) -> Listed | None:
    try:
        found, size = copy_flushed(file, incoming / path)
    except FileNotFoundError:
        return None
    if found != sha256:
        (incoming / path).unlink()
        return None
    return Listed(path=path, size=size, sha256=sha256)


def _why(error: OSError | sqlite3.Error, place: Path) -> str:
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
    full = full or getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    if full:
        return f"The disk of {place} is full: no backup was taken; make room or write another folder."
    reason = error.strerror if isinstance(error, OSError) else type(error).__name__
    return f"{place} cannot take a backup ({reason}): write another folder."
