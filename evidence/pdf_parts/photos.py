"""Photos, two a row, each with its number, phase, time and caption. The JPEGs go in as they are in the archive."""

import io
from collections.abc import Sequence

from PIL import Image

from core.report import ReportPhoto
from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.palette import HAIRLINE, INK, PAPER
from evidence.pdf_parts.sheet import LEFT, SMALL, WIDTH, Sheet, Style

GAP = 6.0
COLUMN = (WIDTH - GAP) / 2
LANDSCAPE, PORTRAIT = COLUMN * 0.75, COLUMN * 1.1
"""Heights of a row of photos, in millimetres."""
LONGEST_CAPTION = 20
"""Lines under a photo; longer ones follow below the photos."""
NUMBER = Style(size=8.2, bold=True, colour=INK)


def photo_rows(sheet: Sheet, edition: Edition, photos: Sequence[ReportPhoto]) -> None:
    """Print photos from here on; a row is never divided. A photo declared missing keeps its place, empty."""
    too_long: list[tuple[str, list[str]]] = []
    questions = {f"check:{line.question_id}": line.question for line in edition.report.checklist}
    for start in range(0, len(photos), 2):
        pair = photos[start : start + 2]
        sizes = [_size(photo, edition) for photo in pair]
        frame = max(_frame(size) for size in sizes)
        notes = []
        for photo in pair:
            about = questions.get(photo.subject or "")
            text = "\n".join(part for part in (about, photo.caption) if part)
            lines = sheet.wrap(text, COLUMN, SMALL)
            if len(lines) > LONGEST_CAPTION:
                too_long.append((_name(photo, edition), sheet.wrap(text, WIDTH, SMALL)))
                lines = []
            notes.append(lines)
        height = frame + 1.2 + NUMBER.height + max(len(lines) for lines in notes) * SMALL.height
        sheet.space(2.2)
        sheet.keep(height)
        for index, (photo, size, lines) in enumerate(zip(pair, sizes, notes, strict=True)):
            x = LEFT + index * (COLUMN + GAP)
            _picture(sheet, edition, photo, size, x, frame)
            y = sheet.y + frame + 1.2
            sheet.line_of_text(_name(photo, edition), x, y, COLUMN, NUMBER)
            sheet.place(lines, x, y + NUMBER.height, COLUMN, SMALL)
        sheet.y += height + 1
    for name, lines in too_long:
        sheet.space(2)
        sheet.keep(NUMBER.height + 2 * SMALL.height)
        sheet.flow(name, NUMBER)
        sheet.flow_lines(lines, SMALL)


def _picture(
    sheet: Sheet, edition: Edition, photo: ReportPhoto, size: tuple[int, int] | None, x: float, frame: float
) -> None:
    sheet.ground(x, sheet.y, COLUMN, frame, PAPER)
    if photo.sha256 is None or size is None:
        sheet.set_draw_color(*HAIRLINE)
        sheet.rect(x, sheet.y, COLUMN, frame)
        middle = sheet.y + (frame - SMALL.height) / 2
        sheet.line_of_text(edition.words("pdf.photo.missing"), x, middle, COLUMN, SMALL, "C")
        return
    scale = min(COLUMN / size[0], frame / size[1])
    width, height = size[0] * scale, size[1] * scale
    sheet.image(
        io.BytesIO(edition.photos[photo.sha256]),
        x + (COLUMN - width) / 2,
        sheet.y + (frame - height) / 2,
        width,
        height,
        alt_text=sheet.alternative(_name(photo, edition), photo.caption),
    )


def _name(photo: ReportPhoto, edition: Edition) -> str:
    """`Photo 3 · Avant · 09:42`; the number counts over the whole report, whichever section a photo stands in."""
    number = edition.report.photos.index(photo) + 1
    words = edition.words
    name, phase = words("pdf.photo", number=number), words(f"pdf.phase.{photo.phase}")
    return f"{name}  ·  {phase}  ·  {edition.clock(photo.taken_at)}"


def _size(photo: ReportPhoto, edition: Edition) -> tuple[int, int] | None:
    if photo.sha256 is None:
        return None
    with Image.open(io.BytesIO(edition.photos[photo.sha256])) as image:
        return image.size


def _frame(size: tuple[int, int] | None) -> float:
    if size is None:
        return LANDSCAPE / 2
    return min(PORTRAIT if size[1] > size[0] else LANDSCAPE, COLUMN * size[1] / size[0])
