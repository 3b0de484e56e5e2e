"""A site's time zone, as a dispatcher names it."""

from zoneinfo import available_timezones

import pytest

from core.reading import Unreadable, read_zone

ZONES = frozenset(available_timezones())


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("Londres", "Europe/London"),
        ("Nouméa", "Pacific/Noumea"),
        ("la Réunion", "Indian/Reunion"),
        ("réunion", "Indian/Reunion"),
        ("New York", "America/New_York"),
        ("Pointe-Noire", None),
        ("martinique", "America/Martinique"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("GMT", None),
        ("Paris, Texas", None),
    ],
)
def test_a_zone_is_named_by_its_city(typed, zone):
    if zone is None:
        with pytest.raises(Unreadable) as caught:
            read_zone(typed, ZONES)
        assert caught.value.code == "zone_not_read"
    else:
        assert read_zone(typed, ZONES) == zone


def test_nothing_typed_is_no_zone():
    with pytest.raises(Unreadable) as caught:
        read_zone("  ", ZONES)
    assert caught.value.code == "empty"
