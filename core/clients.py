"""Who is served and where. Imported by every room."""

from core.base import Noun
from core.people import Language


class Client(Noun, frozen=True, kw_only=True):
    """A customer of the company. `language` is the language of their report and pages."""

    id: int
    name: str
    language: Language = "fr"
    phone: str | None = None
    email: str | None = None
    address: str | None = None


class Access(Noun, frozen=True, kw_only=True):
    """How to get in. Never printed, never shown to the client; the door code leaves the chat with the visit's end."""

    door_code: str | None = None
    floor: str | None = None
    basement: str | None = None
    bell: str | None = None
    parking: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    notes: str | None = None


class Site(Noun, frozen=True, kw_only=True):
    """The exact place of a client. `time_zone` is an IANA name, None for the company's; coordinates in degrees."""

    id: int
    client_id: int
    name: str
    address: str
    access: Access = Access()
    time_zone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
