"""Whatever anyone types, a reader answers with a value or with `Unreadable`, and soon."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import (
    Unreadable,
    clean_text,
    read_duration,
    read_email,
    read_material,
    read_materials,
    read_number,
    read_phone,
    read_time,
    read_window,
    read_yes_no,
)

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 16, 42, tzinfo=UTC)

READERS: dict[str, Callable[[str], object]] = {
    "time": lambda text: read_time(text, now=NOW, zone=PARIS),
    "time near": lambda text: read_time(text, now=NOW, zone=PARIS, near=NOW),
    "window": lambda text: read_window(text, now=NOW, zone=PARIS),
    "duration": read_duration,
    "material": read_material,
    "materials": read_materials,
    "number": read_number,
    "yes or no": read_yes_no,
    "phone": read_phone,
    "email": read_email,
    "text": lambda text: clean_text(text, limit=50),
}

_WORDS = (
    "0 1 2 7 08 8 11 12 24 25 30 31 59 60 99 830 1200 2026 20260 1/2 3/4 31/02 29/02 25/11 25/11/2026 2026-11-25"
    " 8h 8h30 8:30 8.30 h : . , - / x × ( ) + am pm p.m. midi minuit noon midnight et demi quart moins half past"
    " quarter to le the à de hier demain lundi mardi monday next last prochain dernier semaine week in dans il y a"
    " ago jours days nov novembre mars sept vingt trente un une an hour heure min matin soir afternoon pendant for"
    " entre between and now vers kg m mm l box boîtes d' de ref AB-123 filtre R32 M6 ½ µ ² ٣ １２ oui no"
)
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(exclude_categories=[]), max_size=30),
    st.lists(st.sampled_from(_WORDS.split(" ")), max_size=8).map(" ".join),
    st.lists(st.sampled_from(_WORDS.split(" ")), max_size=5).map("".join),
)


@pytest.mark.parametrize("reader", READERS)
@given(text=ANYTHING)
def test_a_value_or_a_reason(reader: str, text: str) -> None:
    with suppress(Unreadable):
        assert READERS[reader](text) is not None


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "piece", ["1", "8h ", "a", " ", "a.", "a@", "-", "+ ", "(", "½", "réf", "vingt ", "\ufdfa", "m2 "]
)
@pytest.mark.timeout(5)
def test_a_whole_message_of_one_thing_is_answered_soon(reader: str, piece: str) -> None:
    for text in (piece * 4096, f"1 {piece * 2000}!"):
        with suppress(Unreadable):
            assert READERS[reader](text[:4096]) is not None


@given(text=ANYTHING)
def test_windows_end_after_they_start(text: str) -> None:
    try:
        window = read_window(text, now=NOW, zone=PARIS)
    except Unreadable:
        return
    assert window.start < window.end


@given(text=ANYTHING)
def test_a_material_has_a_name_and_a_positive_quantity(text: str) -> None:
    try:
        material = read_material(text)
    except Unreadable:
        return
    assert material.name == " ".join(material.name.split()) != ""
    # A reference in its middle is taken out of the name; what is left stands in the text, in order.
    rest = " ".join(text.split())
    for word in material.name.split():
        assert word in rest
        rest = rest[rest.index(word) + len(word) :]
    assert material.quantity > 0
