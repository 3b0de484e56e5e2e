"""What an answer starts and does not wait for. Imported by `web.deps`; `app` keeps it until the last is done."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

log = structlog.get_logger(__name__)


class Errands:
    """Tasks outside of any connection: the next request of the same one does not wait for them, nor tells of them.

    An async context manager that ends once all are done. What goes wrong in one is logged.
    """

    def __init__(self) -> None:
        self._going: set[asyncio.Task[None]] = set()

    def begin(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Do this from now on; `name` stands in the log."""
        task = asyncio.create_task(self._done(name, work))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def finish(self) -> None:
        """Wait until all are done, those too that begin meanwhile."""
        while self._going:
            await asyncio.wait(self._going)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.finish()

    async def _done(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as error:
            log.error("errand_failed", errand=name, problem=type(error).__name__)
