"""Tables of who is served and where."""

import secrets
from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, document, key


def _mark() -> str:
    return secrets.token_hex(16)


class ClientRow(Row, table=True):
    """A `core.clients.Client`.

    `folded` is the name as it is searched (`core.reading.search.fold`), `email` the address as it is compared.
    `mark` is given at random once: an erasure noted outside the database (`storage.ledger`) knows its client by it,
    though a number may be given again after an older backup was brought back.
    """

    __tablename__ = "client"
    id: int = key()
    folded: str = Field(index=True)
    email: str | None = Field(default=None, index=True)
    mark: str = Field(default="", sa_column_kwargs={"default": _mark})
    document: str = document()


class SiteRow(Row, table=True):
    """A `core.clients.Site`."""

    __tablename__ = "site"
    id: int = key()
    client_id: int = Field(foreign_key="client.id", index=True)
    document: str = document()


class PlaceLinkRow(Row, table=True):
    """A `core.facts.PlaceLink`. The token itself is nowhere but in the letter that carries it."""

    __tablename__ = "place_link"
    token_sha256: str = Field(primary_key=True)
    client_id: int = Field(foreign_key="client.id", index=True)
    address: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
