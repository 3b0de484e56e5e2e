"""What stands around the way in: an intake that remembers, nobody who waits, a watch that counts."""

import asyncio

from telegram import Bot

from bot.waiting import Waiting
from core.events import Event, Said
from storage.apply import Applied, Arrival
from storage.standstill import Standstill


class Stored:
    """Stands for the intake: remembers what was submitted, answers when let go."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.arrivals: list[Arrival] = []
        self.go = asyncio.Event()
        self.go.set()
        self.came = asyncio.Event()
        self.answer = Applied("taken")

    async def submit(self, arrival: Arrival) -> Applied:
        self.came.set()
        await self.go.wait()
        self.arrivals.append(arrival)
        if arrival.event is not None:
            self.events.append(arrival.event)
        return self.answer

    @property
    def said(self) -> list[str]:
        return [each.text for each in self.events if isinstance(each, Said)]


def nobody_waits(bot: Bot) -> Waiting:
    async def at_once(chat_id: int) -> None:
        """It is their turn."""

    return Waiting(bot, Standstill(), at_once)


class Watching:
    """Stands for the watch: counts what it is told."""

    def __init__(self) -> None:
        self.answers = 0
        self.others = 0

    def heard(self) -> None:
        self.answers += 1

    def two_pollers(self) -> None:
        self.others += 1
