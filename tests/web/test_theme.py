"""Whatever colour a company has, its pages can be read."""

import pytest

from web.theme import ENOUGH, contrast, darkened, text_on, theme_css

COLOURS = [(11, 92, 122), (255, 255, 255), (255, 221, 0), (0, 0, 0), (127, 127, 127), (255, 0, 0), (0, 200, 120)]


@pytest.mark.parametrize("colour", COLOURS)
def test_text_on_and_in_the_companys_colour_is_readable(colour: tuple[int, int, int]) -> None:
    assert contrast(text_on(colour), colour) >= ENOUGH
    assert contrast(darkened(colour), (255, 255, 255)) >= ENOUGH
    assert contrast(darkened(colour), (244, 246, 247)) >= ENOUGH


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_a_dark_colour_stays_as_it_is() -> None:
    css = theme_css("#0b5c7a", {400: "/static/font-400.ttf?v=1"})
    assert "--brand:#0b5c7a" in css
    assert "--ink-brand:#0b5c7a" in css
    assert "--on-brand:#ffffff" in css
    assert 'src:url("/static/font-400.ttf?v=1")' in css
