"""Moments that have been, as technicians type them: `8h30`, `hier 17h`, `il y a 20 min`, `12/03 8:30`.

Imports its neighbours only; used by the interview for arrivals, departures and corrections.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.reading.clock import Clock, read_clock, take_part
from core.reading.days import Day, take_day
from core.reading.durations import read_duration
from core.reading.errors import Unreadable
from core.reading.localtime import moments, nominal
from core.reading.spoken import plain, trim

# At 17:20 "17h30" is rounded up, not yesterday's; the caller says that it has not been yet.
_ROUNDED_UP = timedelta(minutes=30)

_NOW = re.compile(r"(?:maintenant|now|right now|just now|a l'instant|tout de suite)[ .!]*")
_AGO = re.compile(r"(?:il y a|ca fait) (?P<french>.+)|(?P<english>.+) ago")
_DAYS = re.compile(r"\d (?:j|jours?|days?|semaines?|weeks?)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment in UTC, to the minute; `ambiguous` when the same words could mean another moment."""

    at: datetime
    ambiguous: bool = False


def read_time(text: str, *, now: datetime, zone: ZoneInfo, near: datetime | None = None) -> Reading:
    """Read a moment typed in `zone`; `now` and `near` are aware.

    A time without a day is the one nearest to `near`, or without `near` the last one not after now, half
    an hour ahead included since people round up. A weekday is the last such day by the same rule. The
    moment may be in the future ("demain 8h", "today 23:00"): the caller judges that.

    Raises `Unreadable`: `empty`, `time_not_read`, `hour_missing`, `hour_impossible`, `day_impossible`,
    `weekday_mismatch`, `time_in_gap`.
    """
    said = plain(text, otherwise="time_not_read")
    now = now.astimezone(UTC).replace(second=0, microsecond=0)
    if _NOW.fullmatch(said):
        return Reading(now)
    if (ago := _AGO.fullmatch(trim(said))) and not _DAYS.search(said):
        return Reading(now - _ago(ago["french"] or ago["english"]))
    day = take_day(said, today=now.astimezone(zone).date(), leaning="past")
    clock = _clock(day)
    if not day.dates:
        return _without_day(clock, now, zone, near)
    dates = _dates(day, clock)
    latest = now + _ROUNDED_UP
    chosen = next((date for date in dates if nominal(date, clock, zone) <= latest), dates[-1])
    reading = _settled(chosen, clock, zone, now, near)
    both_midnights = clock.midnight and chosen == dates[0]
    return Reading(reading.at, reading.ambiguous or day.ambiguous or both_midnights)


def _ago(length: str) -> timedelta:
    try:
        return read_duration(trim(length))
    except Unreadable:
        raise Unreadable("time_not_read") from None


def _clock(day: Day) -> Clock:
    part, rest = take_part(day.rest)
    typed = trim(rest)
    if not typed:
        raise Unreadable("hour_missing" if day.dates or part else "time_not_read")
    clock = read_clock(typed, part)
    if clock is None:
        raise Unreadable("time_not_read")
    return clock


def _dates(day: Day, clock: Clock) -> tuple[date, ...]:
    """Midnight of a day is mostly its end ("samedi minuit"), when that has been, else its start."""
    if not clock.midnight:
        return day.dates
    return tuple(date + timedelta(days=shift) for date in day.dates for shift in (1, 0))


def _without_day(clock: Clock, now: datetime, zone: ZoneInfo, near: datetime | None) -> Reading:
    middle = (near or now).astimezone(zone).date()
    days = [middle + timedelta(days=shift) for shift in (-1, 0, 1)]
    if near is None:
        # Yesterday's is always past: a 24:00 is at the latest today's first minute.
        chosen = max(day for day in days if nominal(day, clock, zone) <= now + _ROUNDED_UP)
    else:
        chosen = min(days, key=lambda day: abs(nominal(day, clock, zone) - near))
    return _settled(chosen, clock, zone, now, near)


def _settled(day: date, clock: Clock, zone: ZoneInfo, now: datetime, near: datetime | None) -> Reading:
    """Of an hour that came twice: what has not been yet is out, then the nearer, else the first."""
    both = moments(day, clock, zone)
    possible = [moment for moment in both if moment <= now] or list(both[:1])
    chosen = possible[0] if near is None else min(possible, key=lambda moment: abs(moment - near))
    return Reading(chosen, ambiguous=len(possible) > 1)
