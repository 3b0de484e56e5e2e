"""Telegram's small HTML (https://core.telegram.org/bots/api#html-style) to plain text and entities, as strictly."""

from __future__ import annotations

import html
import re
from typing import Any

from aiogram.types import MessageEntity

from demo.errors import ApiError, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:\s+[^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# Of the named entities only these four are understood; numeric ones all are.
_ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9A-Fa-f]+);")


def parse_html(text: str) -> tuple[str, list[MessageEntity]]:
    """Plain text and its entities; raises 400 for a tag that is unknown, unclosed or wrongly closed."""
    out: list[str] = []
    length = 0
    entities: list[MessageEntity] = []
    open_tags: list[tuple[str, int, dict[str, Any]]] = []

    def add(raw: str) -> None:
        nonlocal length
        plain = _ESCAPE.sub(lambda match: html.unescape(match.group()), raw)
        out.append(plain)
        length += len(plain.encode("utf-16-le")) // 2

    position = 0
    while (start := text.find("<", position)) >= 0:
        add(text[position:start])
        tag = _TAG.match(text, start)
        at = len(text[:start].encode())
        if tag is None:
            raise _unparsed(f'Unsupported start tag "" at byte offset {at}')
        name = tag["name"].lower()
        if tag["close"]:
            if not open_tags:
                raise _unparsed(f"Unexpected end tag at byte offset {at}")
            opened, offset, extra = open_tags.pop()
            if opened != name:
                raise _unparsed(f'Unmatched end tag at byte offset {at}, expected "</{opened}>", found "</{name}>"')
            if length > offset:
                entities.append(MessageEntity(type=_TYPES[opened], offset=offset, length=length - offset, **extra))
        else:
            if name not in _TYPES:
                raise _unparsed(f'Unsupported start tag "{name}" at byte offset {at}')
            open_tags.append((name, length, _extra(name, tag["attributes"], at)))
        position = tag.end()
    add(text[position:])
    if open_tags:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return "".join(out), entities


def _extra(name: str, attributes: str, at: int) -> dict[str, Any]:
    values = {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(attributes)}
    if name == "a":
        if not values.get("href"):
            raise _unparsed(f'Tag "a" must have attribute "href" at byte offset {at}')
        return {"url": values["href"]}
    if name == "span" and values.get("class") != "tg-spoiler":
        raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return {}


def _unparsed(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")
