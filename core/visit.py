"""One going on site, and the draft of its report. One JSON document while in progress. Imported by every room."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from core.base import Noun
from core.effects import Phrase


class VisitState(StrEnum):
    """Where a visit stands."""

    OFFERED = "offered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    SUBMITTED = "submitted"
    """Submitted, waiting for the last photos before it is frozen."""
    FROZEN = "frozen"
    CORRECTING = "correcting"
    """Frozen before, and open again for a new version of its report."""
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """How the visit ended, against the plan."""

    DONE = "done"
    TO_BE_CONTINUED = "to_be_continued"
    ABANDONED = "abandoned"


class Severity(StrEnum):
    """How bad an anomaly is."""

    MINOR = "minor"
    MAJOR = "major"
    DANGEROUS = "dangerous"


class PhotoState(StrEnum):
    """Where the bytes of a photo or a recording are."""

    FETCHING = "fetching"
    STORED = "stored"
    MISSING = "missing"


Phase = Literal["before", "during", "after"]


class Photo(Noun, frozen=True, kw_only=True):
    """A photo of the visit. `id` counts within the visit. `subject` is None, `anomaly:<id>` or `check:<question>`.

    `sha256` (hex) names the cleaned picture in the archive once stored. `problem` is an error code when missing.
    """

    id: int
    file_id: str
    file_unique_id: str
    taken_at: datetime
    phase: Phase = "during"
    subject: str | None = None
    caption: str | None = None
    message_id: int | None = None
    album: str | None = None
    forwarded: bool = False
    """Passed on from another chat; `taken_at` is then when the original was sent. Internal."""
    receipt: int = 0
    """The receipt that it came under; 0 for none."""
    state: PhotoState = PhotoState.FETCHING
    sha256: str | None = None
    problem: str | None = None


RecordingKind = Literal["video", "video_note", "voice", "audio", "document"]


class Recording(Noun, frozen=True, kw_only=True):
    """A video, a voice note, a sound or a document of the visit, kept as it came. `id` counts within the visit.

    `made_at` is UTC, `seconds` its length, `size` in bytes. `sha256` (hex) names the file in the archive once stored.
    `problem` is an error code when missing.
    """

    id: int
    kind: RecordingKind
    file_id: str
    file_unique_id: str
    made_at: datetime
    name: str | None = None
    mime: str | None = None
    seconds: int | None = None
    size: int | None = None
    caption: str | None = None
    message_id: int | None = None
    album: str | None = None
    forwarded: bool = False
    receipt: int = 0
    state: PhotoState = PhotoState.FETCHING
    sha256: str | None = None
    problem: str | None = None


class Receipt(Noun, frozen=True, kw_only=True):
    """A message that counts the photos and recordings: all that came up to it. `id` grows within the visit.

    `to` is who sent them, `serial` the number of the question that was open to them then.
    """

    id: int
    to: int
    serial: int


class Anomaly(Noun, frozen=True, kw_only=True):
    """Something wrong found on site. `id` counts within the visit."""

    id: int
    description: str
    severity: Severity | None = None


class Material(Noun, frozen=True, kw_only=True):
    """What was used. `unit` is a code of `core.reading.quantities`. `id` counts within the visit."""

    id: int
    name: str
    quantity: Decimal = Decimal(1)
    unit: str = "piece"
    reference: str | None = None
    billable: bool = True


class Answer(Noun, frozen=True, kw_only=True):
    """An answer to one of the trade's questions. One field is set; `skipped` when passed over."""

    choice: str | None = None
    number: Decimal | None = None
    text: str | None = None
    yes: bool | None = None
    photo: bool = False
    unmeasured: bool = False
    """A number that could not be measured: no light in the fibre, no hot water."""
    unusual: bool = False
    """A number outside what is plausible, kept on purpose."""
    skipped: bool = False


class Remark(Noun, frozen=True, kw_only=True):
    """Something said outside any question: kept, internal, never printed. `id` counts within the visit."""

    id: int = 0
    at: datetime
    text: str
    message_id: int | None = None


