"""Tables that break well: the head again on each page, short rows whole, long rows split by lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.pdf_parts.palette import MUTED
from evidence.pdf_parts.sheet import BODY, LEFT, WIDTH, Align, Sheet, Style, bold

HEAD = Style(size=7.8, colour=MUTED, bold=True)
GAP = 4.0
"""Millimetres between two columns."""
PAD = 1.1
"""Millimetres above and below a row's text."""
SPLITTABLE = 6
"""Rows of more lines than this may be split between pages."""


@dataclass(frozen=True)
class Column:
    """A column: title, share of the width, side to which its text is set."""

    title: str
    share: float
    align: Align = "L"


def table(
    sheet: Sheet, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, totals: int = 0, style: Style = BODY
) -> None:
    """Print rows under the columns' titles; the last `totals` rows are set bold and kept with the row before."""
    whole = sum(column.share for column in columns)
    widths = [(WIDTH - GAP * (len(columns) - 1)) * column.share / whole for column in columns]
    lefts = [LEFT + sum(widths[:index]) + GAP * index for index in range(len(columns))]
    cells = list(zip(columns, lefts, widths, strict=True))

    def head() -> None:
        for column, left, width in cells:
            sheet.line_of_text(column.title, left, sheet.y, width, HEAD, column.align)
        sheet.y += HEAD.height + 0.7
        sheet.rule(sheet.y)

    sheet.keep(HEAD.height + 4 * style.height)
    head()
    for number, row in enumerate(rows):
        is_total = number >= len(rows) - totals
        row_style = bold(style) if is_total else style
        columns_of_lines = [sheet.wrap(text, width, row_style) for text, (_, _, width) in zip(row, cells, strict=True)]
        while True:
            longest = max(1, *(len(lines) for lines in columns_of_lines))
            fitting = int((sheet.room - 2 * PAD) // style.height)
            followers = totals if totals and number == len(rows) - totals - 1 else 0
            needed = longest + 2 * followers
            if fitting < needed and (longest <= SPLITTABLE or fitting < 3):
                sheet.add_page()
                head()
                continue
            taken = min(fitting, longest)
            for lines, (column, left, width) in zip(columns_of_lines, cells, strict=True):
                sheet.place(lines[:taken], left, sheet.y + PAD, width, row_style, column.align)
            sheet.y += taken * style.height + 2 * PAD
            sheet.rule(sheet.y)
            columns_of_lines = [lines[taken:] for lines in columns_of_lines]
            if not any(columns_of_lines):
                break
