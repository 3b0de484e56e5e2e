"""Nothing is lost when many write at once, and readers cannot write."""

import asyncio
from datetime import timedelta, timezone

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.conversation import Conversation
from storage.database import Database
from storage.people import person_at, save_conversation
from storage.work_orders import job_of_visit, save_visit
from tests.storage.world import CAMILLE, NOW, VISIT, furnish


def ask_next_question(session: Session) -> None:
    _, talk = person_at(session, person_id=1, lock=True)
    assert talk is not None
    save_conversation(session, Conversation(person_id=1, serial=talk.serial + 1))


async def serial(db: Database) -> int:
    _, talk = await db.read(lambda session: person_at(session, person_id=1))
    assert talk is not None
    return talk.serial


async def test_fifteen_at_once_all_count(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    await asyncio.gather(*(db.write(ask_next_question) for _ in range(15)))
    assert await serial(db) == 15


async def test_two_processes_wait_for_each_other(db: Database, url: str) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    other = Database.open(url)
    await asyncio.gather(*(each.write(ask_next_question) for each in (db, other) * 10))
    await other.close()
    assert await serial(db) == 20


async def test_what_raises_leaves_no_trace(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))

    def half_done(session: Session) -> None:
        ask_next_question(session)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.write(half_done)
    assert await serial(db) == 0


async def test_a_reader_cannot_write(db: Database) -> None:
    await furnish(db, CAMILLE, Conversation(person_id=1))
    with pytest.raises(DBAPIError):
        await db.read(ask_next_question)


async def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    await furnish(db)
    tokyo = timezone(timedelta(hours=9))
    arrived = replace(VISIT, arrived_at=NOW.astimezone(tokyo))
    await db.write(lambda session: save_visit(session, arrived))
    job = await db.read(lambda session: job_of_visit(session, {}, 1))
    assert job is not None
    assert job.visit is not None
    assert job.visit.arrived_at == NOW
    assert job.visit.arrived_at.utcoffset() is not None
