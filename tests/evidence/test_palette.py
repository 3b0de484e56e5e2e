"""Every company has its colour, and every reader can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pdf_parts.palette import AMBER, GREEN, INK, MUTED, RED, WHITE, contrast, palette


@given(st.integers(0, 0xFFFFFF))
def test_any_company_colour_becomes_readable(number: int) -> None:
    colours = palette(f"#{number:06x}")
    assert contrast(colours.accent, WHITE) >= 4.5
    assert contrast(colours.accent, colours.tint) >= 4.5
    assert contrast(INK, colours.tint) >= 7
    assert contrast(MUTED, colours.tint) >= 4.5


def test_a_colour_that_is_dark_enough_is_kept() -> None:
    assert palette("#0b5c7a").accent == (0x0B, 0x5C, 0x7A)


@pytest.mark.parametrize("colour", [GREEN, AMBER, RED, MUTED])
def test_words_on_coloured_ground_are_readable(colour: tuple[int, int, int]) -> None:
    assert contrast(colour, WHITE) >= 4.5


@pytest.mark.parametrize("colour", ["blue", "#fff", "#12345g"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match=r"colour|literal"):
        palette(colour)
