"""What core asked for lies on the desk, and nothing else."""

from dataclasses import fields
from datetime import date

import pytest
from msgspec.structs import replace

from core.clients import Client, Site
from core.facts import Facts, Link, Needs, SummarySent
from core.people import Invitation, Role
from core.report import ReportMaterial
from core.visit import Outcome, VisitState
from core.work_order import WorkOrderState
from storage.database import Database
from storage.desk import lay_out
from storage.links import link
from storage.summaries import claim_summary, last_summary, summaries_claimed
from tests.storage.world import (
    BAKERY,
    CAMILLE,
    DANA,
    HOUR,
    HOUSE,
    INTERVIEW,
    NOW,
    ORDER,
    OVEN,
    TALK,
    VISIT,
    file_of,
    furnish,
    report,
    word,
)

LATER = replace(ORDER, id=2, number="OI-2026-0002", starts_at=NOW + 5 * HOUR, ends_at=NOW + 6 * HOUR, visit_id=None)
UNASSIGNED = replace(
    LATER, id=3, number="OI-2026-0003", technician_id=None, state=WorkOrderState.UNASSIGNED, starts_at=NOW
)
DONE = replace(LATER, id=4, number="OI-2026-0004", state=WorkOrderState.DONE, starts_at=NOW - 24 * HOUR)


@pytest.fixture
async def house(db: Database) -> Database:
    await furnish(db)
    await furnish(db, LATER, UNASSIGNED, DONE)
    return db


async def desk(db: Database, needs: Needs) -> Facts:
    return await db.write(lambda session: lay_out(session, HOUSE, CAMILLE, TALK, needs, chat_id=101))


def filled(facts: Facts) -> set[str]:
    return {field.name for field in fields(facts) if getattr(facts, field.name)}


async def test_the_visit_in_hand_always_lies_there(house: Database) -> None:
    facts = await desk(house, Needs())
    assert facts.job is not None
    assert (facts.job.visit, facts.job.work_order, facts.job.client, facts.job.site) == (VISIT, ORDER, BAKERY, OVEN)
    assert facts.job.interview == INTERVIEW
    assert set(facts.by_id) == {1, 2}
    assert filled(facts) == {"house", "person", "conversation", "job", "chat_id", "by_id"}


async def test_another_job_is_laid_out_when_asked_for(house: Database) -> None:
    facts = await desk(house, Needs(work_order_id=2))
    assert facts.job is not None
    assert (facts.job.work_order, facts.job.visit) == (LATER, None)


async def test_a_number_that_does_not_exist_leaves_the_desk_empty(house: Database) -> None:
    for needs in (Needs(work_order_id=99), Needs(visit_id=99)):
        assert (await desk(house, needs)).job is None
    assert (await desk(house, Needs(report_id=99, client_id=99, site_id=99))).report is None


async def test_the_agenda_holds_open_jobs_by_appointment(house: Database) -> None:
    facts = await desk(house, Needs(agenda_of=1))
    assert [job.work_order.id for job in facts.agenda] == [1, 2]


async def test_who_is_busy_when(house: Database) -> None:
    facts = await desk(house, Needs(busy_between=(NOW + 2 * HOUR, NOW + 5 * HOUR)))
    assert [job.work_order.id for job in facts.busy] == [1]  # job 2 begins as the window ends, job 3 is nobody's
    facts = await desk(house, Needs(work_order_id=2, busy_of_order=2))
    assert [job.work_order.id for job in facts.busy] == [2]


async def test_lists_for_the_dispatcher_and_the_day(house: Database) -> None:
    facts = await desk(house, Needs(open_work_orders=True))
    assert [job.work_order.id for job in facts.jobs] == [3, 1, 2]
    facts = await desk(house, Needs(jobs_between=(NOW - 25 * HOUR, NOW + HOUR)))
    assert [job.work_order.id for job in facts.jobs] == [4, 3]  # the end of the window is the next day's


