"""Whoever writes to a SQLite file, a service or a command, holds its lock. Used by `app` before it opens anything."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from storage.flush import private_folder

SERVICE, COMMAND = b"service\n", b"command\n"


class AlreadyRunning(Exception):
    """Somebody holds the lock, whose file is `path`; `by_command` when that is a command, which soon ends."""

    def __init__(self, path: Path, *, by_command: bool = False) -> None:
        super().__init__(str(path))
        self.path = path
        self.by_command = by_command


class ServiceLock:
    """Held between `with` and its end, or until the process ends, however it ends.

    The file itself means nothing; what stands in it says who took the lock last.
    """

    def __init__(self, path: Path, *, for_command: bool = False) -> None:
        self._path = path
        self._holder = COMMAND if for_command else SERVICE
        self._handle: int | None = None

    def __enter__(self) -> "ServiceLock":
        """Take the lock. Raises AlreadyRunning at once when it is held."""
        private_folder(self._path.parent)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 100)
            os.close(handle)
            raise AlreadyRunning(self._path, by_command=holder == COMMAND) from None
        self._handle = handle
        os.ftruncate(handle, 0)
        os.write(handle, self._holder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
