"""How many tokens one address may guess: after some wrong ones it has to wait. Imported by `web.slowing`."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

MOST_GUESSES = 20
WITHIN = timedelta(minutes=10)
MOST_ADDRESSES = 10_000
"""Remembered at once; those that guessed longest ago are forgotten first."""


class Guesses:
    """Counts wrong tokens by address (IP). Right ones cost nothing: a whole company may come from one address."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, address: str, now: datetime) -> timedelta | None:
        """How long this address has to wait before it may try again, or None."""
        times = self._wrong.get(address)
        while times and times[0] <= now - WITHIN:
            times.popleft()
        if not times or len(times) < MOST_GUESSES:
            return None
        return times[0] + WITHIN - now

    def wrong(self, address: str, now: datetime) -> None:
        """Note a token that opened nothing."""
        times = self._wrong.setdefault(address, deque(maxlen=MOST_GUESSES))
        times.append(now)
        self._wrong.move_to_end(address)
        if len(self._wrong) > MOST_ADDRESSES:
            self._wrong.popitem(last=False)
