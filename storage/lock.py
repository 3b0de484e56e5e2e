"""One service for one SQLite file: two would send the same things. Used by `app` before it opens anything."""

import fcntl
import os
from pathlib import Path
from types import TracebackType


class AlreadyRunning(Exception):
    """Another service holds the lock; `path` is the lock's file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class ServiceLock:
    """Held between `with` and its end, or until the process ends, however it ends. The file itself means nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def __enter__(self) -> "ServiceLock":
        """Take the lock. Raises AlreadyRunning at once when it is held."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise AlreadyRunning(self._path) from None
        self._handle = handle
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
