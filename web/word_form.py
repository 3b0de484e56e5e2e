"""The client's form as it was typed, and what is wrong with it. Pure. Imported by `web.answer`."""

import base64
import binascii
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from core.confirmation import Confirmation, Word
from core.effects import Phrase, say
from core.reading import visible, visible_line
from core.reporting.one_time import DIGITS

CONSENT_VERSION = "1"
"""Stands in the evidence. To be raised whenever `page.consent` changes in either language."""

LONGEST = {"name": 120, "role": 80, "remarks": 2000}
"""Characters."""
LONGEST_INK = 400_000
"""Characters of the drawing's strokes, which only travel back to the same page."""
LONGEST_CODE = 40
PNG_PREFIX = "data:image/png;base64,"


@dataclass(frozen=True)
class WordForm:
    """What came with the POST. `ink` is the drawing as strokes, so that the page can show it again."""

    word: str = ""
    remarks: str = ""
    name: str = ""
    role: str = ""
    stars: str = ""
    typed: bool = False
    consent: bool = False
    signature: str = ""
    ink: str = ""
    code: str = ""
    """Its digits alone; people copy them with spaces."""

    @classmethod
    def read(cls, fields: Mapping[str, object]) -> "WordForm":
        """From the form's fields; missing ones are empty. Never raises."""

        def text(name: str) -> str:
            value = fields.get(name)
            return value if isinstance(value, str) else ""

        return cls(
            word=text("word"),
            remarks=_tidy(text("remarks"), lines=True),
            name=_tidy(text("name")),
            role=_tidy(text("role")),
            stars=text("stars"),
            typed=bool(text("typed")),
            consent=bool(text("consent")),
            signature=text("signature"),
            ink=text("ink")[:LONGEST_INK],
            code="".join(char for char in text("code")[:LONGEST_CODE] if char in "0123456789"),
        )

    @property
    def signs(self) -> bool:
        """An acceptance is signed; a refusal needs a name and a reason."""
        return self.word in (Word.ACCEPTED, Word.RESERVATIONS)

    @property
    def drawing(self) -> bytes | None:
        """The drawn signature as it came (PNG), or None: not drawn, not wanted, or no picture at all."""
        if not self.signs or self.typed or not self.signature.startswith(PNG_PREFIX):
            return None
        try:
            return base64.b64decode(self.signature[len(PNG_PREFIX) :], validate=True)
        except binascii.Error:
            return None

    @property
    def rating(self) -> int | None:
        """1 to 5, or None."""
        return int(self.stars) if self.stars in ("1", "2", "3", "4", "5") else None

    def problems(self, *, code_demanded: bool = False) -> dict[str, Phrase]:
        """What is missing or too long, by field, in the order of the page."""
        found: dict[str, Phrase] = {}
        if self.word not in tuple(Word):
            found["word"] = say("page.error.word")
        if self.word == Word.RESERVATIONS and not self.remarks:
            found["remarks"] = say("page.error.reservations")
        if self.word == Word.REFUSED and not self.remarks:
            found["remarks"] = say("page.error.reason")
        if not self.name:
            found["name"] = say("page.error.name")
        for field, limit in LONGEST.items():
            length = len(getattr(self, field))
            if length > limit:
                found[field] = say("page.error.long", limit=limit, length=length)
        if self.signs and not self.typed and self.drawing is None:
            found["signature"] = say("page.error.signature")
        if code_demanded and len(self.code) != DIGITS:
            found["code"] = say("page.error.code")
        if not self.consent:
            found["consent"] = say("page.error.consent")
        return {
            field: found[field]
            for field in ("word", "remarks", "name", "role", "signature", "code", "consent")
            if field in found
        }

    def says(self, confirmation: Confirmation) -> bool:
        """Whether this is the same word as one that was given: a form sent twice, not a change of mind."""
        return (self.word, self.name, self.role or None, self.remarks or None, self.rating) == (
            confirmation.word,
            confirmation.name,
            confirmation.role,
            confirmation.remarks,
            confirmation.stars,
        )


def _tidy(text: str, *, lines: bool = False) -> str:
    """Composed characters, nothing unseen, no space around; on one line unless `lines`."""
    text = unicodedata.normalize("NFC", text)
    return visible(text).strip() if lines else visible_line(text)
