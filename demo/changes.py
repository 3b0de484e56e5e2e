"""A counter of everything that changes, and waiting for a change without sleeping. Imports nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Every change of the pretend world gets the next number."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Future[None]] = set()

    def mark(self) -> int:
        """Something changed: wake whoever waits; returns the change's number."""
        self.version += 1
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        return self.version

    async def until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """The first true answer of `look`, asked now and after each change; its last one after `seconds`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (seen := look()):
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.add(future)
            try:
                await asyncio.wait_for(future, deadline - loop.time())
            except TimeoutError:
                return look()
            finally:
                self._waiting.discard(future)
        return seen
