"""Technicians type what they used; a wrong quantity would cost more than a 1 that is corrected."""

from decimal import Decimal
from typing import get_args

import pytest

from core.reading import MaterialText, Unit, Unreadable, read_material, read_materials


@pytest.mark.parametrize(
    ("typed", "quantity", "unit", "name"),
    [
        ("2 x filtre 20µ", "2", "piece", "filtre 20µ"),
        ("2x filtre 20µ", "2", "piece", "filtre 20µ"),
        ("2 × filtre  20µ", "2", "piece", "filtre 20µ"),
        ("filtre 20µ x2", "2", "piece", "filtre 20µ"),
        ("filtre 400x200 (x2)", "2", "piece", "filtre 400x200"),
        ("filtre 2 pcs", "2", "piece", "filtre"),
        ("2 filtres", "2", "piece", "filtres"),
        ("deux filtres", "2", "piece", "filtres"),
        ("4 vis M6", "4", "piece", "vis M6"),
        ("2 tés cuivre", "2", "piece", "tés cuivre"),
        ("3 pcs joint torique", "3", "piece", "joint torique"),
        ("2 pièces de rechange", "2", "piece", "rechange"),
        ("3,5 m tube cuivre", "3.5", "m", "tube cuivre"),
        ("3.5m tube cuivre", "3.5", "m", "tube cuivre"),
        ("tube cuivre 3,5 m", "3.5", "m", "tube cuivre"),
        ("3 mètres de câble 3G1,5", "3", "m", "câble 3G1,5"),
        ("câble 3G1,5 10 m", "10", "m", "câble 3G1,5"),
        ("10 cm de durite", "10", "cm", "durite"),
        ("5 m² isolant", "5", "m2", "isolant"),
        ("1.2 kg R449A", "1.2", "kg", "R449A"),
        ("1,2kg R32", "1.2", "kg", "R32"),
        ("R-410A 0,850 kg", "0.850", "kg", "R-410A"),
        ("500 g brasure", "500", "g", "brasure"),
        ("10 ml huile", "10", "ml", "huile"),
        ("huile : 1,5 l", "1.5", "l", "huile"),
        ("2 litres d’eau glycolée", "2", "l", "eau glycolée"),
        ("1/2 rouleau d'adhésif", "0.5", "roll", "adhésif"),
        ("½ rouleau d'adhésif", "0.5", "roll", "adhésif"),
        ("2 boîtes de vis", "2", "box", "vis"),
        ("2 x boîtes de vis", "2", "box", "vis"),
        ("2 boxes of screws", "2", "box", "screws"),
        ("1 bag of cement", "1", "bag", "cement"),
        ("2 bouteilles azote", "2", "bottle", "azote"),
        ("3 packs of batteries", "3", "pack", "batteries"),
        ("2h main d'oeuvre", "2", "h", "main d'oeuvre"),
        ("2h30 main d'oeuvre", "2.5", "h", "main d'oeuvre"),
        ("2h20 main d'oeuvre", "140", "min", "main d'oeuvre"),
        ("main d'œuvre 2h", "2", "h", "main d'œuvre"),
        ("- 2 filtres", "2", "piece", "filtres"),
        ("2 boîtes", "2", "piece", "boîtes"),
    ],
)
def test_a_quantity_that_is_clearly_said(typed: str, quantity: str, unit: str, name: str) -> None:
    assert read_material(typed) == MaterialText(name, Decimal(quantity), unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        *("filtre", "filtre 20µ", "R449A", "M6", "tube 22", "filtre G4", "filtre 2", "Filtre à air"),
        *("panneau 60 x 60", "vis M6 x20", "tube 22mm x2", "3x2,5 câble", "3 x 2,5 mm² câble", "2 x 100W ampoule"),
        *("22 mm tube cuivre", "16 A disjoncteur", "230 V relais", "3 way valve", "2 en 1 nettoyant", "2XL gants"),
        *("1/2 raccord", "3/4 vanne", "1,5 tube", "1 200 vis", "1 200 m câble", "4512 joint"),
        *("extincteur 6 kg", "ballon 200 l", "climatiseur 50 m2", "minuterie 24 h", "échelle de 3 m", "24h/24 service"),
        *("2 filtres x3", "ref joint", "ref 4512 x2", "two way radio"),
        *("<b>filtre</b>", "*filtre*", "=SUM(A1)"),
    ],
)
def test_what_is_not_clearly_a_quantity_stays_in_the_name(typed: str) -> None:
    read = read_material(typed)
    if typed == "1 filtre, 2 joints":
        assert read == MaterialText("filtre, 2 joints")
    else:
        assert read == MaterialText(typed)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("réf. AB-123 2 x joint", MaterialText("joint", Decimal(2), reference="AB-123")),
        ("joint ref AB-123", MaterialText("joint", reference="AB-123")),
        ("joint (réf. 12.345-A) x2", MaterialText("joint", Decimal(2), reference="12.345-A")),
        ("2 joints, référence : 4512", MaterialText("joints", Decimal(2), reference="4512")),
        ("3 m tube cuivre P/N 77/12", MaterialText("tube cuivre", Decimal(3), "m", "77/12")),
        ("Ref #X1000 pump", MaterialText("pump", reference="X1000")),
    ],
)
def test_references_are_told_apart(typed: str, read: MaterialText) -> None:
    assert read_material(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "empty"),
        ("--", "empty"),
        ("2", "name_missing"),
        ("10 ml", "name_missing"),
        ("0 x filtre", "quantity_zero"),
        ("0 m tube", "quantity_zero"),
        ("a" * 201, "too_long"),
    ],
)
def test_what_cannot_be_read_says_why(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_material(typed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "typed", ["2 filtres\n3 m tube\n\njoint", "2 filtres; 3 m tube ;joint", "2 filtres + 3 m tube + joint"]
)
def test_several_at_once(typed: str) -> None:
    assert read_materials(typed) == (
        MaterialText("filtres", Decimal(2)),
        MaterialText("tube", Decimal(3), "m"),
        MaterialText("joint"),
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Aucune.", "said_none"), ("none", "said_none"), (" ; \n", "empty"), ("vis;" * 61, "too_many")],
)
def test_no_list(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_materials(typed)
    assert caught.value.code == code


def test_one_bad_line_refuses_the_message_rather_than_losing_the_line() -> None:
    with pytest.raises(Unreadable):
        read_materials("2 filtres\n0 x joint")


def test_every_unit_has_a_code_that_a_wording_can_name() -> None:
    assert {read_material(f"2 {word} de rien").unit for word in ("m", "kg", "h", "boîtes")} <= set(get_args(Unit))
