"""Who uses the chat. Imported by every room."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from core.base import Noun

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


class Role(StrEnum):
    """What a person may do; one person may hold several."""

    TECHNICIAN = "technician"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Person(Noun, frozen=True, kw_only=True):
    """Someone of the company. `chat_id` is the Telegram private chat, None until the invitation was used.

    `time_zone` is an IANA name, None for the company's.
    """

    id: int
    name: str
    roles: frozenset[Role] = frozenset()
    language: Language = "fr"
    time_zone: str | None = None
    chat_id: int | None = None
    phone: str | None = None
    enabled: bool = True
    reachable: bool = True
    on_duty: bool = False
    """Whether technicians' questions come to this dispatcher."""
    menu: str = ""
    """Which menu of commands was sent to the chat (`core.staff.menu`)."""

    def has(self, role: Role) -> bool:
        """True when the person holds the role and is not disabled."""
        return self.enabled and role in self.roles

    @property
    def dispatches(self) -> bool:
        """Dispatchers and administrators may assign, cancel and invite."""
        return self.has(Role.DISPATCHER) or self.has(Role.ADMINISTRATOR)


class Invitation(Noun, frozen=True, kw_only=True):
    """A single-use way in. Only the SHA-256 (hex) of its token is kept; `expires_at` is UTC.

    The first use makes a person, or adds the role to whoever uses it. With `person_id` it moves that person to the
    chat in which it is used. `withdrawn_at`: it lets nobody in any more.
    """

    token_sha256: str
    name: str
    role: Role
    expires_at: datetime
    created_by: int | None = None
    time_zone: str | None = None
    used_by: int | None = None
    used_at: datetime | None = None
    person_id: int | None = None
    withdrawn_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """True until it was used or withdrawn; it may have expired."""
        return self.used_at is None and self.withdrawn_at is None
