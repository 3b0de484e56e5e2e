"""Files and folders put on the disk for good. Used by backups and the ledger."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 20


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    _flush(folder, os.O_RDONLY | os.O_DIRECTORY)


def flush_file(file: Path) -> None:
    """Have a file's bytes on the disk."""
    _flush(file, os.O_RDONLY)


def flush_tree(folder: Path) -> None:
    """Have the names in a folder, and in every folder below it, on the disk."""
    for inner, _, _ in os.walk(folder, topdown=False):
        flush_folder(Path(inner))


def private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are not there, open to its owner alone."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def write_flushed(file: Path, data: bytes) -> None:
    """A new file, readable by its owner alone, on disk when this returns."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def copy_flushed(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file, on disk when this returns; the SHA-256 (hex) and size of what was copied.

    Raises FileExistsError rather than write over something.
    """
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as out:
        for block in _blocks(source):
            digest.update(block)
            size += len(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def hash_of(file: Path) -> tuple[str, int]:
    """The SHA-256 (hex) and size of a file."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size


def remove_tree(folder: Path) -> None:
    """Remove a folder and all below it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            yield block


def _flush(path: Path, how: int) -> None:
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
