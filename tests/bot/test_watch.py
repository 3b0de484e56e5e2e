"""How long the messenger was not heard is known at the next start, and told with what is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.watch import Watch
from core.effects import Moment
from core.events import Alerted
from storage.apply import Arrival
from storage.database import Database

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


class Hours:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


class House:
    """One service after the other on the same database."""

    def __init__(self, db: Database, hours: Hours) -> None:
        self.db, self.hours = db, hours
        self.alerts: list[Alerted] = []

    async def submit(self, arrival: Arrival) -> None:
        assert isinstance(arrival.event, Alerted)
        self.alerts.append(arrival.event)

    async def starts(self) -> Watch:
        watch = Watch(self.db, self.submit, self.hours, "Europe/Paris")
        await watch.begin()
        watch.heard()
        await watch.told()
        return watch


@pytest.fixture
def house(db: Database, hours: Hours) -> House:
    return House(db, hours)


def at(alert: Alerted, name: str) -> datetime:
    moment = alert.args[name]
    assert isinstance(moment, Moment)
    return moment.at


async def test_the_first_start_alarms_nobody(house: House) -> None:
    await house.starts()
    assert house.alerts == []


async def test_a_short_restart_alarms_nobody(house: House, hours: Hours) -> None:
    await house.starts()
    hours.now += timedelta(minutes=59)
    await house.starts()
    assert house.alerts == []


async def test_an_hour_away_is_told_from_when_to_when(house: House, hours: Hours) -> None:
    await house.starts()
    hours.now += timedelta(minutes=61)
    await house.starts()
    (alert,) = house.alerts
    assert alert.code == "was_down"
    assert (at(alert, "since"), at(alert, "until")) == (MORNING, hours.now)


async def test_more_than_a_day_away_says_what_the_messenger_has_thrown_away(house: House, hours: Hours) -> None:
    await house.starts()
    hours.now += timedelta(hours=30)
    await house.starts()
    (alert,) = house.alerts
    assert alert.code == "was_down_long"
    assert (at(alert, "since"), at(alert, "gone")) == (MORNING, MORNING + timedelta(hours=6))


async def test_a_service_that_lives_but_hears_nothing_counts_as_away(house: House, hours: Hours) -> None:
    watch = await house.starts()
    hours.now += timedelta(minutes=90)
    watch.heard()
    await watch.told()
    (alert,) = house.alerts
    assert at(alert, "since") == MORNING
