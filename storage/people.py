"""People, their invitations and their places in the chat. Used by `storage.desk`, and by `web` and `app` to look up."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from core.conversation import Conversation
from core.people import Invitation, Person, Role
from storage.documents import pack, unpack
from storage.locking import hold
from storage.tables import ConversationRow, InvitationRow, PersonRow
from storage.upsert import put


def person_at(
    session: Session, *, chat_id: int | None = None, person_id: int | None = None, lock: bool = False
) -> tuple[Person | None, Conversation | None]:
    """The person of a private chat, or of that number, with their conversation.

    With `lock` their events queue; the person's row is what is locked, as the conversation may not exist yet.
    """
    if chat_id is None and person_id is None:
        return None, None
    wanted = col(PersonRow.id) == person_id if person_id is not None else col(PersonRow.chat_id) == chat_id
    if lock:
        hold(session, PersonRow, wanted)
    found = session.execute(
        select(col(PersonRow.document), col(ConversationRow.document))
        .join(ConversationRow, col(ConversationRow.person_id) == col(PersonRow.id), isouter=True)
        .where(wanted)
    ).first()
    if found is None:
        return None, None
    return unpack(Person, found[0]), unpack(Conversation, found[1]) if found[1] is not None else None


def people_by_id(session: Session, ids: Collection[int]) -> dict[int, Person]:
    """Those of the numbers that exist."""
    if not ids:
        return {}
    found = session.execute(select(col(PersonRow.document)).where(col(PersonRow.id).in_(sorted(ids)))).scalars()
    return {person.id: person for person in (unpack(Person, document) for document in found)}


def everyone(session: Session) -> tuple[Person, ...]:
    """All people ever, by number."""
    found = session.execute(select(col(PersonRow.document)).order_by(col(PersonRow.id))).scalars()
    return tuple(unpack(Person, document) for document in found)


def people_with(session: Session, roles: Collection[Role]) -> tuple[Person, ...]:
    """Everyone enabled who holds one of the roles, by name."""
    chosen = (person for person in everyone(session) if any(person.has(role) for role in roles))
    return tuple(sorted(chosen, key=lambda person: (person.name.casefold(), person.id)))


def invitation(session: Session, token_sha256: str, *, lock: bool = False) -> Invitation | None:
    """The invitation of that token (hex SHA-256), used and expired ones too."""
    wanted = col(InvitationRow.token_sha256) == token_sha256
    if lock:
        hold(session, InvitationRow, wanted)
    document = session.execute(select(col(InvitationRow.document)).where(wanted)).scalar()
    return unpack(Invitation, document) if document is not None else None


def invitations(session: Session) -> tuple[Invitation, ...]:
    """Those that were neither used nor withdrawn; expired ones too."""
    found = session.execute(select(col(InvitationRow.document)).order_by(col(InvitationRow.token_sha256))).scalars()
    return tuple(each for each in (unpack(Invitation, document) for document in found) if each.waits)


def save_person(session: Session, person: Person) -> None:
    """Insert or replace."""
    put(session, PersonRow, {"id": person.id, "chat_id": person.chat_id, "document": pack(person)})


def save_invitation(session: Session, noun: Invitation) -> None:
    """Insert or replace."""
    put(session, InvitationRow, {"token_sha256": noun.token_sha256, "document": pack(noun)})


def save_conversation(session: Session, conversation: Conversation) -> None:
    """Insert or replace."""
    put(session, ConversationRow, {"person_id": conversation.person_id, "document": pack(conversation)})
