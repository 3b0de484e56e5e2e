"""Long polling: an update is confirmed (by the next offset) once it is stored. Run by `app`; imports `bot` alone."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.failures import wait_of
from bot.receive import Receive

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
TIMEOUT = 25
"""Seconds that one request waits for updates (Bot API, getUpdates)."""
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)


class Polling:
    """Fetches updates until cancelled. `sleep` takes seconds."""

    def __init__(
        self, bot: Bot, receive: Receive, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._bot = bot
        self._receive = receive
        self._sleep = sleep
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. Raises InvalidToken: nothing will come right by itself then."""
        failures = 0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset=self._offset, timeout=TIMEOUT, allowed_updates=ALLOWED_UPDATES
                )
            except (InvalidToken, asyncio.CancelledError):
                raise
            except Conflict:
                log.error("another_process_polls", hint="Two processes fetch updates with one token; stop one.")
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
            failures = 0
            if updates:
                await asyncio.gather(*(self._receive.update(update) for update in updates))
                self._offset = updates[-1].update_id + 1
