"""An appointment as a calendar's file (iCalendar, RFC 5545), published or taken back (iTIP, RFC 5546, section 3.2).

May import `core`. Used by `courier.mail`.
"""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

from core.effects import Appointment

FILE_NAMES = {"fr": "rendez-vous.ics", "en": "appointment.ics"}


def calendar_file(appointment: Appointment, title: str, *, organizer: str, company: str, at: datetime) -> bytes:
    """The file. `title` is worded; `organizer` an address; `at` when it is written (UTC)."""
    event = Event()
    event.add("uid", f"{appointment.uid}@{organizer.rpartition('@')[2]}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", title)
    event.add("location", appointment.place)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    address = vCalAddress(f"mailto:{organizer}")
    address.params["CN"] = vText(company)
    event["organizer"] = address
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Constat//Appointments//EN")
    calendar.add("method", method_of(appointment))
    calendar.add_component(event)
    return calendar.to_ical()


def method_of(appointment: Appointment) -> str:
    """What a calendar is to do with it."""
    return "CANCEL" if appointment.cancelled else "PUBLISH"
