"""Long polling: an update is confirmed (by the next offset) once it is stored. Run by `app`; imports `bot` alone."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.failures import wait_of
from bot.receive import Receive
from bot.transport import RawBot
from bot.updates import number_of
from bot.watch import Watch

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
TIMEOUT = 25
"""Seconds that one request waits for updates (Bot API, getUpdates)."""
LOOK_AGAIN = 5.0
"""Seconds after which, nothing being stored, it is looked who else has written."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
CONFLICTS, WITHIN = 3, timedelta(minutes=5)
"""So many in so short a time are no leftover of a restart: somebody else fetches our updates."""


class Polling:
    """Fetches updates until cancelled. `clock` gives aware UTC, `sleep` takes seconds."""

    def __init__(
        self,
        bot: RawBot,
        receive: Receive,
        watch: Watch,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._receive = receive
        self._watch = watch
        self._clock = clock
        self._sleep = sleep
        self._conflicts: deque[datetime] = deque(maxlen=CONFLICTS)
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. Raises InvalidToken: nothing will come right by itself then."""
        failures = 0
        # The first call only asks whether there is anything: an answer shows at once that the way is open.
        wait = 0
        while True:
            try:
                updates = await self._bot.fetch_updates(self._offset, wait=wait, allowed=ALLOWED_UPDATES)
            except (InvalidToken, asyncio.CancelledError):
                raise
            except Conflict:
                await self._conflict()
                await self._sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            except RetryAfter as demand:
                await self._sleep(wait_of(demand).total_seconds())
                continue
            except Exception as error:
                # Whatever it is, what is to be sent must go on being sent: this loop shares a process with the courier.
                log.warning("polling_failed", problem=type(error).__name__)
                await self._sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
                continue
            failures, wait = 0, TIMEOUT
            self._watch.heard()
            # Confirmed by this very call; numbers are random after an idle week, so the offset is not kept for later.
            self._offset = None
            if updates:
                self._offset = await self._take(updates) + 1

    async def _take(self, updates: list[dict[str, Any]]) -> int:
        """Have updates stored; the highest number. While that is impossible, look who else writes: they wait too.

        Nothing is confirmed by that: it is asked for from the first one on (Bot API, getUpdates).
        """
        numbers = {number_of(update) for update in updates}
        taking = [asyncio.create_task(self._receive.update(update)) for update in updates]
        try:
            while waiting := [task for task in taking if not task.done()]:
                await asyncio.wait(waiting, timeout=LOOK_AGAIN)
                if any(task.done() for task in waiting):
                    continue
                for update in await self._look():
                    if (number := number_of(update)) is not None and number not in numbers:
                        numbers.add(number)
                        taking.append(asyncio.create_task(self._receive.update(update)))
            for task in taking:
                task.result()
        finally:
            for task in taking:
                task.cancel()
        return max(number or 0 for number in numbers)

    async def _look(self) -> list[dict[str, Any]]:
        try:
            found = await self._bot.fetch_updates(None, wait=0, allowed=ALLOWED_UPDATES)
        except Exception as error:
            log.info("not_looked", problem=type(error).__name__)
            return []
        self._watch.heard()
        return found

    async def _conflict(self) -> None:
        log.error("another_process_polls", hint="Two processes fetch updates with one token; stop one.")
        now = self._clock()
        self._conflicts.append(now)
        if len(self._conflicts) == CONFLICTS and now - self._conflicts[0] <= WITHIN:
            self._conflicts.clear()
            self._watch.two_pollers()
