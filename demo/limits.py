"""How often a bot may speak: token buckets on the injected clock.

Numbers from https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this; the small burst per
chat and the age at which a tap can no longer be answered are what bots observe, not documented. Edits are counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from demo.errors import too_many_requests

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Limits:
    """Rates in messages, ages in seconds, sizes in bytes. The defaults are Telegram's."""

    overall_per_second: float = 30
    chat_per_second: float = 1
    chat_burst: float = 5
    group_per_minute: float = 20
    callback_answer_seconds: float = 150
    photo_bytes: int = 10 * 2**20
    document_bytes: int = 50 * 2**20
    download_bytes: int = 20 * 2**20

    @classmethod
    def raised(cls) -> Limits:
        """As strict about sizes and ages, but nobody is ever told 429."""
        return cls(overall_per_second=1e9, chat_per_second=1e9, chat_burst=1e9, group_per_minute=1e9)


@dataclass
class _Bucket:
    rate: float
    capacity: float
    level: float
    at: datetime

    def refill(self, now: datetime) -> None:
        gained = (now - self.at).total_seconds() * self.rate
        self.level, self.at = min(self.capacity, self.level + max(gained, 0.0)), now

    def wait(self, count: float) -> float:
        """Seconds until `count` more fit; a count above the capacity is let through by a full bucket."""
        missing = min(count, self.capacity) - self.level
        return missing / self.rate if missing > 1e-9 else 0.0


class Throttle:
    """Refuses with 429 what comes too fast; `worst` measures how near it came."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits = limits
        self.refused = 0
        self._clock = clock
        self._buckets: dict[tuple[str, int], _Bucket] = {}
        self._arrivals: dict[str, list[float]] = {}

    def worst(self, second: float = 1.0, minute: float = 60.0) -> dict[str, int]:
        """The most messages in any `second` over all chats, in any `minute` of one group; and how many were refused.

        Another length than a second or a minute is for limits that were raised as much.
        """
        groups = [times for name, times in self._arrivals.items() if name != "overall"]
        return {
            "second": _most(self._arrivals.get("overall", []), second),
            "group_minute": max((_most(times, minute) for times in groups), default=0),
            "refused": self.refused,
        }

    def change(self, limits: Limits) -> None:
        """Take other limits from now on; all buckets start full, and measuring begins anew."""
        self.limits = limits
        self.refused = 0
        self._buckets.clear()
        self._arrivals.clear()

    def take(self, chat_id: int, *, shared: bool, count: int = 1) -> None:
        """Count `count` messages or edits in a chat (`shared`: a group or channel), or raise 429 and count none."""
        now, limits = self._clock(), self.limits
        buckets = [
            self._bucket(("overall", 0), limits.overall_per_second, limits.overall_per_second, now),
            self._bucket(("chat", chat_id), limits.chat_per_second, limits.chat_burst, now),
        ]
        if shared:
            per_minute = limits.group_per_minute
            buckets.append(self._bucket(("minute", chat_id), per_minute / 60, per_minute, now))
        wait = max(bucket.wait(count) for bucket in buckets)
        if wait:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait - 1e-6)))
        for bucket in buckets:
            bucket.level -= count
        for name in ("overall", f"group:{chat_id}") if shared else ("overall",):
            self._arrivals.setdefault(name, []).extend([now.timestamp()] * count)

    def _bucket(self, key: tuple[str, int], rate: float, capacity: float, now: datetime) -> _Bucket:
        bucket = self._buckets.setdefault(key, _Bucket(rate, capacity, capacity, now))
        bucket.refill(now)
        return bucket


def _most(times: list[float], length: float) -> int:
    """The most of the (ascending) times that lie within any span of that length."""
    most = first = 0
    for last, time in enumerate(times):
        while times[first] <= time - length:
            first += 1
        most = max(most, last - first + 1)
    return most
