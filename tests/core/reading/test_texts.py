"""What people write is kept as they wrote it, without what can hide or turn text around."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.reading import Unreadable, clean_line, clean_text
from tests.hostile import MARKUP, NOTHING, SEEN, UNSEEN

SEEN_OF = {
    "controls": "abcdef\ngh", "terminal": "avant[2J[31mrouge]8;;http://exemple.examplelien1m",
    "override": "facturegpj.exe", "embeddings": "abcdefgh", "marks": "123456", "no width": "motdepasse",
    "fillers": "a b", "variants": "abcd", "tags": "ok", "halves": "abcd", "no characters": "abcde",
    "specials": "abcdef",
}  # fmt: skip
"""What a reader sees of the table's texts."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Remplacé le filtre.\r\nEssai : ok\rFin", "Remplacé le filtre.\nEssai : ok\nFin"),
        ("a\tb", "a b"),
        ("a\x00b\x07c\x1b[31m\x9b", "abc[31m"),
        ("a\ud800b", "ab"),
        ("facture\u202egpj.exe\u2066x\u2069", "facturegpj.exex"),
        ("<b>gras</b> & *étoile* _x_ =1+1", "<b>gras</b> & *étoile* _x_ =1+1"),
        ("👨‍🔧 ok 👍🏽 e\u0301", "👨‍🔧 ok 👍🏽 e\u0301"),
        ("  deux  espaces ", "  deux  espaces "),
        ("mot\u200dde\u200bpas\u2060se\xad\ufeff \u200fici\u061c", "motdepasse ici"),
        ("می\u200cخواهم ❤️\u200d🔥 1️⃣ ©️", "می\u200cخواهم ❤️\u200d🔥 1️⃣ ©️"),
        ("x\ufe0f\U000e0061\U000e0100 1\ufe0f", "x 1"),
        (
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("Z\u0310\u0311\u0312\u0313\u0314\u0315\u0316a", "Z\u0310\u0311\u0312\u0313a"),
        ("\ufdd0\uffff\U0001ffffnon\u3164oui\u2800!", "nonoui !"),
        ("haut" + "\n" * 1000 + "bas", "haut\n\n\nbas"),
        ("un\n\n\ndeux\n \n trois", "un\n\n\ndeux\n \n trois"),
    ],
)
def test_only_what_does_harm_is_taken_away(typed: str, kept: str) -> None:
    assert clean_text(typed, limit=100) == kept


@pytest.mark.parametrize("typed", ["", " \n\t", "\x00\x01", "\u202e", "\u200b\ufeff"])
def test_nothing_visible_is_empty(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        clean_text(typed, limit=100)
    assert caught.value.code == "empty"


@pytest.mark.parametrize("typed", [*MARKUP.values(), *SEEN.values()])
def test_what_can_be_seen_is_kept_as_typed(typed: str) -> None:
    assert clean_text(typed, limit=10_000) == typed


@pytest.mark.parametrize(("typed", "kept"), [(text, SEEN_OF[name]) for name, text in UNSEEN.items()])
def test_what_cannot_be_seen_is_gone(typed: str, kept: str) -> None:
    assert clean_text(typed, limit=10_000) == kept


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_at_all_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable) as caught:
        clean_line(typed, limit=10_000)
    assert caught.value.code == "empty"


def test_too_long_names_the_limit_and_the_length() -> None:
    assert clean_text("é" * 100, limit=100) == "é" * 100
    with pytest.raises(Unreadable) as caught:
        clean_text("é" * 101, limit=100)
    assert caught.value.code == "too_long"
    assert caught.value.details == {"limit": 100, "length": 101}


@given(st.text(st.characters(exclude_categories=[])))
def test_cleaning_twice_changes_nothing_more_and_can_be_stored(text: str) -> None:
    try:
        cleaned = clean_text(text, limit=1000)
    except Unreadable:
        return
    assert clean_text(cleaned, limit=1000) == cleaned
    assert cleaned.encode()
    assert "\r" not in cleaned
    assert not any(category(char) in ("Cc", "Cs") for char in cleaned if char != "\n")


@given(st.text(st.characters(exclude_categories=[])))
def test_a_name_stands_on_one_line(text: str) -> None:
    try:
        name = clean_line(text, limit=1000)
    except Unreadable:
        return
    assert name == " ".join(name.split())
    assert name.isprintable() or not name.isascii()
