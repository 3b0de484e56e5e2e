"""Time zones as people say them: by a city, or by their IANA name.

Imports its neighbours only; used where a site's time zone is set.
"""

from collections.abc import Collection

from core.reading.errors import Unreadable
from core.reading.search import fold

_PLACES = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""The regions whose zones are named after a place; the rest are old names and offsets."""
_OTHERWISE = {
    "guyane": "America/Cayenne",
    "french guiana": "America/Cayenne",
    "la reunion": "Indian/Reunion",
    "saint-pierre-et-miquelon": "America/Miquelon",
    "nouvelle-caledonie": "Pacific/Noumea",
    "new caledonia": "Pacific/Noumea",
    "londres": "Europe/London",
    "bruxelles": "Europe/Brussels",
    "geneve": "Europe/Zurich",
    "geneva": "Europe/Zurich",
    "lisbonne": "Europe/Lisbon",
    "canaries": "Atlantic/Canary",
    "acores": "Atlantic/Azores",
    "montreal": "America/Toronto",
}
"""Names that no zone has, for places where companies of the house's languages work."""


def read_zone(text: str, zones: Collection[str]) -> str:
    """The IANA name, one of `zones`, of a zone named by itself (`Indian/Reunion`) or by its city (`new york`).

    Raises `Unreadable`: `empty`, `zone_not_read`.
    """
    typed = _plain(text)
    if not typed:
        raise Unreadable("empty")
    wanted = _plain(_OTHERWISE.get(typed, typed))
    places = sorted((z for z in zones if z.partition("/")[0] in _PLACES), key=lambda z: (z.count("/"), z))
    for zone in places:
        if wanted in (_plain(zone), _plain(zone.rpartition("/")[2])):
            return zone
    raise Unreadable("zone_not_read")


def _plain(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())
