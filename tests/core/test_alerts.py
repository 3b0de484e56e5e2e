"""The administrators hear of a trouble once a day, in their own time zone, and nobody else does."""

from datetime import UTC, datetime, timedelta

from core.effects import Moment, Say
from core.events import Alerted
from core.facts import AlertTold, Facts
from core.people import Person, Role
from core.step import needs, step

from table import HOUSE

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
ANNA = Person(id=1, name="Anna Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=1)
TOM = Person(id=2, name="Tom Sample", roles=frozenset({Role.ADMINISTRATOR}), chat_id=2, time_zone="America/Toronto")


def trouble(about: str = "") -> Alerted:
    since = Moment(at=NOW - timedelta(hours=3), zone="Europe/Paris", style="short")
    return Alerted(at=NOW, code="was_down", about=about, args={"since": since, "until": since})


def told(facts: Facts, event: Alerted) -> list[int]:
    return [effect.to for effect in step(facts, event, NOW).effects if isinstance(effect, Say)]


def desk(*people: Person, told_at: datetime | None = None) -> Facts:
    return Facts(HOUSE, people=people, alert_told_at=told_at)


def test_it_asks_for_the_administrators_and_for_when_they_were_told_last():
    wanted = needs(HOUSE, None, None, trouble("x"))
    assert wanted.people_with == (Role.ADMINISTRATOR,)
    assert wanted.alert == "was_down:x"


def test_each_is_told_in_their_own_time():
    decision = step(desk(ANNA, TOM), trouble(), NOW)
    says = [effect for effect in decision.effects if isinstance(effect, Say)]
    assert [effect.to for effect in says] == [1, 2]
    zones = [effect.message.lines[0].args["since"].zone for effect in says]  # type: ignore[union-attr]
    assert zones == [HOUSE.company.time_zone, "America/Toronto"]
    assert decision.saves == (AlertTold(key="was_down:", at=NOW),)


def test_the_same_trouble_within_a_day_is_not_told_again():
    assert told(desk(ANNA, told_at=NOW - timedelta(hours=23)), trouble()) == []
    assert told(desk(ANNA, told_at=NOW - timedelta(hours=25)), trouble()) == [1]


def test_a_clock_that_was_set_back_silences_nothing_for_long():
    assert told(desk(ANNA, told_at=NOW + timedelta(days=300)), trouble()) == [1]


def test_nobody_to_tell_is_no_trouble_of_its_own():
    assert told(desk(), trouble()) == []
