"""Answers to the checklist's questions: numbers with whatever unit was typed, yes and no.

Imports its neighbours only; used by the interview.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from core.reading.errors import Unreadable
from core.reading.search import fold

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_ABOUT = re.compile(r"^(?:environ|env\.?|vers|about|around|approx\.?|~|=|≈) ?", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–]?) ?(?:"
    r"(?P<whole>[0-9]{1,3}(?:[ ,.][0-9]{3})+(?=[.,][0-9]|[^0-9.,]|$)|[0-9]{1,12})(?:[.,](?P<part>[0-9]{1,6}))?"
    r"|[.,](?P<only>[0-9]{1,6})"
    r")(?: ?(?P<glyph>[½¼¾])|(?P<slash>/[248])(?![0-9]))?"
    r"|(?P<alone>[½¼¾])"
)
# A unit may hold a power ("m3/h", "cm2") but no further number: "3 ou 4" and "10-15" are not readings.
_UNIT = re.compile(r" ?(?![eE][0-9])(?:[^\W\d_]++[23]?|[°%µ\"'²³·./ ]|-(?![0-9])){1,20}|")
_LONGEST_UNIT = 20
_GLYPHS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}

# Words of praise or blame are not here: "bon" to "is there a leak?" is neither yes nor no.
_YES = re.compile("o|oui|ouais|ouip|y|yes|yep|yeah|yup|ok|okay|d'accord|vrai|true|[👍✅✔☑👌🆗]")
_NO = re.compile("n|non|nan|no|nope|faux|false|ko|[👎❌✖🚫✗]")
_FIRST_WORD = re.compile(r"(\S+?) ?[,.!;].*", re.DOTALL)
_DECORATION = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the unit typed after it ("" if none), as typed."""

    value: Decimal
    unit: str = ""


def read_number(text: str) -> Number:
    """A number with comma or point, groups of thousands, a sign, simple fractions (`½`, `1/2`) and a unit.

    A single comma or point is always decimal (`1,200` kg is 1.2): groups need a space, or both marks.
    Raises `Unreadable`: `empty`, `number_not_read`.
    """
    typed = _ABOUT.sub("", _SPACES.sub(" ", text).strip())
    if not typed:
        raise Unreadable("empty")
    found = _NUMBER.match(typed)
    unit = typed[found.end() :].strip() if found else ""
    if not found or len(unit) > _LONGEST_UNIT or not _UNIT.fullmatch(unit):
        raise Unreadable("number_not_read")
    return Number(_value(found), unit)


def _value(found: re.Match[str]) -> Decimal:
    if found["alone"]:
        return _GLYPHS[found["alone"]]
    value = _decimal(found["whole"], found["part"] or found["only"])
    if found["glyph"] or found["slash"]:
        whole = value == value.to_integral_value()
        below = int(found["slash"][1:]) if found["slash"] else 0
        if not whole or (below and value >= below):
            raise Unreadable("number_not_read")
        value = value / below if below else value + _GLYPHS[found["glyph"]]
    return -value if found["sign"] in ("-", "−", "–") and value else value


def _decimal(whole: str | None, part: str | None) -> Decimal:
    whole = whole or "0"
    marks = re.findall("[ ,.]", whole)
    if len(set(marks)) > 1:
        raise Unreadable("number_not_read")
    if marks in ([","], ["."]) and part is None:
        return Decimal(whole.replace(",", "."))
    digits = re.sub("[ ,.]", "", whole)
    return Decimal(f"{digits}.{part}") if part else Decimal(digits)


def read_yes_no(text: str) -> bool:
    """Yes or no in a word, a letter or a thumb. Raises `Unreadable`: `empty`, `yes_no_not_read`."""
    said = fold(_DECORATION.sub("", text)).strip(" \t\r\n.,!;")
    if not said:
        raise Unreadable("empty")
    # "oui, un peu" says yes; "oui mais" says something else.
    if found := _FIRST_WORD.fullmatch(said):
        said = found[1]
    if _YES.fullmatch(said):
        return True
    if _NO.fullmatch(said):
        return False
    raise Unreadable("yes_no_not_read")
