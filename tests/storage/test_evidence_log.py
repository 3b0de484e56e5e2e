"""The log in the database: entries are numbered and chained, posts are found by their slot, erasing empties them."""

from datetime import timedelta

import pytest

from core.evidence_log import Entry, Kind, first_broken
from storage.database import Database
from storage.evidence_log import empty_evidence, evidence_of, note_post
from storage.save import save_all
from tests.storage.world import NOW, file_of, furnish, report

MINUTE = timedelta(minutes=1)


def entry(kind: Kind, after: int = 0, **facts: str) -> Entry:
    return Entry(visit_id=1, report_id=1, version=1, kind=kind, at=NOW + after * MINUTE, facts=facts)


@pytest.fixture
async def noted(db: Database) -> Database:
    """A frozen report that was opened twice."""
    await furnish(db)
    await furnish(db, file_of(report()))
    for found in (entry("created"), entry("opened", 1, ip="192.0.2.7"), entry("opened", 2, ip="192.0.2.8")):
        await db.write(lambda session, found=found: save_all(session, [found]))
    return db


async def test_entries_follow_each_other(noted: Database) -> None:
    log = await noted.read(lambda session: evidence_of(session, 1))
    assert [(link.n, link.kind) for link in log] == [(1, "created"), (2, "opened"), (3, "opened")]
    assert log[1].facts == {"ip": "192.0.2.7"}
    assert first_broken(log) is None
    assert len({link.salt for link in log}) == 3


async def test_what_was_in_it_at_a_time(noted: Database) -> None:
    log = await noted.read(lambda session: evidence_of(session, 1, until=NOW + MINUTE))
    assert [link.n for link in log] == [1, 2]


@pytest.mark.parametrize(("chat", "place"), [(-100500, "office"), (11, "technician")])
async def test_a_post_is_noted_by_its_slot(noted: Database, chat: int, place: str) -> None:
    slot = f"report:{report().number}:1"
    await noted.write(lambda session: note_post(session, slot, chat, 77, NOW))
    log = await noted.read(lambda session: evidence_of(session, 1))
    assert (log[-1].kind, log[-1].facts) == ("posted", {"place": place, "message": "77"})


@pytest.mark.parametrize("slot", ["q:7", "report:1", "report:RI-2026-9999:1", "report:RI-2026-0001:2", "wo:7:card"])
async def test_any_other_message_is_none_of_its_business(noted: Database, slot: str) -> None:
    await noted.write(lambda session: note_post(session, slot, 11, 77, NOW))
    assert len(await noted.read(lambda session: evidence_of(session, 1))) == 3


async def test_what_the_entries_say_is_erased_and_the_log_still_holds(noted: Database) -> None:
    await noted.write(lambda session: empty_evidence(session, [1]))
    log = await noted.read(lambda session: evidence_of(session, 1))
    assert [link.facts for link in log] == [None, None, None]
    assert first_broken(log) is None
