"""The words of the chat: whatever `core` and `bot` can say exists in both languages, fits its arguments, reads well.

The uses are read off their source (`Uses`): what is written out, and families such as `outcome.<Outcome>`, which are
filled from the tables that they come from.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from bot.commands import COMMANDS
from core import reading
from core.people import LANGUAGES, Language
from templates.wording import wording
from tests.templates.uses import ROOT, Uses, constants, each

OTHERS = ("courier", "app", "web", "templates", "evidence")
"""Rooms that may name a wording of the chat in other ways."""
SAID = Uses(sorted(path for room in ("core", "bot") for path in (ROOT / room).rglob("*.py")))
COUNTED = each("unit.", get_args(reading.Unit)) | each("answer.", ("yes", "no", "photo", "skipped", "unmeasured"))
"""What `templates.wording.Wording` words by itself."""
NEEDED = {use.id for use in SAID.uses} | each("command.", COMMANDS) | COUNTED


def texts(language: Language) -> dict[str, tuple[str, ...]]:
    """The chat's own catalogue: id → the text as written, or its two plurals."""
    with (ROOT / f"templates/wording/chat.{language}.po").open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {
        str(m.id if isinstance(m.id, str) else m.id[0]): (m.string,)
        if isinstance(m.string, str)
        else tuple(m.string or ())
        for m in messages
    }


def lines(language: Language) -> Iterator[tuple[str, str]]:
    """Every text of the catalogue with its id."""
    for id, forms in texts(language).items():
        yield from ((id, form) for form in forms)


# -- complete --------------------------------------------------------------------------------------------------------


def test_every_wording_that_is_named_can_be_told_from_its_source() -> None:
    assert not SAID.unclear, "say in FAMILIES what these may be:\n" + "\n".join(SAID.unclear)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_meets_a_question_without_words(language: Language) -> None:
    missing = sorted(NEEDED - wording(language).ids)
    assert not missing, f"no {language} words for: {', '.join(missing)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_argument_that_the_words_name_is_given(language: Language) -> None:
    words = wording(language)
    wrong = [
        f"{use.place}: {use.id} needs {sorted(words.placeholders(use.id) - use.args)}"
        for use in SAID.uses
        if use.args is not None and use.id in words.ids and not words.placeholders(use.id) <= use.args
    ]
    assert not wrong, "\n".join(wrong)


def test_both_languages_say_the_same_things() -> None:
    french, english = ({id: len(forms) for id, forms in texts(language).items()} for language in ("fr", "en"))
    assert french == english
    differ = [id for id in french if wording("fr").placeholders(id) != wording("en").placeholders(id)]
    assert not differ


def test_no_words_lie_about_unused() -> None:
    named = {
        text
        for room in OTHERS
        for path in (ROOT / room).rglob("*.py")
        for text in constants(ast.parse(path.read_text("utf-8")))
    }
    unused = sorted(set(texts("fr")) - NEEDED - named)
    assert not unused, f"nobody says: {', '.join(unused)}"


# -- fit for the messenger -------------------------------------------------------------------------------------------


def test_a_reply_button_means_one_thing_in_whichever_language_it_was_shown() -> None:
    meanings = defaultdict(set)
    for language in LANGUAGES:
        for id in texts(language):
            if id.startswith("choice."):
                meanings[wording(language)(id)].add(id)
    assert all(len(ids) == 1 for ids in meanings.values()), meanings
    assert all(len(label) <= 20 for label in meanings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_appears_over_the_chat_fits(language: Language) -> None:
    """At most 200 characters (Bot API, answerCallbackQuery); a hint in the text field 64 (ReplyKeyboardMarkup)."""
    words = wording(language)
    limits = {"toast.": 200, "error.": 200, "placeholder.": 64, "command.": 64}
    for id in texts(language):
        limit = next((limit for prefix, limit in limits.items() if id.startswith(prefix)), None)
        if limit is not None:
            sample = dict.fromkeys(words.placeholders(id), "Boulangerie Modèle de Lyon")
            assert len(words(id, **sample)) <= limit, id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_is_a_short_plain_line(language: Language) -> None:
    for id, text in lines(language):
        if id.startswith(("button.", "choice.", "when.", "severity.", "role.", "reason.", "command.")):
            assert re.fullmatch(r"[^<>\n]{1,40}", text), id


# -- well written ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_machine_speaks(language: Language) -> None:
    machine = r"\b(errors?|erreurs?|invalid\w*|invalide\w*|inputs?|failed|échoué|échec|null|utilisateurs?|users?)\b"
    assert not [id for id, text in lines(language) if re.search(machine, text, re.IGNORECASE)]
    assert not [id for id, text in lines(language) if "'" in text or "  " in text or "..." in text]


def test_french_is_set_as_french() -> None:
    """U+202F before `;`, `!` and `?`; U+00A0 before `:` and inside « »."""
    for id, text in lines("fr"):
        assert not re.search(r"[^\u202f;!?][;!?]", text), id
        assert not re.search(r"(?<![\u00a0\d]):(?![\d/])|«[^\u00a0]|[^\u00a0]»", text), id
        assert not re.search(r"\bA [a-z]|\bE[tqc]", text), id


NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


EXAMPLES: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(
        ("placeholder.time", "ask.on_my_way", "ask.arrived", "ask.left", "error.time_in_future",
         "error.read_hour_impossible", "error.read_time_not_read"),
        lambda text: reading.read_time(text, now=NOW, zone=PARIS),
    ),
    **dict.fromkeys(
        ("new.when", "next.date", "error.read_end_before_start", "error.read_in_the_past", "error.window_time_not_read",
         "error.window_hour_missing", "error.window_day_missing", "error.window_day_impossible",
         "error.window_weekday_mismatch"),
        lambda text: reading.read_window(text, now=NOW, zone=PARIS),
    ),
    **dict.fromkeys(
        ("ask.pauses", "error.pause_too_long", "error.read_duration_not_read", "error.read_duration_unit_missing"),
        reading.read_duration,
    ),
    **dict.fromkeys(("new.client_phone", "new.access.contact_phone", "error.read_phone_not_read"), reading.read_phone),
    **dict.fromkeys(("new.client_email", "error.read_email_not_read"), reading.read_email),
    **dict.fromkeys(("ask.materials_hint", "error.read_name_missing"), reading.read_materials),
    "error.read_number_not_read": reading.read_number,
}  # fmt: skip
"""Words that end in examples, and who reads what people then type."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", EXAMPLES)
def test_what_is_given_as_an_example_is_understood(id: str, language: Language) -> None:
    words = wording(language)
    text = words(id, **dict.fromkeys(words.placeholders(id), "x"))
    for example in re.split(r", | ou | or ", re.split(r":[ \u00a0]", text)[-1]):
        EXAMPLES[id](example)
