"""Reads the corpus of dispatchers' messages, and says when a found phrase agrees with the truth.

What the fields mean: the package's docstring. Imports nothing of the product; imported by the tests that measure the
reader of assignments.
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

HERE = Path(__file__).parent
Half = Literal["tuning", "held_out"]
HALVES: tuple[Half, ...] = ("tuning", "held_out")


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the files; a misspelt key is an error."""


class Company(_Table, frozen=True, kw_only=True):
    """The company that dispatches: its own numbers and addresses are nobody's contact."""

    name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]


class Technician(_Table, frozen=True, kw_only=True):
    """Who can be assigned."""

    name: str


class Contact(_Table, frozen=True, kw_only=True):
    """Whom to ask for at a site; `phone` is E.164."""

    name: str
    phone: str
    email: str


class Site(_Table, frozen=True, kw_only=True):
    """A place of a client; `zone` is an IANA name."""

    name: str
    address: str
    zone: str
    contacts: tuple[Contact, ...] = ()


class Client(_Table, frozen=True, kw_only=True):
    """A client with at least one site."""

    name: str
    sites: tuple[Site, ...]


class World(_Table, frozen=True, kw_only=True):
    """The company's own data."""

    company: Company
    technicians: tuple[Technician, ...]
    clients: tuple[Client, ...]


class Job(_Table, frozen=True, kw_only=True):
    """The truth about one assignment; None, empty or False must stay blank. Times are local to the message's zone."""

    client: str | None = None
    site: str | None = None
    new_client: str | None = None
    address: str | None = None
    technician: str | None = None
    day: date | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    door_code: str | None = None
    floor: str | None = None
    basement: str | None = None
    bell: str | None = None
    parking: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    email: str | None = None
    equipment: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    urgent: bool = False
    trade: str | None = None
    mission_must_contain: tuple[str, ...] = ()


PHRASES = ("new_client", "address", "door_code", "floor", "basement", "bell", "parking", "contact_name")
"""Fields whose truth stands in the text as it was written."""
PHRASE_LISTS = ("equipment", "constraints", "mission_must_contain")
EXACT = ("client", "site", "technician", "day", "starts_at", "ends_at", "phone", "email", "urgent", "trade")


class Message(_Table, frozen=True, kw_only=True):
    """One message as a dispatcher sends it. `now` is local to `zone`, without one."""

    id: str
    language: Literal["fr", "en"]
    kind: Literal["line", "pasted", "forwarded", "chat"]
    now: datetime
    zone: str
    text: str
    jobs: tuple[Job, ...] = ()

    @property
    def sent_at(self) -> datetime:
        """When the message was sent, aware."""
        return self.now.replace(tzinfo=ZoneInfo(self.zone))

    @property
    def shared(self) -> Job:
        """What is true of all its jobs, and every job's words for the mission: the truth for a single card."""
        if not self.jobs:
            return Job()
        first = self.jobs[0]
        same = {
            name: getattr(first, name)
            for name in Job.__struct_fields__
            if all(getattr(job, name) == getattr(first, name) for job in self.jobs)
        }
        same["mission_must_contain"] = tuple(words for job in self.jobs for words in job.mission_must_contain)
        return Job(**same)


class _Messages(_Table, frozen=True, kw_only=True):
    messages: tuple[Message, ...]


def read_world() -> World:
    """The company's own data."""
    return msgspec.convert(tomllib.loads((HERE / "world.toml").read_text("utf-8")), World)


def read_half(half: Half) -> tuple[Message, ...]:
    """The messages of one half."""
    return msgspec.convert(tomllib.loads((HERE / f"{half}.toml").read_text("utf-8")), _Messages).messages


def plain(text: str) -> str:
    """Small letters and figures without accents, one space between words: what phrases are compared by."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[\w+#*°€£%@'-]+", re.sub(r"(?<=\w)-(?=\w)", " ", bare)))


def agrees(found: str, truth: str) -> bool:
    """True when two phrases say the same: one stands whole in the other, which has at most two words more.

    So "étage 3" is not "3e étage gauche", but "code 4B12" is "4B12". For PHRASES and, phrase by phrase, the lists; the
    EXACT fields are compared with `==`.
    """
    short, long = sorted((plain(found).split(), plain(truth).split()), key=len)
    return bool(short) and len(long) - len(short) <= 2 and _stands_in(short, long)


def _stands_in(short: Sequence[str], long: Sequence[str]) -> bool:
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))
