"""A report laid out for the page: photos beside what they show. Pure. Imported by `web.client`."""

from dataclasses import dataclass

from core.report import CheckLine, Report, ReportAnomaly, ReportPhoto


@dataclass(frozen=True)
class PhotoView:
    """A photo and its number on the page, from 1, which names its address."""

    number: int
    photo: ReportPhoto


@dataclass(frozen=True)
class ReportView:
    """What the template walks through. `gallery` holds the photos that belong to no anomaly and no question."""

    anomalies: tuple[tuple[ReportAnomaly, tuple[PhotoView, ...]], ...]
    checklist: tuple[tuple[CheckLine, tuple[PhotoView, ...]], ...]
    gallery: tuple[PhotoView, ...]


def lay_out(report: Report) -> ReportView:
    """Sort the photos to where they belong; one whose subject is gone goes to the gallery, so that none is lost."""
    by_subject: dict[str | None, list[PhotoView]] = {}
    for number, photo in enumerate(report.photos, start=1):
        by_subject.setdefault(photo.subject, []).append(PhotoView(number, photo))
    anomalies = tuple((a, tuple(by_subject.pop(f"anomaly:{a.id}", ()))) for a in report.anomalies)
    checklist = tuple((line, tuple(by_subject.pop(f"check:{line.question_id}", ()))) for line in report.checklist)
    rest = sorted((view for views in by_subject.values() for view in views), key=lambda view: view.number)
    return ReportView(anomalies, checklist, tuple(rest))
