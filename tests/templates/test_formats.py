"""Times, lengths and numbers, as a person of each language reads them. `_` stands for a space that does not break."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.report import CheckLine
from core.visit import Answer
from templates import formats
from templates.wording import wording

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def plain(text: str) -> str:
    assert "\u202f" not in text, "the PDF's fonts have no narrow space"
    return text.replace("\u00a0", "_")


def test_a_time_is_told_in_the_zone_of_the_place() -> None:
    assert formats.time(MORNING, "Europe/Paris", "fr") == "08:30"
    assert formats.time(MORNING, "Indian/Reunion", "en") == "11:30"


def test_the_hour_moves_with_winter_time() -> None:
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert formats.time(before, "Europe/Paris", "fr") == formats.time(after, "Europe/Paris", "fr") == "02:30"
    assert formats.zone_label(before, "Europe/Paris", "fr") == "Paris (UTC+2)"
    assert formats.zone_label(after, "Europe/Paris", "fr") == "Paris (UTC+1)"


@pytest.mark.parametrize(
    ("zone", "language", "label"),
    [
        ("Europe/London", "fr", "Londres (UTC)"),
        ("Europe/London", "en", "London (UTC)"),
        ("Asia/Kolkata", "en", "Kolkata (UTC+5:30)"),
        ("America/New_York", "en", "New York (UTC−5)"),
        ("America/St_Johns", "en", "St. John’s (UTC−3:30)"),
    ],
)
def test_a_zone_has_a_name_people_know(zone: str, language: str, label: str) -> None:
    assert formats.zone_label(MORNING, zone, language) == label  # type: ignore[arg-type]


def test_days_in_both_languages() -> None:
    assert formats.date(MORNING, "Europe/Paris", "fr") == "mardi 24 novembre 2026"
    assert formats.date(MORNING, "Europe/Paris", "en") == "Tuesday, 24 November 2026"
    assert plain(formats.moment(MORNING, "Europe/Paris", "fr")) == "mardi 24 novembre 2026 à_08:30"
    assert plain(formats.moment(MORNING, "Europe/Paris", "en")) == "Tuesday, 24 November 2026 at_08:30"


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    assert formats.date(first, "Europe/Paris", "fr") == "dimanche 1er novembre 2026"
    assert formats.date(first, "Europe/Paris", "en") == "Sunday, 1 November 2026"


def test_late_in_the_evening_it_is_already_tomorrow_elsewhere() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert formats.date(late, "Europe/Paris", "fr") == "mercredi 25 novembre 2026"
    assert formats.date(late, "America/New_York", "fr") == "mardi 24 novembre 2026"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0_min"), (45, "45_min"), (60, "1_h_00"), (65, "1_h_05"), (26 * 60, "26_h_00"), (-20, "−20_min")],
)
def test_lengths_of_time(minutes: int, told: str) -> None:
    assert plain(formats.span(timedelta(minutes=minutes))) == told


def test_seconds_are_cut_not_rounded() -> None:
    assert plain(formats.span(timedelta(minutes=64, seconds=59))) == "1_h_04"
    assert plain(formats.span(timedelta(seconds=-30))) == "0_min"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("3.5", "3,5", "3.5"),
        ("2.00", "2", "2"),
        ("1250", "1250", "1250"),
        ("0.125", "0,125", "0.125"),
        ("1E+3", "1000", "1000"),
        ("-2.50", "-2,5", "-2.5"),
    ],
)
def test_numbers(value: str, french: str, english: str) -> None:
    assert formats.number(Decimal(value), "fr") == french
    assert formats.number(Decimal(value), "en") == english


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        ("3.5", "m", "3,5_m", "3.5_m"),
        ("1", "piece", "1_pièce", "1_piece"),
        ("2", "piece", "2_pièces", "2_pieces"),
        ("2.0", "box", "2_boîtes", "2_boxes"),
        ("1.5", "box", "1,5_boîte", "1.5_boxes"),
        ("4", "m2", "4_m²", "4_m²"),
        ("-18", "°C", "-18_°C", "-18_°C"),
        ("7", "", "7", "7"),
    ],
)
def test_quantities(value: str, unit: str, french: str, english: str) -> None:
    assert plain(wording("fr").quantity(Decimal(value), unit)) == french
    assert plain(wording("en").quantity(Decimal(value), unit)) == english


@pytest.mark.parametrize(
    ("answer", "unit", "french"),
    [
        (None, "", "Non renseigné"),
        (Answer(skipped=True), "", "Non renseigné"),
        (Answer(yes=True), "", "Oui"),
        (Answer(yes=False), "", "Non"),
        (Answer(number=Decimal("1.20")), "kg", "1,2_kg"),
        (Answer(number=Decimal(0)), "bar", "0_bar"),
        (Answer(choice="r32"), "", "R32 — fluide"),
        (Answer(text="<b>à voir</b> {x}"), "", "<b>à voir</b> {x}"),
    ],
)
def test_answers_of_the_checklist(answer: Answer | None, unit: str, french: str) -> None:
    label = "R32 — fluide" if answer and answer.choice else None
    line = CheckLine(question_id="q", question="Question", answer=answer, choice=label, unit=unit)
    assert plain(wording("fr").check_value(line)) == french
