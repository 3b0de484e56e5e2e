"""Threads with the office, and which of our messages was replied to."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from core.conversation import Conversation
from core.events import Said
from core.facts import Facts, Needs
from core.office.message import OfficeMessage
from core.step import needs
from storage.apply import Arrival, Desk, apply
from storage.database import Database
from storage.desk import lay_out
from storage.migrate import check, downgrade, upgrade
from storage.office import thread_of
from storage.outbox import Delivered, delivered
from tests.storage.world import CAMILLE, DANA, HOUSE, LEASE, NOW, ORDER, furnish

ENTRY = OfficeMessage(id=1, work_order_id=1, author_id=1, author_name="Camille Exemple", from_office=False, at=NOW,
                      kind="text", message_id=7, text="Quel disjoncteur ?")  # fmt: skip
VOICE = replace(ENTRY, id=2, kind="voice", text=None, file_id="V-1", file_unique_id="v1")
OURS = 55
"""The message in Dana's chat that shows the question."""


@pytest.fixture
async def house(db: Database) -> Database:
    await furnish(db)
    await furnish(db, replace(ORDER, office_messages=1), ENTRY)
    await db.write(lambda session: delivered(session, (Delivered(1, DANA.chat_id or 0, "office:1:1", OURS),), NOW))
    return db


async def desk(db: Database, asked: Needs, *, chat_id: int | None = DANA.chat_id) -> Facts:
    talk = Conversation(person_id=DANA.id)
    return await db.write(lambda session: lay_out(session, HOUSE, DANA, talk, asked, chat_id=chat_id))


async def test_a_thread_comes_back_in_its_order(house: Database) -> None:
    await furnish(house, VOICE, VOICE)
    assert (await desk(house, Needs(office_of=1))).office == (ENTRY, VOICE)
    assert (await desk(house, Needs(office_of=2))).office == ()
    assert (await desk(house, Needs())).office == ()


async def test_a_reply_to_it_brings_its_work_order_and_who_dispatches(house: Database) -> None:
    said = Said(at=NOW, text="Le Q4", message_id=9, reply_to=OURS)
    facts = await desk(house, needs(HOUSE, DANA, None, said))
    assert facts.replied == "office:1:1"
    assert facts.job is not None
    assert facts.job.work_order.id == 1
    assert facts.people == (DANA,)
    assert facts.by_id[CAMILLE.id] == CAMILLE


async def test_the_same_number_in_another_chat_is_another_message(house: Database) -> None:
    facts = await desk(house, Needs(replied_to=OURS), chat_id=CAMILLE.chat_id)
    assert (facts.replied, facts.job) == (None, None)


async def test_an_answer_is_stored_with_what_it_sends(house: Database) -> None:
    said = Said(at=NOW, text="Le Q4", message_id=9, reply_to=OURS)
    (applied,) = await apply(house, Desk(HOUSE, LEASE), [Arrival(said, chat_id=DANA.chat_id, update_id=1)], NOW)
    assert applied.state == "taken"
    thread = await house.read(lambda session: thread_of(session, 1))
    assert [(entry.id, entry.text, entry.from_office) for entry in thread] == [
        (1, "Quel disjoncteur ?", False),
        (2, "Le Q4", True),
    ]
    assert [(row.chat_id, row.slot) for row in applied.rows if (row.slot or "").startswith("office:1:2")] == [
        (CAMILLE.chat_id, "office:1:2")
    ]
    again = Arrival(said, chat_id=DANA.chat_id, update_id=1)
    assert [each.state for each in await apply(house, Desk(HOUSE, LEASE), [again], NOW)] == ["duplicate"]


async def test_it_is_found_by_an_index(house: Database) -> None:
    query = text("EXPLAIN QUERY PLAN SELECT slot FROM slot WHERE chat_id = 102 AND message_id = 55")
    plan = await house.read(lambda session: [str(row[-1]) for row in session.execute(query)])
    assert any("ix_slot_message" in line for line in plan)


async def test_the_tables_of_the_first_version_keep_their_rows(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/constat.db"
    await upgrade(url, "0001")
    await _run(url, "INSERT INTO slot (chat_id, slot, message_id) VALUES (101, 'card', 5)")
    await upgrade(url)
    await check(url)
    assert await _run(url, "SELECT message_id FROM slot") == [(5,)]
    await downgrade(url, "0001")
    assert await _run(url, "SELECT message_id FROM slot") == [(5,)]
    assert await _run(url, "SELECT name FROM sqlite_master WHERE name IN ('office_message', 'ix_slot_message')") == []


async def _run(url: str, statement: str) -> list[tuple[object, ...]]:
    database = Database.open(url)
    try:
        return await database.write(
            lambda session: [tuple(row) for row in result] if (result := session.execute(text(statement))).returns_rows
            else []
        )  # fmt: skip
    finally:
        await database.close()
