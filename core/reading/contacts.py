"""Phone numbers and mail addresses as typed: lightly checked, neatly grouped.

Imports its neighbours only; used when clients, sites and people are entered.
"""

import re

from core.reading.errors import Unreadable

# ITU-T E.164: at most 15 digits; short numbers inside a company have at least 6 here.
FEWEST_DIGITS, MOST_DIGITS = 6, 15

_LABEL = re.compile(r"^(?:t[eé]l[eé]?(?:phone)?|phone|mobile|mob|portable|gsm|cell)\b\.?\s*:?\s*|^tel:", re.IGNORECASE)
_PHONE = re.compile(r"\+?[0-9 ().\-/]+")
_TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)\s*")
_MAIL = re.compile(
    r"(?P<local>[a-zA-Z0-9_!#$%&'*+/=?^`{|}~-]+(?:\.[a-zA-Z0-9_!#$%&'*+/=?^`{|}~-]+)*)"
    r"@(?P<domain>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_]))"
)
_GROUPS = (
    (r"\+(33)(\d)(\d\d)(\d\d)(\d\d)(\d\d)", "+{} {} {} {} {} {}"),  # France
    (r"\+(262|590|594|596)(\d{3})(\d\d)(\d\d)(\d\d)", "+{} {} {} {} {}"),  # French overseas
    (r"(0\d)(\d\d)(\d\d)(\d\d)(\d\d)", "{} {} {} {} {}"),
    (r"\+(1)(\d{3})(\d{3})(\d{4})", "+{} {} {} {}"),  # North America
    (r"([2-9]\d\d)(\d{3})(\d{4})", "{} {} {}"),
)


def read_phone(text: str) -> str:
    """The number in the groups it was typed in; one run of digits is grouped where its country's way is known.

    Raises `Unreadable`: `empty`, `phone_not_read` (letters, extensions), `phone_length`.
    """
    typed = _LABEL.sub("", " ".join(text.replace("\u2011", "-").split())).strip()
    if not typed:
        raise Unreadable("empty")
    typed = re.sub(r"^00(?=[1-9])", "+", _TRUNK_ZERO.sub(" ", typed))
    if not _PHONE.fullmatch(typed):
        raise Unreadable("phone_not_read")
    digits = re.sub("[^0-9]", "", typed)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise Unreadable("phone_length", {"digits": len(digits), "minimum": FEWEST_DIGITS, "maximum": MOST_DIGITS})
    return _grouped(typed, digits)


def _grouped(typed: str, digits: str) -> str:
    plus = "+" if typed.startswith("+") else ""
    if re.search("[0-9][^0-9]+[0-9]", typed):
        return plus + " ".join(re.findall("[0-9]+", typed))
    for pattern, groups in _GROUPS:
        if found := re.fullmatch(pattern, plus + digits):
            return groups.format(*found.groups())
    return plus + digits


def read_email(text: str) -> str:
    """The address, its domain in lower case. Lengths are RFC 5321's (64 and 254); quoted forms are not taken.

    Raises `Unreadable`: `empty`, `email_not_read`.
    """
    typed = text.strip().removeprefix("mailto:").strip("<>").strip()
    if not typed:
        raise Unreadable("empty")
    found = _MAIL.fullmatch(typed) if len(typed) <= 254 else None
    if not found or len(found["local"]) > 64:
        raise Unreadable("email_not_read")
    return f"{found['local']}@{found['domain'].lower()}"
