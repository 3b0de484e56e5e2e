"""The summary: three managers in two time zones over a week, with a restart, an outage and the end of summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.people import Role
from demo.people import Person

from acting import assigns, team, whole_visit
from conftest import FR, Stage

pytestmark = pytest.mark.parametrize("starts_at", [datetime(2026, 10, 22, 6, 0, tzinfo=UTC)], indirect=True)
"""A Thursday; summer time ends on Sunday 25 October 2026, in Paris at 03:00, in Toronto not before 1 November."""

DAYS = [date(2026, 10, 22) + timedelta(days=n) for n in range(7)]


async def titles(manager: Person, zone: str) -> list[str]:
    """The first lines of the summaries in a manager's chat."""
    return [m.text.splitlines()[0] for m in await manager.messages() if "Froid Modèle SARL\n" in m.text and not m.mine]


async def test_each_manager_gets_each_day_once(stage: Stage):
    managers = {
        "Dominique Exemple": "Europe/Paris",
        "Maxime Exemple": "Europe/Paris",
        "Sacha Exemple": "America/Toronto",
    }
    for name, zone in managers.items():
        await stage.comes_in(name, Role.MANAGER, time_zone=zone)
    end = datetime(2026, 10, 29, 4, 0, tzinfo=UTC)
    while stage.clock.now() < end:
        here = stage.clock.now().astimezone(ZoneInfo("Europe/Paris"))
        if here.date() == date(2026, 10, 24) and here.hour in (18, 19, 20):
            await stage.passes(60)
            continue  # The service is away at Saturday's hour.
        await stage.service.jobs.send_summaries()
        await stage.service.jobs.send_summaries()
        if here.date() == date(2026, 10, 25) and here.hour == 18:
            await stage.restarts()
            await stage.service.jobs.send_summaries()
        await stage.passes(60)
    for name, zone in managers.items():
        person = stage.people[name]
        await person.sees(FR.date(datetime(2026, 10, 28, 12, tzinfo=UTC), zone), anywhere=True)
        expected = [FR.date(datetime(d.year, d.month, d.day, 12, tzinfo=UTC), zone) for d in DAYS]
        assert await titles(person, zone) == expected, name


async def test_the_days_work_is_in_it_and_it_can_be_had_at_any_time(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await whole_visit(stage, lea)
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER)
    await dominique.says("/summary")
    at_once = await dominique.sees(FR("summary.done", n=1))
    assert "Léa Exemple" in at_once.text
    await stage.passes(12 * 60)
    await stage.service.jobs.send_summaries()
    evening = await dominique.sees(FR("summary.no_word", number="RI-2026-0001", client="Boulangerie Modèle"))
    assert evening.text == at_once.text


def day(on: date) -> str:
    """How a summary names its day."""
    return FR.date(datetime(on.year, on.month, on.day, 12, tzinfo=UTC), "Europe/Paris")


async def goes_to(stage: Stage, moment: datetime) -> None:
    """Move the clock on to a moment, and let the scheduler wake twice, once on each side of a restart."""
    await stage.passes((moment - stage.clock.now()) / timedelta(minutes=1))
    await stage.service.jobs.send_summaries()
    await stage.restarts()
    await stage.service.jobs.send_summaries()
    await stage.service.courier.rest()


async def test_each_day_has_its_own_numbers(stage: Stage):
    camille, lea = await team(stage)
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER)
    await assigns(camille, "Léa Exemple")
    await whole_visit(stage, lea)
    await assigns(camille, "Léa Exemple", client="Hôtel de l’Exemple", when="demain 14h-16h")
    await goes_to(stage, datetime(2026, 10, 22, 16, 29, tzinfo=UTC))
    assert await titles(dominique, "Europe/Paris") == []
    evenings = [datetime(2026, 10, n, 16, 30, tzinfo=UTC) for n in (22, 23, 24)]
    numbers = [{"planned": 1, "done": 1, "not_started": 0}, {"planned": 1, "done": 0, "not_started": 1},
               {"planned": 0, "done": 0, "not_started": 0}]  # fmt: skip
    for evening, expected in zip(evenings, numbers, strict=True):
        await goes_to(stage, evening)
        told = await dominique.sees(day(evening.date()), anywhere=True)
        assert [line for id, n in expected.items() if (line := FR(f"summary.{id}", n=n)) not in told.text] == []
        assert ("Léa Exemple" in told.text) == (expected["done"] > 0), "hours of whoever worked that day"
    assert await titles(dominique, "Europe/Paris") == [day(evening.date()) for evening in evenings]


async def test_days_that_the_service_was_away_for_are_made_up_once_and_in_order(stage: Stage):
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER, time_zone="Europe/Paris")
    await goes_to(stage, datetime(2026, 10, 22, 16, 30, tzinfo=UTC))
    await stage.closes()
    await stage.passes(3 * 24 * 60)
    await stage.opens()
    await goes_to(stage, datetime(2026, 10, 25, 20, 0, tzinfo=UTC))
    await dominique.sees(day(date(2026, 10, 25)), anywhere=True)
    assert await titles(dominique, "Europe/Paris") == [day(date(2026, 10, n)) for n in (22, 23, 24, 25)]


async def test_an_hour_that_comes_twice_in_the_night_of_the_change_brings_one_summary(stage: Stage):
    stage.settings.summary_at = time(2, 30)
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER, time_zone="Europe/Paris")
    await goes_to(stage, datetime(2026, 10, 25, 0, 29, tzinfo=UTC))
    before = await titles(dominique, "Europe/Paris")
    for minutes in (30, 45, 89, 90, 105, 150):  # 02:30 is at 00:30 UTC, and at 01:30 UTC once more
        await goes_to(stage, datetime(2026, 10, 25, tzinfo=UTC) + timedelta(minutes=minutes))
        assert await titles(dominique, "Europe/Paris") == [*before, day(date(2026, 10, 25))]
