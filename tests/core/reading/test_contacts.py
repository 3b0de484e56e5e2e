"""Dispatchers type phone numbers and mail addresses of clients."""

import pytest

from core.reading import Unreadable, read_email, read_phone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0199000000", "01 99 00 00 00"),
        ("01.99.00.00.00", "01 99 00 00 00"),
        ("0262 00 00 00", "0262 00 00 00"),
        ("+33199000000", "+33 1 99 00 00 00"),
        ("0033199000000", "+33 1 99 00 00 00"),
        ("+33 (0)1 99 00 00 00", "+33 1 99 00 00 00"),
        ("+262262000000", "+262 262 00 00 00"),
        ("+14165550100", "+1 416 555 0100"),
        ("(416) 555-0100", "416 555 0100"),
        ("4165550100", "416 555 0100"),
        ("tél : 01 99 00 00 00", "01 99 00 00 00"),
        ("tel:+33199000000", "+33 1 99 00 00 00"),
        ("555100", "555100"),
    ],
)
def test_phones(typed: str, kept: str) -> None:
    assert read_phone(typed) == kept
    assert read_phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("12345", "phone_length"),
        ("1" * 16, "phone_length"),
        ("demander Camille", "phone_not_read"),
        ("01 99 00 00 00 poste 3", "phone_not_read"),
        ("01 99 00 00 00 +", "phone_not_read"),
    ],
)
def test_what_is_not_a_phone(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_phone(typed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Camille.Exemple@Boulangerie.Example", "Camille.Exemple@boulangerie.example"),
        (" mailto:camille+bons@exemple.example ", "camille+bons@exemple.example"),
        ("<c@sous.domaine.example>", "c@sous.domaine.example"),
        ("c@modèle.example", "c@modèle.example"),
    ],
)
def test_addresses(typed: str, kept: str) -> None:
    assert read_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("camille", "c@exemple", "c..x@exemple.example", "c@-a.example", "c@a..example", "c x@a.example"),
        *("c@a.example\nBcc: d@a.example", "camïlle@a.example", "c@a.example, d@a.example", f"{'c' * 65}@a.example"),
        f"c@{'a.' * 130}example",
    ],
)
def test_what_is_not_an_address(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_email(typed)
    assert caught.value.code == "email_not_read"
