"""What a backup consists of, with every file's hash and size. Imported by its neighbours."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from storage.flush import write_flushed

NAME = "manifest.json"
DATABASE = "constat.db"
ARCHIVE = "archive"
PREFIX = "constat-"
INCOMING = ".incoming-"
FORMAT = 1

Tell = Callable[[int, int, str], None]
"""Progress: how many are done, of how many, of what."""


class Unusable(Exception):
    """It cannot be done; reads as one sentence for whoever asked."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the backup: its path in the folder, its size in bytes, its SHA-256 (hex)."""

    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`taken_at` is the moment of the database's copy (UTC). `revision` is that of its tables.

    `database` is `sqlite` where its copy is a file of the backup, `postgresql` where it is backed up by other means.
    `missing` are the archive's files that the database names and that were not there, or not what their name says.
    `seal` is the SHA-256 of all the rest.
    """

    format: int
    version: str
    revision: str
    taken_at: datetime
    database: Literal["sqlite", "postgresql"]
    files: tuple[Listed, ...]
    missing: tuple[str, ...] = ()
    seal: str = ""


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, sealed, on disk when this returns."""
    sealed = msgspec.structs.replace(manifest, seal=_seal(manifest))
    write_flushed(folder / NAME, msgspec.json.format(msgspec.json.encode(sealed), indent=1))


def read(folder: Path) -> Manifest:
    """The manifest of a backup. Raises Unusable when there is none, or not a whole one, or of a newer form."""
    try:
        data = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise Unusable(f"{folder} is no backup: it has no {NAME}.") from None
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError:
        raise Unusable(f"{folder / NAME} is damaged: take another backup.") from None
    if manifest.format != FORMAT:
        raise Unusable(f"{folder} was made by a newer Constat ({manifest.version}): install that one first.")
    if manifest.seal != _seal(manifest):
        raise Unusable(f"{folder / NAME} was altered: take another backup.")
    return manifest


def archived(sha256: str) -> str:
    """Where a file of the archive lies in a backup."""
    return f"{ARCHIVE}/{sha256[:2]}/{sha256}"


def _seal(manifest: Manifest) -> str:
    bare = msgspec.structs.replace(manifest, seal="")
    return hashlib.sha256(msgspec.json.encode(bare, order="sorted")).hexdigest()
