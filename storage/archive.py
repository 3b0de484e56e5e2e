"""Photos and PDFs on disk, each under the SHA-256 of its bytes. Made by `app`; used by `courier` and `web`.

A file is whole or not there: written beside, flushed, renamed, and its folder flushed, before anyone hears its name.
"""

import asyncio
import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from storage.flush import flush_folder
from storage.incoming import Draft, Incoming, sweep
from storage.standstill import Standstill

NAME = re.compile(r"[0-9a-f]{64}")
SOON_NAMED = 600.0
"""Seconds."""
ROOM = 1024 * 1024
"""Bytes: with less than this to spare nothing is said to go again."""


class Archive:
    """A folder of files named by their content. Names are hex SHA-256."""

    def __init__(self, folder: Path, standstill: Standstill | None = None) -> None:
        """`standstill` is told when files cannot be stored: the database's, in a running service."""
        self._folder = folder
        self._incoming = folder / "incoming"
        self._standstill = standstill or Standstill()
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
        if self._is_there(sha256):
            return sha256
        draft = Draft(self._incoming)
        try:
            draft.write(data)
            return self._move_in(draft)
        finally:
            draft.discard()

    @contextlib.asynccontextmanager
    async def receive(self) -> AsyncIterator[Incoming]:
        """A file to be written piece by piece, and kept or else forgotten. Raises OSError."""
        with self._standstill.notes():
            draft = await asyncio.to_thread(Draft, self._incoming)
        try:
            yield Incoming(draft, self._move_in, self._standstill.notes)
        finally:
            await asyncio.to_thread(draft.discard)

    def sweep(self) -> int:
        """Remove what was on its way when a process was killed; how many. Call it while nobody else writes here."""
        return sweep(self._incoming)

    def _move_in(self, draft: Draft) -> str:
        sha256 = draft.sha256()
        target = self.path(sha256)
        if self._is_there(sha256):
            return sha256
        draft.flush()
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(draft.path, target)
        self._flush_names(target)
        return sha256

    def _is_there(self, sha256: str) -> bool:
        target = self.path(sha256)
        if not target.is_file():
            return False
        self._met[sha256] = time.monotonic()
        # Whoever moved it there may have been killed before this, or be about to do it.
        self._flush_names(target)
        return True

    def _flush_names(self, target: Path) -> None:
        for folder in (target.parent, self._folder, self._folder.parent):
            flush_folder(folder)

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
            flush_folder(path.parent)
        return True

    async def keep(self, data: bytes) -> str:
        """`store`, without holding up the event loop."""
        with self._standstill.notes():
            return await asyncio.to_thread(self.store, data)

    def try_out(self) -> None:
        """Store and remove a file of no meaning. Raises OSError where none can be stored."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())

    async def read(self, sha256: str) -> bytes:
        """`load`, without holding up the event loop."""
        return await asyncio.to_thread(self.load, sha256)
