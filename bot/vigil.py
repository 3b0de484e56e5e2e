"""While nothing can be stored: tries until it goes again, lets administrators know at once and afterwards.

May import `core`, `storage`, `templates`. Made and run by `app`. During it administrators are written to directly,
since the outbox is a table like the others; whoever is known from before is, where the database cannot even be read.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from telegram import Bot
from telegram.error import TelegramError

from core.effects import Moment, Phrase, say
from core.events import Alerted
from core.people import Person, Role
from storage.alerts import give_sign
from storage.apply import Arrival
from storage.archive import Archive
from storage.database import Database
from storage.people import people_with
from storage.standstill import Reason, reason_of
from templates.wording import wording

log = structlog.get_logger(__name__)

SIGN = "stored"
TRY_EVERY = 1.0
TELL_AFTER = 20.0
"""Seconds: what is over by itself before is not worth an alarm."""
READING = 2.0
"""Seconds that asking who is administrator may take then."""


class Vigil:
    """One a process. `turn` waits for a chat's turn; `clock` gives aware UTC; `zone` is the company's."""

    def __init__(
        self,
        db: Database,
        archive: Archive,
        bot: Bot,
        turn: Callable[[int], Awaitable[None]],
        submit: Callable[[Arrival], Awaitable[object]],
        clock: Callable[[], datetime],
        zone: str,
        *,
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db = db
        self._archive = archive
        self._bot = bot
        self._turn = turn
        self._submit = submit
        self._clock = clock
        self._zone = zone
        self._steady = steady
        self._sleep = sleep
        self._administrators: tuple[Person, ...] = ()

    async def run(self) -> None:
        """Keep watch until cancelled."""
        await self._learn()
        while True:
            await self._db.standstill.began.wait()
            await self._sit_out()

    async def _sit_out(self) -> None:
        since, began, told = self._clock(), self._steady(), False
        reason = self._reason()
        log.error("nothing_can_be_stored", reason=reason)
        trying = asyncio.create_task(self._goes_again())
        try:
            while True:
                # A try may take long: whoever wants to store something stands in one line for the database.
                await asyncio.wait([trying], timeout=TRY_EVERY)
                if trying.done() and trying.result():
                    break
                if (now_reason := self._reason()) != reason:
                    reason = now_reason
                    log.error("nothing_can_be_stored", reason=reason)
                if not told and self._steady() - began >= TELL_AFTER:
                    told = True
                    await self._tell(since, reason)
                if trying.done():
                    await self._sleep(TRY_EVERY)
                    trying = asyncio.create_task(self._goes_again())
        finally:
            trying.cancel()
        self._db.standstill.end()
        until = self._clock()
        log.warning("stored_again", reason=reason, seconds=round(self._steady() - began))
        args = {"since": self._moment(since), "until": self._moment(until), "why": _why(reason)}
        # Trouble that comes and goes is told once an hour.
        alert = Alerted(at=until, code="standstill_over", about=f"{since:%Y-%m-%dT%H}", args=args)
        await self._submit(Arrival(alert))

    def _reason(self) -> Reason:
        return self._db.standstill.reason or "broken"

    async def _goes_again(self) -> bool:
        """Whether a row and a file can be stored."""
        now = self._clock()
        try:
            await asyncio.to_thread(self._archive.try_out)
            await self._db.write(lambda session: give_sign(session, SIGN, now))
        except Exception as error:
            if (reason := reason_of(error)) is not None:
                self._db.standstill.begin(reason)
            return False
        return True

    async def _tell(self, since: datetime, reason: Reason) -> None:
        await self._learn()
        log.warning("administrators_told", count=len(self._administrators))
        for person in self._administrators:
            if person.chat_id is None or not person.reachable:
                continue
            line = say("alert.standstill", since=self._moment(since, person.time_zone), why=_why(reason))
            try:
                await self._turn(person.chat_id)
                await self._bot.send_message(person.chat_id, wording(person.language).phrase(line))
            except TelegramError as error:
                log.info("administrator_not_told", problem=type(error).__name__)

    async def _learn(self) -> None:
        """Who is to be told; whoever was known before, where that cannot be read."""
        try:
            async with asyncio.timeout(READING):
                self._administrators = await self._db.read(lambda session: people_with(session, (Role.ADMINISTRATOR,)))
        except Exception as error:
            log.info("administrators_not_readable", problem=type(error).__name__)

    def _moment(self, at: datetime, zone: str | None = None) -> Moment:
        return Moment(at=at, zone=zone or self._zone, style="short")


def _why(reason: Reason) -> Phrase:
    return say(f"standstill.{reason}")
