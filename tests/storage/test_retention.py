"""What is over after its time goes by itself, and nothing else does."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from core.report import Seal
from core.visit import VisitState
from core.work_order import WorkOrderState
from storage import inbox, outbox, retention
from storage.database import Database
from storage.outbox import Delivered, Letter
from storage.retention import Ends, Swept
from storage.tombstones import tombstone_by_code
from tests.storage.world import BAKERY, EVERYTHING, HOUR, LEASE, NOW, ORDER, VISIT, file_of, furnish, hello, report

LATER = NOW + timedelta(days=4000)
LONG_AGO = NOW - timedelta(days=4000)


def ends(**changed: datetime) -> Ends:
    """Everything is kept, but for what is said."""
    kept = dict.fromkeys(("reports", "outbox", "office_messages", "inbox", "clients"), LONG_AGO)
    return Ends(**{**kept, **changed})


@pytest.fixture
async def house(db: Database) -> Database:
    """A finished work order with a sealed report."""
    await furnish(db, *EVERYTHING, replace(ORDER, state=WorkOrderState.DONE), replace(VISIT, state=VisitState.FROZEN))
    await furnish(db, file_of(report(), client_pdf_sha256="cd" * 32, sealed_pdf_sha256="ef" * 32, seal=Seal.AWAITING))
    return db


async def bury(db: Database, end: datetime) -> dict[str, int]:
    swept = Swept()
    assert not await db.write(lambda s: retention.bury_old_work(s, LATER, ends(reports=end), swept))
    return swept.counts


async def test_old_work_goes_with_its_reports_and_leaves_a_tombstone(house: Database) -> None:
    frozen_at = report().frozen_at
    assert await bury(house, frozen_at) == {}
    assert await bury(house, frozen_at + HOUR) == {"work orders": 1, "reports": 1}
    assert await bury(house, frozen_at + HOUR) == {}
    stone, _ = await house.read(lambda s: tombstone_by_code(s, "code-1"))
    assert (stone.number, stone.erased_at, stone.kept_until) == ("RI-2026-0001", LATER, None)


@pytest.mark.parametrize("state", [VisitState.CORRECTING, VisitState.SUBMITTED])
async def test_work_in_hand_stays_however_old_it_is(house: Database, state: VisitState) -> None:
    await furnish(house, replace(VISIT, state=state))
    assert await bury(house, LATER) == {}
    await furnish(house, replace(VISIT, state=VisitState.FROZEN), replace(ORDER, state=WorkOrderState.UNASSIGNED))
    assert await bury(house, LATER) == {}


async def test_a_client_is_idle_when_all_their_work_is_old(house: Database) -> None:
    async def idle(end: datetime) -> tuple[int, ...]:
        return await house.read(lambda s: retention.idle_clients(s, ends(clients=end)))

    await furnish(house, replace(BAKERY, id=2, name="Café sans travaux"))
    assert await idle(report().frozen_at) == ()
    assert await idle(LATER) == (1,)
    await furnish(house, replace(ORDER, id=2, number="OI-2026-0002", visit_id=None, state=WorkOrderState.OFFERED))
    assert await idle(LATER) == ()


async def test_the_journal_and_parked_updates_have_their_days(house: Database) -> None:
    letters = tuple(Letter(hello(), chat, 1, "fr", "Europe/Paris") for chat in (1, 2, 3))

    def work(session) -> None:  # type: ignore[no-untyped-def]
        done, failed, _ = outbox.enqueue(session, letters, NOW, LEASE)
        outbox.delivered(session, [Delivered(done.id, 1, None, 5)], NOW)
        session.execute(text(f"update outbox set gave_up = 1, done_at = created_at where id = {failed.id}"))
        for number in (1, 2):
            inbox.keep(session, b"{}", "KeyError", NOW, update_id=number)
        session.execute(text("update inbox set parked_at = received_at where update_id = 1"))

    await house.write(work)

    async def sweep(**end: datetime) -> dict[str, int]:
        swept = Swept()
        await house.write(lambda s: retention.sweep_rows(s, NOW + HOUR, ends(**end), swept))
        return swept.counts

    assert await sweep() == {}
    assert await sweep(outbox=NOW + HOUR) == {"deliveries": 1}
    assert await sweep(inbox=NOW + HOUR) == {"deliveries given up": 1, "kept updates": 1}
    left = await house.read(
        lambda s: s.execute(text("select (select count(*) from outbox), count(*) from inbox")).one()
    )
    assert tuple(left) == (1, 1), "what waits still waits"
