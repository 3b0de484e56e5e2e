"""Effect → what a chat shows: text, emphasis, keyboards. May import `core`, `templates`; used by `sender`, `receive`.

Emphasis goes as entities, never as markup, so nothing typed can be read as markup. Limits: Bot API, sendMessage
(text 1–4096), captions (0–1024), InlineKeyboardButton (callback_data 1–64 bytes), CopyTextButton (1–256).
"""

import re
from collections.abc import Iterable
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
from core.reading import utf16_length
from templates.wording import Wording, wording
from templates.wording.rich import Entity

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
LABEL_LIMIT = 60
SHORTEST = 40
"""UTF-16 units that are left of a line at least."""
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


def render(message: Message, language: Language) -> Shown:
    """A message in one language, whole."""
    words = wording(language)
    text, entities = words.rich(message.lines)
    return Shown(text if text.strip() else "–", _entities(entities), _markup(message, words))


def fitted(message: Message, language: Language, limit: int) -> Shown:
    """A message that must not be split, within the limit: its longest lines end in an ellipsis, so that each is there.

    Only where there are more lines than fit so, the last ones are left out.
    """
    whole = render(message, language)
    if utf16_length(whole.text) <= limit:
        return whole
    words = wording(language)
    lines = [
        Shown(text, _entities(entities), None) for text, entities in (words.rich((line,)) for line in message.lines)
    ]
    most = _longest_line([utf16_length(line.text) for line in lines], limit - len(lines))
    text, found = "", list[MessageEntity]()
    for line in lines:
        short = _ended(line, most)
        text += "\n" if line is not lines[0] else ""
        start = utf16_length(text)
        found += [MessageEntity(type=e.type, offset=e.offset + start, length=e.length) for e in short.entities]
        text += short.text
    return shortened(Shown(text, tuple(found), whole.markup), limit)


def _longest_line(lengths: list[int], room: int) -> int:
    """How long a line may be so that all fit into the room; never shorter than SHORTEST."""
    left, most = room, 0
    for place, length in enumerate(sorted(lengths)):
        most = left // (len(lengths) - place)
        if length > most:
            break
        left -= length
    return max(most, SHORTEST)


def _ended(shown: Shown, limit: int) -> Shown:
    """A line cut to the limit with an ellipsis right behind it."""
    if utf16_length(shown.text) <= limit:
        return shown
    head = shown.text[: _fitting(shown.text, limit - 1)].rstrip() + "…"
    return Shown(head, _within(shown.entities, 0, utf16_length(head)), None)


def _entities(found: Iterable[Entity]) -> tuple[MessageEntity, ...]:
    return tuple(MessageEntity(type=e.type, offset=e.offset, length=e.length) for e in found)


def parts(shown: Shown, limit: int = TEXT_LIMIT) -> list[Shown]:
    """A long text in parts, cut at line ends where there are any; the keyboard stays with the last."""
    if utf16_length(shown.text) <= limit:
        return [shown]
    cut = _cut(shown.text, limit)
    head, rest = shown.text[:cut].rstrip(), shown.text[cut:].lstrip()
    if not rest:
        return [Shown(head, shown.entities, shown.markup)]
    skipped = utf16_length(shown.text[: len(shown.text) - len(rest)])
    first = Shown(head, _within(shown.entities, 0, utf16_length(head)), None)
    following = Shown(rest, _within(shown.entities, skipped, utf16_length(rest)), shown.markup)
    return [first, *parts(following, limit)]


def shortened(shown: Shown, limit: int) -> Shown:
    """A text cut to the limit with an ellipsis, the keyboard kept: for captions and edits."""
    if utf16_length(shown.text) <= limit:
        return shown
    head = shown.text[: _cut(shown.text, limit - 2)].rstrip() + "\n…"
    return Shown(head, _within(shown.entities, 0, utf16_length(head)), shown.markup)


def _cut(text: str, limit: int) -> int:
    """Where to cut so that the head fits: at a line end in its last half, else at the last character that fits."""
    end = _fitting(text, limit)
    line = text.rfind("\n", end // 2, end)
    return line if line > 0 else end


def _fitting(text: str, limit: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if character > "\uffff" else 1
        if used > limit:
            return place
    return len(text)


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
    return _ended(Shown(text, (), None), TOAST_LIMIT).text
