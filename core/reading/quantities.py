"""Materials as technicians type them: `2 x filtre 20µ`, `3,5 m tube cuivre`, `joint ref AB-123`, `1,2kg R32`.

Imports its neighbours only; used by the interview. A wrong quantity costs more than a 1 to be corrected:
whatever is not clearly a quantity stays in the name, and the quantity is one piece.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from core.reading import units
from core.reading.errors import Unreadable
from core.reading.units import Unit

LONGEST_NAME = 200
MOST_AT_ONCE = 60

_NUMBER = r"[0-9]{1,5}(?:[.,][0-9]{1,3})?"
_FRACTION = r"[1-9]/[248]|[½¼¾]"
_UNIT = r"[^\W\d_]+[23²³]?"
_OF = r"(?:de |du |des |of |d['’] ?)"

_TIMES = re.compile(r"([0-9]{1,3}) ?(?:[xX] |[×*] ?)(?P<name>.+)")
_HOURS = re.compile(r"(?P<hours>[0-9]{1,2}) ?h ?(?P<minutes>[0-5][0-9])(?: mn| min|mn|min)? (?P<name>.+)")
_MEASURED = re.compile(rf"(?P<number>{_NUMBER}|{_FRACTION}) ?(?P<unit>{_UNIT})\.?(?: (?P<of>{_OF})?(?P<name>.+)|$)")
_COUNTED = re.compile(r"(?P<number>[0-9]{1,3}) (?P<name>(?P<word>[^\W\d_][\w'’.-]*).*)")
_WORD_COUNTED = re.compile(
    r"(?P<number>une?|deux|trois|quatre|cinq|one|two|three|four|five) (?P<name>(?P<word>[^\W\d_][\w'’.-]*).*)", re.I
)
_WORDS = {"un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3}
_WORDS |= {"quatre": 4, "four": 4, "cinq": 5, "five": 5}
_TIMES_BEHIND = re.compile(r"(?P<name>.*\S) ?(?P<open>\()?(?<=[ (])[xX×*] ?(?P<number>[0-9]{1,3})(?(open) ?\)|)")
_BEHIND = re.compile(rf"(?P<name>.*?\S) ?(?P<mark>[:=] ?)?(?<=[ :=])(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})\.?")
_DIMENSION = re.compile(r"[ØøMmDd]?[0-9]+(?:[.,/][0-9]+)?(?:mm|cm|m|['\"’”])?|.*[0-9][xX×*][0-9].*")
_REFRIGERANT = re.compile(r"[rR]-?[0-9]{2,4}[a-zA-Z]{0,3}(?:\([EZ]\))?")

_REFERENCE = re.compile(
    r"(?<!\S)\(?(?:r[ée]f(?:[ée]rence)?s?|references?|p/?n|sku)\b ?[.:#]* ?(?:n[°o] ?)?"
    r"(?P<token>[\w][\w./+-]{2,39})\)?(?=[\s,]|$)",
    re.I,
)
_SEPARATORS = re.compile(r"[\r\n;]+| \+ ")
_DASHED = re.compile(r"[-−–][0-9]")
_COMMA = re.compile(r",\s+(?=[0-9])")
_BULLET = re.compile(r"^(?:[-–•·▪*] )+")
_NONE = re.compile(r"(?:aucune?|none|rien|nothing|non|no|n[ée]ant|pas de (?:fourniture|mat[ée]riel)s?)[ .!]*", re.I)


@dataclass(frozen=True, slots=True)
class MaterialText:
    """A material as read: the name as typed without quantity and reference, a positive quantity, a unit code."""

    name: str
    quantity: Decimal = Decimal(1)
    unit: Unit = "piece"
    reference: str | None = None


def read_materials(text: str) -> tuple[MaterialText, ...]:
    """At least one material. Raises `Unreadable` as `split_materials` and `read_material` do."""
    return tuple(read_material(part) for part in split_materials(text))


def split_materials(text: str) -> list[str]:
    """The materials of a text, one a line or separated by `;` or ` + `, not read yet.

    Raises `Unreadable`: `said_none` ("aucune"), `empty`, `too_many`.
    """
    if _NONE.fullmatch(text.strip()):
        raise Unreadable("said_none")
    parts = [part for line in _SEPARATORS.split(text) for part in _counted_apart(line)]
    parts = [part for part in parts if any(char.isalnum() for char in part)]
    if not parts:
        raise Unreadable("empty")
    if len(parts) > MOST_AT_ONCE:
        raise Unreadable("too_many", {"limit": MOST_AT_ONCE, "count": len(parts)})
    return parts


def _counted_apart(line: str) -> list[str]:
    """`2 filtres, 1 joint` is two materials; a comma before anything else belongs to the name."""
    parts = [" ".join(part.split()) for part in _COMMA.split(line)]
    if len(parts) > 1 and all(any(read(_BULLET.sub("", part)) for read in (_times, _counted)) for part in parts):
        return parts
    return [line]


def read_material(text: str) -> MaterialText:
    """One material. Raises `Unreadable`: `empty`, `name_missing`, `quantity_zero`, `too_long`."""
    typed = _BULLET.sub("", " ".join(text.split()))
    if not any(char.isalnum() for char in typed):
        raise Unreadable("empty")
    if len(typed) > LONGEST_NAME:
        raise Unreadable("too_long", {"limit": LONGEST_NAME, "length": len(typed)})
    rest, reference = _take_reference(typed)
    if re.fullmatch(_NUMBER, rest):
        raise Unreadable("name_missing")
    if _DASHED.match(rest) and any(read(rest[1:]) for read in _IN_FRONT):
        rest = rest[1:]  # "-2 filtres": a dash of a list, as nobody uses less than none.
    in_front = next((found for read in _IN_FRONT if (found := read(rest))), None)
    behind = next((found for read in _BEHIND_NAME if (found := read(rest))), None)
    if in_front and _times_behind(rest):  # "2 filtres x3": one of the two is not what it seems
        in_front = behind = None
    name, quantity, unit = in_front or behind or (rest, Decimal(1), "piece")
    if not quantity:
        raise Unreadable("quantity_zero")
    return MaterialText(name, quantity, unit, reference)


def _take_reference(text: str) -> tuple[str, str | None]:
    found = _REFERENCE.search(text)
    if not found or not any(char in "0123456789" for char in found["token"]):
        return text, None
    token = found["token"].rstrip(".")
    before, after = text[: found.start()].rstrip(" ,-–:"), text[found.end() :].lstrip(" ,-–:")
    rest = f"{before} {after}".strip()
    # A reference alone, at most with a quantity, is the only name there is.
    if not re.search(r"[^\W\d_]{2}", rest):
        return text, None
    return rest, token


_Found = tuple[str, Decimal, Unit] | None


def _decimal(number: str) -> Decimal:
    glyphs = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
    if number in glyphs:
        return glyphs[number]
    above, _, below = number.replace(",", ".").partition("/")
    return Decimal(above) / Decimal(below) if below else Decimal(above)


def _times(text: str) -> _Found:
    """`2 x filtre`, `2x boîtes de vis`, but not `3 x 2,5 mm² câble`."""
    found = _TIMES.fullmatch(text)
    if not found or found["name"][0].isdigit():
        return None
    name = found["name"].strip()
    inside = re.fullmatch(rf"(?P<unit>{_UNIT}) {_OF}(?P<name>.+)", name)
    unit = (units.CONTAINERS | units.ONE_CONTAINER).get(inside["unit"].lower()) if inside else None
    if inside and unit:
        return inside["name"], Decimal(found[1]), unit
    return name, Decimal(found[1]), "piece"


def _hours(text: str) -> _Found:
    """`2h30 main d'oeuvre`: in hours where that is a short decimal, else in minutes."""
    found = _HOURS.fullmatch(text)
    if not found:
        return None
    hours, minutes = int(found["hours"]), int(found["minutes"])
    if minutes % 3:
        return found["name"], Decimal(hours * 60 + minutes), "min"
    return found["name"], hours + Decimal(minutes) / 60, "h"


def _measured(text: str) -> _Found:
    """`3,5 m tube`, `1,2kg R32`, `½ rouleau d'adhésif`, `2 boîtes de vis`."""
    found = _MEASURED.fullmatch(text)
    if not found or found["unit"] in units.NOT_UNITS:
        return None
    number, word, name = _decimal(found["number"]), found["unit"].lower(), found["name"]
    unit = units.UNIT_OF.get(word)
    if unit is None:
        return None
    whole = number == number.to_integral_value()
    if name is None:
        if word not in units.MEASURES and whole:  # "2 boîtes": boxes are what was used
            return found["unit"], number, "piece"
        raise Unreadable("name_missing")
    if found["of"] is None:
        if unit in ("mm", "cm"):  # "22 mm tube": what it measures, not how much of it
            return None
        if word in units.ONE_CONTAINER:
            return None if not whole else (f"{found['unit']} {name}", number, "piece")
    return name, number, unit


def _counted(text: str) -> _Found:
    """`2 filtres`, `4 vis M6`, but not `3 way valve`, `16 A disjoncteur`, `2 en 1`."""
    found = _COUNTED.fullmatch(text) or _WORD_COUNTED.fullmatch(text)
    if not found:
        return None
    word = found["word"].lower()
    short = len(word) < 3 and not any(char.isdigit() for char in word) and word not in ("té", "te", "tés")
    if short or word in units.NOT_COUNTED or (word in units.UNIT_OF and word not in units.ONE_CONTAINER):
        return None
    number = found["number"].lower()
    return found["name"], Decimal(_WORDS.get(number) or int(number)), "piece"


def _times_behind(text: str) -> _Found:
    """`filtre 20µ x2`, `vis M6x20 (x 4)`, but not `panneau 60 x 60`, `vis M6 x20`."""
    found = _TIMES_BEHIND.fullmatch(text)
    if not found:
        return None
    name = found["name"].rstrip(" ,:-–(")
    if not name or (not found["open"] and _DIMENSION.fullmatch(name.rsplit(" ", 1)[-1])):
        return None
    return name, Decimal(found["number"]), "piece"


def _measured_behind(text: str) -> _Found:
    """`tube cuivre 3,5 m`, `R32 1,2 kg`, `main d'oeuvre 2h`, `huile : 1 l`, but not `ballon 200 l`."""
    found = _BEHIND.fullmatch(text)
    if not found or found["unit"] in units.NOT_UNITS:
        return None
    name, word = found["name"].rstrip(" ,-–"), found["unit"].lower()
    unit = units.UNIT_OF.get(word)
    words = [part.lower().strip("(),.") for part in name.split()]
    if unit is None or not words:
        return None
    number = _decimal(found["number"])
    if not found["mark"]:
        grouped = words[-1].isdigit() and re.fullmatch("[0-9]{3}", found["number"])
        if grouped or words[-1] in units.OF_A_PROPERTY or not _sold_by(unit, words, word):
            return None
    return name, number, unit


def _sold_by(unit: Unit, words: list[str], typed: str) -> bool:
    if unit == "m" or typed in ("pc", "pcs", "pce", "pces"):
        return True
    if unit in ("kg", "g", "l", "ml"):
        return any(word in units.BULK or _REFRIGERANT.fullmatch(word) for word in words)
    return unit in ("h", "min") and any(word in units.LABOUR for word in words)


_IN_FRONT: tuple[Callable[[str], _Found], ...] = (_times, _hours, _measured, _counted)
_BEHIND_NAME: tuple[Callable[[str], _Found], ...] = (_times_behind, _measured_behind)
