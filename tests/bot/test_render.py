"""Messages as a chat shows them: within Telegram's limits, nothing typed taken for markup."""

import pytest
from telegram import InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.render import CAPTION_LIMIT, TEXT_LIMIT, Shown, fitted, parts, render, shortened, toast_text
from core.effects import Button, Message, ReplyKeyboard, Toast, say, typed
from core.reading import utf16_length

NUMBERED = say("step.work")
"""Some wording without arguments."""


def emphasised(shown: Shown) -> list[str]:
    """What lies under the entities, cut out as Telegram cuts it."""
    data = shown.text.encode("utf-16-le")
    return [data[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in shown.entities]


def bold(text: str, *stretches: str) -> Shown:
    """A text with these parts of it in bold."""
    found = tuple(MessageEntity("bold", utf16_length(text[: text.index(s)]), utf16_length(s)) for s in stretches)
    return Shown(text, found, ReplyKeyboardRemove())


@pytest.mark.parametrize("hostile", ["<b>", "*gras* _x_", "{client}", "[lien](https://exemple.example)", "</b>&lt;"])
def test_typed_text_is_shown_as_typed(hostile: str) -> None:
    shown = render(Message(lines=(say("invite.role"), typed(hostile))), "fr")
    assert shown.text.endswith(hostile)
    assert [e.type for e in shown.entities] == ["bold"]
    assert hostile not in emphasised(shown)


def test_a_message_of_nothing_is_still_a_message() -> None:
    assert render(Message(lines=(say("blank"),)), "fr").text == "–"


def test_a_short_text_is_one_message() -> None:
    shown = bold("Bonjour", "jour")
    assert parts(shown) == [shown]


def test_a_long_card_is_split_at_a_line_end_and_keeps_its_keyboard_at_the_bottom() -> None:
    lines = [f"{n}. " + "😀" * 40 for n in range(1, 121)]
    shown = bold("\n".join(lines), lines[0], lines[60], lines[119])
    split = parts(shown)
    assert len(split) > 2
    assert all(utf16_length(part.text) <= TEXT_LIMIT for part in split)
    assert "\n".join(part.text for part in split) == shown.text
    assert [line for part in split for line in emphasised(part)] == [lines[0], lines[60], lines[119]]
    assert [part.markup is not None for part in split] == [False] * (len(split) - 1) + [True]


def test_bold_that_crosses_the_cut_goes_on_in_the_next_message() -> None:
    text = "a" * 3000 + "\n" + "b" * 3000
    split = parts(bold(text, text))
    assert [emphasised(part) for part in split] == [["a" * 3000], ["b" * 3000]]


def test_a_line_without_end_is_cut_between_characters() -> None:
    split = parts(bold("😀" * 5000))
    assert "".join(part.text for part in split) == "😀" * 5000
    assert all(utf16_length(part.text) <= TEXT_LIMIT for part in split)


def test_a_caption_is_shortened_at_a_line_end() -> None:
    lines = [f"Ligne {n} : " + "x" * 50 for n in range(1, 40)]
    short = shortened(bold("\n".join(lines), lines[0], lines[38]), CAPTION_LIMIT)
    assert utf16_length(short.text) <= CAPTION_LIMIT
    kept = short.text.removesuffix("\n…").split("\n")
    assert kept == lines[: len(kept)]
    assert emphasised(short) == [lines[0]]
    assert short.markup is not None


def test_a_caption_that_fits_exactly_is_left_alone() -> None:
    shown = bold("é" * CAPTION_LIMIT)
    assert shortened(shown, CAPTION_LIMIT) is shown


def test_inline_buttons() -> None:
    message = Message(
        lines=(NUMBERED,),
        buttons=(
            (
                Button(label=typed("Oui"), data="q:4:yes"),
                Button(label=typed("Page"), url="https://constat.example/r/x"),
            ),
            (Button(label=typed("Copier"), copy="https://constat.example/r/" + "x" * 300),),
        ),
    )
    markup = render(message, "fr").markup
    assert isinstance(markup, InlineKeyboardMarkup)
    (yes, page), (copy,) = markup.inline_keyboard
    assert (yes.text, yes.callback_data) == ("Oui", "q:4:yes")
    assert (page.text, page.url) == ("Page", "https://constat.example/r/x")
    assert copy.copy_text is not None
    assert len(copy.copy_text.text) == 256


def test_a_button_named_by_what_somebody_typed_stays_on_one_line() -> None:
    message = Message(lines=(NUMBERED,), buttons=((Button(label=typed("Filtre\n 20µ " + "x" * 90), data="m:1:add"),),))
    markup = render(message, "fr").markup
    assert isinstance(markup, InlineKeyboardMarkup)
    label = markup.inline_keyboard[0][0].text
    assert label.startswith("Filtre 20µ x")
    assert label.endswith("…")
    assert len(label) == 60


@pytest.mark.parametrize("data", ["", "q:1:" + "x" * 61, "é" * 33])
def test_callback_data_that_telegram_would_refuse_is_refused_here(data: str) -> None:
    with pytest.raises(ValueError, match="callback data"):
        render(Message(lines=(NUMBERED,), buttons=((Button(label=typed("x"), data=data),),)), "fr")


def test_the_keyboard_under_the_text_field() -> None:
    keyboard = ReplyKeyboard(
        rows=((say("choice.arrived"),), (say("choice.back"),)), placeholder=say("placeholder.time")
    )
    markup = render(Message(lines=(NUMBERED,), keyboard=keyboard), "fr").markup
    assert isinstance(markup, ReplyKeyboardMarkup)
    assert [[key.text for key in row] for row in markup.keyboard] == [["📍 Sur place"], ["↩️ Retour"]]
    assert markup.resize_keyboard
    assert markup.one_time_keyboard
    assert 1 <= len(markup.input_field_placeholder or "") <= 64


def test_the_keyboard_goes_away() -> None:
    markup = render(Message(lines=(NUMBERED,), clear_keyboard=True), "fr").markup
    assert isinstance(markup, ReplyKeyboardRemove)


@pytest.mark.parametrize(
    ("tag", "text"), [("en", "Back"), ("en-GB", "Back"), ("fr", "Retour"), ("de", "Retour"), (None, "Retour")]
)
def test_a_toast_speaks_the_language_of_whoever_tapped(tag: str | None, text: str) -> None:
    assert text in toast_text(Toast(text=say("choice.back")), tag)


def test_a_long_toast_is_shortened() -> None:
    text = toast_text(Toast(text=typed("x" * 300)), "fr")
    assert len(text) == 200
    assert text.endswith("…")


def test_a_long_answer_does_not_push_what_follows_out_of_a_caption() -> None:
    lines = (say("post.client", client="C" * 120, site="S" * 120), typed("😀" * 2000), typed("ligne\n" * 300),
             say("post.awaiting"))  # fmt: skip
    whole, short = render(Message(lines=lines), "fr"), fitted(Message(lines=lines), "fr", CAPTION_LIMIT)
    assert CAPTION_LIMIT - 10 < utf16_length(short.text) <= CAPTION_LIMIT
    assert short.text.startswith(whole.text[:200])
    assert "😀" * 150 in short.text
    assert short.text.endswith(render(Message(lines=(say("post.awaiting"),)), "fr").text)
    assert [text for text in emphasised(short) if text not in emphasised(whole)] == []


@pytest.mark.parametrize("lines", [0, 1, 15, 200])
def test_whatever_is_in_it_a_caption_fits(lines: int) -> None:
    message = Message(lines=tuple(typed("😀" * n * 7) for n in range(lines)))
    assert 1 <= utf16_length(fitted(message, "fr", CAPTION_LIMIT).text) <= CAPTION_LIMIT


def test_nothing_blank_is_sent_as_a_part() -> None:
    split = parts(bold("a" * 10 + " " * 5000 + "b" + "\n" * 5000))
    assert [part.text.strip() for part in split] == ["a" * 10, "b"]
    assert split[-1].markup is not None


def test_right_to_left_words_do_not_turn_the_line_around() -> None:
    shown = render(Message(lines=(say("post.client", client="مخبز النموذج", site="12"),)), "fr")
    assert "\u2068مخبز النموذج\u2069" in shown.text
