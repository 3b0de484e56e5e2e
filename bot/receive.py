"""What is done with one update, however it came: translated, stored, and a tapped button answered.

May import `storage`, `templates`. Used by `polling` and `webhook`.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, Update

from bot.intake import Intake
from bot.updates import chat_of, language_of, number_of, packed, to_arrival
from bot.waiting import Waiting, Whose
from core.events import Event
from storage.apply import Arrival
from storage.inbox import describe

log = structlog.get_logger(__name__)


class Receive:
    """Takes updates in, and has tapped buttons answered."""

    def __init__(self, bot: Bot, intake: Intake, clock: Callable[[], datetime], waiting: Waiting) -> None:
        self._bot = bot
        self._intake = intake
        self._clock = clock
        self._waiting = waiting

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
        if query_id is not None:
            toast = applied.toasts[0] if applied.toasts else None
            self._waiting.answer(whose, toast, applied.language or language)

    def _read(self, came: dict[str, Any]) -> Update:
        return Update.de_json(came, self._bot)

    def translate(self, raw: bytes) -> Event | None:
        """A kept update's event, once more. Raises what cannot be understood."""
        arrival = to_arrival(self._read(json.loads(raw)), self._clock())
        return arrival.event if arrival else None
