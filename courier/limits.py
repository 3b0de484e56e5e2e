"""How fast messages may go out: token buckets for all chats together, each chat, each group. Used by `courier`.

Telegram's limits (Bots FAQ): about 30 messages a second in all, one a second in a chat with a small burst, 20 a minute
in a group or channel. Edits count. Ours lie a little below, so that no second, and no minute in a group, ever holds
more, even when what was sent evenly arrives unevenly.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

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

    overall: Rate = Rate(24, 5)
    chat: Rate = Rate(0.95, 4)
    group: Rate = Rate(14 / 60, 5)


RAISED = LimitSettings(Rate(5000, 5000), Rate(500, 500), Rate(500, 500))
"""For demonstrations and benchmarks, whose server raises its limits too."""


class Bucket:
    """Reserves tokens, ahead of time where it must."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at = now

    def reserve(self, now: float) -> float:
        """Take one token; the seconds until it is there."""
        self._tokens = min(self._rate.burst, self._tokens + (now - self._at) * self._rate.per_second)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / self._rate.per_second)


class Limits:
    """Reserves sending times. `clock` counts seconds and never goes back."""

    def __init__(self, settings: LimitSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._overall = Bucket(settings.overall, clock())
        self._chats: OrderedDict[int, Bucket] = OrderedDict()

    def reserve(self, chat_id: int) -> float:
        """Reserve one message to the chat; the seconds to wait before sending it. Groups have negative numbers."""
        now = self._clock()
        bucket = self._chats.pop(chat_id, None)
        if bucket is None:
            bucket = Bucket(self._settings.group if chat_id < 0 else self._settings.chat, now)
            if len(self._chats) >= MOST_CHATS:
                self._chats.popitem(last=False)
        self._chats[chat_id] = bucket
        return max(bucket.reserve(now), self._overall.reserve(now))
