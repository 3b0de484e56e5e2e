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
from bot.updates import chat_of, language_of, number_of, packed, to_arrival
from bot.waiting import Waiting, Whose
from core.events import Event
from storage.apply import Applied, Arrival
from storage.inbox import describe

log = structlog.get_logger(__name__)


class Receive:
    """Takes updates in. Answers to tapped buttons go out beside all else: they are lost if they come too late."""

    def __init__(self, bot: Bot, intake: Intake, clock: Callable[[], datetime], waiting: Waiting) -> None:
        self._bot = bot
        self._intake = intake
        self._clock = clock
        self._waiting = waiting
        self._answers: set[asyncio.Task[None]] = set()

    async def update(self, came: dict[str, Any]) -> None:
        """Store an update, given as the JSON object that came; returns when it may be confirmed."""
        query_id: str | None = None
        language: str | None = None
        arrival: Arrival | None
        try:
            update = self._read(came)
            language = language_of(update)
            if update.callback_query is not None:
                query_id = update.callback_query.id
            arrival = to_arrival(update, self._clock())
        except Exception as error:
            # Thrown away it would be lost, refused it would come again for ever: it is kept as it came.
            log.error("update_not_understood", problem=describe(error))
            arrival = Arrival(None, update_id=number_of(came), chat_id=chat_of(came), raw=packed(came), failure=error)
        if arrival is None:
            return
        whose = Whose(arrival.chat_id, language, query_id)
        with self._waiting.noted(whose):
            applied = await self._intake.submit(arrival)
        if query_id is not None and not whose.told:
            self._go(self._answer(query_id, applied, applied.language or language))
        elif query_id is not None and applied.toasts:
            self._waiting.says_late(whose, applied.toasts[0], applied.language or language)

    def _read(self, came: dict[str, Any]) -> Update:
        return Update.de_json(came, self._bot)

    def translate(self, raw: bytes) -> Event | None:
        """A kept update's event, once more. Raises what cannot be understood."""
        arrival = to_arrival(self._read(json.loads(raw)), self._clock())
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
