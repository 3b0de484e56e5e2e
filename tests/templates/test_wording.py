"""Words put together: whatever people type stays text, emphasis lands where Telegram counts it, mistakes are loud."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.effects import AnyEffect, Argument, Figure, Message, Moment, Phrase, Say, Span, say, typed
from core.people import Language
from core.reading import utf16_length
from templates.wording import UnknownWording, Wording
from templates.wording.rich import apart, parse

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def words(language: Language = "fr", **strings: str | tuple[str, str]) -> Wording:
    """A language with these wordings alone; a pair is singular and plural. `_` in a name stands for the id's dot."""
    return Wording(
        language,
        {
            name.replace("_", "."): tuple(parse(s) for s in ([text] if isinstance(text, str) else text))
            for name, text in strings.items()
        },
    )


def stretches(text: str, entities: tuple[tuple[str, int, int], ...]) -> list[tuple[str, str]]:
    """What each entity lies over, cut out as Telegram cuts it."""
    units = text.encode("utf-16-le")
    return [(kind, units[2 * at : 2 * (at + length)].decode("utf-16-le")) for kind, at, length in entities]


def shown(text: str) -> str:
    """The signs of a text without those that keep words to themselves (Unicode TR 9: FSI, PDI)."""
    return text.translate({0x2068: None, 0x2069: None})


def test_emphasis_is_kept_apart_from_the_text() -> None:
    text, entities = words(card_title="<b>{client}</b>, le <i>matin</i>").rich([say("card.title", client="Modèle")])
    assert text == "Modèle, le matin"
    assert stretches(text, entities) == [("bold", "Modèle"), ("italic", "matin")]


def test_emphasis_counts_as_telegram_does_after_an_emoji() -> None:
    text, entities = words(a="👷🏽‍♀️ <b>{who}</b>", b="🚐 <code>x</code>").rich([say("a", who="Zoé 😀"), say("b")])
    assert stretches(text, entities) == [("bold", "Zoé 😀"), ("code", "x")]


@pytest.mark.parametrize(
    "hostile", ["<b>gras</b>", "*gras*", "{client}", "{0.__class__}", "%s", "</b>", "\\n", "&amp;"]
)
def test_nothing_typed_is_read_as_markup_or_format(hostile: str) -> None:
    text, entities = words(a="<b>Client</b> : {client}").rich([say("a", client=hostile), typed(hostile)])
    assert text == f"Client : {hostile}\n{hostile}"
    assert stretches(text, entities) == [("bold", "Client")]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(alphabet="<>b/{}i😀 "))
def test_any_text_comes_out_as_it_went_in(one: str, other: str) -> None:
    text, entities = words(a="{one}<b>{other}</b>{one}").rich([say("a", one=one, other=other)])
    assert text == apart(one) + other + apart(one)
    assert shown(text) == shown(one + other + one), "what keeps words to themselves is not seen"
    assert stretches(text, entities) == ([("bold", other)] if other else [])


def test_a_phrase_within_a_phrase_keeps_its_own_emphasis() -> None:
    told = words(a="Le {when} : {what}", what="<b>{n}</b> photos").rich([say("a", when="soir", what=say("what", n=3))])
    assert told[0] == "Le soir : 3 photos"
    assert stretches(*told) == [("bold", "3")]


def test_bold_over_a_bold_phrase_is_said_once() -> None:
    text, entities = words(a="<b>{what} !</b>", what="<b>fini</b> et <i>bien</i>").rich([say("a", what=say("what"))])
    assert stretches(text, entities) == [("bold", "fini et bien !"), ("italic", "bien")]


def test_every_kind_of_argument_is_written_as_the_language_does() -> None:
    args: dict[str, Argument] = {
        "time": Moment(at=MORNING, zone="Europe/Paris"),
        "day": Moment(at=MORNING, zone="Europe/Paris", style="date"),
        "length": Span(length=timedelta(minutes=65)),
        "number": Figure(value=Decimal("2.50")),
        "count": 7,
        "nothing": None,
    }
    text = words(a="{day}|{time}|{length}|{number}|{count}|{nothing}").phrase(Phrase("a", args))
    assert text == "mardi 24 novembre 2026|08:30|1\u00a0h\u00a005|2,5|7|–"


def test_an_effect_says_the_same_after_its_rest_in_the_outbox() -> None:
    line = say("a", n=Decimal("1.50"), text="3.5", at=Moment(at=MORNING, zone="Europe/Paris"), inner=typed("<b>"))
    effect = Say(to=1, message=Message(lines=(line,)))
    back = msgspec.json.decode(msgspec.json.encode(effect), type=AnyEffect)
    assert isinstance(back, Say)
    told = words(a="{n} {text} {at} {inner}")
    assert told.rich(back.message.lines) == told.rich(effect.message.lines)
    assert told.phrase(back.message.lines[0]) == "1,5 3.5 08:30 <b>"


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [(0, "0 photo", "0 photos"), (1, "1 photo", "1 photo"), (2, "2 photos", "2 photos")],
)
def test_each_language_has_its_own_plural(n: int, french: str, english: str) -> None:
    forms = ("{n} photo", "{n} photos")
    assert words("fr", a=forms)("a", n=n) == french
    assert words("en", a=forms)("a", n=n) == english


def test_a_million_is_many_in_french_and_still_a_plural() -> None:
    assert words("fr", a=("photo", "photos"))("a", n=1_000_000) == "photos"


def test_without_a_number_a_unit_is_named_in_the_singular() -> None:
    assert words(unit_piece=("pièce", "pièces"))("unit.piece") == "pièce"


def test_a_blank_line_and_typed_text_are_always_there() -> None:
    assert words().rich([typed("un"), say("blank"), typed("deux")]) == ("un\n\ndeux", ())


def test_an_unknown_wording_is_named_with_its_language() -> None:
    with pytest.raises(UnknownWording, match=r"ask\.nothing.*fr"):
        words()("ask.nothing")


def test_a_forgotten_argument_is_named() -> None:
    with pytest.raises(UnknownWording, match="client"):
        words(a="{client}")("a")


@pytest.mark.parametrize(
    "wrong", ["<b>x", "x</b>", "<b><i>x</b></i>", "<strong>x</strong>", "{", "a } b", "{a.b}", "{}"]
)
def test_a_catalogue_with_wrong_markup_is_not_read(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(wrong)


def test_a_sign_that_is_no_tag_stays_as_it_is() -> None:
    assert words(a="< 5 min → > 2 h")("a") == "< 5 min → > 2 h"


def test_lengths_count_two_for_what_lies_beyond_the_first_plane() -> None:
    assert utf16_length("aé😀") == 4
