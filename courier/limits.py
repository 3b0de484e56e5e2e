"""How fast messages may go out: token buckets for all chats together, each chat, each group. Used by `courier`.

Telegram's limits (Bots FAQ): about 30 messages a second in all, one a second in a chat with a small burst, 20 a minute
in a group or channel. Edits count. Ours lie a little below, so that no second, and no minute in a group, ever holds
more, even when what was sent evenly arrives unevenly.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

TINY = 1e-6
"""Seconds that are none: what is left over in calculating."""
REFUSED = 4
"""So many chats told to wait, and nothing accepted in between: that concerns everybody, and everybody waits."""
MOST_CHATS = 20_000
"""Chats remembered; a chat not written to for that long has its full burst again."""


@dataclass(frozen=True)
class Rate:
    """So many tokens a second, saved up to `burst`."""

    per_second: float
    burst: float


@dataclass(frozen=True)
class LimitSettings:
    """The rates that are kept."""

    overall: Rate = Rate(22, 3)
    chat: Rate = Rate(0.95, 4)
    group: Rate = Rate(14 / 60, 4)


RAISED = LimitSettings(Rate(5000, 5000), Rate(500, 500), Rate(500, 500))
"""For demonstrations and benchmarks, whose server raises its limits too."""


class Bucket:
    """Tokens that come back with time, never more than the burst: what was missed is not made up for in a heap."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at = now

    def wait(self, now: float) -> float:
        """The seconds until a token is there."""
        self._tokens = min(self._rate.burst, self._tokens + max(0.0, now - self._at) * self._rate.per_second)
        self._at = now
        return max(0.0, (1 - self._tokens) / self._rate.per_second)

    def take(self) -> None:
        """Take one."""
        self._tokens -= 1


class Limits:
    """Says when a message may go out. `clock` counts seconds and never goes back, `sleep` waits for some."""

    def __init__(
        self,
        settings: LimitSettings,
        clock: Callable[[], float],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._sleep = sleep
        self._overall = Bucket(settings.overall, clock())
        self._line = asyncio.Lock()
        self._refused: set[int] = set()
        self._closed_until = clock()
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    async def turn(self, chat_id: int) -> None:
        """Wait until one message may go to this chat, and count it. Groups have negative numbers.

        Who waits for their own chat's sake holds up nobody; for the whole, everybody stands in one line.
        """
        chat = self._bucket(chat_id)
        await self._until(chat)
        async with self._line:
            while (seconds := self._closed_until - self._clock()) > TINY:
                await self._sleep(seconds)
            await self._until(self._overall)
            self._overall.take()
        chat.take()

    def refused(self, chat_id: int, seconds: float) -> None:
        """The other side demands a pause (Bot API, ResponseParameters.retry_after). It does not say of whom."""
        self._refused.add(chat_id)
        if len(self._refused) >= REFUSED:
            self._closed_until = max(self._closed_until, self._clock() + seconds)

    def accepted(self) -> None:
        """A message went out."""
        self._refused.clear()

    async def _until(self, bucket: Bucket) -> None:
        while (seconds := bucket.wait(self._clock())) > TINY:
            await self._sleep(seconds)

    def _bucket(self, chat_id: int) -> Bucket:
        bucket = self._chats.pop(chat_id, None)
        if bucket is None:
            bucket = Bucket(self._settings.group if chat_id < 0 else self._settings.chat, self._clock())
            if len(self._chats) >= MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats[chat_id] = bucket
        return bucket
