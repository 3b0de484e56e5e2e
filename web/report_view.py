"""A report laid out for the page: photos beside what they show. Pure. Imported by `web.client`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.interview.media import clock_length
from core.report import CheckLine, Report, ReportAnomaly, ReportPhoto, ReportRecording


@dataclass(frozen=True)
class PhotoView:
    """A photo and its number on the page, from 1, which names its address."""

    number: int
    photo: ReportPhoto

    @property
    def named(self) -> str:
        """Its number, with its caption where it has one."""
        return self.photo.named(self.number)


@dataclass(frozen=True)
class RecordingView:
    """A recording and its number on the page, from 1, which names its address. `megabytes` to one decimal.

    `plays` names the element of a page that plays it, None for what is only downloaded.
    """

    number: int
    recording: ReportRecording
    plays: Literal["audio", "video"] | None
    length: str | None
    megabytes: Decimal | None


@dataclass(frozen=True)
class ReportView:
    """What the template walks through. `gallery` holds the photos that belong to no anomaly and no question."""

    anomalies: tuple[tuple[ReportAnomaly, tuple[PhotoView, ...]], ...]
    checklist: tuple[tuple[CheckLine, tuple[PhotoView, ...]], ...]
    gallery: tuple[PhotoView, ...]
    recordings: tuple[RecordingView, ...]


def lay_out(report: Report) -> ReportView:
    """Sort the photos to where they belong; one whose subject is gone goes to the gallery, so that none is lost."""
    by_subject: dict[str | None, list[PhotoView]] = {}
    for number, photo in enumerate(report.photos, start=1):
        by_subject.setdefault(photo.subject, []).append(PhotoView(number, photo))
    anomalies = tuple((a, tuple(by_subject.pop(f"anomaly:{a.id}", ()))) for a in report.anomalies)
    checklist = tuple((line, tuple(by_subject.pop(f"check:{line.question_id}", ()))) for line in report.checklist)
    rest = sorted((view for views in by_subject.values() for view in views), key=lambda view: view.number)
    recordings = tuple(_recording(n, each) for n, each in enumerate(report.recordings, start=1))
    return ReportView(anomalies, checklist, tuple(rest), recordings)


PLAYS: dict[str, Literal["audio", "video"]] = {
    "video": "video",
    "video_note": "video",
    "voice": "audio",
    "audio": "audio",
}


def _recording(number: int, recording: ReportRecording) -> RecordingView:
    megabytes = max(Decimal("0.1"), round(Decimal(recording.size) / 1_000_000, 1)) if recording.size else None
    length = clock_length(recording.seconds) if recording.seconds is not None else None
    return RecordingView(number, recording, PLAYS.get(recording.kind), length, megabytes)
