"""Worker processes for PDFs and seals: what they do may be slow or crash, the service goes on.

May import `core`. Used by `courier.jobs`.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

from core.delivery import DeliveryFailed

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 60.0
"""Seconds; a worker that takes longer is killed."""


class WorkerLost(DeliveryFailed):
    """The worker died (`worker_died`), or took too long and was killed (`worker_too_slow`)."""


class Workers:
    """A pool that is made anew when a worker died or had to be killed. `longest` counts seconds."""

    def __init__(self, processes: int = 2, *, longest: float = LONGEST) -> None:
        self._processes = processes
        self._longest = longest
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a top-level function in a worker process. Raises what it raises, and WorkerLost."""
        pool = self._ready()
        try:
            future = asyncio.get_running_loop().run_in_executor(pool, _call, work, args, kwargs)
            return await asyncio.wait_for(future, self._longest)
        except BrokenProcessPool as error:
            self._discard(pool)
            raise WorkerLost("worker_died") from error
        except TimeoutError as error:
            self._discard(pool)
            raise WorkerLost("worker_too_slow") from error

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A fresh interpreter: nothing of the service's memory, locks or connections goes along.
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_end_with_the_service
            )
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        # What else waits in the pool ends as "worker_died" and is tried again.
        for process in list((pool._processes or {}).values()):
            with contextlib.suppress(Exception):
                process.kill()
        pool.shutdown(wait=False)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._discard(self._pool)


def _end_with_the_service() -> None:
    """In a worker: a service that is killed cannot say so, and the worker would wait for work for ever."""
    service = parent_process()
    assert service is not None

    def watch() -> None:
        service.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _call(work: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    return work(*args, **kwargs)
