"""Receipts: what was delivered and under which number, stored in batches, known at once. Used by `courier.courier`."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from storage import evidence_log, outbox, slots
from storage.database import Database, is_away
from storage.outbox import Delivered

log = structlog.get_logger(__name__)

MOST_REMEMBERED = 20_000
PAUSE_AFTER_TROUBLE = 1.0


class Receipts:
    """A receipt that is lost with the process means a delivery that is tried again, which the senders repair."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._waiting: list[Delivered] = []
        self._news = asyncio.Event()
        self._numbers: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._gone: set[tuple[int | None, str | None]] = set()
        """Slots whose message was deleted, while that is not stored yet."""
        self._writing: list[Delivered] = []
        self._line = asyncio.Lock()

    @property
    def waiting(self) -> frozenset[int]:
        """The numbers of the rows that are delivered and not yet stored as such."""
        return frozenset(receipt.row_id for receipt in (*self._waiting, *self._writing))

    @property
    def empty(self) -> bool:
        """Whether everything is stored."""
        return not self._waiting and not self._writing

    def add(self, delivered: Delivered) -> None:
        """Note a delivery; it is stored soon."""
        if delivered.chat_id is not None and delivered.slot is not None and delivered.message_id is not None:
            self._remember(delivered.chat_id, delivered.slot, delivered.message_id)
        elif delivered.forget_slot and delivered.chat_id is not None and delivered.slot is not None:
            self._numbers.pop((delivered.chat_id, delivered.slot), None)
            self._gone.add((delivered.chat_id, delivered.slot))
        self._waiting.append(delivered)
        self._news.set()

    async def keep_slot(self, chat_id: int, slot: str, message_id: int) -> None:
        """Store at once that a slot holds this message."""
        self._remember(chat_id, slot, message_id)
        await self._db.write(lambda session: slots.keep_slots(session, {(chat_id, slot): message_id}))

    async def message_in(self, chat_id: int, slot: str) -> int | None:
        """The number of the message in a slot, or None."""
        known = self._numbers.get((chat_id, slot))
        if known is not None or (chat_id, slot) in self._gone:
            return known
        return await self._db.read(lambda session: slots.message_in(session, chat_id, slot))

    def forget_chat(self, chat_id: int) -> None:
        """A group moved: its old numbers mean nothing in the new one."""
        for key in [key for key in self._numbers if key[0] == chat_id]:
            del self._numbers[key]

    def _remember(self, chat_id: int, slot: str, message_id: int) -> None:
        self._gone.discard((chat_id, slot))
        self._numbers[chat_id, slot] = message_id
        self._numbers.move_to_end((chat_id, slot))
        if len(self._numbers) > MOST_REMEMBERED:
            self._numbers.popitem(last=False)

    async def run(self) -> None:
        """Store what is noted, until cancelled."""
        while True:
            await self._news.wait()
            try:
                await self.flush()
            except Exception as error:
                if not is_away(error):
                    log.error("receipts_not_stored", problem=type(error).__name__)
                await asyncio.sleep(PAUSE_AFTER_TROUBLE)

    async def flush(self) -> None:
        """Store everything noted so far; when this returns it is on disk."""
        async with self._line:
            self._news.clear()
            self._writing, self._waiting = self._waiting, []
            batch = self._writing
            try:
                if batch:
                    now = self._clock()
                    await self._db.write(lambda session: _store(session, batch, now))
                    self._gone -= {(r.chat_id, r.slot) for r in batch if r.forget_slot}
            except BaseException:
                self._waiting = batch + self._waiting
                self._news.set()
                raise
            finally:
                self._writing = []


def _store(session: Session, batch: Sequence[Delivered], now: datetime) -> None:
    outbox.delivered(session, batch, now)
    for receipt in batch:
        if receipt.chat_id is not None and receipt.message_id is not None and receipt.slot is not None:
            evidence_log.note_post(session, receipt.slot, receipt.chat_id, receipt.message_id, now)
