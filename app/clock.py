"""Clocks: the only place where the service asks what time it is. Handed to everything that needs the time."""

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


class ShiftedClock:
    """A clock that can be moved on: in the demonstration an hour's work takes no hour. Starts `behind` the present."""

    def __init__(self, behind: timedelta = timedelta()) -> None:
        self._shift = -behind

    def now(self) -> datetime:
        """The shown moment, aware, UTC."""
        return datetime.now(UTC) + self._shift

    def passes(self, minutes: int) -> None:
        """Move on."""
        self._shift += timedelta(minutes=minutes)
