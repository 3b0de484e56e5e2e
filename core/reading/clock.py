"""A time of day as typed (`8h30`, `8.30`, `0830`, `5 pm`, `midi et demi`), not yet tied to a day.

Imports its neighbours only; used by the readers of times and appointments. Works on `spoken.plain` text.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from core.reading.errors import Unreadable

PartOfDay = Literal["morning", "afternoon", "evening"]

_HOURS_OF = {"morning": range(13), "afternoon": range(12, 20), "evening": range(16, 25)}
_PART = re.compile(
    r"\b(?:du |le |de l'|in the |l')?"
    r"(?:(?P<morning>matin(?:ee)?|morning)|(?P<afternoon>apres[- ]?midi|aprem|afternoon)"
    r"|(?P<evening>soir(?:ee)?|evening|tonight))\b"
)

_MERIDIEM = re.compile(r"(?P<time>.*\d) ?(?P<half>[ap])\.? ?m\.?")
_WITH_H = re.compile(r"(\d{1,2}) ?(?:h|hrs?|heures?) ?(?:(\d{1,2}) ?(?:m|mn|min|minutes?)?)?")
_WITH_MARK = re.compile(r"(\d{1,2})(?: ?: ?(\d{1,2})(?::\d\d)?|\.(\d\d))")
_RUN = re.compile(r"(\d{1,2})(\d\d)")
_SPACED = re.compile(r"(\d{1,2}) (\d\d)")
_BARE = re.compile(r"(\d{1,2})(?: o'clock)?")
_NAMED = re.compile(r"(?:12 )?(?:(midi|noon)|(minuit|midnight))(?: (\d\d))?")

_ADDED = {"demi": 30, "demie": 30, "quart": 15}
_AFTERWARDS = re.compile(r"(?P<time>.+) (?:et (?P<plus>demie?|quart)|moins (?:le )?(?P<less>quart|\d{1,2}))")
_AHEAD = re.compile(r"(?P<part>half|(?:1 )?quarter|\d{1,2})(?: min(?:ute)?s?)? (?P<way>past|to) (?P<time>.+)")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: hour 0 to 24 (24:00 ends the day), minute, and how it was written."""

    hour: int
    minute: int
    style: Literal["bare", "spaced", "full"] = "full"  # "8", "8 30", or unmistakably a time
    midnight: bool = False  # by its name: of a day, its start or its end
    sure: bool = False  # cannot be meant on a twelve-hour dial

    @property
    def minutes(self) -> int:
        """Minutes since the start of the day."""
        return self.hour * 60 + self.minute


def take_part(text: str) -> tuple[PartOfDay | None, str]:
    """The part of the day named in the text ("du matin", "evening"), and the rest."""
    found = _PART.search(text)
    if not found:
        return None, text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    part: PartOfDay = "morning" if found["morning"] else "afternoon" if found["afternoon"] else "evening"
    return part, " ".join(rest.split())


def read_clock(text: str, part: PartOfDay | None = None) -> Clock | None:
    """The time of day the whole text says, moved to the named part of the day; None if it is not one.

    Raises `Unreadable` `hour_impossible` for what looks like a time but cannot be.
    """
    clock = _composed(text)
    if clock is None:
        return None
    if clock.hour > 24 or clock.minute > 59 or clock.minutes > 24 * 60:
        raise Unreadable("hour_impossible", {"typed": text})
    if part is None or clock.midnight:
        return clock
    for hour in (clock.hour, clock.hour + 12):
        if hour in _HOURS_OF[part]:
            return replace(clock, hour=hour, sure=True)
    raise Unreadable("hour_impossible", {"typed": text})


def _composed(text: str) -> Clock | None:
    if found := _AFTERWARDS.fullmatch(text):
        base = _simple(found["time"])
        less, plus = found["less"], found["plus"]
        shift = _ADDED[plus] if plus else -_ADDED.get(less, 0) or -int(less)
    elif found := _AHEAD.fullmatch(text):
        base = _simple(found["time"])
        part = found["part"]
        length = 30 if part == "half" else 15 if part.endswith("quarter") else int(part)
        shift = length if found["way"] == "past" else -length
    else:
        return _simple(text)
    if base is None or base.minute or not 0 < abs(shift) < 60:
        return None
    total = base.minutes + shift
    if total < 0:
        total += 24 * 60
    return replace(base, hour=total // 60, minute=total % 60, style="full", midnight=False)


def _simple(text: str) -> Clock | None:
    if found := _NAMED.fullmatch(text):
        minute = int(found[3] or 0)
        return Clock(12 if found[1] else 0, minute, midnight=bool(found[2]) and not minute, sure=True)
    if found := _MERIDIEM.fullmatch(text):
        return _on_twelve_hours(_written(found["time"]), found["half"], text)
    return _written(text)


def _written(text: str) -> Clock | None:
    for shape in (_WITH_H, _WITH_MARK, _RUN, _SPACED):
        if found := shape.fullmatch(text):
            hour, *minutes = found.groups()
            minute = next((int(digits) for digits in minutes if digits), 0)
            style: Literal["spaced", "full"] = "spaced" if shape is _SPACED else "full"
            return Clock(int(hour), minute, style, sure=hour.startswith("0") or int(hour) > 12)
    if found := _BARE.fullmatch(text):
        return Clock(int(found[1]), 0, "bare", sure=int(found[1]) > 12)
    return None


def _on_twelve_hours(clock: Clock | None, half: str, typed: str) -> Clock | None:
    if clock is None:
        return None
    hour = clock.hour
    if (half == "a" and hour > 12) or (half == "p" and hour == 0):
        raise Unreadable("hour_impossible", {"typed": typed})
    if half == "a":
        hour %= 12
    elif hour < 12:
        hour += 12
    return replace(clock, hour=hour, style="full", sure=True)
