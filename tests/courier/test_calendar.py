"""The appointment in the letter, as calendars read it."""

from datetime import timedelta

from icalendar import Calendar

from core.effects import Appointment, SendMail, say
from courier.mail import Mail
from demo.postbox import Postbox, postbox
from tests.storage.world import NOW

KEY = b"k" * 32


def appointment(**changes: object) -> Appointment:
    fields: dict[str, object] = {
        "uid": "OI-2026-0007.0",
        "sequence": 60,
        "starts_at": NOW,
        "ends_at": NOW + timedelta(hours=2),
        "title": say("mail.calendar_title", company="Froid Modèle", number="OI-2026-0007"),
        "place": "Fournil; 1 rue de l’Exemple,\nBâtiment B",
    }
    return Appointment(**{**fields, **changes})  # type: ignore[arg-type]


async def sent(box: Postbox, **changes: object) -> Calendar:
    """The calendar's file as it came with the letter."""
    letter = SendMail(topic="order", about=7, kind="appointment", address="claude@boulangerie.example", language="fr",
                      subject=say("mail.calendar"), lines=(say("mail.hello"),),
                      appointment=appointment(**changes))  # fmt: skip
    mail = Mail(f"smtp://127.0.0.1:{box.port}", "rapports@froid.example", "Froid Modèle", KEY)
    await mail.send(letter, None, number=len(box.letters) + 1, at=NOW, zone="Europe/Paris")
    [file] = list(box.letters[-1].iter_attachments())
    assert (file.get_content_type(), file.get_filename()) == ("text/calendar", "rendez-vous.ics")
    calendar = Calendar.from_ical(file.get_content())
    assert file.get_param("method") == calendar["method"]
    return calendar


async def test_a_calendar_reads_when_where_and_of_whom() -> None:
    async with postbox() as box:
        calendar = await sent(box)
    [event] = calendar.walk("VEVENT")
    assert calendar["method"] == "PUBLISH"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (NOW, NOW + timedelta(hours=2))
    assert event["summary"] == "Froid Modèle\u00a0: intervention OI-2026-0007"
    assert event["location"] == "Fournil; 1 rue de l’Exemple,\nBâtiment B"
    assert event["organizer"] == "mailto:rapports@froid.example"
    assert event["status"] == "CONFIRMED"


async def test_what_is_taken_back_is_the_same_entry_later() -> None:
    async with postbox() as box:
        [first] = (await sent(box)).walk("VEVENT")
        calendar = await sent(box, sequence=120, cancelled=True)
    [last] = calendar.walk("VEVENT")
    assert (calendar["method"], last["status"]) == ("CANCEL", "CANCELLED")
    assert last["uid"] == first["uid"] == "OI-2026-0007.0@froid.example"
    assert last["sequence"] > first["sequence"]


async def test_no_line_is_longer_than_calendars_read() -> None:
    async with postbox() as box:
        await sent(box, place="Très longue adresse 🏭 " * 40)
    [file] = list(box.letters[-1].iter_attachments())
    raw = file.get_content().encode()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
