"""Clocks: the only place where the service asks what time it is. Handed to everything that needs the time."""

import time
from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


class ShiftedClock:
    """A clock that begins at any moment, runs on from there, and can be moved on: an hour's work takes no hour."""

    def __init__(self, starts_at: datetime) -> None:
        self._starts_at = starts_at
        self._started = time.monotonic()

    def now(self) -> datetime:
        """The shown moment, aware, UTC."""
        return self._starts_at + timedelta(seconds=time.monotonic() - self._started)

    def passes(self, minutes: float) -> None:
        """Move on."""
        self._starts_at += timedelta(minutes=minutes)
