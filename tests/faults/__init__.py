"""Faults, measured: each module is one suite with `soak(seconds)`; `python -m tests.faults` runs them all.

The short form of each is in `make test` (`test_*.py` beside it). What is believed is what people typed and what the
messenger accepted, never our own tables.
"""

import sys
from pathlib import Path

for folder in ("core", "stories"):
    place = str(Path(__file__).parents[1] / folder)
    if place not in sys.path:
        sys.path.append(place)
