"""Whether anything can be stored just now, and if not, why. Noted by `database` and `archive`, which meet it first.

May import nothing of ours. Read by `web` (health, forms) and `bot` (people who wait, administrators).
"""

import asyncio
import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterator
from typing import Literal

from sqlalchemy.exc import DBAPIError

Reason = Literal["disk_full", "locked", "read_only", "broken"]
"""Worded `standstill.<reason>`."""

AWAY: dict[int, Reason] = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_NOMEM: "broken",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "broken",
    sqlite3.SQLITE_CORRUPT: "broken",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_CANTOPEN: "broken",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_NOTADB: "broken",
}
"""What SQLite says when the file, the disk or another process is the trouble (sqlite.org/rescode.html)."""
NUMBERS: dict[int | None, Reason] = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EFBIG: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
}


class CannotStore(Exception):
    """It was not stored in reasonable time, and will not be: whoever gave it is to give it again."""


def reason_of(error: BaseException) -> Reason | None:
    """Why nothing at all can be stored, or None where the error is about something else."""
    if isinstance(error, FileNotFoundError):
        # A file that is gone says nothing of whether another can be written.
        return None
    if isinstance(error, OSError):
        return NUMBERS.get(error.errno, "broken")
    if not isinstance(error, DBAPIError):
        return None
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return "broken" if error.connection_invalidated else None
    # The lower eight bits are the kind, the others say more of it.
    return AWAY.get(code & 0xFF)


class Standstill:
    """What the last attempts to store came to. One an installation, in the event loop."""

    def __init__(self) -> None:
        self.reason: Reason | None = None
        """Why nothing can be stored; None while it can, as far as is known."""
        self.began = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []

    def on_begin(self, listener: Callable[[], None]) -> None:
        """Call this when it begins."""
        self._listeners.append(listener)

    @contextlib.contextmanager
    def notes(self) -> Iterator[None]:
        """Around whatever stores something. That something went well is no proof: perhaps nothing was to be written."""
        try:
            yield
        except Exception as error:
            if (reason := reason_of(error)) is not None:
                self.begin(reason)
            raise

    def begin(self, reason: Reason) -> None:
        """Nothing can be stored; said again, the reason may be another."""
        first, self.reason = self.reason is None, reason
        if first:
            self.began.set()
            for listener in self._listeners:
                listener()

    def end(self) -> None:
        """It was tried, and goes again."""
        self.reason = None
        self.began.clear()
