"""Long work in a thread, whose progress is told; one such work at a time. Imported by its neighbours."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from storage.backup.manifest import Tell
from storage.database import Database

T = TypeVar("T")
OFTEN = 0.1
"""Seconds between two reports of progress."""

_turns: "WeakKeyDictionary[Database, asyncio.Lock]" = WeakKeyDictionary()


def turn_of(db: Database) -> asyncio.Lock:
    """Held by whatever copies or removes files of the archive, so that no backup misses what it names."""
    return _turns.setdefault(db, asyncio.Lock())


class Stopped(Exception):
    """Nobody waits for the work any more."""


class Work(Generic[T]):
    """`work` in a thread: iterate over its progress, then take its `result`. Raises what the work raised.

    When the iteration is broken off, the work is stopped at its next step, and waited for.
    """

    def __init__(self, work: Callable[[Tell], T]) -> None:
        self._work = work
        self._stopped = threading.Event()
        self._at: tuple[int, int, str] | None = None
        self._result: list[T] = []

    @property
    def result(self) -> T:
        """What the work came to."""
        return self._result[0]

    def _tell(self, done: int, of: int, what: str) -> None:
        if self._stopped.is_set():
            raise Stopped
        self._at = (done, of, what)

    async def progress(self) -> AsyncIterator[dict[str, Any]]:
        """Do the work; `{"progress", "of", "what"}` now and then."""
        doing = asyncio.ensure_future(asyncio.to_thread(self._work, self._tell))
        said = None
        try:
            while not doing.done():
                await asyncio.wait([doing], timeout=OFTEN)
                if self._at is not None and self._at != said:
                    said = self._at
                    yield {"progress": said[0], "of": said[1], "what": said[2]}
            self._result.append(await doing)
        finally:
            self._stopped.set()
            if not doing.done():
                await asyncio.wait([doing])