async def test_work_counts_on_the_day_it_is_done(house: Database) -> None:
    await furnish(house, replace(VISIT, arrived_at=NOW - 20 * HOUR))
    the_day_before = Needs(jobs_between=(NOW - 24 * HOUR, NOW - HOUR))
    assert 1 in [job.work_order.id for job in (await desk(house, the_day_before)).jobs]
    when_it_was_due = Needs(jobs_between=(NOW, NOW + 2 * HOUR))
    assert 1 not in [job.work_order.id for job in (await desk(house, when_it_was_due)).jobs]


async def test_a_work_order_that_goes_on_counts_on_the_day_of_each_of_its_visits(house: Database) -> None:
    next_week = NOW + 7 * 24 * HOUR
    first = replace(VISIT, state=VisitState.FROZEN, outcome=Outcome.TO_BE_CONTINUED, left_at=NOW + 3 * HOUR)
    second = replace(VISIT, id=2, state=VisitState.OFFERED, arrived_at=None)
    again = replace(ORDER, visit_id=2, state=WorkOrderState.OFFERED, starts_at=next_week, ends_at=next_week + 2 * HOUR)
    await furnish(house, again, first, second, file_of(report(1)))
    today = await desk(house, Needs(jobs_between=(NOW, NOW + 4 * HOUR)))
    assert [(j.work_order.id, j.visit.id) for j in today.jobs if j.visit] == [(1, 1)]
    assert [file.report.visit_id for file in today.reports] == [1]
    then = await desk(house, Needs(jobs_between=(next_week, next_week + HOUR)))
    assert [(j.work_order.id, j.visit.id) for j in then.jobs if j.visit] == [(1, 2)]
    assert then.reports == (), "the report of the first visit is not that day's"
    await furnish(house, replace(second, state=VisitState.FROZEN, arrived_at=NOW + 3 * HOUR))
    both = await desk(house, Needs(jobs_between=(NOW, NOW + 4 * HOUR)))
    assert sorted(j.visit.id for j in both.jobs if j.visit) == [1, 2], "both on the same day"


async def test_the_next_visit_is_proposed_where_its_technician_is_free(house: Database) -> None:
    asked = Needs(visit_id=1, busy_of_next=True)
    assert (await desk(house, asked)).busy == ()
    await furnish(house, replace(VISIT, outcome=Outcome.TO_BE_CONTINUED))
    assert {job.work_order.id for job in (await desk(house, asked)).busy} == {1, 2}


async def test_the_trades_of_a_technician_the_last_one_first(house: Database) -> None:
    more = [replace(VISIT, id=n, trade=trade) for n, trade in ((2, "plumbing"), (3, "maintenance"), (4, "plumbing"))]
    await furnish(house, *more)
    assert (await desk(house, Needs(trades_of=1))).trades == ("plumbing", "maintenance")
    assert (await desk(house, Needs(trades_of=2))).trades == ()


