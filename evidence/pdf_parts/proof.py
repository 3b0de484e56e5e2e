"""What stands in a dispute: the hashes agreed to, the times, the device, what the seal means, where to verify."""

import unicodedata
from itertools import groupby

import segno

from core.report import report_sha256
from evidence.pdf_parts.edition import REPORT_FILE, Edition
from evidence.pdf_parts.palette import INK
from evidence.pdf_parts.sheet import LABEL, LEFT, RIGHT, SMALL, TINY, WIDTH, Sheet, Style

CODE, QUIET = 29.0, 4.0
"""Side of the QR code and the white that readers want around it (four modules), in millimetres."""
WHOLE = 180.0
"""A block up to this height, in millimetres, is never divided."""
VALUE = Style(size=8.2, leading=1.35)


def proof(sheet: Sheet, edition: Edition) -> None:
    """The evidence block, on one page unless something in it is uncommonly long."""
    words = edition.words
    width = WIDTH - CODE - 10
    rows = [_Row(sheet, facts, width) for facts in _facts(edition)]
    statements = [sheet.wrap(text, WIDTH, TINY) for text in _statements(edition)]
    height = max(sum(row.height for row in rows), CODE + QUIET + 8)
    height += 2 + sum(len(lines) * TINY.height + 1.2 for lines in statements)
    if edition.log:
        sheet.add_page()  # The certificate is a page that can be handed on by itself.
    sheet.heading(words("pdf.proof"), keep=min(height, WHOLE))
    page, below_code = sheet.page, _code(sheet, edition, RIGHT - CODE, sheet.y + QUIET - 2.2)
    for row in rows:
        row.draw(sheet)
    if sheet.page == page:
        sheet.y = max(sheet.y, below_code)
    sheet.space(2)
    for lines in statements:
        sheet.flow_lines(lines, TINY)
        sheet.space(1.2)


class _Row:
    """Facts side by side, in equal columns; one alone may run over pages."""

    def __init__(self, sheet: Sheet, facts: list[tuple[str, str]], width: float) -> None:
        self._column = (width - 5 * (len(facts) - 1)) / len(facts)
        self._cells = [(label, sheet.wrap(value, self._column, VALUE)) for label, value in facts]
        self.height = LABEL.height + max(len(lines) for _, lines in self._cells) * VALUE.height + 1

    def draw(self, sheet: Sheet) -> None:
        sheet.keep(min(self.height, LABEL.height + 3 * VALUE.height))
        if len(self._cells) == 1:
            ((label, lines),) = self._cells
            sheet.flow(label, LABEL)
            sheet.flow_lines(lines, VALUE, width=self._column)
            sheet.space(1)
            return
        for index, (label, lines) in enumerate(self._cells):
            sheet.labelled(label, lines, LEFT + index * (self._column + 5), sheet.y, self._column, VALUE)
        sheet.y += self.height


def _facts(edition: Edition) -> list[list[tuple[str, str]]]:
    """Labels and values, in rows; what is not known is left out."""
    words, confirmation = edition.words, edition.confirmation
    rows: list[list[tuple[str, str | None]]] = [
        [("pdf.proof.data", report_sha256(edition.report))],
        [("pdf.proof.frozen_at", edition.both_clocks(edition.report.frozen_at))],
    ]
    if confirmation is not None:
        evidence = confirmation.evidence
        language = words(f"pdf.language.{evidence.consent_language}")
        consent = words("pdf.proof.consent_text", version=evidence.consent_version, language=language)
        rows.insert(1, [("pdf.proof.shown", confirmation.client_pdf_sha256)])
        rows += [
            [("pdf.proof.opened_at", edition.both_clocks(evidence.opened_at) if evidence.opened_at else None)],
            [("pdf.proof.signed_at", edition.both_clocks(confirmation.signed_at))],
            [
                ("pdf.proof.device", words(f"pdf.device.{evidence.device}")),
                ("pdf.proof.ip", evidence.ip),
                ("pdf.proof.consent", consent if evidence.consent_version else None),
            ],
            [("pdf.proof.browser", evidence.user_agent)],
        ]
    rows.append([("pdf.proof.url", edition.verification_url)])
    known = [[(words(id), value) for id, value in row if value] for row in rows]
    return [row for row in known if row]


def _statements(edition: Edition) -> list[str]:
    signature = ["pdf.proof.simple_signature"] if edition.confirmation is not None else []
    seal = "pdf.proof.copy" if edition.seal is None else "pdf.proof.seal"
    stamp = [f"pdf.proof.{edition.stamp.value}"] if edition.stamp is not None else []
    said = [edition.words(id) for id in (*signature, seal, *stamp, "pdf.proof.attached")]
    if edition.unknown is not None:
        name = unicodedata.name(edition.unknown, "?").lower()
        said.append(edition.words("pdf.proof.unknown", example=edition.unknown, name=name, file=REPORT_FILE))
    return said


def _code(sheet: Sheet, edition: Edition, x: float, y: float) -> float:
    """The QR code, drawn as rectangles: sharp at any size, and no picture among the photos."""
    matrix = segno.make(edition.verification_url, error="m", micro=False, boost_error=False).matrix
    module = CODE / len(matrix)
    sheet.set_fill_color(*INK)
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                sheet.rect(x + column * module, y + row * module, length * module, module, style="F")
            column += length
    sheet.link(x, y, CODE, CODE, edition.verification_url)
    caption = sheet.wrap(edition.words("pdf.proof.scan"), CODE, SMALL)
    return sheet.place(caption, x, y + CODE + QUIET - 1, CODE, SMALL, "C")
