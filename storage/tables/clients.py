"""Tables of who is served and where."""

from sqlmodel import Field

from storage.tables.base import Row, document, key


class ClientRow(Row, table=True):
    """A `core.clients.Client`; `folded` is the name as it is searched (`core.reading.search.fold`)."""

    __tablename__ = "client"
    id: int = key()
    folded: str = Field(index=True)
    document: str = document()


class SiteRow(Row, table=True):
    """A `core.clients.Site`."""

    __tablename__ = "site"
    id: int = key()
    client_id: int = Field(foreign_key="client.id", index=True)
    document: str = document()
