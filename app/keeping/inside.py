"""What the acts of this package need of the service that they run in. Imported by its neighbours."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.settings import Settings
from storage.archive import Archive
from storage.database import Database


class Inside(Protocol):
    """The part of `app.administration.Inside` that is used here. `clock` gives aware UTC."""

    @property
    def db(self) -> Database:
        """The database."""

    @property
    def archive(self) -> Archive:
        """The service's own archive: it knows what is about to be named."""

    @property
    def settings(self) -> Settings:
        """The settings."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """The clock."""
