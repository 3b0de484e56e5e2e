"""Which message stands in a slot of a chat, and where moved groups live now. Used by `storage.outbox` and `courier`."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from storage.tables import MovedChatRow, SlotRow
from storage.upsert import insert_into, put

_slots = SlotRow.__table__


def message_in(session: Session, chat_id: int, slot: str) -> int | None:
    """The number of the message in a slot, or None."""
    query = select(_slots.c.message_id).where(_slots.c.chat_id == chat_id, _slots.c.slot == slot)
    return session.execute(query).scalar()


def slot_of(session: Session, chat_id: int, message_id: int) -> str | None:
    """The slot in which a message stands, or None."""
    query = select(_slots.c.slot).where(_slots.c.chat_id == chat_id, _slots.c.message_id == message_id)
    return session.execute(query.limit(1)).scalar()


def keep_slots(session: Session, messages: Mapping[tuple[int, str], int]) -> None:
    """Remember messages by (chat, slot); a newer one takes the slot."""
    if not messages:
        return
    insert = insert_into(session, _slots)
    newer = insert.on_conflict_do_update(
        index_elements=[_slots.c.chat_id, _slots.c.slot], set_={"message_id": insert.excluded.message_id}
    )
    session.execute(
        newer,
        [
            {"chat_id": chat_id, "slot": slot, "message_id": message_id}
            for (chat_id, slot), message_id in messages.items()
        ],
    )


def forget_slots(session: Session, slots: Sequence[tuple[int, str]]) -> None:
    """Forget messages by (chat, slot)."""
    if slots:
        statement = delete(_slots).where(_slots.c.chat_id == bindparam("chat"), _slots.c.slot == bindparam("name"))
        session.execute(statement, [{"chat": chat_id, "name": slot} for chat_id, slot in slots])


def remember_move(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group has a new number; what it was told under the old one cannot be edited any more."""
    put(session, MovedChatRow, {"old_chat_id": old_chat_id, "new_chat_id": new_chat_id})
    session.execute(delete(_slots).where(_slots.c.chat_id == old_chat_id))


def moved(session: Session, chat_ids: Collection[int]) -> dict[int, int]:
    """The new numbers of those chats that moved (old → new)."""
    table = MovedChatRow.__table__
    # Only groups and channels move, and their numbers are negative (Bot API, Chat.id).
    groups = sorted(chat_id for chat_id in chat_ids if chat_id < 0)
    if not groups:
        return {}
    query = select(table.c.old_chat_id, table.c.new_chat_id).where(table.c.old_chat_id.in_(groups))
    return {row.old_chat_id: row.new_chat_id for row in session.execute(query)}
