"""Typed French and English brought to one plain form: folded, spaces single, number words as digits.

Imports `search` only; used by the readers of times, durations and appointments.
"""

import re

from core.reading.errors import Code, Unreadable
from core.reading.search import fold

# Longer than any time, duration or appointment a person types: a sentence about something else.
_LONGEST = 120

_FRENCH = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
    " dix-sept dix-huit dix-neuf"
)
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}


def _number_words() -> dict[str, int]:
    words = {word: value for names in (_FRENCH, _ENGLISH) for value, word in enumerate(names.split())}
    words["une"] = 1
    for ten, value in _TENS.items():
        words[ten] = value
        words |= {f"{ten}-{word}": value + unit for word, unit in list(words.items()) if 0 < unit < 10}
    return words


_NUMBERS = _number_words()
_NUMBER = re.compile(
    r"\b(?:"
    # "sept" alone is September as often as seven: only what follows tells.
    + r"sept(?= (?:h|heures?|jours?|semaines?|min|minutes?)\b)|"
    + "|".join(word.replace("-", "(?:-| et | )") for word in sorted(_NUMBERS, key=len, reverse=True) if word != "sept")
    + r")\b"
)
_ARTICLE = re.compile(r"\ban? (?=hour|minute|quarter|half|day|week)")

_BEFORE = re.compile(
    r"(?:[\s,;~@]|(?:vers|environ|autour de|aux alentours de|about|around|approx\.?|at|a|de|des|du|le|les|the|on"
    r"|from|il etait|c'etait|it was|arrivee?s?|arrived|parti(?:e|s|es)?|left)(?=[\s\d]))+"
)
_AFTER = re.compile(r"(?:[\s,;.!]|\s(?:environ|pile|sharp|precises?|approx|at|a|le|on|the|o'clock|,))+$")


def plain(text: str, *, otherwise: Code) -> str:
    """Folded, outer and doubled spaces gone, number words up to 59 written as digits.

    Raises `Unreadable`: `empty`, and `otherwise` for what is too long to be read.
    """
    spaced = " ".join(fold(text).split())
    if not spaced:
        raise Unreadable("empty")
    if len(spaced) > _LONGEST:
        raise Unreadable(otherwise)
    return _NUMBER.sub(_as_digits, _ARTICLE.sub("1 ", spaced))


def _as_digits(found: re.Match[str]) -> str:
    word = re.sub(r" et | ", "-", found.group())
    return str(_NUMBERS[word])


def trim(text: str) -> str:
    """Without the small words and punctuation people put around a time ("vers", "at", "environ")."""
    found = _BEFORE.match(text)
    return _AFTER.sub("", text[found.end() :] if found else text).strip()
