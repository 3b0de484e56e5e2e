"""Reading what people type, French and English alike: times, appointments, materials, answers, contacts.

Pure functions from a text to a value; what cannot be read raises `Unreadable` with a code and details.
Imports the standard library only; the interview and everything that takes typed answers imports it.
"""

from core.reading.answers import Number, read_number, read_yes_no
from core.reading.appointments import Window, read_window
from core.reading.contacts import read_email, read_phone
from core.reading.durations import read_duration
from core.reading.entries import Entry, read_entries, read_severity, says_enough, says_none, says_pass, says_unmeasured
from core.reading.errors import Code, Unreadable
from core.reading.measures import converted
from core.reading.quantities import MaterialText, read_material, read_materials, split_materials
from core.reading.search import fold, matches
from core.reading.texts import clean_line, clean_lines, clean_text, utf16_length, visible, visible_line
from core.reading.times import Reading, read_time
from core.reading.units import Unit
from core.reading.zones import read_zone

__all__ = [
    "Code",
    "Entry",
    "MaterialText",
    "Number",
    "Reading",
    "Unit",
    "Unreadable",
    "Window",
    "clean_line",
    "clean_lines",
    "clean_text",
    "converted",
    "fold",
    "matches",
    "read_duration",
    "read_email",
    "read_entries",
    "read_material",
    "read_materials",
    "read_number",
    "read_phone",
    "read_severity",
    "read_time",
    "read_window",
    "read_yes_no",
    "read_zone",
    "says_enough",
    "says_none",
    "says_pass",
    "says_unmeasured",
    "split_materials",
    "utf16_length",
    "visible",
    "visible_line",
]
