"""Reading what people type, French and English alike: times, appointments, materials, contacts.

Pure functions from a text to a value; what cannot be read raises `Unreadable` with a code and details.
Imports the standard library only; the interview and everything that takes typed answers imports it.
"""

from core.reading.appointments import Window, read_window
from core.reading.durations import read_duration
from core.reading.errors import Code, Unreadable
from core.reading.search import fold, matches
from core.reading.times import Reading, read_time

__all__ = [
    "Code",
    "Reading",
    "Unreadable",
    "Window",
    "fold",
    "matches",
    "read_duration",
    "read_time",
    "read_window",
]
