"""The day inside a typed time or appointment: `hier`, `lundi prochain`, `12/03`, `Nov 25`, `dans 2 jours`.

Imports its neighbours only; used by the readers of times and appointments. Works on `spoken.plain` text.
Dates in digits are day first in both languages: a rule that changes with the reader would be worse.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.reading.errors import Unreadable

Leaning = Literal["past", "future"]

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lundi lun monday mon",
            "mardi tuesday tues tue",
            "mercredi mer wednesday wed",
            "jeudi jeu thursday thurs thu",
            "vendredi ven friday fri",
            "samedi sam saturday sat",
            "dimanche dim sunday sun",
        )
    )
    for name in names.split()
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(_MONTHS)

# "mar 25" may be Tuesday or March: not read. "25 mar" is.
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<year>20\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?:t(?=\d)|\b)",
        r"(?<![\w/:.])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d\d))?(?![\w/:])",
        r"(?<!\d)(?P<day>\d{1,2})([-.])(?P<month>\d{1,2})\2(?P<year>\d{4})(?!\d)",
        rf"\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?:of |de )?(?P<month>{_MONTH})\b\.?(?:,? (?P<year>20\d\d)\b)?",
        rf"\b(?!mar\b)(?P<month>{_MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
        r"(?![\d:.]| ?(?:h|heures?|[ap]\.?m)\b|h)(?:,? (?P<year>20\d\d)\b)?",
    )
)
_OF_THIS_MONTH = re.compile(
    r"\ble (?P<french>\d{1,2})(?:er)?(?![\d:.]| ?(?:h|heures?|:)(?:\b|\d))|\bthe (?P<english>\d{1,2})(?:st|nd|rd|th)\b"
)
_WEEKDAY_AND_NUMBER = re.compile(
    rf"\b(?P<name>{_WEEKDAY})\b\.? (?:the )?(?P<number>\d{{1,2}})(?:er|st|nd|rd|th)?,? "
    r"(?!(?:h|heures?|[ap]\.?m|-|->|to|until|du|de l'|in|et)\b|[-:])(?P<to>a )?"
)
_RELATIVE = tuple(
    (re.compile(pattern), days)
    for pattern, days in (
        (r"\bavant[- ]hier\b|\b(?:the )?day before yesterday\b", -2),
        (r"\bapres[- ]demain\b|\b(?:the )?day after tomorrow\b", 2),
        (r"\bhier\b|\byesterday\b", -1),
        (r"\bdemain\b|\btomorrow\b", 1),
        (r"\baujourd'?hui\b|\btoday\b|\bce jour\b", 0),
        (r"\bce(?:t|tte)? (?=matin|apres|aprem|soir|midi)|\bthis (?=morning|afternoon|evening)", 0),
        (r"(?=\btonight\b)", 0),
    )
)
_COUNTED = re.compile(
    r"\b(?:(?P<before>il y a|dans|in) (?P<number>\d{1,3}) ?(?P<week>semaines?|weeks?)?(?(week)|(?:jours?|j|days?))\b"
    r"|(?P<number_ago>\d{1,3}) (?:days?|(?P<week_ago>weeks?)) ago\b)"
)
_ON_WEEKDAY = re.compile(
    rf"\b(?P<ahead>next |last |this |ce )?(?P<name>{_WEEKDAY})\b\.?(?P<after> prochain| dernier)?"
    r"(?P<week>,? (?:de )?(?:la )?semaine prochaine| next week)?"
)


@dataclass(frozen=True, slots=True)
class Day:
    """The possible dates, likeliest first, and what was typed around them.

    More than one date: a weekday, which the time of day has to settle. None: no day was named.
    """

    dates: tuple[date, ...]
    rest: str
    ambiguous: bool = False


def take_day(text: str, *, today: date, leaning: Leaning) -> Day:
    """Take the day out of the text; `leaning` says where days without a year or week are looked for.

    Raises `Unreadable`: `day_impossible`, `weekday_mismatch`.
    """
    for pattern in _DATES:
        if found := pattern.search(text):
            return _checked(_dated(found, today, leaning), _without(text, found))
    if (found := _WEEKDAY_AND_NUMBER.search(text)) and (day := _numbered(found, today, leaning)):
        # "jeudi 10 à 14h" is the 10th at two, or from ten to two.
        unsure = bool(found["to"]) and int(found["number"]) <= 24
        return Day((day,), _without(text, found), ambiguous=unsure)
    if found := _OF_THIS_MONTH.search(text):
        number = int(found["french"] or found["english"])
        return _checked(_of_month(number, today, leaning), _without(text, found))
    for pattern, days in _RELATIVE:
        if found := pattern.search(text):
            return _checked(today + timedelta(days=days), _without(text, found))
    if found := _COUNTED.search(text):
        number = int(found["number"] or found["number_ago"])
        days = number * (7 if found["week"] or found["week_ago"] else 1)
        forward = found["before"] in ("dans", "in")
        return _checked(today + timedelta(days=days if forward else -days), _without(text, found))
    if found := _ON_WEEKDAY.search(text):
        return _on_weekday(found, today, leaning, _without(text, found))
    return Day((), text)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())


def _checked(day: date, rest: str) -> Day:
    """A weekday beside a date must agree with it: one of the two is a slip."""
    found = _ON_WEEKDAY.search(rest)
    if not found:
        return Day((day,), rest)
    weekday = _WEEKDAYS[found["name"]]
    if weekday != day.weekday():
        raise Unreadable("weekday_mismatch", {"date": day, "weekday": weekday})
    return Day((day,), _without(rest, found))


def _dated(found: re.Match[str], today: date, leaning: Leaning) -> date:
    number, month = int(found["day"]), found["month"]
    month_number = int(month) if month.isdigit() else _MONTHS[month]
    if found["year"]:
        year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
        return _date(year, month_number, number)
    # Three months the other way are a slip to be told, not a date of another year.
    before, after = (275, 90) if leaning == "past" else (90, 275)
    for day in _every_year(today.year, month_number, number):
        if today - timedelta(days=before) <= day <= today + timedelta(days=after):
            return day
    raise Unreadable("day_impossible", {"day": number, "month": month_number})


def _every_year(year: int, month: int, day: int) -> Iterator[date]:
    for candidate in (year - 1, year, year + 1):
        try:
            yield date(candidate, month, day)
        except ValueError:  # 29/02 exists in one year of four
            continue


def _date(year: int, month: int, day: int) -> date:
    try:
        if 2000 <= year < 2100:
            return date(year, month, day)
    except ValueError:
        pass
    raise Unreadable("day_impossible", {"day": day, "month": month, "year": year})


def _of_month(number: int, today: date, leaning: Leaning) -> date:
    step = timedelta(days=-1 if leaning == "past" else 1)
    day = today
    for _ in range(62):  # the 31st is at most two months away
        if day.day == number:
            return day
        day += step
    raise Unreadable("day_impossible", {"day": number, "month": today.month})


def _numbered(found: re.Match[str], today: date, leaning: Leaning) -> date | None:
    """The day of "lundi 30"; None where the number is rather an hour, its date being another weekday."""
    number, weekday = int(found["number"]), _WEEKDAYS[found["name"]]
    if not 1 <= number <= 31:
        return None
    day = _of_month(number, today, leaning)
    if day.weekday() == weekday:
        return day
    if number > 24:
        raise Unreadable("weekday_mismatch", {"date": day, "weekday": weekday})
    return None


def _on_weekday(found: re.Match[str], today: date, leaning: Leaning, rest: str) -> Day:
    weekday = _WEEKDAYS[found["name"]]
    week = timedelta(days=7)
    behind = today - timedelta(days=(today.weekday() - weekday) % 7)
    ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
    if found["week"]:
        return Day((today - timedelta(days=today.weekday()) + week + timedelta(days=weekday),), rest)
    if found["ahead"] == "last " or found["after"] == " dernier":
        return Day((behind if behind < today else behind - week,), rest)
    if found["ahead"] == "next " or found["after"] == " prochain":
        coming = ahead if ahead > today else ahead + week
        # "Next Thursday" on a Tuesday: this week's for some, next week's for others.
        return Day((coming,), rest, ambiguous=coming.isocalendar()[:2] == today.isocalendar()[:2])
    if leaning == "past":
        return Day((behind, behind - week), rest)
    return Day((ahead, ahead + week), rest)
