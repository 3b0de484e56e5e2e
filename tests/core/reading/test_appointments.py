"""Dispatchers type when a technician is expected."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Unreadable, Window, read_window

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
TORONTO = ZoneInfo("America/Toronto")

# Tuesday, 10:15 in Paris.
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=PARIS)


def window(text: str, *, now: datetime = NOW, zone: ZoneInfo = PARIS) -> Window:
    return read_window(text, now=now, zone=zone)


def shown(text: str, *, now: datetime = NOW, zone: ZoneInfo = PARIS) -> str:
    """The window as a person in the zone sees it."""
    read = window(text, now=now, zone=zone)
    assert read.start.tzinfo is UTC
    assert read.end.tzinfo is UTC
    start, end = read.start.astimezone(zone), read.end.astimezone(zone)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%d/%m %H:%M}"
    return f"{start:%a %d/%m/%Y %H:%M}-{last}"


@pytest.mark.parametrize(
    "typed",
    [
        *("demain 8h30-10h", "tomorrow 8:30-10", "demain 8h30 - 10h00", "demain 8h30 – 10h", "demain 8h30 10h"),
        *("demain de 8h30 à 10h", "demain entre 8h30 et 10h", "between 8:30 and 10 tomorrow", "tomorrow 8:30 to 10"),
        *("tomorrow from 8:30 am until 10 am", "tomorrow 8.30-10.00", "demain 0830-1000", "8h30-10h demain"),
        *("demain 8h30 jusqu'à 10h", "demain matin 8h30-10h", "demain 8h30 pendant 1h30", "tomorrow 8:30 for 90 min"),
        *("25/11 8h30 10h", "25/11/2026 de 8h30 à 10h", "2026-11-25 08:30-10:00", "25 novembre 8h30-10h"),
        *("mercredi 8h30-10h", "Wednesday 8:30-10", "mercredi 25/11 8h30-10h", "Nov 25 8:30am-10am", "le 25 8h30/10h"),
        *("dans 1 jour 8h30-10h", "in a day 8:30-10:00", "the 25th 8:30-10", "25-11-2026 8h30-10h"),
    ],
)
def test_many_ways_to_say_tomorrow_half_past_eight_to_ten(typed: str) -> None:
    assert shown(typed) == "Wed 25/11/2026 08:30-10:00"
    assert not window(typed).assumed_end
    assert not window(typed).ambiguous


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aujourd'hui 14h-16h", "Tue 24/11/2026 14:00-16:00"),
        ("14h-16h", "Tue 24/11/2026 14:00-16:00"),
        ("demain matin", "Wed 25/11/2026 08:00-12:00"),
        ("tomorrow morning", "Wed 25/11/2026 08:00-12:00"),
        ("demain après-midi", "Wed 25/11/2026 13:30-17:30"),
        ("tomorrow afternoon", "Wed 25/11/2026 13:30-17:30"),
        ("cet après-midi", "Tue 24/11/2026 13:30-17:30"),
        ("lundi matin", "Mon 30/11/2026 08:00-12:00"),
        ("après-demain 8h-9h", "Thu 26/11/2026 08:00-09:00"),
        ("lundi 8h-9h", "Mon 30/11/2026 08:00-09:00"),
        ("mardi prochain 9h-10h", "Tue 01/12/2026 09:00-10:00"),
        ("mardi semaine prochaine 9h-11h", "Tue 01/12/2026 09:00-11:00"),
        ("thursday next week 9-11am", "Thu 03/12/2026 09:00-11:00"),
        ("dans 2 jours 9h-10h", "Thu 26/11/2026 09:00-10:00"),
        ("in two weeks 9:00-10:00", "Tue 08/12/2026 09:00-10:00"),
        ("Nov 25 9am-11am", "Wed 25/11/2026 09:00-11:00"),
        ("Nov 25th, 2026 9-11am", "Wed 25/11/2026 09:00-11:00"),
        ("tomorrow 2-4pm", "Wed 25/11/2026 14:00-16:00"),
        ("tomorrow 11-1pm", "Wed 25/11/2026 11:00-13:00"),
        ("tomorrow afternoon 2-4", "Wed 25/11/2026 14:00-16:00"),
        ("demain 8h à midi", "Wed 25/11/2026 08:00-12:00"),
        ("demain 22h-2h", "Wed 25/11/2026 22:00-26/11 02:00"),
        ("demain 20h à minuit", "Wed 25/11/2026 20:00-26/11 00:00"),
        ("12/03 9h-10h", "Fri 12/03/2027 09:00-10:00"),
        ("le 3 9h-10h", "Thu 03/12/2026 09:00-10:00"),
        ("lundi 30 9h-10h", "Mon 30/11/2026 09:00-10:00"),
        ("jeudi 10 de 14h à 16h", "Thu 10/12/2026 14:00-16:00"),
        ("Monday the 30th 9-10am", "Mon 30/11/2026 09:00-10:00"),
        ("vendredi 10 à 14h", "Fri 27/11/2026 10:00-14:00"),  # the 10th is a Thursday
        ("Thursday 10 to 14h", "Thu 26/11/2026 10:00-14:00"),
        ("jeudi 10-14h", "Thu 26/11/2026 10:00-14:00"),
        ("aujourd'hui 8h-9h", "Tue 24/11/2026 08:00-09:00"),
    ],
)
def test_what_dispatchers_type(typed: str, meant: str) -> None:
    assert shown(typed) == meant
    assert not window(typed).assumed_end


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lundi 14h", "Mon 30/11/2026 14:00-15:00"),
        ("lundi 30 à 9h", "Mon 30/11/2026 09:00-10:00"),
        ("25 novembre 9h", "Wed 25/11/2026 09:00-10:00"),
        ("tomorrow 2pm", "Wed 25/11/2026 14:00-15:00"),
        ("demain midi", "Wed 25/11/2026 12:00-13:00"),
    ],
)
def test_without_an_end_an_hour_is_assumed_and_said(typed: str, meant: str) -> None:
    assert shown(typed) == meant
    assert window(typed).assumed_end


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("jeudi prochain 9h-10h", "Thu 26/11/2026 09:00-10:00"),  # or the week after
        ("mardi 14h-15h", "Tue 24/11/2026 14:00-15:00"),  # typed on a Tuesday
        ("jeudi 10 à 14h", "Thu 10/12/2026 14:00-15:00"),  # or this Thursday from 10 to 14
        ("tomorrow 2-4", "Wed 25/11/2026 02:00-04:00"),  # in the afternoon?
    ],
)
def test_what_could_be_meant_otherwise_is_marked(typed: str, taken: str) -> None:
    assert shown(typed) == taken
    assert window(typed).ambiguous


def test_a_weekday_that_is_over_today_is_next_weeks() -> None:
    assert shown("mardi 8h-9h") == "Tue 01/12/2026 08:00-09:00"
    assert not window("mardi 8h-9h").ambiguous


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        (PARIS, datetime(2026, 11, 25, 7, 30, tzinfo=UTC)),
        (REUNION, datetime(2026, 11, 25, 4, 30, tzinfo=UTC)),
        (TORONTO, datetime(2026, 11, 25, 13, 30, tzinfo=UTC)),
    ],
)
def test_the_clock_is_the_sites(zone: ZoneInfo, start: datetime) -> None:
    read = window("demain 8h30-10h", zone=zone)
    assert read.start == start
    assert read.end - read.start == timedelta(minutes=90)


class TestWhenClocksChange:
    def test_a_skipped_hour_is_refused_with_its_neighbours(self) -> None:
        with pytest.raises(Unreadable) as caught:
            window("28/03/2027 2h30-4h")
        assert caught.value.code == "time_in_gap"
        assert caught.value.details == {
            "before": datetime(2027, 3, 28, 1, 30, tzinfo=PARIS),
            "after": datetime(2027, 3, 28, 3, 30, tzinfo=PARIS),
        }

    def test_a_window_across_the_double_hour_keeps_its_times(self) -> None:
        read = window("31/10/2027 1h30-4h")
        assert read.end - read.start == timedelta(hours=3, minutes=30)

    def test_the_double_hour_itself_is_unsure(self) -> None:
        read = window("31/10/2027 02:30-04:00")
        assert read.start == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
        assert read.ambiguous


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("bientôt", "time_not_read"),
        ("demain 8 10", "time_not_read"),  # ten past eight, or until ten?
        ("demain 8h ou 9h", "time_not_read"),
        ("demain", "hour_missing"),
        ("demain soir", "hour_missing"),
        ("8-10", "day_missing"),
        ("8h-9h", "day_missing"),  # over today
        ("demain 25h", "hour_impossible"),
        ("31/11 9h", "day_impossible"),
        ("lundi 25/11 9h", "weekday_mismatch"),
        ("mardi 30 à 9h", "weekday_mismatch"),
        ("demain 14h-10h", "end_before_start"),
        ("demain 8h-8h", "end_before_start"),
        ("demain 8h pendant 0 min", "end_before_start"),
        ("hier 9h-10h", "in_the_past"),
        ("20/11 9h", "in_the_past"),
        ("2025-11-25 9h", "in_the_past"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        window(typed)
    assert caught.value.code == code


def test_the_past_names_its_date() -> None:
    with pytest.raises(Unreadable) as caught:
        window("hier 9h-10h")
    assert caught.value.details == {"date": date(2026, 11, 23)}


@given(
    st.builds(datetime.combine, st.dates(date(2026, 11, 25), date(2090, 1, 1)), st.times()),
    st.integers(1, 11 * 60),
    st.sampled_from([PARIS, REUNION, TORONTO]),
    st.sampled_from(
        [("%d/%m/%Y %Hh%M", "-%Hh%M"), ("%Y-%m-%d %H:%M", " to %H:%M"), ("le %d/%m/%Y de %Hh%M", " à %H:%M")]
    ),
)
def test_a_printed_window_reads_back_as_itself(
    start: datetime, minutes: int, zone: ZoneInfo, shape: tuple[str, str]
) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    try:
        read = window(start.strftime(shape[0]) + end.strftime(shape[1]), zone=zone)
    except Unreadable as problem:
        if problem.code != "time_in_gap":
            raise
        return
    assert read.start.astimezone(zone).replace(tzinfo=None) == start
    assert read.end.astimezone(zone).replace(tzinfo=None) == end
    assert read.start < read.end
