"""Whoever waits for the database may be sent away at any moment: what it was doing is whole or not at all."""

import asyncio

import pytest

from core.conversation import Conversation
from storage.database import Database
from tests.storage.test_database import ask_next_question, serial
from tests.storage.world import CAMILLE, furnish


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_write_cut_off_anywhere_leaves_the_database_to_the_next(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    for count in range(40):
        before = await serial(db)
        cut_off = asyncio.create_task(db.write(ask_next_question))
        await turns(count)
        cut_off.cancel()
        await asyncio.gather(cut_off, return_exceptions=True)
        stored = await serial(db)
        assert stored in (before, before + 1)
        async with asyncio.timeout(5):  # the lock of a connection left behind would be waited for longer
            await db.write(ask_next_question)
        assert await serial(db) == stored + 1


async def test_one_sent_away_while_waiting_in_line_does_nothing(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    first, second, third = (asyncio.create_task(db.write(ask_next_question)) for _ in range(3))
    await turns(1)
    second.cancel()
    await asyncio.gather(first, second, third, return_exceptions=True)
    assert second.cancelled()
    assert await serial(db) == 2


async def test_sent_away_twice_it_still_ends_whole(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    cut_off = asyncio.create_task(db.write(ask_next_question))
    await turns(2)
    cut_off.cancel()
    await turns(1)
    cut_off.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cut_off
    assert await serial(db) == 1