class Pause(Noun, frozen=True, kw_only=True):
    """Time not worked between arrival and leaving."""

    length: timedelta


class Change(Noun, frozen=True, kw_only=True):
    """An answer that was corrected: what (a source as in `Visit.sources`), by whom, old and new value. Internal."""

    at: datetime
    by: int
    what: str
    was: Phrase | None = None
    now: Phrase | None = None


class Correcting(Noun, frozen=True, kw_only=True):
    """A new version in the making: why (`@code` for a usual reason), by whom, since when, of which report.

    `before` is the visit as it was frozen, to go back to; `aside` the visit that was put down for this one.
    """

    reason: str
    by: int
    at: datetime
    report_id: int
    before: "Visit"
    aside: int | None = None


class Version(Noun, frozen=True, kw_only=True):
    """A frozen version of the visit's report: by whom, when, and why (None for the first). Internal.

    `told`: the client had heard of the version before, by mail or by signing it, so that they hear of this one.
    """

    report_id: int
    number: int
    by: int
    at: datetime
    reason: str | None = None
    told: bool = False


class Visit(Noun, frozen=True, kw_only=True):
    """One technician's going on site for a work order, and everything answered so far. Times are UTC.

    `passed` names the interview steps that were closed by hand: passed over, or finished (photos, materials, …).
    `pauses` is None until answered.
    `sources` says which message an answer came from (the person's message id, or the slot of our question → step id,
    `anomaly:<id>`, `material:<id>`), for corrections by editing and by replying.
    """

    id: int
    work_order_id: int
    technician_id: int
    trade: str
    interview_version: str
    state: VisitState = VisitState.OFFERED
    offered_at: datetime
    accepted_at: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    pauses: tuple[Pause, ...] | None = None
    work_done: str | None = None
    checklist: dict[str, Answer] = {}
    anomalies: tuple[Anomaly, ...] = ()
    materials: tuple[Material, ...] = ()
    photos: tuple[Photo, ...] = ()
    recordings: tuple[Recording, ...] = ()
    outcome: Outcome | None = None
    reason_code: str | None = None
    outcome_reason: str | None = None
    """What remains (to be continued) or why (abandoned): a tapped reason (`reason.<code>`) or a typed one."""
    to_bring: str | None = None
    """What is missing, to be brought next time (to be continued)."""
    waited: timedelta | None = None
    """How long the technician waited where nobody was there."""
    right_address: str | None = None
    """Where the client really is, as far as the technician was told (wrong address)."""
    right_place: tuple[float, float] | None = None
    """The same as a position: latitude and longitude, degrees."""
    appointment: tuple[datetime, datetime] | None = None
    """The appointment that this visit was for, once its work order has a later one."""
    advice: str | None = None
    remarks: tuple[Remark, ...] = ()
    passed: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()
    """The times (`on_my_way`, `arrived`, `left`) that nobody typed: they are when the message came."""
    sources: dict[str, str] = {}
    changes: tuple[Change, ...] = ()
    correcting: Correcting | None = None
    versions: tuple[Version, ...] = ()
    submitted_at: datetime | None = None
    receipts: tuple[Receipt, ...] = ()
    next_id: int = 1
    """The next number for a photo, a recording, an anomaly or a material of this visit."""

    @property
    def is_open(self) -> bool:
        """True while the technician may still answer or correct."""
        return self.state in (
            VisitState.OFFERED,
            VisitState.ACCEPTED,
            VisitState.ON_THE_WAY,
            VisitState.ON_SITE,
            VisitState.CORRECTING,
        )

    @property
    def kept_photos(self) -> tuple[Photo, ...]:
        """The photos that are stored or still on their way; not those that could not be kept."""
        return tuple(photo for photo in self.photos if photo.state is not PhotoState.MISSING)

    @property
    def answered_by(self) -> int:
        """The person who may answer now: the technician, or whoever is making a new version."""
        return self.correcting.by if self.correcting else self.technician_id
