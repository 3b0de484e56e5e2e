"""What a new version needs on the desk: the newest version and its links, the last visit, what is being corrected."""

from collections.abc import Awaitable
from dataclasses import replace as with_

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from core.conversation import Conversation
from core.facts import Facts, Link, Needs
from core.visit import Correcting, VisitState
from core.work_order import WorkOrderState
from storage.database import Database
from storage.desk import lay_out
from storage.numbers import fresh, spend
from storage.reports import reports_of
from storage.save import save_all
from storage.tables import SequenceRow
from tests.storage.world import CAMILLE, HOUR, HOUSE, NOW, ORDER, TALK, VISIT, file_of, furnish, report

DONE = replace(ORDER, state=WorkOrderState.DONE)
FROZEN = replace(VISIT, state=VisitState.FROZEN, submitted_at=NOW + 4 * HOUR)
SECOND_ORDER = replace(DONE, id=2, number="OI-2026-0002", visit_id=2)
SECOND = replace(FROZEN, id=2, work_order_id=2, submitted_at=NOW + 3 * HOUR)
CORRECTED = replace(
    FROZEN,
    state=VisitState.CORRECTING,
    correcting=Correcting(reason="@wrong_time", by=2, at=NOW + 5 * HOUR, report_id=1, before=FROZEN),
)

NOTHING_IN_HAND = replace(TALK, visit_id=None)


def link(token: str, report_id: int) -> Link:
    return Link(token_sha256=token, report_id=report_id, device="client", expires_at=NOW + 99 * HOUR)


@pytest.fixture
async def house(db: Database) -> Database:
    """Two visits, the one with the higher number submitted before the other; the other's report has two versions."""
    await furnish(db)
    await furnish(db, DONE, FROZEN, SECOND_ORDER, SECOND, NOTHING_IN_HAND)
    await furnish(db, file_of(report(), replaced=True), link("old", 1))
    await furnish(db, file_of(report(2, version=2)), link("new", 2), file_of(report(3, visit_id=2)))
    return db


async def laid_out(db: Database, needs: Needs, talk: Conversation = NOTHING_IN_HAND) -> Facts:
    return await db.write(lambda session: lay_out(session, HOUSE, CAMILLE, talk, needs, chat_id=CAMILLE.chat_id))


async def test_the_newest_version_comes_with_its_links_alone(house: Database) -> None:
    desk = await laid_out(house, Needs(visit_id=1, version_of=1))
    assert desk.report == file_of(report(2, version=2))
    assert desk.links == (link("new", 2),)
    assert desk.job is not None
    assert desk.job.visit == FROZEN


async def test_an_old_version_can_still_be_asked_for(house: Database) -> None:
    desk = await laid_out(house, Needs(report_id=1))
    assert desk.report is not None
    assert desk.report.replaced
    assert [link.token_sha256 for link in desk.links] == ["old"]


async def test_the_visit_submitted_last_is_found_where_none_is_in_hand(house: Database) -> None:
    desk = await laid_out(house, Needs(last_visit_of=1))
    assert desk.job is not None
    assert desk.job.visit == FROZEN
    assert desk.report == file_of(report(2, version=2))
    in_hand = await laid_out(house, Needs(last_visit_of=1), replace(TALK, visit_id=2))
    assert in_hand.job is not None
    assert in_hand.job.visit == SECOND
    assert (await laid_out(house, Needs(last_visit_of=2))).job is None


async def test_a_correction_is_on_both_lists_and_whoever_is_at_it_is_known(house: Database) -> None:
    assert (await laid_out(house, Needs(agenda_of=1, open_work_orders=True))).agenda == ()
    await furnish(house, CORRECTED)
    desk = await laid_out(house, Needs(visit_id=1, agenda_of=1, open_work_orders=True))
    assert [job.visit for job in desk.agenda] == [job.visit for job in desk.jobs] == [CORRECTED]
    assert 2 in desk.by_id


async def test_only_the_version_in_force_counts(house: Database) -> None:
    in_force = await house.read(lambda session: reports_of(session, [1]))
    assert [(file.report.version, file.replaced) for file in in_force] == [(2, False)]
    await furnish(house, with_(file_of(report(2, version=2)), replaced=True), file_of(report(4, version=3)))
    in_force = await house.read(lambda session: reports_of(session, [1]))
    assert [file.report.id for file in in_force] == [4]


async def test_a_new_version_takes_no_report_number(db: Database) -> None:
    await furnish(db)

    def freezes(version: int) -> Awaitable[str]:
        def work(session: Session) -> str:
            given = fresh(session)
            number = f"RI-2026-{given.report_number if version == 1 else 1:04}"
            frozen = replace(report(given.report_id, version=version), number=number)
            save_all(session, [file_of(frozen)])
            spend(session, given, [file_of(frozen)])
            return number

        return db.write(work)

    assert [await freezes(version) for version in (1, 2, 1)] == ["RI-2026-0001", "RI-2026-0001", "RI-2026-0002"]


async def test_reports_from_before_there_were_versions_are_not_numbered_twice(db: Database) -> None:
    await db.write(lambda session: session.add(SequenceRow(name="report", value=41)))
    given = await db.write(fresh)
    assert (given.report_id, given.report_number) == (42, 42)
