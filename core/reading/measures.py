"""Units of readings, so far as people mix them up: `450 g` where kilograms are asked is 0.45.

Imports its neighbours only; used by the interview.
"""

from decimal import Decimal

from core.reading.search import fold

_SCALES: dict[str, dict[str, str]] = {
    "mass": {"kg": "1", "kgs": "1", "kilo": "1", "kilos": "1", "g": "0.001", "gr": "0.001", "t": "1000"},
    "pressure": {"bar": "1", "bars": "1", "mbar": "0.001", "kpa": "0.01", "mpa": "10", "psi": "0.0689476"},
    "voltage": {"v": "1", "volt": "1", "volts": "1", "mv": "0.001", "kv": "1000"},
    "current": {"a": "1", "amp": "1", "amperes": "1", "ma": "0.001"},
    "length": {"m": "1", "cm": "0.01", "mm": "0.001", "km": "1000"},
    "volume": {"l": "1", "litre": "1", "litres": "1", "ml": "0.001", "cl": "0.01", "m3": "1000", "m³": "1000"},
    "power": {"w": "1", "kw": "1000", "mw": "0.001"},
    "time": {"h": "1", "heures": "1", "hours": "1", "min": "0.0166666667", "mn": "0.0166666667"},
    "celsius": {"°c": "1", "c": "1", "°": "1", "degres": "1", "degree": "1", "degrees": "1"},
    "fahrenheit": {"°f": "1", "f": "1"},
    "share": {"%": "1", "pourcent": "1", "percent": "1"},
}  # fmt: skip
_KIND_OF = {unit: (kind, Decimal(scale)) for kind, units in _SCALES.items() for unit, scale in units.items()}


def converted(value: Decimal, typed: str, unit: str) -> Decimal | None:
    """The value in `unit` where `typed` was written behind it; None where the one cannot be made the other.

    A unit that is not known here is taken to be the one that was asked for.
    """
    said = _KIND_OF.get(fold(typed).replace(" ", "").strip("."))
    asked = _KIND_OF.get(fold(unit).replace(" ", ""))
    if said is None or asked is None or not typed:
        return value
    if said[0] == "fahrenheit" and asked[0] == "celsius":
        return (value - 32) * 5 / 9
    if said[0] != asked[0]:
        return None
    return value * said[1] / asked[1]
