"""The summary: three managers in two time zones over a week, with a restart, an outage and the end of summer time."""

from datetime import UTC, date, datetime, timedelta
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
