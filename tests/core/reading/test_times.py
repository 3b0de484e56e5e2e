"""Technicians type when they arrived and left, and the moment they mean is read."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Unreadable, read_time

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
TORONTO = ZoneInfo("America/Toronto")

# Tuesday, 17:42 in Paris.
NOW = datetime(2026, 11, 24, 17, 42, 30, tzinfo=PARIS)


def read(text: str, *, now: datetime = NOW, zone: ZoneInfo = PARIS, near: datetime | None = None) -> str:
    """What is read, as a person in the zone sees it."""
    at = read_time(text, now=now, zone=zone, near=near).at
    assert at.tzinfo is UTC
    return at.astimezone(zone).strftime("%d/%m/%Y %H:%M")


def refused(text: str, **how: object) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(text, **how)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "typed",
    [
        *("8h30", "8 h 30", "08h30", "8H30", "08:30", "8:30", "8 : 30", "8.30", "0830", "830", "8 30", "8h30min"),
        *("8:30 am", "8:30am", "8.30 a.m.", "８h３０", "8\u00a0h\u00a030", "08:30:59"),
        *("huit heures trente", "8 heures 30", "8h et demie", "huit heures et demie", "half past eight", "9h moins 30"),
        *("vers 8h30", "à 8h30", "Vers 8h30 environ", "around 8:30", "at 8:30.", "8h30 pile", "arrivé à 8h30"),
        *(
            "aujourd'hui 8h30",
            "aujourd’hui à 8h30",
            "today 8:30",
            "8:30 today",
            "8h30 ce matin",
            "this morning at 8.30",
        ),
        *("ce matin 8h30", "8h30 du matin", "8:30 in the morning", "mardi 8h30", "Tuesday 8:30"),
        *("24/11 8h30", "24/11/2026 8h30", "24/11/26 à 8h30", "24-11-2026 08:30", "24.11.2026 8h30", "24 nov. 8h30"),
        *("2026-11-24 08:30", "2026-11-24T08:30", "2026/11/24 8:30", "Nov 24, 2026 8:30 am", "24th of November 8:30"),
        *("le 24 à 8h30", "the 24th at 8:30", "mardi 24/11 8h30", "mardi 24 novembre 2026 à 8h30"),
    ],
)
def test_many_ways_to_say_half_past_eight_this_morning(typed: str) -> None:
    assert read(typed) == "24/11/2026 08:30"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("8h", "24/11/2026 08:00"),
        ("8", "24/11/2026 08:00"),
        ("8h5", "24/11/2026 08:05"),
        ("5pm", "24/11/2026 17:00"),
        ("5 p.m.", "24/11/2026 17:00"),
        ("12h30 pm", "24/11/2026 12:30"),
        ("12am", "24/11/2026 00:00"),
        ("noon", "24/11/2026 12:00"),
        ("ce midi", "24/11/2026 12:00"),
        ("midi et demi", "24/11/2026 12:30"),
        ("midi moins le quart", "24/11/2026 11:45"),
        ("8h et quart", "24/11/2026 08:15"),
        ("quarter to nine", "24/11/2026 08:45"),
        ("minuit", "24/11/2026 00:00"),
        ("midnight", "24/11/2026 00:00"),
        ("0h10", "24/11/2026 00:10"),
        ("24h", "24/11/2026 00:00"),
        ("tonight 8", "24/11/2026 20:00"),
        ("8h du soir", "23/11/2026 20:00"),
        ("hier 17h", "23/11/2026 17:00"),
        ("17h hier", "23/11/2026 17:00"),
        ("yesterday 5pm", "23/11/2026 17:00"),
        ("5pm yesterday", "23/11/2026 17:00"),
        ("hier soir 8h30", "23/11/2026 20:30"),
        ("avant-hier 9h", "22/11/2026 09:00"),
        ("the day before yesterday 9am", "22/11/2026 09:00"),
        ("il y a 2 jours à 9h", "22/11/2026 09:00"),
        ("a week ago 9:00", "17/11/2026 09:00"),
        ("lundi 8h", "23/11/2026 08:00"),
        ("Monday 8:00", "23/11/2026 08:00"),
        ("mercredi 8h", "18/11/2026 08:00"),
        ("mardi dernier 8h", "17/11/2026 08:00"),
        ("last tuesday 8am", "17/11/2026 08:00"),
        ("lundi 23 à 8h", "23/11/2026 08:00"),
        ("12/03 8h30", "12/03/2026 08:30"),
        ("12/03/2026 8h30", "12/03/2026 08:30"),
        ("25 sept 9h", "25/09/2026 09:00"),
        ("1er novembre 9h", "01/11/2026 09:00"),
        ("25 mar 9h", "25/03/2026 09:00"),
        ("now", "24/11/2026 17:42"),
        ("Maintenant !", "24/11/2026 17:42"),
        ("à l'instant", "24/11/2026 17:42"),
        ("il y a 20 min", "24/11/2026 17:22"),
        ("20 minutes ago", "24/11/2026 17:22"),
        ("il y a 1h30", "24/11/2026 16:12"),
        ("an hour ago", "24/11/2026 16:42"),
        ("il y a une demi-heure", "24/11/2026 17:12"),
    ],
)
def test_what_technicians_type(typed: str, meant: str) -> None:
    assert read(typed) == meant


def test_a_bare_time_is_the_last_one() -> None:
    assert read("18h30") == "23/11/2026 18:30"


def test_a_time_rounded_up_is_still_todays_and_left_to_the_caller() -> None:
    assert read("18h") == "24/11/2026 18:00"
    assert read("mardi 18h") == "24/11/2026 18:00"


@pytest.mark.parametrize(
    ("near", "typed", "meant"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=PARIS), "8h30", "23/11/2026 08:30"),
        (datetime(2026, 11, 23, 22, 0, tzinfo=PARIS), "1h15", "24/11/2026 01:15"),
        (datetime(2026, 11, 23, 0, 30, tzinfo=PARIS), "23h50", "22/11/2026 23:50"),
        (datetime(2026, 11, 23, 22, 0, tzinfo=UTC), "minuit", "24/11/2026 00:00"),
    ],
)
def test_a_bare_time_near_a_known_moment(near: datetime, typed: str, meant: str) -> None:
    assert read(typed, near=near) == meant


def test_explicit_days_ahead_are_read_for_the_caller_to_refuse() -> None:
    assert read("demain 8h") == "25/11/2026 08:00"
    assert read("25/11 8h") == "25/11/2026 08:00"
    assert read("today 23:00") == "24/11/2026 23:00"


def test_over_new_year_a_date_without_year_is_last_years() -> None:
    assert read("31/12 23h", now=datetime(2027, 1, 1, 9, tzinfo=PARIS)) == "31/12/2026 23:00"


@pytest.mark.parametrize(
    ("zone", "typed", "utc"),
    [
        (PARIS, "17h", datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        (REUNION, "17h", datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
        (TORONTO, "5pm", datetime(2026, 11, 23, 22, 0, tzinfo=UTC)),
        (REUNION, "hier 20h", datetime(2026, 11, 23, 16, 0, tzinfo=UTC)),
        (TORONTO, "yesterday 8pm", datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
    ],
)
def test_people_mean_their_own_clock(zone: ZoneInfo, typed: str, utc: datetime) -> None:
    assert read_time(typed, now=NOW, zone=zone).at == utc


def test_midnight_of_a_day_is_its_end_and_said_to_be_unsure() -> None:
    reading = read_time("lundi minuit", now=NOW, zone=PARIS)
    assert reading.at == datetime(2026, 11, 24, 0, 0, tzinfo=PARIS)
    assert reading.ambiguous
    assert not read_time("aujourd'hui minuit", now=NOW, zone=PARIS).ambiguous


class TestWhenClocksChange:
    SPRING = datetime(2026, 3, 29, 12, 0, tzinfo=PARIS)
    AUTUMN = datetime(2026, 10, 25, 12, 0, tzinfo=PARIS)

    @pytest.mark.parametrize("typed", ["2h30", "aujourd'hui 2h30", "29/03 2h30"])
    def test_a_time_that_was_skipped_is_refused_with_its_neighbours(self, typed: str) -> None:
        problem = refused(typed, now=self.SPRING)
        assert problem.code == "time_in_gap"
        assert problem.details == {
            "before": datetime(2026, 3, 29, 1, 30, tzinfo=PARIS),
            "after": datetime(2026, 3, 29, 3, 30, tzinfo=PARIS),
        }

    def test_the_skipped_hour_of_toronto_is_not_skipped_in_paris(self) -> None:
        assert read("8/03 2h30", now=self.SPRING) == "08/03/2026 02:30"
        assert refused("8/03 2h30", now=self.SPRING, zone=TORONTO).code == "time_in_gap"

    def test_of_an_hour_that_came_twice_the_first_is_taken_and_said_to_be_unsure(self) -> None:
        reading = read_time("2h30", now=self.AUTUMN, zone=PARIS)
        assert reading.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert reading.ambiguous

    def test_the_second_when_it_is_nearer_to_what_is_known(self) -> None:
        arrived = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)  # 2:20 for the second time
        reading = read_time("2h30", now=self.AUTUMN, zone=PARIS, near=arrived)
        assert reading.at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    def test_nothing_is_unsure_before_it_came_again(self) -> None:
        between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
        reading = read_time("2h30", now=between, zone=PARIS)
        assert reading.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert not reading.ambiguous


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("bonjour", "time_not_read"),
        ("8h30 ou 9h", "time_not_read"),
        ("il y a longtemps", "time_not_read"),
        ("mar 25 9h", "time_not_read"),  # Tuesday or March?
        ("8h30 " * 40, "time_not_read"),
        ("hier", "hour_missing"),
        ("lundi matin", "hour_missing"),
        ("25h", "hour_impossible"),
        ("8h75", "hour_impossible"),
        ("17h du matin", "hour_impossible"),
        ("13:00 am", "hour_impossible"),
        ("31/02 8h", "day_impossible"),
        ("31/02/2026 8h", "day_impossible"),
        ("11/24 8h", "day_impossible"),  # dates are day first, for everyone
        ("12/03/1926 8h", "day_impossible"),
        ("lundi 24/11 8h", "weekday_mismatch"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    assert refused(typed).code == code


def test_a_wrong_weekday_names_the_date_and_the_weekday() -> None:
    assert refused("lundi 24/11 8h").details == {"date": date(2026, 11, 24), "weekday": 0}


@given(
    st.dates(date(2010, 1, 1), date(2090, 1, 1)),
    st.times(),
    st.sampled_from([PARIS, REUNION, TORONTO]),
    st.sampled_from(["%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %Hh%M", "le %d-%m-%Y à %I:%M %p", "%B %d, %Y %H%M"]),
)
def test_a_printed_moment_reads_back_as_itself(day: date, clock: time, zone: ZoneInfo, shape: str) -> None:
    moment = datetime.combine(day, clock.replace(second=0, microsecond=0), UTC).astimezone(zone)
    reading = read_time(moment.strftime(shape), now=datetime(2091, 1, 1, tzinfo=UTC), zone=zone)
    if reading.ambiguous:
        assert reading.at == moment.replace(fold=0).astimezone(UTC)
    else:
        assert reading.at == moment.astimezone(UTC)


@given(
    st.builds(datetime.combine, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.times(), st.just(UTC)),
    st.times(),
    st.sampled_from([PARIS, REUNION, TORONTO]),
)
def test_a_bare_time_is_within_a_day_and_at_most_half_an_hour_ahead(now: datetime, clock: time, zone: ZoneInfo) -> None:
    try:
        at = read_time(f"{clock:%Hh%M}", now=now, zone=zone).at
    except Unreadable as problem:
        if problem.code != "time_in_gap":
            raise
        return
    assert now - timedelta(hours=25) < at <= now + timedelta(minutes=30)
