"""What `app` hands to the pages: everything that lives longer than a request. Imported by every file of `web`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from core.events import Event
from core.facts import House
from storage.archive import Archive
from storage.database import Database
from web.checking import Checker
from web.errands import Errands
from web.guesses import Guesses

Webhook = Callable[[bytes, str], Awaitable[int]]
"""Takes the raw body and the secret header of an update, answers with an HTTP status."""


@dataclass(frozen=True)
class WebDeps:
    """The surroundings of the pages.

    `submit` takes an event and returns once it is applied (and stored); it raises CannotStore where that takes long.
    `clock` gives aware UTC. `key` signs cookies and form tokens: 32 bytes or more that stay the same over restarts, or
    open pages end with the process. `secure` says that people come by HTTPS. `webhook` None leaves `/telegram` out.
    `keep_drawing` cleans a signature (PNG) into the archive and gives its name; it raises BadPicture, DeliveryFailed
    where no process could open it, and OSError. `logo` is a PNG.
    """

    db: Database
    archive: Archive
    keep_drawing: Callable[[bytes], Awaitable[str]]
    house: House
    submit: Callable[[Event], Awaitable[object]]
    clock: Callable[[], datetime]
    key: bytes
    secure: bool
    webhook: Webhook | None = None
    logo: bytes | None = None
    askers: Guesses | None = field(default_factory=Guesses)
    """Slows down whoever asks for links to many addresses."""
    guesses: Guesses | None = field(default_factory=Guesses)
    """Slows down whoever guesses tokens; None for measuring how alike the answers are."""
    uploaders: Guesses | None = field(default_factory=Guesses)
    """Slows down whoever uploads many files that are none of our reports."""
    checker: Checker = field(default_factory=Checker)
    errands: Errands = field(default_factory=Errands)

    @property
    def can_send_places(self) -> bool:
        """Whether clients can be sent links to their own place: by mail, to the public address."""
        return self.house.mail and bool(self.house.public_url)
