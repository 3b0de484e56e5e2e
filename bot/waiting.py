"""Whoever waits because nothing can be stored is told so, past the outbox: it is a table like the others.

What waits is not confirmed, so the messenger keeps it (24 hours, Bot API, Getting updates) and gives it again: nothing
is to be repeated, and that is what people need to know. May import `core`, `storage`, `templates`; used by `receive`.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.beside import Beside
from bot.render import toast_text
from core.effects import Toast, say
from core.entrance import language_of
from core.people import LANGUAGES
from storage.standstill import Standstill
from templates.wording import wording

log = structlog.get_logger(__name__)

PATIENCE = 8.0
"""Seconds that people wait without a word, whatever the cause."""
A_BREATH = 2.0
"""Seconds that they wait without a word where it is known that nothing can be stored."""
QUIET = 600.0
"""Seconds: a chat is not told more often, however trouble comes and goes."""
MOST_REMEMBERED = 10_000


@dataclass
class Whose:
    """Somebody whose update is being stored. `query_id` is a tapped button's; `told` once its answer is spent."""

    chat_id: int | None
    language: str | None
    query_id: str | None
    told: bool = False


class Waiting:
    """One a process. `turn` waits for a chat's turn to be written to; `steady` counts seconds and never goes back."""

    def __init__(
        self,
        bot: Bot,
        standstill: Standstill,
        turn: Callable[[int], Awaitable[None]],
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._standstill = standstill
        self._turn = turn
        self._steady = steady
        self._in_hand: dict[int, Whose] = {}
        self._waiting: Counter[int] = Counter()
        """How many updates of each chat."""
        self._free: dict[int, asyncio.Event] = {}
        """Chats that are being told, set once nothing of theirs waits."""
        self._told_at: dict[int, float] = {}
        self._beside = Beside()
        standstill.on_begin(self._tell_everybody)

    @contextlib.contextmanager
    def noted(self, whose: Whose) -> Iterator[None]:
        """Around the storing of an update."""
        key, chat = id(whose), whose.chat_id
        self._in_hand[key] = whose
        if chat is not None:
            self._waiting[chat] += 1
        delay = PATIENCE if self._standstill.reason is None else min(PATIENCE, A_BREATH)
        timer = asyncio.get_running_loop().call_later(delay, self._tell, whose)
        try:
            yield
        finally:
            timer.cancel()
            del self._in_hand[key]
            if chat is not None:
                self._done(chat)

    def _done(self, chat: int) -> None:
        self._waiting[chat] -= 1
        if self._waiting[chat] == 0:
            del self._waiting[chat]
            if (free := self._free.get(chat)) is not None:
                free.set()

    def answer(self, whose: Whose, toast: Toast | None, language: str | None) -> None:
        """Answer a tapped button, beside all else: too late, the answer is lost.

        Where its short answer was spent on telling that they wait, this one is written into the chat.
        """
        if whose.query_id is not None and not whose.told:
            self._beside.go(self._answer(whose.query_id, toast, language))
        elif toast is not None and whose.chat_id is not None:
            self._beside.go(self._write(whose.chat_id, toast_text(toast, language)))

    async def told(self) -> None:
        """Wait until everybody is told and everything that waits is stored."""
        await self._beside.done()

    def _tell_everybody(self) -> None:
        # Not in the same breath: perhaps only files cannot be stored, and an answer can.
        loop = asyncio.get_running_loop()
        for whose in self._in_hand.values():
            loop.call_later(min(PATIENCE, A_BREATH), self._tell, whose)

    def _tell(self, whose: Whose) -> None:
        if whose.told or id(whose) not in self._in_hand:
            return
        if whose.query_id is not None:
            whose.told = True
            self._beside.go(self._answer(whose.query_id, Toast(text=say("standstill.tap"), alert=True), whose.language))
        elif whose.chat_id is not None and whose.chat_id not in self._free and self._may_tell(whose.chat_id):
            whose.told = True
            self._free[whose.chat_id] = asyncio.Event()
            self._beside.go(self._tell_chat(whose.chat_id, whose.language))

    def _may_tell(self, chat: int) -> bool:
        now, last = self._steady(), self._told_at.pop(chat, None)
        if last is not None and now - last < QUIET:
            self._told_at[chat] = last
            return False
        if len(self._told_at) >= MOST_REMEMBERED:
            del self._told_at[next(iter(self._told_at))]
        self._told_at[chat] = now
        return True

    async def _answer(self, query_id: str, toast: Toast | None, language: str | None) -> None:
        text = toast_text(toast, language) if toast else None
        try:
            await self._bot.answer_callback_query(query_id, text=text, show_alert=toast.alert if toast else None)
        except TelegramError as error:
            log.info("tap_not_answered", problem=type(error).__name__)

    async def _tell_chat(self, chat: int, language: str | None) -> None:
        words = wording(language_of(language, LANGUAGES[0]))
        try:
            number = await self._write(chat, words.phrase(say("standstill.waits")))
            if number is None:
                return
            await self._free[chat].wait()
            await self._turn(chat)
            # In its place: the chat is true again, and what comes next in it says the rest.
            await self._bot.edit_message_text(words.phrase(say("standstill.taken")), chat, number)
        except TelegramError as error:
            log.info("standstill_not_told", problem=type(error).__name__)
        finally:
            del self._free[chat]

    async def _write(self, chat: int, text: str) -> int | None:
        await self._turn(chat)
        try:
            return (await self._bot.send_message(chat, text)).message_id
        except TelegramError as error:
            log.info("standstill_not_told", problem=type(error).__name__)
            return None
