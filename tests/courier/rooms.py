"""A courier with a clock moved by hand, and a messenger that does as it is told. For the tests of `courier`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.delivery import DeliveryFailed, Receipt
from core.effects import AnyEffect, Erase, Message, Say, SendReport, SendSummary, Show, say
from core.events import Alerted, Event
from courier.courier import Courier
from courier.limits import RAISED, Limits, LimitSettings
from storage import outbox, outbox_view
from storage.apply import Applied, Arrival
from storage.database import Database
from storage.outbox import Lease, Letter, OutboxRow
from tests.storage.world import NOW

SECOND = timedelta(seconds=1)
Answer = Exception | None


@dataclass
class Clock:
    """Time moves when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return (self.now - NOW).total_seconds()

    async def sleep(self, length: float) -> None:
        self.now += length * SECOND


def text_of(effect: AnyEffect) -> str:
    """What a test wrote into the effect."""
    match effect:
        case Say(message=message) | Show(message=message) | SendReport(caption=message) | SendSummary(message=message):
            return str(message.lines[0].args["text"])
    return type(effect).__name__


@dataclass
class Messenger:
    """Stands for the other side: what it shows is the truth, whatever was answered.

    `trouble` is asked at every call: an exception is raised instead of the call, or after it when `reply_lost`.
    """

    trouble: Callable[[OutboxRow], Answer] = lambda row: None
    reply_lost: Callable[[OutboxRow], bool] = lambda row: False
    chats: dict[int, dict[int, str]] = field(default_factory=dict)
    calls: list[tuple[int, str]] = field(default_factory=list)
    last_id: int = 0
    gate: asyncio.Event | None = None
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, row: OutboxRow, message_id: int | None) -> Receipt:
        assert row.chat_id is not None
        self.entered.set()
        if self.gate is not None:
            await self.gate.wait()
        self.calls.append((row.chat_id, text_of(row.effect)))
        if (trouble := self.trouble(row)) is not None:
            raise trouble
        receipt = self._show(row, message_id)
        if self.reply_lost(row):
            raise DeliveryFailed("timed_out")
        return receipt

    def _show(self, row: OutboxRow, message_id: int | None) -> Receipt:
        assert row.chat_id is not None
        chat = self.chats.setdefault(row.chat_id, {})
        if isinstance(row.effect, Erase):
            if message_id is not None:
                chat.pop(message_id, None)
            return Receipt()
        words = text_of(row.effect)
        posting = isinstance(row.effect, SendReport | SendSummary)
        if message_id in chat:
            chat[message_id] = f"{words} (PDF)" if posting else words
            return Receipt(message_id)
        if message_id is not None and isinstance(row.effect, SendReport | SendSummary | Show):
            return Receipt(None, complete=False)
        self.last_id += 1
        if isinstance(row.effect, Say) and (pages := words.split("|"))[1:]:
            chat[self.last_id] = pages[row.parts_sent]
            return Receipt(self.last_id, complete=row.parts_sent == len(pages) - 1)
        chat[self.last_id] = f"{words}, PDF follows" if posting else words
        return Receipt(self.last_id, complete=not posting)

    def shows(self, chat_id: int) -> list[str]:
        return list(self.chats.get(chat_id, {}).values())


@dataclass
class Workshop:
    """Does jobs by naming the event that they end in."""

    work: Callable[[OutboxRow], Event]
    given_up: Event | None = None

    async def run(self, row: OutboxRow) -> Event:
        return self.work(row)

    def lost(self, row: OutboxRow) -> Event | None:
        return self.given_up


def no_work(row: OutboxRow) -> Event:
    raise AssertionError("no job was expected")


@dataclass
class Room:
    """Everything around one courier; `restart` gives the next one on the same file, as after `kill -9`."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    messenger: Messenger = field(default_factory=Messenger)
    workshop: Workshop = field(default_factory=lambda: Workshop(no_work))
    rates: LimitSettings = RAISED
    arrivals: list[Arrival] = field(default_factory=list)
    refuses_events: bool = False
    process: int = 0
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.process += 1
        self.lease = Lease(f"process {self.process}")
        self.courier = Courier(
            self.db,
            self.lease,
            self.messenger,
            self.workshop,
            Limits(self.rates, self.clock.seconds, sleep=self.clock.sleep),
            self.submit,
            self.clock,
            chance=lambda: 0.5,
            sleep=self.clock.sleep,
        )

    async def submit(self, arrival: Arrival) -> Applied:
        if self.refuses_events:
            return Applied("failed", problem="ZeroDivisionError")
        self.arrivals.append(arrival)
        return Applied("taken")

    @property
    def alerts(self) -> list[str]:
        """What the administrators were told of."""
        return [each.event.code for each in self.arrivals if isinstance(each.event, Alerted)]

    @property
    def told(self) -> list[Event | None]:
        """What else the house was told."""
        return [each.event for each in self.arrivals if not isinstance(each.event, Alerted)]

    async def store(self, *letters: Letter) -> tuple[OutboxRow, ...]:
        """As `storage.apply` does: on disk, not handed over yet."""
        return await self.db.write(lambda session: outbox.enqueue(session, letters, self.clock(), self.lease))

    async def post(self, *letters: Letter) -> None:
        """Store, hand over, and see what can be delivered delivered."""
        self.courier.hand_over(await self.store(*letters))
        await self.courier.rest()

    async def stuck(self) -> tuple[outbox_view.Item, ...]:
        """What an administrator should know about."""
        return await self.db.read(lambda session: outbox_view.worrying(session, self.clock()))

    async def later(self, length: timedelta) -> None:
        """Let time pass."""
        self.clock.now += length
        self.courier.nudge()
        await self.courier.tick()
        await self.courier.rest()

    async def waiting(self) -> int:
        return (await self.db.read(outbox.backlog)).waiting


def message(text: str) -> Message:
    return Message(lines=(say("typed", text=text),))


def to(chat_id: int, effect: AnyEffect | str, recipient: int | None = None) -> Letter:
    """A letter to a chat, whose person has the same number unless told otherwise."""
    if isinstance(effect, str):
        effect = Say(to=1, message=message(effect))
    return Letter(effect, chat_id, chat_id if recipient is None else recipient, "fr", "Europe/Paris")


def show(text: str, slot: str = "card", after: float = 0) -> Show:
    return Show(to=1, slot=slot, message=message(text), after=after * SECOND)


def posting(text: str = "RI-2026-0001", slot: str = "report:1") -> SendReport:
    return SendReport(to=0, slot=slot, sha256="ab" * 32, file_name="r.pdf", caption=message(text))


def job(effect: AnyEffect) -> Letter:
    return Letter(effect, None, None, "fr", "Europe/Paris")
