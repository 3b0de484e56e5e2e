"""Whose turn it is to have a PDF looked at: bounded in all and for each address. Imported by `web.deps`."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator

import anyio
from anyio import BrokenWorkerProcess, to_process

from evidence.checking import SECONDS, Looked, look

AT_ONCE = 2
"""Files that are looked at."""
MOST = 8
"""Files that are looked at or wait for it: whoever comes last waits some seconds at most."""
MOST_OF_ONE = 3
"""The same for one address (IP); only one of them is looked at, so that nobody takes all hands."""
LONGEST = 20.0
"""Seconds; on a busy machine the file's processor time is not over by then."""


class Busy(Exception):
    """Too many files wait already."""


class Checker:
    """Has PDFs looked at in processes that end with what is made to keep them busy. `seconds` as in `look`."""

    def __init__(self, *, seconds: float = SECONDS, longest: float = LONGEST) -> None:
        self._seconds = seconds
        self._longest = longest
        self._hands = asyncio.Semaphore(AT_ONCE)
        self._waiting: Counter[str] = Counter()
        self._lines: dict[str, asyncio.Lock] = {}

    @contextlib.asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Wait for one's turn, before the file is read into memory. Raises Busy where the wait would be long."""
        if self._waiting.total() >= MOST or self._waiting[address] >= MOST_OF_ONE:
            raise Busy
        line = self._lines.setdefault(address, asyncio.Lock())
        self._waiting[address] += 1
        try:
            async with line, self._hands:
                yield
        finally:
            self._waiting[address] -= 1
            if not self._waiting[address]:
                del self._waiting[address], self._lines[address]

    async def look(self, pdf: bytes) -> Looked | None:
        """What a file says of itself; None where that took too long or too much. Only in one's turn."""
        with anyio.move_on_after(self._longest), contextlib.suppress(BrokenWorkerProcess):
            # The turn is what limits; a limiter of the library's own would count its waiting as the file's time.
            own = anyio.CapacityLimiter(1)
            return await to_process.run_sync(look, pdf, self._seconds, cancellable=True, limiter=own)
        return None
