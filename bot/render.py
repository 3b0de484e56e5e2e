"""Effect → what a chat shows: text, emphasis, keyboards. May import `core`, `templates`; used by `sender`, `receive`.

Emphasis goes as entities, never as markup, so nothing typed can be read as markup. Limits: Bot API, sendMessage
(text 1–4096), captions (0–1024), InlineKeyboardButton (callback_data 1–64 bytes), CopyTextButton (1–256).
"""

import re
from dataclasses import dataclass

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from core.effects import Button, Message, Toast
from core.entrance import language_of
from core.people import LANGUAGES, Language
from templates.wording import Wording, wording

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
LABEL_LIMIT = 60
TOAST_LIMIT = 200
BLANKS = re.compile(r"[ \t\r\n]+")
"""Folded in labels; the no-break spaces of French stay."""
Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True)
class Shown:
    """A message as the Bot API takes it. Lengths and offsets are in UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...]
    markup: Markup | None


def units(text: str) -> int:
    """The length in UTF-16 units, as the Bot API counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def render(message: Message, language: Language) -> Shown:
    """A message in one language, whole."""
    words = wording(language)
    text, entities = words.rich(message.lines)
    found = tuple(MessageEntity(type=e.type, offset=e.offset, length=e.length) for e in entities)
    return Shown(text or "–", found, _markup(message, words))


def parts(shown: Shown, limit: int = TEXT_LIMIT) -> list[Shown]:
    """A long text in parts, cut at line ends where there are any; the keyboard stays with the last."""
    if units(shown.text) <= limit:
        return [shown]
    cut = _cut(shown.text, limit)
    head, rest = shown.text[:cut].rstrip(), shown.text[cut:].lstrip("\n")
    skipped = units(shown.text[: len(shown.text) - len(rest)])
    first = Shown(head, _within(shown.entities, 0, units(head)), None)
    following = Shown(rest, _within(shown.entities, skipped, units(rest)), shown.markup)
    return [first, *parts(following, limit)]


def shortened(shown: Shown, limit: int) -> Shown:
    """A text cut to the limit with an ellipsis, the keyboard kept: for captions and edits."""
    if units(shown.text) <= limit:
        return shown
    head = shown.text[: _cut(shown.text, limit - 2)].rstrip() + "\n…"
    return Shown(head, _within(shown.entities, 0, units(head)), shown.markup)


def _cut(text: str, limit: int) -> int:
    """Where to cut so that the head fits: at a line end in its last half, else at the last character that fits."""
    used, end = 0, 0
    for end, character in enumerate(text):  # noqa: B007 — the index is what is wanted
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            break
    line = text.rfind("\n", end // 2, end)
    return line if line > 0 else end


def _within(entities: tuple[MessageEntity, ...], start: int, length: int) -> tuple[MessageEntity, ...]:
    kept = []
    for entity in entities:
        first = max(entity.offset - start, 0)
        last = min(entity.offset + entity.length - start, length)
        if last > first:
            kept.append(MessageEntity(type=entity.type, offset=first, length=last - first))
    return tuple(kept)


def _markup(message: Message, words: Wording) -> Markup | None:
    if message.buttons:
        rows = [[_button(button, words) for button in row] for row in message.buttons]
        return InlineKeyboardMarkup(rows)
    if message.keyboard is not None:
        keys = [[KeyboardButton(words.phrase(label)) for label in row] for row in message.keyboard.rows]
        placeholder = words.phrase(message.keyboard.placeholder) if message.keyboard.placeholder else None
        return ReplyKeyboardMarkup(
            keys, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=placeholder
        )
    return ReplyKeyboardRemove() if message.clear_keyboard else None


def _button(button: Button, words: Wording) -> InlineKeyboardButton:
    label = BLANKS.sub(" ", words.phrase(button.label)).strip() or "–"
    if len(label) > LABEL_LIMIT:
        label = label[: LABEL_LIMIT - 1].rstrip() + "…"
    if button.url is not None:
        return InlineKeyboardButton(label, url=button.url)
    if button.copy is not None:
        return InlineKeyboardButton(label, copy_text=CopyTextButton(button.copy[:256]))
    data = button.data or ""
    if not 1 <= len(data.encode()) <= 64:
        raise ValueError(f"callback data of {len(data.encode())} bytes")
    return InlineKeyboardButton(label, callback_data=data)


def toast_text(toast: Toast, language: str | None) -> str:
    """The short answer to a tapped button (Bot API, answerCallbackQuery: 0–200 characters); `language` an IETF tag."""
    text = wording(language_of(language, LANGUAGES[0])).phrase(toast.text)
    return text if len(text) <= TOAST_LIMIT else text[: TOAST_LIMIT - 1] + "…"
