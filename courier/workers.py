"""Worker processes for pictures, PDFs and seals: what they do may be slow or crash, the service goes on.

May import `core`. Used by `courier.jobs`.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from core.delivery import DeliveryFailed

P = ParamSpec("P")
T = TypeVar("T")

LONGEST = 60.0
"""Seconds; a worker that takes longer is killed."""


class Workers:
    """A pool that is made anew when a worker died or had to be killed."""

    def __init__(self, processes: int = 2) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a top-level function in a worker process. Raises what it raises, DeliveryFailed when the worker died."""
        pool = self._ready()
        future = asyncio.get_running_loop().run_in_executor(pool, _call, work, args, kwargs)
        try:
            return await asyncio.wait_for(asyncio.shield(future), LONGEST)
        except BrokenProcessPool as error:
            self._discard(pool)
            raise DeliveryFailed("worker_died") from error
        except TimeoutError as error:
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._discard(pool)
            raise DeliveryFailed("worker_too_slow") from error

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # A fresh interpreter: nothing of the service's memory, locks or connections goes along.
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        return self._pool

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        for process in list((pool._processes or {}).values()):
            with contextlib.suppress(Exception):
                process.kill()
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._discard(self._pool)


def _call(work: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
    return work(*args, **kwargs)
