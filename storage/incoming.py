"""Files on their way into the archive, each under a name of its own until it is whole. Imported by `archive`.

May import nothing of ours. What a killed process leaves here is removed at the next start.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path


class Draft:
    """A file being written, hashed on the way. `size` counts its bytes; `path` is where somebody else may write it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        self.path = Path(name)
        self.size = 0
        # Unbuffered, so that whoever opens the path sees all of it.
        self._file = os.fdopen(handle, "r+b", buffering=0)
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> None:
        """Add these bytes."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._hash.update(data)
        self.size += len(data)

    def flush(self) -> None:
        """On disk when this returns."""
        os.fsync(self._file.fileno())

    def sha256(self) -> str:
        """The name of what is in it, written here or through its path (hex)."""
        if self.size:
            return self._hash.hexdigest()
        return hashlib.file_digest(self._file, "sha256").hexdigest()

    def discard(self) -> None:
        """Close it, and remove it unless it was moved away."""
        self._file.close()
        self.path.unlink(missing_ok=True)


class Incoming:
    """A draft, written without holding up the event loop; `keep` moves it into the archive."""

    def __init__(
        self, draft: Draft, keep: Callable[[Draft], str], notes: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._draft = draft
        self._keep = keep
        self._notes = notes

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self._draft.path

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._draft.size

    async def write(self, data: bytes) -> None:
        """Add these bytes. Raises OSError."""
        with self._notes():
            await asyncio.to_thread(self._draft.write, data)

    async def start(self) -> bytes:
        """Its first bytes, enough to tell what it is."""
        return await asyncio.to_thread(_start_of, self.path)

    async def keep(self) -> str:
        """Move it to its place; its name there, on disk when this returns. Raises OSError."""
        with self._notes():
            return await asyncio.to_thread(self._keep, self._draft)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(64)


def sweep(folder: Path) -> int:
    """Remove what a process that was killed left there; how many. Call it while nobody else writes there."""
    left = [file for file in folder.glob("*") if file.is_file()] if folder.is_dir() else []
    for file in left:
        file.unlink(missing_ok=True)
    return len(left)
