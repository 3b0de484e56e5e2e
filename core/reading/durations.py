"""Lengths of time as people type them: `30`, `1h30`, `trois quarts d'heure`, `half an hour`.

Imports its neighbours only; used by the interview and by the readers of times and appointments.
"""

import re
from datetime import timedelta

from core.reading.errors import Unreadable
from core.reading.spoken import plain

LONGEST = timedelta(days=7)
# A bare number is minutes, but nobody pauses for 2 minutes: below this the unit has to be said.
_SURELY_MINUTES = 5

_HOUR = r"(?:h|hrs?|heures?|hours?)"
_MINUTE = r"(?:m|mn|mins?|minutes?|')"
_HALF = r"(?:1/2|demie?|half|quart|quarter|3 quarts?|3 quarters)"
_PARTS = {"1/2": 30, "demi": 30, "demie": 30, "half": 30, "quart": 15, "quarter": 15}
_PARTS |= {"3 quart": 45, "3 quarts": 45, "3 quarters": 45}

_NONE = re.compile(r"0|aucune?|none|rien|nothing|non|no|nil|pas de pause|no (?:pause|break)|sans|sans pause")
_BARE = re.compile(r"(\d{1,4})")
_MINUTES = re.compile(rf"(\d{{1,4}}) ?{_MINUTE}")
_CLOCKLIKE = re.compile(rf"(\d{{1,3}}) ?(?:{_HOUR}|:) ?(?:(?:et|and) )?(\d{{1,2}}) ?{_MINUTE}?")
_HOURS = re.compile(rf"(\d{{1,3}}(?:[.,]\d{{1,3}})?) ?{_HOUR}")
_HOURS_AND = re.compile(rf"(\d{{1,3}}) ?{_HOUR}? (?:et|and)(?: 1)? ({_HALF})(?: ?{_HOUR}| d'heure)?")
_PART_OF_HOUR = re.compile(rf"(?:1 )?({_HALF})(?: |-)?(?:d'|of )?(?:1 )?{_HOUR}|([13])/4 (?:d'|of 1 )?{_HOUR}")


def read_duration(text: str) -> timedelta:
    """A length of time in whole minutes, zero included; a bare number is minutes.

    Raises `Unreadable`: `empty`, `duration_not_read`, `duration_unit_missing` (a bare number so small
    that hours may be meant).
    """
    said = plain(text, otherwise="duration_not_read").rstrip(" .!")
    if _NONE.fullmatch(said):
        return timedelta()
    minutes = _minutes(said)
    if minutes is None or timedelta(minutes=minutes) > LONGEST:
        raise Unreadable("duration_not_read")
    return timedelta(minutes=minutes)


def _minutes(said: str) -> int | None:
    if found := _BARE.fullmatch(said):
        number = int(found[1])
        if 0 < number < _SURELY_MINUTES:
            raise Unreadable("duration_unit_missing", {"number": number})
        return number
    if found := _MINUTES.fullmatch(said):
        return int(found[1])
    if found := _CLOCKLIKE.fullmatch(said):
        hours, minutes = int(found[1]), int(found[2])
        return hours * 60 + minutes if minutes < 60 else None
    if found := _HOURS.fullmatch(said):
        return round(float(found[1].replace(",", ".")) * 60)
    if found := _HOURS_AND.fullmatch(said):
        return int(found[1]) * 60 + _PARTS[found[2]]
    if found := _PART_OF_HOUR.fullmatch(said):
        return int(found[2]) * 15 if found[2] else _PARTS[found[1]]
    return None
