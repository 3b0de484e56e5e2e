"""Somebody goes on with another phone: what waits for them goes there, and nothing more to the old one."""

from core.delivery import DeliveryFailed
from storage import outbox
from tests.courier.rooms import SECOND, Room, show, to

LEA, OLD, NEW = 7, 101, 202


async def test_what_waits_in_memory_follows_in_order(room: Room) -> None:
    room.messenger.trouble = lambda row: DeliveryFailed("network") if row.chat_id == OLD else None
    await room.post(to(OLD, "code 4B12", LEA), to(OLD, show("today"), LEA))
    await room.db.write(lambda session: outbox.follow(session, LEA, NEW))
    await room.post(to(OLD, "goodbye", 0), to(NEW, show("today, new"), LEA))
    assert room.messenger.shows(NEW) == ["code 4B12", "today, new"]
    await room.later(30 * SECOND)
    assert room.messenger.calls.count((OLD, "code 4B12")) == 1


async def test_what_waits_on_disk_follows_too(room: Room) -> None:
    await room.store(to(OLD, "code 4B12", LEA), to(OLD, "for whoever holds the old phone", 0))
    await room.db.write(lambda session: outbox.follow(session, LEA, NEW))
    room.restart()
    await room.later(120 * SECOND)
    assert room.messenger.calls == [(NEW, "code 4B12"), (OLD, "for whoever holds the old phone")]


async def test_half_of_a_long_text_is_no_use_on_another_phone(room: Room) -> None:
    room.messenger.trouble = lambda row: (
        DeliveryFailed("network") if (row.chat_id, row.parts_sent) == (OLD, 1) else None
    )
    await room.post(to(OLD, "one|two", LEA))
    assert room.messenger.shows(OLD) == ["one"]
    await room.db.write(lambda session: outbox.follow(session, LEA, NEW))
    await room.post(to(NEW, "welcome", LEA))
    assert room.messenger.shows(NEW) == ["one", "two", "welcome"]
