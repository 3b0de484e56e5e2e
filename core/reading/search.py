"""Finding by typing: texts compared without case and accents.

Imports the standard library only. Used by the other readers and wherever a name is searched.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "⁄": "/",
        **dict.fromkeys("‐‑‒–—−", "-"),
    }
)
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """The text without case, accents, ligatures and typographic variants of quotes, dashes and spaces."""
    lowered = text.translate(_LETTERS).casefold().translate(_LETTERS)
    spread = unicodedata.normalize("NFKD", lowered)
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return bare.translate(_LETTERS).casefold()


def matches(query: str, text: str) -> bool:
    """Whether every word of the query occurs inside some word of the text; an empty query matches all."""
    words = _WORD.findall(fold(text))
    return all(any(wanted in word for word in words) for wanted in _WORD.findall(fold(query)))
