"""What a visit produced, frozen: the document that is shown, agreed to, printed and sealed. Imported by every room.

Holds only what the PDF prints: no door codes, no internal remarks.
"""

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from core.base import Noun
from core.people import Language
from core.visit import Answer, Outcome, Phase, RecordingKind, Severity


class Seal(StrEnum):
    """Under which mark a version is sealed and posted."""

    WITH_WORD = "with_word"
    AWAITING = "awaiting"
    NOT_ASKED = "not_asked"
    """Abandoned or nobody there: the client is not asked."""
    WITHOUT_CONFIRMATION = "without_confirmation"
    """The installation runs without signing."""


class Stamp(StrEnum):
    """What the time of a seal rests on, where a time stamping authority (RFC 3161) is asked for it."""

    STAMPED = "stamped"
    MISSED = "missed"
    """The authority did not answer for some minutes: the time is our own clock's, and the report says so."""


PeriodKind = Literal["travel", "work", "waiting", "pause"]


class Period(Noun, frozen=True, kw_only=True):
    """A stretch of time, UTC. Pauses and waiting have a length only: people say how long, not when."""

    kind: PeriodKind
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    length: timedelta

    @property
    def between(self) -> timedelta:
        """From start to end, pauses included; the length where there are no times."""
        return self.ends_at - self.starts_at if self.starts_at and self.ends_at else self.length


class ReportPhoto(Noun, frozen=True, kw_only=True):
    """A stored photo (JPEG in the archive under `sha256`), or one declared missing (`sha256` None)."""

    sha256: str | None
    taken_at: datetime
    phase: Phase
    subject: str | None = None
    caption: str | None = None

    def named(self, number: int) -> str:
        """A photo that cannot be shown: its number in the report, from 1, with its caption where it has one."""
        return f"{number} ({self.caption})" if self.caption else str(number)


class ReportRecording(Noun, frozen=True, kw_only=True):
    """A video, voice note, sound or document, in the archive under `sha256`, or declared missing (`sha256` None).

    `seconds` is its length where it has one, `size` in bytes; `mime` as the messenger named it.
    """

    kind: RecordingKind
    sha256: str | None
    made_at: datetime
    name: str | None = None
    mime: str | None = None
    seconds: int | None = None
    size: int | None = None
    caption: str | None = None


class ReportAnomaly(Noun, frozen=True, kw_only=True):
    """An anomaly; its photos carry the subject `anomaly:<id>`."""

    id: int
    description: str
    severity: Severity


class ReportMaterial(Noun, frozen=True, kw_only=True):
    """A material used. `unit` is a code that the wording names `unit.<code>`."""

    name: str
    quantity: Decimal
    unit: str
    reference: str | None = None
    billable: bool = True


class CheckLine(Noun, frozen=True, kw_only=True):
    """A printed line of the trade's checklist. `question` and `choice` are labels in the report's language.

    `answer` is None when passed over; its number is in `unit`; for a choice `choice` is the label of what was chosen.
    """

    question_id: str
    question: str
    answer: Answer | None = None
    choice: str | None = None
    unit: str = ""


class Report(Noun, frozen=True, kw_only=True):
    """One version of a report, frozen. Times are UTC; `time_zone` is the site's, for printing.

    `number` is shared by all versions (`RI-2026-0042`). `code` is the unguessable name of its verification page.
    """

    id: int
    number: str
    version: int
    code: str
    visit_id: int
    language: Language
    time_zone: str
    frozen_at: datetime
    work_order_number: str
    client_name: str
    client_address: str | None = None
    site_name: str
    site_address: str
    technician_name: str
    trade: str
    trade_name: str
    mission: str
    constraints: str | None = None
    appointment_starts_at: datetime
    appointment_ends_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    periods: tuple[Period, ...]
    work_done: str | None
    outcome: Outcome
    reason_code: str | None = None
    """A tapped reason, worded `reason.<code>`; a typed one is `outcome_reason`."""
    outcome_reason: str | None = None
    to_bring: str | None = None
    """What is missing, to be brought next time."""
    waited: timedelta | None = None
    """How long the technician waited where nobody was there."""
    checklist: tuple[CheckLine, ...] = ()
    anomalies: tuple[ReportAnomaly, ...] = ()
    materials: tuple[ReportMaterial, ...] = ()
    photos: tuple[ReportPhoto, ...] = ()
    recordings: tuple[ReportRecording, ...] = ()
    advice: str | None = None
    replaces_frozen_at: datetime | None = None
    """When the version before this one was frozen; None for a first version."""

    @property
    def pdf_name(self) -> str:
        """What the PDF of this version is called where it is posted or sent."""
        return f"{self.number}-v{self.version}.pdf"

    def total(self, kind: PeriodKind) -> timedelta:
        """The summed length of the periods of one kind; work is already net of pauses."""
        return sum((p.length for p in self.periods if p.kind == kind), timedelta())


def canonical_json(document: msgspec.Struct) -> bytes:
    """The document as bytes that never vary for the same content: sorted keys, no spaces, UTF-8."""
    return msgspec.json.encode(document, order="sorted")


def report_sha256(report: Report) -> str:
    """The hex SHA-256 of the report's canonical JSON: what a client agrees to, together with the PDF's hash."""
    return hashlib.sha256(canonical_json(report)).hexdigest()
