"""The client's word on one version of a report. Imported by every room."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from core.base import Noun
from core.people import Language


class Word(StrEnum):
    """What the client said. Silence is never acceptance, so there is no default."""

    ACCEPTED = "accepted"
    RESERVATIONS = "reservations"
    REFUSED = "refused"


class Evidence(Noun, frozen=True, kw_only=True):
    """Under which circumstances the word was given. `device` tells whose: the client's own, or the technician's."""

    opened_at: datetime | None = None
    ip: str | None = None
    user_agent: str | None = None
    device: Literal["client", "technician"] = "client"
    consent_version: str = ""
    consent_language: Language = "fr"


class Confirmation(Noun, frozen=True, kw_only=True):
    """The client's word, given once per version. `signed_at` is UTC.

    `signature_sha256` names the drawn signature (PNG) in the archive; without one, `name` is the typed signature.
    `remarks` holds the reservations, or the reason of a refusal. `stars` is 1 to 5.
    `client_pdf_sha256` and `report_sha256` are the two hashes that the client agreed to, hex.
    """

    word: Word
    name: str
    signed_at: datetime
    role: str | None = None
    remarks: str | None = None
    stars: int | None = None
    signature_sha256: str | None = None
    client_pdf_sha256: str
    report_sha256: str
    evidence: Evidence = Evidence()
