"""People type anything; what no font can print is shown as what it is, never dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pdf_parts.glyphs import first_unknown, needs_spare, printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Déjà vu à l’œil : 3,5 m² à 20 °C, ½ pièce, 12 €", "Déjà vu à l’œil : 3,5 m² à 20 °C, ½ pièce, 12 €"),
        ("Très bien 😀", "Très bien [U+1F600]"),
        ("👍🏽 ok", "[U+1F44D U+1F3FD] ok"),
        ("fait ✓ reste ☐ note ★", "fait √ reste [ ] note [*]"),
        ("porte → cave", "porte → cave"),
        ("φ Ω Ж привет", "φ Ω Ж привет"),
        ("你好", "[U+4F60 U+597D]"),
        ("facture\u202egpj.exe", "facture[U+202E]gpj.exe"),
        ("bip\x07\x00", "bip[U+0007 U+0000]"),
        ("e\u0301te\u0301", "été"),
        ("10\u202f000\u2009m", "10\u00a0000 m"),
        ("zéro\u200blargeur\ufeff", "zérolargeur"),
        ("un\r\ndeux\ttrois", "un\ndeux trois"),
        ("\ue000", "[U+E000]"),
        ("😀😀😀👍", "[U+1F600 ×3 U+1F44D]"),
        ("\u2068مخبز\u2069", "[U+0645 U+062E U+0628 U+0632]"),
        (
            "".join(chr(0x4E00 + n) for n in range(90)),
            "[" + " ".join(f"U+{0x4E00 + n:04X}" for n in range(40)) + " … +50]",
        ),
    ],
)
def test_typed_text_as_it_is_printed(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@given(st.text())
def test_whatever_is_typed_ends_in_characters_that_the_fonts_have(typed: str) -> None:
    once = printable(typed)
    assert printable(once) == once
    assert not any(ord(char) < 32 for char in once if char != "\n")


def test_the_first_sign_that_no_font_has_is_told() -> None:
    assert first_unknown("Très bien 😀👍") == "😀"
    assert first_unknown("Très bien √ [U+1] Ж") is None


def test_the_spare_font_is_loaded_only_where_it_is_needed() -> None:
    assert not needs_spare(printable("Élève à Żółw, 20 µm 😀"))
    assert needs_spare("Ж")
