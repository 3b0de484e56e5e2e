"""What is done with one update, however it came: translated, stored, and a tapped button answered.

May import `storage`, `templates`. Used by `polling` and `webhook`.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.intake import Intake
from bot.render import toast_text
from bot.updates import language_of, to_arrival
from core.events import Event
from storage.apply import Applied

log = structlog.get_logger(__name__)


class Receive:
    """Takes updates in. Answers to tapped buttons go out beside all else: they are lost if they come too late."""

    def __init__(self, bot: Bot, intake: Intake, clock: Callable[[], datetime]) -> None:
        self._bot = bot
        self._intake = intake
        self._clock = clock
        self._answers: set[asyncio.Task[None]] = set()

    async def update(self, update: Update) -> None:
        """Store an update; returns when it may be confirmed."""
        try:
            arrival = to_arrival(update, self._clock())
        except Exception as error:
            # It would come again for ever and hold up everybody else.
            log.error("update_not_understood", update_id=update.update_id, problem=type(error).__name__)
            return
        if arrival is None:
            return
        applied = await self._intake.submit(arrival)
        query = update.callback_query
        if query is not None:
            self._go(self._answer(query.id, applied, applied.language or language_of(update)))

    def read(self, body: bytes) -> Update:
        """An update as it came over the wire. Raises ValueError for what is no update."""
        try:
            return Update.de_json(json.loads(body), self._bot)
        except Exception as error:
            raise ValueError("no update") from error

    def translate(self, raw: bytes) -> Event | None:
        """A kept update's event, once more."""
        arrival = to_arrival(self.read(raw), self._clock())
        return arrival.event if arrival else None

    def _go(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, query_id: str, applied: Applied, language: str | None) -> None:
        toast = applied.toasts[0] if applied.toasts else None
        try:
            if toast is None:
                await self._bot.answer_callback_query(query_id)
            else:
                text = toast_text(toast, language)
                await self._bot.answer_callback_query(query_id, text=text, show_alert=toast.alert)
        except TelegramError as error:
            log.info("tap_not_answered", problem=type(error).__name__)
