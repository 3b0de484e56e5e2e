"""Numbers of the house: each is given out once, however many ask at the same moment."""

import asyncio

from msgspec.structs import replace

from core.decision import Decision
from core.events import Event
from core.facts import Facts, Needs
from storage.apply import Arrival, apply
from storage.database import Database
from storage.work_orders import open_jobs
from tests.storage.world import BAKERY, CAMILLE, DANA, NOW, ORDER, OVEN, deciding, furnish, said


def assign(facts: Facts, event: Event) -> Decision:
    assert facts.fresh is not None
    number = facts.fresh.work_order_id
    return Decision(saves=(replace(ORDER, id=number, number=f"OI-2026-{number:04}", visit_id=None),))


async def test_twelve_who_assign_at_once_get_twelve_numbers(db: Database) -> None:
    await furnish(db, CAMILLE, DANA, BAKERY, OVEN)
    desk = deciding(assign, Needs(fresh=True))
    arrivals = [Arrival(said(), number, DANA.chat_id, raw=b"x") for number in range(12)]
    results = await asyncio.gather(*(apply(db, desk, [arrival], NOW) for arrival in arrivals))
    assert [applied.state for result in results for applied in result] == ["taken"] * 12
    jobs = await db.read(lambda session: open_jobs(session, {}))
    assert [job.work_order.id for job in jobs] == list(range(1, 13))
