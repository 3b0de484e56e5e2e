"""The top of the first page: who writes, what this is, for whom, where and when."""

import io

from PIL import Image

from evidence.pdf_parts.edition import Edition
from evidence.pdf_parts.palette import INK, MUTED
from evidence.pdf_parts.sheet import BODY, LABEL, LEFT, RIGHT, SMALL, STRONG, WIDTH, Sheet, Style
from templates.wording import EMPTY

LOGO_WIDTH, LOGO_HEIGHT = 58.0, 17.0
NAME_ALONE = 15.0
TALLEST_CARD = 110.0
"""Past this, what should stand side by side runs on over the pages instead."""


def letterhead(sheet: Sheet, edition: Edition) -> None:
    """The company on the left, the document's name, number and state on the right."""
    below_company = _company(sheet, edition)
    below_title = _title(sheet, edition)
    sheet.y = max(below_company, below_title) + 3.5
    sheet.ground(LEFT, sheet.y, WIDTH, 0.9, sheet.colours.accent)
    sheet.y += 5.5


def parties(sheet: Sheet, edition: Edition) -> None:
    """Client and site side by side."""
    report, words = edition.report, edition.words
    width = (WIDTH - 6) / 2
    strong = Style(size=10.5, bold=True)
    cards = [
        (words("pdf.client"), report.client_name, report.client_address or ""),
        (words("pdf.site"), report.site_name, report.site_address),
    ]
    wrapped = [
        (label, sheet.wrap(name, width - 9, strong), sheet.wrap(address, width - 9, BODY))
        for label, name, address in cards
    ]
    height = max(len(names) * strong.height + len(lines) * BODY.height for _, names, lines in wrapped)
    height += LABEL.height + 5
    if height > TALLEST_CARD:
        for label, names, lines in wrapped:
            sheet.flow(label, LABEL)
            sheet.flow_lines(names, strong)
            sheet.flow_lines(lines, BODY)
            sheet.space(3)
        return
    for index, (label, names, lines) in enumerate(wrapped):
        x = LEFT + index * (width + 6)
        sheet.ground(x, sheet.y, width, height, sheet.colours.tint)
        sheet.ground(x, sheet.y, 0.9, height, sheet.colours.accent)
        below = sheet.labelled(label, names, x + 5, sheet.y + 2.2, width - 9, strong)
        sheet.place(lines, x + 5, below, width - 9, BODY)
    sheet.y += height + 4.5


def particulars(sheet: Sheet, edition: Edition) -> None:
    """Work order, people, the appointment against what really was."""
    report, words = edition.report, edition.words
    zone = report.time_zone
    appointment = [
        words.date(report.appointment_starts_at, zone),
        edition.interval(report.appointment_starts_at, report.appointment_ends_at),
    ]
    if report.arrived_at and report.left_at:
        on_site = [edition.interval(report.arrived_at, report.left_at)]
    elif report.arrived_at:
        on_site = [edition.clock(report.arrived_at)]
    else:
        on_site = [words("pdf.not_on_site")]
    facts = [
        (words("pdf.appointment"), appointment),
        (words("pdf.on_site"), on_site),
        (words("pdf.work_time"), [words.span(report.total("work")) if report.periods else EMPTY]),
        (words("pdf.work_order"), [report.work_order_number]),
        (words("pdf.technician"), [report.technician_name]),
        (words("pdf.trade"), [report.trade_name]),
    ]
    for start in range(0, len(facts), 3):
        _row(sheet, facts[start : start + 3])
    sheet.y -= 1


def _row(sheet: Sheet, facts: list[tuple[str, list[str]]]) -> None:
    width = (WIDTH - 2 * 6) / 3
    cells = [(label, [line for text in texts for line in sheet.wrap(text, width, STRONG)]) for label, texts in facts]
    height = LABEL.height + max(len(lines) for _, lines in cells) * STRONG.height
    if height > TALLEST_CARD:
        for label, lines in cells:
            sheet.flow(label, LABEL)
            sheet.flow_lines(lines, STRONG)
            sheet.space(2)
        return
    sheet.keep(height)
    for index, (label, lines) in enumerate(cells):
        sheet.labelled(label, lines, LEFT + index * (width + 6), sheet.y, width, STRONG)
    sheet.y += height + 2.6


def _company(sheet: Sheet, edition: Edition) -> float:
    company, y, width = edition.company, 15.0, WIDTH * 0.5
    if edition.logo:
        with Image.open(io.BytesIO(edition.logo)) as picture:
            scale = min(LOGO_WIDTH / picture.width, LOGO_HEIGHT / picture.height)
            size = (picture.width * scale, picture.height * scale)
        sheet.image(io.BytesIO(edition.logo), LEFT, y, *size, alt_text=company.name)
        y += size[1] + 2.5
        name = Style(size=10.5, bold=True)
    else:
        name = Style(size=NAME_ALONE, bold=True, colour=sheet.colours.accent, leading=1.25)
    y = sheet.place(sheet.wrap(company.name, width, name), LEFT, y, width, name) + 0.6
    reach = "  ·  ".join(part for part in (company.phone, company.email) if part)
    for text in (company.address, reach, company.registration):
        y = sheet.place(sheet.wrap(text, width, SMALL), LEFT, y, width, SMALL)
    return y


def _title(sheet: Sheet, edition: Edition) -> float:
    report, words = edition.report, edition.words
    width = WIDTH * 0.46
    x, y = RIGHT - width, 15.0
    title = Style(size=15, bold=True, colour=INK, leading=1.25)
    number = Style(size=11.5, bold=True, colour=sheet.colours.accent)
    plain = Style(size=8.6, colour=MUTED)
    y = sheet.place(sheet.wrap(words("pdf.title"), width, title), x, y, width, title, "R") + 0.4
    y = sheet.place(sheet.wrap(report.number, width, number), x, y, width, number, "R")
    version = words("pdf.version", version=report.version)
    dated = f"{version}  ·  {words.date(report.frozen_at, report.time_zone)}"
    y = sheet.place(sheet.wrap(dated, width, plain), x, y, width, plain, "R")
    if report.replaces_frozen_at is not None:
        before = words.date(report.replaces_frozen_at, report.time_zone)
        corrected = words("pdf.replaces", old=report.version - 1, date=before)
        y = sheet.place(sheet.wrap(corrected, width, plain), x, y, width, plain, "R")
    y += 1.4
    for id, colour in (edition.outcome, edition.mark):
        sheet.pill(words(id), RIGHT, y, colour, align="R")
        y += 6.4
    return y
