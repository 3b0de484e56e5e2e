"""The videos, sounds and documents that belong to the report, named: paper cannot play them, the link can."""

from core.interview.media import clock_length
from core.report import ReportRecording
from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.grid import Column, table
from evidence.pdf_parts.sheet import SMALL, Sheet

SHORT_HASH = 16
"""Characters of the SHA-256 in the table; the whole one stands in the attached data."""


def recordings(sheet: Sheet, edition: Edition) -> None:
    """What each is and shows, when it was made, how long it is, and the beginning of its SHA-256."""
    report, words = edition.report, edition.words
    if not report.recordings:
        return
    columns = [
        Column(words("pdf.recording.what"), 9),
        Column(words("pdf.recording.at"), 3.2),
        Column(words("pdf.recording.length"), 2.6, "R"),
        Column(words("pdf.recording.sha256"), 5.2),
    ]
    rows = [
        [
            _what(number, recording, edition),
            edition.clock(recording.made_at),
            clock_length(recording.seconds) if recording.seconds is not None else "",
            recording.sha256[:SHORT_HASH] if recording.sha256 else words("pdf.recording.missing"),
        ]
        for number, recording in enumerate(report.recordings, start=1)
    ]
    sheet.heading(words("pdf.recordings"), keep=30)
    table(sheet, columns, rows)
    sheet.y += 1.2
    sheet.flow(words("pdf.recording.where"), SMALL)


def _what(number: int, recording: ReportRecording, edition: Edition) -> str:
    kind = edition.words(f"pdf.recording.{recording.kind}")
    head = "  ·  ".join(part for part in (f"{number}", kind, recording.name) if part)
    return f"{head}\n{recording.caption}" if recording.caption else head
