"""Dispatchers find a client by typing part of its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import fold, matches

BAKERY = "Boulangerie Modèle – L’Œuvre d’Éloïse (Saint-Étienne)"


@pytest.mark.parametrize(
    "query",
    [
        "boul",
        "BOULANGERIE",
        "modele",
        "modèle boul",
        "oeuvre",
        "œuvre",
        "l'oeuvre",
        "eloise",
        "etienne saint",
        "angerie",
        "",
    ],
)
def test_part_of_a_name_finds_it(query: str) -> None:
    assert matches(query, BAKERY)


@pytest.mark.parametrize("query", ["boucherie", "boul modern", "boulangeriemodele"])
def test_every_word_has_to_occur(query: str) -> None:
    assert not matches(query, BAKERY)


@given(st.text(), st.text())
def test_a_text_is_found_by_itself_whatever_stands_around_it(text: str, other: str) -> None:
    assert matches(text, f"{other} {text}")
    assert fold(fold(text)) == fold(text)
