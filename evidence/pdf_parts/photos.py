"""Photos, two a row, each with its number, phase, time and caption. The JPEGs go in as they are in the archive."""

import io
from collections.abc import Sequence

from PIL import Image

from core.report import ReportPhoto
from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.palette import INK, PAPER
from evidence.pdf_parts.sheet import LEFT, SMALL, WIDTH, Sheet, Style

GAP = 6.0
COLUMN = (WIDTH - GAP) / 2
LANDSCAPE, PORTRAIT = COLUMN * 0.75, COLUMN * 1.1
"""Heights of a row of photos, in millimetres."""
LONGEST_CAPTION = 20
"""Lines under a photo; longer ones follow below the photos."""
NUMBER = Style(size=8.2, bold=True, colour=INK)


def photo_rows(sheet: Sheet, edition: Edition, photos: Sequence[ReportPhoto]) -> None:
    """Print photos from here on; a row is never divided. Those declared missing are named below, in one line."""
    too_long: list[tuple[str, list[str]]] = []
    questions = {f"check:{line.question_id}": line.question for line in edition.report.checklist}
    there = [(photo, photo.sha256) for photo in photos if photo.sha256 is not None]
    for start in range(0, len(there), 2):
        pair = [photo for photo, _ in there[start : start + 2]]
        sizes = [_size(edition.photos[sha256]) for _, sha256 in there[start : start + 2]]
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
    if lost := [photo.named(_number(photo, edition)) for photo in photos if photo.sha256 is None]:
        sheet.space(2)
        sheet.flow(edition.words("pdf.photos_missing", n=len(lost), numbers=", ".join(lost)), SMALL)


def _picture(sheet: Sheet, edition: Edition, photo: ReportPhoto, size: tuple[int, int], x: float, frame: float) -> None:
    assert photo.sha256 is not None
    sheet.ground(x, sheet.y, COLUMN, frame, PAPER)
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
    words = edition.words
    name, phase = words("pdf.photo", number=_number(photo, edition)), words(f"pdf.phase.{photo.phase}")
    return f"{name}  ·  {phase}  ·  {edition.clock(photo.taken_at)}"


def _number(photo: ReportPhoto, edition: Edition) -> int:
    # By identity: the same picture sent twice is two photos.
    return next(number for number, each in enumerate(edition.report.photos, start=1) if each is photo)


def _size(jpeg: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(jpeg)) as image:
        return image.size


def _frame(size: tuple[int, int]) -> float:
    return min(PORTRAIT if size[1] > size[0] else LANDSCAPE, COLUMN * size[1] / size[0])
