"""Text with emphasis: a catalogue's string taken apart, and text put together. Imported by `templates.wording`."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import bidirectional

from core.reading import utf16_length

TAGS = {"b": "bold", "i": "italic", "code": "code"}
"""The catalogue's tags and the entity types of the Bot API (MessageEntity.type)."""

_MARK = re.compile(r"<(?P<close>/?)(?P<tag>[a-z]+)>|\{(?P<name>[^{}]*)\}")


def apart(typed: str) -> str:
    """Typed text that keeps to itself: words written from right to left would turn the words and numbers around them.

    Each of its lines is isolated (Unicode TR 9, FSI and PDI) where it has any such letters.
    """
    if typed.isascii() or not any(bidirectional(char) in ("R", "AL", "AN") for char in typed):
        return typed
    return "\n".join(f"\u2068{line}\u2069" if line else line for line in typed.split("\n"))


class Entity(NamedTuple):
    """Emphasis of a stretch of text; `offset` and `length` count UTF-16 units, as the Bot API does."""

    type: str
    offset: int
    length: int


class Piece(NamedTuple):
    """Literal text, or the place of an argument, and the entity types that lie over it."""

    text: str
    placeholder: str | None
    styles: tuple[str, ...]


@dataclass(frozen=True)
class Template:
    """A catalogue's string, taken apart."""

    pieces: tuple[Piece, ...]

    @property
    def placeholders(self) -> frozenset[str]:
        """The names of the arguments."""
        return frozenset(p.placeholder for p in self.pieces if p.placeholder is not None)


def parse(string: str) -> Template:
    """Take a catalogue's string apart. Raises ValueError for unknown or unbalanced tags and braces."""
    pieces: list[Piece] = []
    open_tags: list[str] = []
    end = 0

    def literal(text: str) -> None:
        if "{" in text or "}" in text:
            raise ValueError(f"stray brace in {string!r}")
        if text:
            pieces.append(Piece(text, None, tuple(TAGS[t] for t in open_tags)))

    for mark in _MARK.finditer(string):
        literal(string[end : mark.start()])
        end = mark.end()
        if (name := mark["name"]) is not None:
            if not name.isidentifier():
                raise ValueError(f"placeholder {name!r} in {string!r} is no name")
            pieces.append(Piece("", name, tuple(TAGS[t] for t in open_tags)))
        elif mark["tag"] not in TAGS:
            raise ValueError(f"unknown tag {mark['tag']!r} in {string!r}")
        elif not mark["close"]:
            open_tags.append(mark["tag"])
        elif not open_tags or open_tags.pop() != mark["tag"]:
            raise ValueError(f"unbalanced tag {mark['tag']!r} in {string!r}")
    literal(string[end:])
    if open_tags:
        raise ValueError(f"tag {open_tags[-1]!r} is not closed in {string!r}")
    return Template(tuple(pieces))


class Rich:
    """Text in the making, with its emphasis."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.entities: list[Entity] = []

    def add(self, text: str, styles: tuple[str, ...] = ()) -> None:
        """Add plain text with emphasis over all of it; emphasis that goes on is joined, not begun anew."""
        offset, length = utf16_length(self.text), utf16_length(text)
        self.text += text
        for style in styles if length else ():
            for index, entity in enumerate(self.entities):
                if entity.type == style and entity.offset + entity.length == offset:
                    self.entities[index] = entity._replace(length=entity.length + length)
                    break
            else:
                self.entities.append(Entity(style, offset, length))

    def append(self, other: "Rich", styles: tuple[str, ...] = ()) -> None:
        """Add other rich text, with its own emphasis and more over all of it."""
        offset = utf16_length(self.text)
        self.add(other.text, styles)
        self.entities += [e._replace(offset=e.offset + offset) for e in other.entities if e.type not in styles]
