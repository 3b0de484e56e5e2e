"""The client's word: what was said, by whom, with which signature; or why there is none."""

import io

from PIL import Image

from core.confirmation import Confirmation
from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.palette import HAIRLINE, INK, STAR
from evidence.pdf_parts.sheet import BODY, LABEL, LEFT, MM_PER_POINT, SMALL, WIDTH, Sheet, Style

SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 66.0, 26.0
STARS = 5
TALLEST = 120.0
"""Past this the name stands below the signature and may run over pages."""


def client_word(sheet: Sheet, edition: Edition) -> None:
    """The verdict, name, stars, signature and remarks, kept together as far as they fit on a page."""
    words, confirmation = edition.words, edition.confirmation
    id, colour = edition.mark
    if confirmation is None:
        sheet.heading(words("pdf.word"))
        sheet.pill(words(id), LEFT, sheet.y, colour)
        sheet.y += 8
        sheet.flow(words(f"{id}.explained"))
        return
    width = WIDTH - SIGNATURE_WIDTH - 8
    strong = Style(size=10.5, bold=True)
    names = sheet.wrap(confirmation.name, width, strong)
    roles = sheet.wrap(confirmation.role or "", width, BODY)
    height = 8 + 3 * LABEL.height + len(names) * strong.height + (len(roles) + 2) * BODY.height + 4
    sheet.heading(words("pdf.word"), keep=max(min(height, TALLEST), 8 + LABEL.height + SIGNATURE_HEIGHT + 2))
    sheet.pill(words(id), LEFT, sheet.y, colour)
    sheet.y += 8
    below_signature = _signature(sheet, edition, confirmation, LEFT + WIDTH - SIGNATURE_WIDTH, sheet.y)
    if height > TALLEST:
        sheet.y, below_signature = below_signature, 0
    sheet.flow(words("pdf.word.by"), LABEL)
    sheet.flow_lines(names, strong, width=width)
    sheet.flow_lines(roles, BODY, width=width)
    sheet.keep(2 * (LABEL.height + BODY.height) + 4)
    moment = words.moment(confirmation.signed_at, edition.report.time_zone)
    lines = sheet.wrap(moment, width, BODY)
    sheet.y = sheet.labelled(words("pdf.word.at"), lines, LEFT, sheet.y + 1.6, width)
    if confirmation.stars is not None:
        _stars(sheet, edition, confirmation.stars)
    sheet.y = max(sheet.y, below_signature)
    if confirmation.remarks:
        sheet.space(2.5)
        sheet.keep(LABEL.height + 2 * BODY.height)
        sheet.flow(words(f"pdf.word.remarks.{confirmation.word.value}"), LABEL)
        sheet.flow(confirmation.remarks)


def _signature(sheet: Sheet, edition: Edition, confirmation: Confirmation, x: float, y: float) -> float:
    words, drawn = edition.words, edition.signature_png
    sheet.line_of_text(words("pdf.word.drawn" if drawn else "pdf.word.typed"), x, y, SIGNATURE_WIDTH, LABEL)
    y += LABEL.height + 0.6
    sheet.set_draw_color(*HAIRLINE)
    sheet.set_line_width(0.25)
    sheet.rect(x, y, SIGNATURE_WIDTH, SIGNATURE_HEIGHT, round_corners=True, corner_radius=1.5)
    room_x, room_y = SIGNATURE_WIDTH - 6, SIGNATURE_HEIGHT - 4
    if drawn:
        with Image.open(io.BytesIO(drawn)) as image:
            scale = min(room_x / image.width, room_y / image.height, 25.4 / 150)
            width, height = image.width * scale, image.height * scale
        sheet.image(
            io.BytesIO(drawn),
            x + (SIGNATURE_WIDTH - width) / 2,
            y + (SIGNATURE_HEIGHT - height) / 2,
            width,
            height,
            alt_text=sheet.alternative(words("pdf.word.drawn"), confirmation.name),
        )
    else:
        style = Style(size=13, colour=INK, leading=1.3)
        lines = sheet.wrap(confirmation.name, room_x, style)[: int(room_y // style.height)]
        start = y + (SIGNATURE_HEIGHT - len(lines) * style.height) / 2
        sheet.place(lines, x + 3, start, room_x, style, "C")
    return y + SIGNATURE_HEIGHT


def _stars(sheet: Sheet, edition: Edition, given: int) -> None:
    """Drawn, since no font here has them, and said in words for those who hear the document."""
    y = sheet.y + 1.8
    sheet.line_of_text(edition.words("pdf.word.rating"), LEFT, y, 60, LABEL)
    y += LABEL.height
    size = BODY.size * MM_PER_POINT
    for place in range(STARS):
        sheet.set_fill_color(*(STAR if place < given else HAIRLINE))
        x = LEFT + size / 2 + place * size * 1.25
        sheet.star(x, y + BODY.height / 2, size * 0.24, size * 0.58, 5, rotate_degrees=180, style="F")
    text = edition.words("pdf.word.stars", given=given, of=STARS)
    sheet.line_of_text(text, LEFT + STARS * size * 1.25 + 2, y, 50, SMALL)
    sheet.y = y + BODY.height
