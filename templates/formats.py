"""Times, lengths of time and numbers as each language writes them. Imported by `templates` alone;

other rooms reach these through `templates.wording.Wording`. Spaces that must not break are U+00A0 everywhere: unlike
the narrow U+202F, the PDF's fonts have it.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from core.people import Language

NBSP = "\u00a0"


def time(at: datetime, zone: str, language: Language) -> str:
    """The time of day of a UTC moment in an IANA zone, to the minute: `08:30` in both languages."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def date(at: datetime, zone: str, language: Language) -> str:
    """The day of a UTC moment in an IANA zone: `mardi 24 novembre 2026`, `Tuesday, 24 November 2026`."""
    day = at.astimezone(ZoneInfo(zone)).date()
    if language == "en":
        return format_date(day, "EEEE, d MMMM y", locale="en")
    # French says the first of a month as an ordinal, which CLDR's pattern does not know.
    return format_date(day, "EEEE '1er' MMMM y" if day.day == 1 else "EEEE d MMMM y", locale="fr")


def moment(at: datetime, zone: str, language: Language) -> str:
    """Day and time: `mardi 24 novembre 2026 à 08:30`, `Tuesday, 24 November 2026 at 08:30`."""
    joint = "à" if language == "fr" else "at"
    return f"{date(at, zone, language)} {joint}{NBSP}{time(at, zone, language)}"


def short(at: datetime, zone: str, language: Language) -> str:
    """Day and time in little room: `mar. 24 nov. 08:30`, `Tue 24 Nov 08:30`."""
    day = format_date(at.astimezone(ZoneInfo(zone)).date(), "EEE d MMM", locale=language)
    return f"{day} {time(at, zone, language)}"


def zone_label(at: datetime, zone: str, language: Language) -> str:
    """The zone as people know it, with its distance from UTC at that moment: `Paris (UTC+1)`."""
    city = Locale.parse(language).time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    distance = f"{'−' if offset < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
    return f"{city} (UTC{distance if offset else ''})"


def span(length: timedelta) -> str:
    """A length of time, cut to the minute: `1 h 05`, `45 min`, `26 h 00`."""
    hours, minutes = divmod(abs(length) // timedelta(minutes=1), 60)
    sign = "−" if length < timedelta() and (hours or minutes) else ""
    return sign + (f"{hours}{NBSP}h{NBSP}{minutes:02}" if hours else f"{minutes}{NBSP}min")


def number(value: Decimal | int, language: Language) -> str:
    """A number with the language's decimal mark, without trailing zeros or grouping: `3,5`, `3.5`, `1250`."""
    return format_decimal(value, locale=language, decimal_quantization=False, group_separator=False)
