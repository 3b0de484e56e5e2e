"""Free text made safe to keep and print, and otherwise left exactly as typed.

Imports its neighbours only; used wherever people's words come in, chats, pages and settings alike.
"""

import re
from unicodedata import category

from core.reading.errors import Unreadable

MOST_MARKS = 4
"""Accents on one letter; no language stacks more, and more of them paint over the lines around."""

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_GAPS = re.compile(r"(\n[^\S\n]*){3}(?:\s*\n)+")
"""More empty lines than anyone needs: they push out of sight what follows."""
_BLANKS = re.compile("[\t\u2800]")
_UNSEEN = re.compile(
    # Controls except the line feed, and halves of surrogate pairs, which neither UTF-8 nor a database can hold.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    # Marks that turn text around (Unicode TR 36, section 2.4), and the old ones beside them.
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
    # What nothing is seen of: break hints, fillers, variants of no emoji, musical and shorthand marks.
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff"
    # Numbers that are no characters (Unicode, section 23.7).
    "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)  # fmt: skip
_SIGN = "\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINED = "\u0600-\u1cff\ufb50-\ufdcf\ufe70-\ufefc" + _SIGN
"""What a joiner stands between: emoji, and the scripts that are written with it."""
_TAGS = "|".join("".join(chr(0xE0000 + ord(char)) for char in nation) for nation in ("gbeng", "gbsct", "gbwls"))
_BESIDE = re.compile(
    f"(?P<flag>\U0001f3f4(?:{_TAGS})\U000e007f)|[\U000e0000-\U000e007f]"
    f"|(?<![{_JOINED}\ufe0f\U000e007f])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
    f"|(?<![{_SIGN}©®#*0-9])[\ufe0e\ufe0f]|(?<=[#*0-9])[\ufe0e\ufe0f](?!\u20e3)"
)
"""What may be seen as a part of what stands beside it (Unicode TR 51: flags, joined emoji, keycaps), elsewhere not."""


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text takes, which is how the messenger counts (Bot API, MessageEntity)."""
    return len(text) + sum(character > "\uffff" for character in text)


def visible(text: str) -> str:
    """The text without what cannot be seen or stored: only what a reader sees is left, in the order it was typed.

    Line ends become `\\n`, tabs spaces; heaps of empty lines and of accents on one letter are cut. Markup stays as
    typed: whoever prints it escapes it.
    """
    text = _BLANKS.sub(" ", _LINE_ENDS.sub("\n", text))
    # What is taken away may bring together what then must go as well.
    while (seen := _BESIDE.sub(lambda found: found["flag"] or "", _UNSEEN.sub("", text))) != text:
        text = seen
    return _GAPS.sub("\n\n\n", _unstacked(text))


def visible_line(text: str) -> str:
    """The same on one line, for names and other short things."""
    return " ".join(visible(text).split())


def clean_text(text: str, *, limit: int) -> str:
    """What people write, as `visible` leaves it.

    Raises `Unreadable`: `empty` when nothing is left to see, `too_long` beyond `limit` code points.
    """
    return _checked(visible(text), limit)


def clean_line(text: str, *, limit: int) -> str:
    """A name or another short thing, as `visible_line` leaves it. Raises as `clean_text`."""
    return _checked(visible_line(text), limit)


def clean_lines(text: str, several: int | None, *, one: int) -> str:
    """Several lines of at most `several` characters in all; where that is None, one line of at most `one`.

    Raises as `clean_text`.
    """
    return clean_line(text, limit=one) if several is None else clean_text(text, limit=several)


def _checked(cleaned: str, limit: int) -> str:
    if not any(category(char)[0] not in "ZC" for char in cleaned):
        raise Unreadable("empty")
    if len(cleaned) > limit:
        raise Unreadable("too_long", {"limit": limit, "length": len(cleaned)})
    return cleaned


def _unstacked(text: str) -> str:
    if text.isascii() or max(text) < "\u0300":
        return text
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if category(char) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)
