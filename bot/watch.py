"""Watches over the way in: when the messenger was last heard, and who else fetches our updates.

May import `core`, `storage`. Made by `app`, told by `polling` and `webhook`. Alerts go to the administrators.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.beside import Beside
from core.effects import Moment
from core.events import Alerted
from storage.alerts import give_sign, last_sign
from storage.apply import Arrival
from storage.database import Database, is_away

log = structlog.get_logger(__name__)

HEARD = "heard"
LONG = timedelta(hours=1)
"""Deaf for so long, people have begun to wonder."""
NOTED_EVERY = timedelta(minutes=1)
KEPT = timedelta(hours=24)
"""How long the messenger keeps updates (Bot API, Getting updates)."""


class Watch:
    """One a process. `clock` gives aware UTC; `zone` is the company's."""

    def __init__(
        self, db: Database, submit: Callable[[Arrival], Awaitable[object]], clock: Callable[[], datetime], zone: str
    ) -> None:
        self._db = db
        self._submit = submit
        self._clock = clock
        self._zone = zone
        self._last: datetime | None = None
        self._noted: datetime | None = None
        self._beside = Beside()

    async def begin(self) -> None:
        """Read when the messenger was last heard, before anything else is heard."""
        self._last = await self._db.read(lambda session: last_sign(session, HEARD))

    def heard(self) -> None:
        """The messenger answered: whatever waited there for us is coming in now."""
        now, last = self._clock(), self._last
        self._last = now
        if last is not None and now - last >= LONG:
            self._beside.go(self._was_deaf(last, now))
        if self._noted is None or abs(now - self._noted) >= NOTED_EVERY:
            self._noted = now
            self._beside.go(self._note(now))

    async def listen(self, every: float = 60.0) -> None:
        """With a webhook nobody is asked, so whoever listens is reached; until cancelled. `every` counts seconds."""
        while True:
            self.heard()
            await asyncio.sleep(every)

    async def _note(self, now: datetime) -> None:
        try:
            await self._db.write(lambda session: give_sign(session, HEARD, now))
        except Exception as error:
            # The next sign is a minute away; whoever waits to store something more important says what is wrong.
            if not is_away(error):
                log.warning("sign_of_life_not_stored", problem=type(error).__name__)

    def two_pollers(self) -> None:
        """Somebody else fetches updates with our token."""
        self._beside.go(self._tell(Alerted(at=self._clock(), code="two_pollers")))

    async def _was_deaf(self, last: datetime, now: datetime) -> None:
        log.warning("was_down", since=last.isoformat(), until=now.isoformat())
        gone_until = now - KEPT
        args = {"since": self._moment(last), "until": self._moment(now)}
        code = "was_down"
        if gone_until > last:
            code, args = "was_down_long", {**args, "gone": self._moment(gone_until)}
        await self._tell(Alerted(at=now, code=code, about=last.isoformat(), args=args))

    async def told(self) -> None:
        """Wait until every alert so far is handed on."""
        await self._beside.done()

    def _moment(self, at: datetime) -> Moment:
        return Moment(at=at, zone=self._zone, style="short")

    async def _tell(self, alert: Alerted) -> None:
        await self._submit(Arrival(alert))
