"""From a local date and time of day to moments in UTC, summer time's gap and double hour included.

Imports its neighbours only; used by the readers of times and appointments.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.reading.clock import Clock
from core.reading.errors import Unreadable


def nominal(day: date, clock: Clock, zone: ZoneInfo) -> datetime:
    """The moment in UTC for comparing days; first of two, and shifted over a gap (PEP 495, fold=0)."""
    return _local(day, clock).replace(tzinfo=zone).astimezone(UTC)


def moments(day: date, clock: Clock, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The one moment (UTC), or the two when clocks are set back, earlier first.

    Raises `Unreadable` `time_in_gap` with the moments `before` and `after` when clocks skip that time.
    """
    first = nominal(day, clock, zone)
    second = _local(day, clock).replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first > second:
        raise Unreadable("time_in_gap", {"before": second, "after": first})
    return (first,) if first == second else (first, second)


def _local(day: date, clock: Clock) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=clock.minutes)
