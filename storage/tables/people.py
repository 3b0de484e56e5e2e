"""Tables of people and their places in the chat."""

from sqlmodel import Field

from storage.tables.base import BIG, Row, document, key


class PersonRow(Row, table=True):
    """A `core.people.Person`."""

    __tablename__ = "person"
    id: int = key()
    chat_id: int | None = Field(default=None, sa_type=BIG, unique=True)
    document: str = document()


class InvitationRow(Row, table=True):
    """A `core.people.Invitation`."""

    __tablename__ = "invitation"
    token_sha256: str = Field(primary_key=True)
    document: str = document()


class ConversationRow(Row, table=True):
    """A `core.conversation.Conversation`."""

    __tablename__ = "conversation"
    person_id: int = key("person.id")
    document: str = document()
