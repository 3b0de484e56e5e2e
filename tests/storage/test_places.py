"""What a client sees in their own place, read from the tables: whose it is, by visit, with what counts no more."""

from dataclasses import replace as with_

import pytest
from msgspec.structs import replace

from core.clients import Client
from core.contest import Contest
from core.visit import VisitState
from core.work_order import WorkOrderState
from storage.database import Database
from storage.places import Place, place_of
from tests.storage.world import BAKERY, HOUR, NOW, ORDER, OVEN, VISIT, file_of, furnish, report, word

ADDRESS = "camille@modele.example"
DONE = replace(ORDER, state=WorkOrderState.DONE)
FROZEN = replace(VISIT, state=VisitState.FROZEN, submitted_at=NOW + 4 * HOUR)


@pytest.fixture
async def house(db: Database) -> Database:
    """A bakery and a café of one owner; the bakery's first visit has three versions, the café's came a day later."""
    await furnish(db)
    cafe = Client(id=2, name="Café Échantillon", email=ADDRESS)
    table = replace(OVEN, id=2, client_id=2, name="Salle")
    order = replace(DONE, id=2, number="OI-2026-0002", client_id=2, site_id=2, visit_id=2)
    await furnish(db, replace(BAKERY, email=ADDRESS), cafe, table, DONE, order, FROZEN)
    await furnish(db, replace(FROZEN, id=2, work_order_id=2))
    later = replace(report(4, visit_id=2), arrived_at=NOW + 25 * HOUR)
    await furnish(
        db,
        file_of(report(1), replaced=True, confirmation=word()),
        file_of(report(2, version=2), replaced=True),
        file_of(replace(report(3, version=3), frozen_at=NOW + 50 * HOUR)),
        with_(file_of(later), work_order_id=2),
    )
    await furnish(db, Contest(report_id=3, n=1, line="work", text="Trop long", at=NOW))
    await furnish(db, Contest(report_id=2, n=1, line="times", text="Trop tard", at=NOW))
    return db


async def seen(db: Database, address: str = ADDRESS) -> Place:
    return await db.read(lambda session: place_of(session, address))


async def test_visits_come_last_first_however_late_a_report_was_corrected(house: Database) -> None:
    place = await seen(house)
    assert [(past.client.name, past.file.report.id) for past in place.reports] == [
        ("Café Échantillon", 4), ("Boulangerie Modèle", 3),
    ]  # fmt: skip


async def test_of_the_earlier_versions_those_that_were_answered_are_there(house: Database) -> None:
    _, bakery = (await seen(house)).reports
    assert [(file.report.version, file.confirmation) for file in bakery.void] == [(1, word())]
    assert [file.report.version for file in bakery.versions] == [3, 1]


async def test_contested_lines_of_all_versions_are_there_in_their_order(house: Database) -> None:
    cafe, bakery = (await seen(house)).reports
    assert [(file.report.version, contest.text) for file, contest in bakery.contested] == [
        (2, "Trop tard"), (3, "Trop long"),
    ]  # fmt: skip
    assert cafe.contested == ()


async def test_whoever_shares_no_address_sees_nothing_of_the_others(house: Database) -> None:
    await furnish(house, Client(id=2, name="Café Échantillon", email="cafe@modele.example"))
    assert [past.client.id for past in (await seen(house)).reports] == [1]
    assert [past.client.id for past in (await seen(house, "cafe@modele.example")).reports] == [2]
    assert (await seen(house, "nobody@modele.example")).reports == ()
