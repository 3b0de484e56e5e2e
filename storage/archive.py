"""Photos and PDFs on disk, each under the SHA-256 of its bytes. Made by `app`; used by `courier` and `web`.

A file is whole or not there: written beside, flushed, renamed, and its folder flushed, before anyone hears its name.
"""

import asyncio
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{64}")
SOON_NAMED = 600.0
"""Seconds."""


class Archive:
    """A folder of files named by their content. Names are hex SHA-256."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._met: dict[str, float] = {}

    def path(self, sha256: str) -> Path:
        """Where the file of that name lies, there or not. Raises ValueError for what is no name."""
        if not NAME.fullmatch(sha256):
            raise ValueError("not the name of an archived file")
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the file is there."""
        return self.path(sha256).is_file()

    def load(self, sha256: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def store(self, data: bytes) -> str:
        """Store the bytes, on disk when this returns; their name. Storing the same bytes again changes nothing."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if target.is_file():
            self._met[sha256] = time.monotonic()
            return sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.rename(draft, target)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return sha256

    def names(self, before: float) -> Iterator[str]:
        """The names of the files stored before then (seconds since 1970)."""
        for file in self._folder.glob("??/*"):
            if NAME.fullmatch(file.name) and file.stat().st_mtime < before:
                yield file.name

    def remove(self, sha256: str) -> bool:
        """Remove a file for good; True when it is gone.

        Not within minutes after the same bytes were stored again: whoever stored them is about to name them.
        """
        met = self._met.pop(sha256, None)
        if met is not None and time.monotonic() - met < SOON_NAMED:
            self._met[sha256] = met
            return False
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _flush_folder(path.parent)
        return True

    async def keep(self, data: bytes) -> str:
        """`store`, without holding up the event loop."""
        return await asyncio.to_thread(self.store, data)

    async def read(self, sha256: str) -> bytes:
        """`load`, without holding up the event loop."""
        return await asyncio.to_thread(self.load, sha256)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