async def test_other_visits_of_a_technician_at_the_same_hours(house: Database) -> None:
    during = (1, NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert len((await desk(house, Needs(visits_of=during))).visits) == 1  # still there: no end
    left = replace(VISIT, left_at=NOW + 2 * HOUR)
    await furnish(house, left)
    assert (await desk(house, Needs(visits_of=during))).visits == ()


async def test_clients_are_found_by_part_of_their_name(house: Database) -> None:
    await furnish(house, Client(id=2, name="Café de l’Étoile"), Client(id=3, name="Étoile 100% Modèle"))
    facts = await desk(house, Needs(clients_matching="etoile"))
    assert [client.id for client in facts.clients] == [2, 3]
    assert [c.id for c in (await desk(house, Needs(clients_matching="ETOI caf"))).clients] == [2]
    assert len((await desk(house, Needs(clients_matching=""))).clients) == 3
    assert (await desk(house, Needs(clients_matching="introuvable"))).clients == ()


async def test_sites_people_and_invitations(house: Database) -> None:
    cellar = Site(id=2, client_id=1, name="Cave", address="1 rue d’Essai")
    asked = Invitation(token_sha256="aa" * 32, name="Noa", role=Role.TECHNICIAN, expires_at=NOW)
    await furnish(house, cellar, asked, replace(DANA, id=5, chat_id=105, enabled=False))
    needs = Needs(sites_of=1, site_id=2, client_id=1, people_with=(Role.DISPATCHER,), invitation="aa" * 32)
    facts = await desk(house, needs)
    assert facts.sites == (OVEN, cellar)
    assert (facts.site, facts.client, facts.invitation) == (cellar, BAKERY, asked)
    assert facts.people == (DANA,)  # the disabled one holds no role any more


async def test_fresh_numbers_not_used_are_given_again_and_tokens_never(house: Database) -> None:
    first = (await desk(house, Needs(fresh=True))).fresh
    second = (await desk(house, Needs(fresh=True))).fresh
    assert first is not None
    assert second is not None
    assert second.visit_id == first.visit_id
    tokens = {token for fresh in (first, second) for token, _ in fresh.tokens}
    assert len(tokens) == 6
    assert all(len(token) >= 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


async def test_a_report_brings_its_own_job(house: Database) -> None:
    earlier = replace(VISIT, id=2, state=VisitState.FROZEN)
    await furnish(house, earlier)
    await furnish(house, file_of(report(1, visit_id=2), replaced=True), file_of(report(2, visit_id=2, version=2)))
    facts = await desk(house, Needs(report_id=1))
    assert facts.report is not None
    assert facts.report.report.version == 1
    assert facts.job is not None
    assert facts.job.visit == earlier  # though another visit is in hand


async def test_the_briefing_tells_of_earlier_visits_at_the_site(house: Database) -> None:
    await furnish(house, replace(VISIT, id=2, state=VisitState.FROZEN))
    await furnish(house, file_of(report(1), replaced=True), file_of(report(2, version=2)))
    await furnish(house, file_of(report(3, visit_id=2, frozen_at=NOW + 9 * HOUR)))
    (latest, earlier) = (await desk(house, Needs(history_of_visit=1))).history
    assert latest.advice == earlier.advice == "Revoir le joint"
    assert latest.anomalies[0].description == "Joint usé"


async def test_materials_used_lately_come_by_how_often(house: Database) -> None:
    rare, common = (ReportMaterial(name=name, quantity=report(1).materials[0].quantity, unit="metre") for name in "RC")
    await furnish(house, replace(VISIT, id=2), replace(VISIT, id=3))
    await furnish(house, file_of(replace(report(1), materials=(common,))))
    await furnish(house, file_of(replace(report(2, visit_id=2), materials=(rare, common))))
    await furnish(house, file_of(replace(report(3, visit_id=3), materials=(rare, common, rare)), replaced=True))
    facts = await desk(house, Needs(materials_of=1))
    assert [(material.name, material.unit, material.quantity) for material in facts.materials] == [
        ("C", "metre", 1),
        ("R", "metre", 1),
    ]


async def test_a_summary_is_claimed_once_a_person_and_day(house: Database) -> None:
    day = date(2026, 3, 2)
    assert not (await desk(house, Needs(summary_for=(2, day)))).summary_sent
    assert await house.write(lambda session: claim_summary(session, 2, day))
    assert not await house.write(lambda session: claim_summary(session, 2, day))
    await furnish(house, SummarySent(person_id=2, local_date=day))
    assert (await desk(house, Needs(summary_for=(2, day)))).summary_sent
    assert not (await desk(house, Needs(summary_for=(1, day)))).summary_sent
    assert await house.read(lambda session: summaries_claimed(session, day)) == {2}
    assert await house.read(lambda session: last_summary(session, 2)) == day
    assert await house.read(lambda session: last_summary(session, 1)) is None


async def test_the_day_comes_with_the_reports_in_force(house: Database) -> None:
    await furnish(house, file_of(report(1), replaced=True), file_of(report(2, version=2), confirmation=word()))
    facts = await desk(house, Needs(jobs_between=(NOW, NOW + 2 * HOUR)))
    assert [file.report.id for file in facts.reports] == [2]
    assert facts.reports[0].confirmation == word()


async def test_a_link_comes_back_as_it_was_given(house: Database) -> None:
    given = Link(token_sha256="bb" * 32, report_id=1, device="client", expires_at=NOW)
    await furnish(house, file_of(report(1)), given)
    assert await house.read(lambda session: link(session, "bb" * 32)) == given
    assert await house.read(lambda session: link(session, "cc" * 32)) is None
