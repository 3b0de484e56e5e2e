"""Free text made safe to keep and print, and otherwise left exactly as typed.

Imports its neighbours only; used wherever a person writes sentences.
"""

import re
import unicodedata

from core.reading.errors import Unreadable

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls except the line feed, halves of surrogate pairs, and the marks that turn text around
# (Unicode TR 36, section 2.4: bidirectional text spoofing).
_UNWANTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str, *, limit: int) -> str:
    """The text with line ends as `\\n`, tabs as spaces, and without control and direction characters.

    Markup stays as typed: whoever prints it escapes it. Raises `Unreadable`: `empty` when nothing visible
    is left, `too_long` beyond `limit` code points.
    """
    cleaned = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    if not any(unicodedata.category(char)[0] not in "ZC" for char in cleaned):
        raise Unreadable("empty")
    if len(cleaned) > limit:
        raise Unreadable("too_long", {"limit": limit, "length": len(cleaned)})
    return cleaned
