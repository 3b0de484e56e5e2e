"""The company's colour made usable: dark enough to read as text, light enough to lie under it. Imports nothing."""

from dataclasses import dataclass

RGB = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
INK: RGB = (28, 36, 44)
MUTED: RGB = (88, 99, 110)
HAIRLINE: RGB = (214, 220, 226)
PAPER: RGB = (245, 247, 249)
GREEN: RGB = (22, 101, 52)
AMBER: RGB = (146, 64, 14)
RED: RGB = (159, 18, 28)
STAR: RGB = (202, 138, 4)

READABLE = 4.5
"""Least contrast for text, WCAG 2.2 success criterion 1.4.3."""


@dataclass(frozen=True)
class Palette:
    """`accent` reads on white and carries white text; `tint` lies under dark text."""

    accent: RGB
    tint: RGB


def palette(colour: str) -> Palette:
    """From the company's `#rrggbb`, darkened as far as legibility asks. Raises ValueError when it is no colour."""
    digits = colour.removeprefix("#")
    if len(digits) != 6:
        raise ValueError(f"{colour!r} is not a colour written #rrggbb")
    accent = (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16))
    tint = mixed(accent, WHITE, 0.93)
    while contrast(accent, tint) < READABLE:
        accent = mixed(accent, (0, 0, 0), 0.08)
    return Palette(accent, tint)


def mixed(colour: RGB, other: RGB, share: float) -> RGB:
    """`colour` with a share (0 to 1) of another mixed in."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: RGB) -> float:
    parts = [
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
        for level in (channel / 255 for channel in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
