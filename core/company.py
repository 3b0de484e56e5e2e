"""The company that runs this installation. Made by `app` from its settings; imported by every room."""

from core.base import Noun
from core.people import Language


class Company(Noun, frozen=True, kw_only=True):
    """What reports and pages say about the company. `colour` is `#rrggbb`; `time_zone` an IANA name."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    registration: str = ""
    colour: str = "#0b5c7a"
    time_zone: str = "Europe/Paris"
    language: Language = "fr"
