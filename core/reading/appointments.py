"""Appointment windows to come, as dispatchers type them: `demain 8h30-10h`, `Nov 25 9am-11am`, `lundi 14h`.

Imports its neighbours only; used when a work order is made or moved.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.reading.clock import Clock, PartOfDay, read_clock, take_part
from core.reading.days import Day, take_day
from core.reading.durations import read_duration
from core.reading.errors import Unreadable
from core.reading.localtime import moments, nominal
from core.reading.spoken import plain, trim

ASSUMED_LENGTH = timedelta(hours=1)
# An end before the start is the next day's when the night between is this short, else a slip.
_LONGEST_NIGHT = 12 * 60

_HALF_DAYS: dict[PartOfDay, tuple[Clock, Clock]] = {
    "morning": (Clock(8, 0, sure=True), Clock(12, 0)),
    "afternoon": (Clock(13, 30, sure=True), Clock(17, 30)),
}
_LENGTH = re.compile(r"(?P<time>.+) (?:pendant|durant|for) (?P<length>.+)")
_BETWEEN = re.compile(r"(?:entre|between) (?P<start>.+) (?:et|and) (?P<end>.+)")
_SEPARATORS = (
    re.compile(r" ?(?:->|→|-|/) ?| (?:a|to|jusqu'?a|until|till|au) (?:les )?"),
    re.compile(r" "),
)


@dataclass(frozen=True, slots=True)
class Window:
    """An appointment in UTC, `start` before `end`.

    `assumed_end`: only the start was typed. `ambiguous`: the words could mean another moment (this
    week's or next week's day, 2 o'clock in the night or the afternoon, a double hour): ask back.
    """

    start: datetime
    end: datetime
    assumed_end: bool = False
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Hours:
    start: Clock
    minutes: int | None  # length on the dial; None: not said


def read_window(text: str, *, now: datetime, zone: ZoneInfo) -> Window:
    """Read an appointment window typed in `zone`; `now` is aware. Half days: 08:00–12:00, 13:30–17:30.

    Without a day it is today's, if not over. A weekday is the coming one, today's if not over.

    Raises `Unreadable`: `empty`, `time_not_read`, `hour_missing`, `hour_impossible`, `day_missing`,
    `day_impossible`, `weekday_mismatch`, `time_in_gap`, `end_before_start`, `in_the_past` (days before
    today; earlier today is taken as typed).
    """
    said = plain(text, otherwise="time_not_read")
    today = now.astimezone(zone).date()
    day = take_day(said, today=today, leaning="future")
    hours = _hours(day)
    chosen, unsure = _chosen(day, hours, today, now, zone)
    if chosen < today:
        raise Unreadable("in_the_past", {"date": chosen})
    starts = moments(chosen, hours.start, zone)
    length = ASSUMED_LENGTH if hours.minutes is None else timedelta(minutes=hours.minutes)
    end = starts[0] + length
    if hours.minutes is not None:
        end = _end(chosen, hours.start.minutes + hours.minutes, zone, after=starts[0])
    on_a_small_dial = 0 < hours.start.hour < 6 and not hours.start.sure
    return Window(starts[0], end, hours.minutes is None, unsure or on_a_small_dial or len(starts) > 1)


def _chosen(day: Day, hours: _Hours, today: date, now: datetime, zone: ZoneInfo) -> tuple[date, bool]:
    def over(date: date) -> bool:
        length = ASSUMED_LENGTH if hours.minutes is None else timedelta(minutes=hours.minutes)
        return nominal(date, hours.start, zone) + length <= now

    if not day.dates:
        if hours.start.style == "bare" or over(today):
            raise Unreadable("day_missing")
        return today, False
    if len(day.dates) == 1:
        return day.dates[0], day.ambiguous
    # A weekday's name on that very day: today for most, in a week for some.
    coming, next_week = day.dates
    return (next_week, False) if over(coming) else (coming, coming == today)


def _end(day: date, minutes: int, zone: ZoneInfo, *, after: datetime) -> datetime:
    days, minutes = divmod(minutes, 24 * 60)
    ends = moments(day + timedelta(days=days), Clock(minutes // 60, minutes % 60), zone)
    return next((end for end in ends if end > after), ends[-1])


def _hours(day: Day) -> _Hours:
    rest = day.rest
    length = None
    if found := _LENGTH.fullmatch(rest):
        rest = found["time"]
        length = _length(found["length"])
    part, rest = take_part(rest)
    typed = trim(rest)
    if not typed:
        if part not in _HALF_DAYS:
            raise Unreadable("hour_missing" if day.dates or part else "time_not_read")
        start, end = _HALF_DAYS[part]
        return _Hours(start, length or end.minutes - start.minutes)
    if length is None and (both := _both(typed, part)):
        return _Hours(both[0], _dial_length(*both))
    only = read_clock(typed, part)
    if only is None or only.style == "spaced":  # "8 10": ten past eight, or until ten?
        raise Unreadable("time_not_read")
    return _Hours(only, length)


def _length(text: str) -> int:
    minutes = int(read_duration(text).total_seconds()) // 60
    if not minutes:
        raise Unreadable("end_before_start")
    return minutes


def _both(text: str, part: PartOfDay | None) -> tuple[Clock, Clock] | None:
    if found := _BETWEEN.fullmatch(text):
        return _pair(found["start"], found["end"], part)
    for separator in _SEPARATORS:
        for found in separator.finditer(text):
            both = _pair(text[: found.start()], text[found.end() :], part)
            unsure = found.group() == " " and both and "bare" in (both[0].style, both[1].style)
            if both and not unsure:
                return both
    return None


def _pair(first: str, second: str, part: PartOfDay | None) -> tuple[Clock, Clock] | None:
    try:
        start, end = read_clock(trim(first), part), read_clock(trim(second), part)
    except Unreadable:
        return None
    if start is None or end is None:
        return None
    if second.rstrip(". ").endswith("m") and not start.sure and start.hour <= 12:
        start = _same_half(start, end)
    return start, end


def _same_half(start: Clock, end: Clock) -> Clock:
    """The start of "2-4 pm" is in the afternoon too, that of "9-2 pm" is not."""
    on_dial = start.hour % 12
    later = replace(start, hour=on_dial + 12, sure=True)
    return later if end.hour >= 12 and later.minutes < end.minutes else replace(start, sure=True)


def _dial_length(start: Clock, end: Clock) -> int:
    length = end.minutes - start.minutes
    if length <= 0:
        length += 24 * 60
        if length >= _LONGEST_NIGHT:
            raise Unreadable("end_before_start")
    return length
