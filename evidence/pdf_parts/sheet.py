"""The sheet of paper: A4 pages with running lines, and text set line by line so that it breaks where it should.

The only place that talks to fpdf2 about text. Everything printed passes `printable`, and nothing is read as markup.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from evidence.pdf_parts.glyphs import MAIN, SPARE, font_file, printable
from evidence.pdf_parts.palette import HAIRLINE, INK, MUTED, RGB, WHITE, Palette
from evidence.pdf_parts.xmp import xmp

LEFT, RIGHT, TOP, BOTTOM = 18.0, 192.0, 24.0, 19.0
"""Edges of the text in millimetres; `BOTTOM` is what stays free below it."""
WIDTH = RIGHT - LEFT
MM_PER_POINT = 25.4 / 72
MOST_IN_A_LINE = 300
"""More characters than any line holds."""
CREATOR, PRODUCER = "Constat", "fpdf2"

Align = Literal["L", "C", "R"]


@dataclass(frozen=True)
class Style:
    """How a text looks: size in points, leading as a factor of it."""

    size: float = 9.5
    bold: bool = False
    colour: RGB = INK
    leading: float = 1.42

    @property
    def height(self) -> float:
        """The height of a line in millimetres."""
        return self.size * self.leading * MM_PER_POINT


BODY = Style()
STRONG = Style(bold=True)
SMALL = Style(size=8.2, colour=MUTED)
LABEL = Style(size=7.6, colour=MUTED, leading=1.5)
TINY = Style(size=7.4, colour=MUTED, leading=1.4)


class Sheet(FPDF):
    """A document being printed; `y` is where the next thing goes, in millimetres from the top."""

    def __init__(self, colours: Palette, *, running: tuple[str, str], printed_at: datetime) -> None:
        """`running` stands left and right on top of every page but the first."""
        super().__init__(format="A4", enforce_compliance="PDF/A-3B")
        self.colours = colours
        self._running = running
        self._printed_at = printed_at
        self.set_creation_date(printed_at)
        self.set_margins(LEFT, TOP, 210 - RIGHT)
        self.set_auto_page_break(False, BOTTOM)
        self.c_margin = 0
        self.alias_nb_pages(None)  # type: ignore[arg-type]  # its `{nb}` would be replaced in typed text as well
        self._load(MAIN)

    def describe(self, *, language: str, title: str, author: str) -> None:
        """Say in the file's own data what this is: language tag, title and author."""
        title, author = printable(title), printable(author)
        self.set_lang(language)
        self.set_title(title)
        self.set_author(author)
        self.set_creator(CREATOR)
        self.set_producer(PRODUCER)
        self.set_xmp_metadata(xmp(title=title, author=author, creator=CREATOR, producer=PRODUCER, at=self._printed_at))

    def use_spare_font(self) -> None:
        """Make the characters of the spare font available; costs time, so only where a document has any."""
        self._load(SPARE)
        self.set_fallback_fonts([SPARE], exact_match=False)

    def _load(self, family: str) -> None:
        self.add_font(family, "", font_file(family))
        self.add_font(family, "B", font_file(family, bold=True))

    # -- pages ---------------------------------------------------------------------------------------------------

    def header(self) -> None:
        """The running line of later pages; called by fpdf2."""
        if self.page_no() == 1:
            return
        left, right = self._running
        self.line_of_text(left, LEFT, 12, WIDTH * 0.62, TINY)
        self.line_of_text(right, LEFT + WIDTH * 0.62, 12, WIDTH * 0.38, TINY, "R")
        self.rule(17.5)
        self.y = TOP

    def number_pages(self, page_of: Callable[[int, int], str]) -> None:
        """Print the line below every page, once their number is known: `page_of(page, pages)` on its right."""
        for page in range(1, self.pages_count + 1):
            self.page = page
            # Each page is a stream of its own, but fpdf2 names a font, colour or width only when it changes.
            self.font_family = ""
            self.line_width = 0
            self.draw_color, self.fill_color = self.DEFAULT_DRAW_COLOR, self.DEFAULT_FILL_COLOR
            self.rule(281)
            self.line_of_text(self._running[1], LEFT, 282.5, WIDTH * 0.7, TINY)
            self.line_of_text(page_of(page, self.pages_count), LEFT + WIDTH * 0.7, 282.5, WIDTH * 0.3, TINY, "R")

    @property
    def room(self) -> float:
        """Millimetres left on the page."""
        return float(self.h - BOTTOM - self.y)

    def keep(self, height: float) -> None:
        """Begin a new page unless this many millimetres are left."""
        if self.room < height:
            self.add_page()

    def space(self, height: float) -> None:
        """Leave white, except at the top of a page."""
        if self.y > TOP:
            self.y = min(self.y + height, self.h - BOTTOM)

    # -- text ----------------------------------------------------------------------------------------------------

    def wrap(self, text: str, width: float, style: Style) -> list[str]:
        """The lines of a text in a width; words longer than a line are broken."""
        clean = printable(text).strip("\n")
        if not clean.strip():
            return []
        self._use(style)
        if "\n" not in clean and self.get_string_width(clean) <= width - 0.01:
            return [clean]
        lines = self.multi_cell(width, style.height, clean, align="L", dry_run=True, output=MethodReturnValue.LINES)
        return cast("list[str]", lines)

    def place(self, lines: Iterable[str], x: float, y: float, width: float, style: Style, align: Align = "L") -> float:
        """Set wrapped lines at a fixed place; returns the y below them."""
        for line in lines:
            self._write(line, x, y, width, style, align)
            y += style.height
        return y

    def line_of_text(self, text: str, x: float, y: float, width: float, style: Style, align: Align = "L") -> None:
        """Set one line; what does not fit ends with an ellipsis."""
        clean = printable(text[:MOST_IN_A_LINE]).replace("\n", " ")
        self._use(style)
        if self.get_string_width(clean) > width:
            while clean and self.get_string_width(clean + "…") > width:
                clean = clean[:-1]
            clean = clean.rstrip() + "…"
        self._write(clean, x, y, width, style, align)

    def flow(self, text: str, style: Style = BODY, *, x: float = LEFT, width: float = WIDTH) -> None:
        """Set a text from here on, over as many pages as it needs; no single line is left behind or carried over."""
        self.flow_lines(self.wrap(text, width, style), style, x=x, width=width)

    def flow_lines(self, lines: list[str], style: Style, *, x: float = LEFT, width: float = WIDTH) -> None:
        """The same for a text already wrapped."""
        while lines:
            fitting = int((self.room + 0.01) // style.height)
            if fitting < len(lines):
                if fitting < 2:
                    self.add_page()
                    continue
                fitting = min(fitting, max(2, len(lines) - 2))
            self.y = self.place(lines[:fitting], x, self.y, width, style)
            lines = lines[fitting:]

    def heading(self, text: str, *, keep: float = 16) -> None:
        """A section's title, kept together with the first `keep` millimetres of what follows."""
        self.space(6.5)
        style = Style(size=11.5, bold=True, colour=self.colours.accent, leading=1.3)
        lines = self.wrap(text, WIDTH, style)
        self.keep(len(lines) * style.height + 2.2 + keep)
        self.y = self.place(lines, LEFT, self.y, WIDTH, style) + 0.6
        self.rule(self.y, colour=self.colours.accent, thickness=0.35)
        self.y += 2.2

    def labelled(self, label: str, lines: list[str], x: float, y: float, width: float, style: Style = BODY) -> float:
        """A small label above its value; returns the y below."""
        self.line_of_text(label, x, y, width, LABEL)
        return self.place(lines, x, y + LABEL.height, width, style)

    def pill(self, text: str, x: float, y: float, colour: RGB, *, align: Align = "L") -> float:
        """A word on a coloured ground, its left (or right) edge at `x`; returns its width."""
        style = Style(size=8.2, bold=True, colour=WHITE)
        clean = printable(text)
        self._use(style)
        width = float(self.get_string_width(clean)) + 5
        left = x - width if align == "R" else x
        self.set_fill_color(*colour)
        self.rect(left, y, width, 5.2, style="F", round_corners=True, corner_radius=2.6)
        self._write(clean, left, y + (5.2 - style.height) / 2, width, style, "C")
        return width

    @staticmethod
    def alternative(*parts: str | None) -> str:
        """What a picture is called for people who hear the document."""
        return printable(", ".join(part for part in parts if part)).replace("\n", " ")

    # -- lines and grounds ---------------------------------------------------------------------------------------

    def rule(
        self, y: float, *, x: float = LEFT, width: float = WIDTH, colour: RGB = HAIRLINE, thickness: float = 0.2
    ) -> None:
        """A horizontal line."""
        self.set_draw_color(*colour)
        self.set_line_width(thickness)
        self.line(x, y, x + width, y)

    def ground(self, x: float, y: float, width: float, height: float, colour: RGB) -> None:
        """A filled rectangle."""
        self.set_fill_color(*colour)
        self.rect(x, y, width, height, style="F")

    # -- inside --------------------------------------------------------------------------------------------------

    def _use(self, style: Style) -> None:
        self.set_font(MAIN, "B" if style.bold else "", style.size)
        self.set_text_color(*style.colour)

    def _write(self, clean: str, x: float, y: float, width: float, style: Style, align: Align) -> None:
        self._use(style)
        here = self.y  # fpdf2 moves along with what it writes; where the next thing goes is for the caller to say
        self.set_xy(x, y)
        self.cell(width, style.height, clean, align=align)
        self.y = here


def bold(style: Style) -> Style:
    """The same style in bold."""
    return replace(style, bold=True)
