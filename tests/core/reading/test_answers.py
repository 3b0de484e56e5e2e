"""Technicians type readings from gauges, and yes and no."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Number, Unreadable, read_number, read_yes_no


@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [
        ("3,5", "3.5", ""),
        ("3.5", "3.5", ""),
        (".5", "0.5", ""),
        ("1 200", "1200", ""),
        ("1\u202f200,5", "1200.5", ""),
        ("1.200,5", "1200.5", ""),
        ("1,200.5", "1200.5", ""),
        ("1,234,567", "1234567", ""),
        ("1,200 kg", "1.200", "kg"),  # a charge in kilograms and grams
        ("-2", "-2", ""),
        ("−2 °C", "-2", "°C"),
        ("+3", "3", ""),
        ("-0", "0", ""),
        ("½", "0.5", ""),
        ("1½", "1.5", ""),
        ("3/4 l", "0.75", "l"),
        ("3,5 bar", "3.5", "bar"),
        ("3bar", "3", "bar"),
        ("12 m3/h", "12", "m3/h"),
        ("45 %", "45", "%"),
        ("environ 3 bar", "3", "bar"),
        ("~3", "3", ""),
    ],
)
def test_numbers(typed: str, value: str, unit: str) -> None:
    assert read_number(typed) == Number(Decimal(value), unit)


@pytest.mark.parametrize(
    "typed", ["bonjour", "3 ou 4", "10-15", "1e5", "12:30", "3.5.1", "10/2", "1.234,567.8", "9" * 13, "5 " + "b" * 400]
)
def test_what_is_not_one_number(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_number(typed)
    assert caught.value.code == "number_not_read"


@given(st.decimals(-99999, 99999, places=3), st.sampled_from([",", "."]), st.sampled_from(["", " bar", "kg"]))
def test_a_printed_number_reads_back_as_itself(number: Decimal, mark: str, unit: str) -> None:
    assert read_number(str(number).replace(".", mark) + unit) == Number(number, unit.strip())


@pytest.mark.parametrize(
    "typed", ["oui", "Oui !", "o", "O", "yes", "Y", "ok", "👍", "👍🏽", "✔️", "d’accord", "oui, un peu"]
)
def test_yes(typed: str) -> None:
    assert read_yes_no(typed)


@pytest.mark.parametrize("typed", ["non", "Non.", "n", "no", "NOPE", "👎", "❌", "non, rien"])
def test_no(typed: str) -> None:
    assert not read_yes_no(typed)


@pytest.mark.parametrize("typed", ["peut-être", "oui et non", "oui mais", "bon", "1", "👍👎"])
def test_neither(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_yes_no(typed)
    assert caught.value.code == "yes_no_not_read"
