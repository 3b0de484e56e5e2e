"""What the embedded fonts can print, and what stands for the rest. Imports fontTools only.

A character without a glyph would vanish silently from a document that people sign; here it is replaced by something
that can be seen.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

import fontpkg
from fontTools.ttLib import TTFont

_NUMBERED = re.compile(r"\[U\+([0-9A-F]{4,6})[ \]]")
MAIN, SPARE = "Atkinson Hyperlegible", "Fira Sans"
"""Atkinson Hyperlegible is small and made for legibility; Fira Sans adds Greek, Cyrillic and some symbols."""

_ALIKE = {
    "\t": " ",
    "\r\n": "\n",
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2011": "-",
    "\u2010": "-",
    "\u2015": "—",
    "\u202f": "\u00a0",
    "\u2007": "\u00a0",
    "✓": "√",
    "✔": "√",
    "✅": "√",
    "☑": "[√]",
    "✗": "×",
    "✘": "×",
    "❌": "×",
    "✖": "×",
    "☐": "[ ]",
    "⚠": "[!]",
    "★": "[*]",
    "⭐": "[*]",
    "☆": "[*]",
    "⇒": "→",
    "➔": "→",
    "➜": "→",
    "➡": "→",
    "●": "•",
    "▪": "•",
    "■": "•",
}
"""Characters that have a near equivalent in the fonts."""

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\u2068\u2069\ufeff\ufe0e\ufe0f\u00ad")
"""Joiners, variation selectors, break hints, isolates: nothing to see, nothing lost."""
MOST_NUMBERS = 40
"""Of more signs in a row that no font has, the rest is counted."""


def font_file(family: str, *, bold: bool = False) -> Path:
    """The static font file of a family."""
    return Path(fontpkg.path(family, 700 if bold else 400))


@cache
def _covered(family: str) -> frozenset[int]:
    with TTFont(font_file(family), lazy=True) as regular, TTFont(font_file(family, bold=True), lazy=True) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())


def printable(text: str) -> str:
    """Text as the fonts can print it: characters composed, others replaced by their like or by `[U+1F600]`.

    Control characters and direction overrides, which would make a text read as another, are shown the same way.
    """
    for special, like in _ALIKE.items():
        if special in text:
            text = text.replace(special, like)
    composed = unicodedata.normalize("NFC", text)
    visible = (_space(char) for char in composed if char not in _INVISIBLE)
    return "".join("".join(run) if known else _numbers(list(run)) for known, run in groupby(visible, _is_known))


def first_unknown(text: str) -> str | None:
    """The first character that is printed by its number, if there is any."""
    found = _NUMBERED.search(printable(text))
    return chr(int(found[1], 16)) if found else None


def _numbers(run: list[str]) -> str:
    """`[U+1F600 ×3 U+1F44D]`; the numbers are Unicode's."""
    each = [(char, len(list(same))) for char, same in groupby(run)]
    parts = [f"U+{ord(char):04X}" + (f" ×{count}" if count > 1 else "") for char, count in each[:MOST_NUMBERS]]
    left = sum(count for _, count in each[MOST_NUMBERS:])
    return f"[{' '.join(parts)}{f' … +{left}' if left else ''}]"


def needs_spare(text: str) -> bool:
    """Whether printable text has characters that only the spare font has."""
    return any(ord(char) not in _covered(MAIN) for char in text if char != "\n")


def _space(char: str) -> str:
    unusual = unicodedata.category(char) == "Zs" and ord(char) not in _covered(MAIN)
    return " " if unusual else char


def _is_known(char: str) -> bool:
    if char == "\n":
        return True
    if unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs"):
        return False
    return ord(char) in _covered(MAIN) or ord(char) in _covered(SPARE)
