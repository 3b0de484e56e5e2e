"""Text as the Bot API takes it: parsed, its entities checked in UTF-16 units, trimmed, measured.

https://core.telegram.org/bots/api#formatting-options and #messageentity. Lengths are counted in UTF-16 units, the
stricter reading of "characters".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aiogram.enums import MessageEntityType
from aiogram.types import MessageEntity

from demo.errors import bad_request
from demo.html_text import parse_html

TEXT_MAX = 4096
CAPTION_MAX = 1024
_FOUND = re.compile(
    r"(?P<url>(?:https?://|t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?<![\w.])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w+)?)(?![\w/<>])"
    r"|(?<!\w)(?P<mention>@[A-Za-z]\w{3,31})"
)
_KNOWN = frozenset(kind.value for kind in MessageEntityType)


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_text(
    text: str, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str, list[MessageEntity]]:
    """Text and entities of a text message, or the Bot API's refusal."""
    plain, found = _formatted(text, parse_mode, entities)
    if not plain:
        raise bad_request("message text is empty")
    if units(plain) > TEXT_MAX:
        raise bad_request("message is too long")
    return plain, found


def caption_text(
    text: str | None, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str | None, list[MessageEntity]]:
    """Caption and entities, `None` where there is none, or the Bot API's refusal."""
    plain, found = _formatted(text or "", parse_mode, entities)
    if units(plain) > CAPTION_MAX:
        raise bad_request("message caption is too long")
    return plain or None, found


def typed_text(text: str) -> tuple[str, list[MessageEntity]]:
    """What a person types: no markup, only the commands, links and addresses that Telegram finds by itself."""
    plain = text.strip()
    return plain, _detected(plain, [])


def _formatted(
    text: str, parse_mode: str | None, entities: Sequence[MessageEntity] | None
) -> tuple[str, list[MessageEntity]]:
    if parse_mode and entities:
        raise bad_request("parse_mode and entities exclude each other")
    given = list(entities or [])
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request(f"unsupported parse_mode {parse_mode!r}: this server reads HTML or entities")
        text, given = parse_html(text)
    if "\0" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise bad_request("strings must be encoded in UTF-8")
    _check(text, given)
    start = units(text) - units(text.lstrip())
    plain = text.strip()
    shifted = [_moved(entity, start, units(plain)) for entity in given]
    kept = [entity for entity in shifted if entity is not None]
    return plain, sorted(kept + _detected(plain, kept), key=lambda entity: (entity.offset, -entity.length))


def _check(text: str, entities: Sequence[MessageEntity]) -> None:
    end = units(text)
    starts = {0}
    position = 0
    for char in text:
        position += 2 if ord(char) > 0xFFFF else 1
        starts.add(position)
    for entity in entities:
        if entity.type not in _KNOWN:
            raise bad_request(f"can't parse MessageEntity: unknown type {entity.type!r}")
        if entity.type == "text_link" and not entity.url:
            raise bad_request("can't parse MessageEntity: a text_link needs a url")
        if entity.offset < 0 or entity.length <= 0:
            raise bad_request(f"can't parse MessageEntity: offset {entity.offset}, length {entity.length}")
        last = entity.offset + entity.length
        if last > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity.offset} "
                f"ends after the end of the text at UTF-16 offset {end}"
            )
        if entity.offset not in starts or last not in starts:
            raise bad_request(f"entity at UTF-16 offset {entity.offset} cuts a UTF-16 symbol in the middle")


def _moved(entity: MessageEntity, start: int, end: int) -> MessageEntity | None:
    first = max(entity.offset - start, 0)
    last = min(entity.offset + entity.length - start, end)
    return entity.model_copy(update={"offset": first, "length": last - first}) if last > first else None


def _detected(text: str, given: Sequence[MessageEntity]) -> list[MessageEntity]:
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or "url"
        offset, length = units(text[: match.start()]), units(match.group())
        closed = ("code", "pre", "text_link")
        inside = (e for e in given if e.type in closed and e.offset < offset + length and offset < e.offset + e.length)
        if next(inside, None) is None:
            found.append(MessageEntity(type=kind, offset=offset, length=length))
    return found
