"""Technicians type how long a pause lasted."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Unreadable, read_duration


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("30", 30),
        ("30 min", 30),
        ("30mn", 30),
        ("45m", 45),
        ("45'", 45),
        ("vingt minutes", 20),
        ("5", 5),
        ("1h", 60),
        ("1 h", 60),
        ("une heure", 60),
        ("an hour", 60),
        ("1 hr", 60),
        ("1h30", 90),
        ("1:30", 90),
        ("1 heure 30 minutes", 90),
        ("1 hour and 30 minutes", 90),
        ("1h05", 65),
        ("1,5 h", 90),
        ("1.5h", 90),
        ("0,33 h", 20),
        ("une demi-heure", 30),
        ("half an hour", 30),
        ("1/2 h", 30),
        ("½ h", 30),
        ("un quart d'heure", 15),
        ("quarter of an hour", 15),
        ("trois quarts d’heure", 45),
        ("three quarters of an hour", 45),
        ("3/4 h", 45),
        ("1h et quart", 75),
        ("une heure et demie", 90),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("0", 0),
        ("0 min", 0),
        ("none", 0),
        ("Aucune.", 0),
        ("non", 0),
    ],
)
def test_how_long(typed: str, minutes: int) -> None:
    assert read_duration(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "empty"),
        ("longtemps", "duration_not_read"),
        ("1h75", "duration_not_read"),
        ("-5", "duration_not_read"),
        ("1,5", "duration_not_read"),
        ("200 h", "duration_not_read"),
        ("2", "duration_unit_missing"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_duration(typed)
    assert caught.value.code == code


@given(st.integers(0, 9999), st.sampled_from(["{h}h{m:02}", "{h}:{m:02}", "{h} h {m} min", "{t} min"]))
def test_a_printed_length_reads_back_as_itself(total: int, shape: str) -> None:
    text = shape.format(h=total // 60, m=total % 60, t=total)
    assert read_duration(text) == timedelta(minutes=total)
