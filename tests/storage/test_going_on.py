"""A backup was brought back: nothing that may have been sent since is sent again by itself."""

from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from core.conversation import Conversation, Place
from core.effects import FetchPhoto, MakeClientCopy, SealReport
from core.people import Person, Role
from storage import going_on, outbox
from storage.database import Database
from storage.going_on import WentOn
from storage.numbers import fresh
from storage.outbox import Letter
from storage.outbox_view import try_again, worrying
from storage.people import person_at
from storage.summaries import last_summary
from tests.storage.world import CAMILLE, DANA, EVERYTHING, HOUR, LEASE, NOW, file_of, furnish, hello, report

AT = NOW + 30 * HOUR
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
JOB = (None, None, "fr", "Europe/Paris")


@pytest.fixture
async def house(db: Database) -> Database:
    await furnish(db, *EVERYTHING, replace(DANA, roles=frozenset({Role.MANAGER})))
    return db


async def go_on(db: Database) -> WentOn:
    def days(manager: Person, last: date | None) -> tuple[date, ...]:
        assert manager.id == DANA.id
        return (MONDAY, TUESDAY)

    return await db.write(lambda session: going_on.go_on(session, NOW, AT, days))


async def claimed(db: Database) -> list[str]:
    rows = await db.write(lambda s: outbox.claim(s, AT + HOUR, 99, LEASE))
    return [type(row.effect).__name__ for row in rows]


async def test_what_waited_is_held_but_for_what_does_no_harm(house: Database) -> None:
    letters = (
        Letter(hello(), 101, 1, "fr", "Europe/Paris"),
        Letter(FetchPhoto(visit_id=1, photo_id=1, file_id="f"), *JOB),
        Letter(MakeClientCopy(report_id=1), *JOB),
        Letter(SealReport(report_id=1, seal="with_word"), *JOB),
    )
    await house.write(lambda s: outbox.enqueue(s, letters, NOW, LEASE))
    assert (await go_on(house)).held == 2
    assert sorted(await claimed(house)) == ["FetchPhoto", "MakeClientCopy"]
    stuck = await house.read(lambda s: worrying(s, NOW))
    assert [(row.kind, row.problem, row.gave_up) for row in stuck] == [
        ("Say", "restored", True),
        ("SealReport", "restored", True),
    ]


async def test_a_report_that_waited_for_the_client_is_sealed_when_somebody_says_so(house: Database) -> None:
    await furnish(house, file_of(report(), client_pdf_sha256="cd" * 32))
    assert (await go_on(house)).held == 1
    assert await claimed(house) == []
    assert [row.kind for row in await house.read(lambda s: worrying(s, NOW))] == ["SealReport"]
    assert await house.read(going_on.last_return) == NOW


async def test_what_is_held_goes_out_when_an_administrator_says_so(house: Database) -> None:
    await house.write(lambda s: outbox.enqueue(s, (Letter(hello(), 101, 1, "fr", "Europe/Paris"),), NOW, LEASE))
    await go_on(house)
    (held,) = await house.read(lambda s: worrying(s, NOW))
    assert await house.write(lambda s: try_again(s, [held.id], AT)) == (held.id,)
    assert await claimed(house) == ["Say"]


async def test_a_held_sealing_is_over_once_the_client_has_answered(house: Database) -> None:
    await furnish(house, file_of(report(), client_pdf_sha256="cd" * 32))
    await go_on(house)
    answered = Letter(SealReport(report_id=1, seal="signed"), *JOB)
    await house.write(lambda s: outbox.enqueue(s, (answered,), AT, LEASE))
    assert await house.read(lambda s: worrying(s, AT)) == ()
    assert await claimed(house) == ["SealReport"]


async def test_numbers_leap_and_the_open_question_keeps_its_own(house: Database) -> None:
    await furnish(house, Conversation(person_id=1, visit_id=1, serial=7, places={"1": Place(step="work", serial=7)}))
    before = await house.write(fresh)
    await go_on(house)
    after = await house.write(fresh)
    assert (after.report_number, after.visit_id) == (before.report_number + 1000, before.visit_id + 1000)
    _, talk = await house.read(lambda s: person_at(s, person_id=1))
    assert talk is not None
    assert talk.serial == 1007
    assert talk.place == Place(step="work", serial=7)


async def test_summaries_of_days_that_are_over_count_as_sent(house: Database) -> None:
    await go_on(house)
    assert await house.read(lambda s: last_summary(s, DANA.id)) == TUESDAY


async def test_it_is_done_once_however_often_the_start_breaks_off(house: Database) -> None:
    await house.write(lambda s: outbox.enqueue(s, (Letter(hello(), 101, 1, "fr", "Europe/Paris"),), NOW, LEASE))
    first = await go_on(house)
    number = (await house.write(fresh)).visit_id
    await house.write(lambda s: outbox.enqueue(s, (Letter(hello(), 101, 1, "fr", "Europe/Paris"),), AT, LEASE))
    assert await go_on(house) == first == WentOn(1, (CAMILLE.id,))
    assert (await house.write(fresh)).visit_id == number
    waiting = await house.read(lambda s: s.execute(text("select count(*) from outbox where done_at is null")).scalar())
    assert waiting == 1
