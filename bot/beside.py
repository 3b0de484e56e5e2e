"""Work that goes on beside whoever began it. Imports nothing of ours; used by its neighbours."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Beside:
    """Holds on to tasks: the event loop alone would let them be collected (asyncio, create_task)."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def go(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def done(self) -> None:
        """Wait for all that was begun. Raises what any of it raised."""
        await asyncio.gather(*self._tasks)
