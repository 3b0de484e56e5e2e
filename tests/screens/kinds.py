"""What a kind of message is, and where the gathered ones are kept. Used by `plugin` and `shoot`."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import msgspec

from core.base import Noun
from core.effects import Amend, AnyEffect, Message, Phrase, Say, SendQr, SendReport, SendSummary, Show, Toast
from templates.wording import wording

FOLDER = Path("build/screens")
FILE = FOLDER / "messages.json"
PASSING = frozenset({"typed", "blank", "ask.progress"})
"""Lines that do not tell what a message is about."""


class Kind(Noun, frozen=True, kw_only=True):
    """One kind of message: its name, and the fullest example that was met."""

    name: str
    message: Message


def message_of(effect: AnyEffect) -> Message | None:
    """What the person would see, or None for what is no message of words."""
    match effect:
        case Say(message=message) | Show(message=message) | Amend(message=message):
            return message
        case SendQr(caption=message) | SendReport(caption=message) | SendSummary(message=message):
            return message
        case Toast(text=text):
            return Message(lines=(text,))
        case _:
            return None


def name_of(message: Message) -> str:
    """What a message is about: its first telling line, with what an answered question is called."""
    for line in message.lines:
        if line.id == "ask.answered" and isinstance(title := line.args.get("title"), Phrase):
            return f"ask.answered {title.id}"
        if line.id not in PASSING:
            return line.id
    titles = (line.args.get("title") for line in message.lines)
    return " ".join(title.id for title in titles if isinstance(title, Phrase)) or "typed"


def ids_of(message: Message) -> Iterator[str]:
    """Every wording that a message says, those inside others too."""
    labels = [each.label for row in message.buttons for each in row]
    under = message.keyboard
    typing = [*chain.from_iterable(under.rows), *([under.placeholder] if under.placeholder else [])] if under else []
    told: list[object] = [*message.lines, *labels, *typing]
    while told:
        each = told.pop()
        if isinstance(each, Phrase):
            yield each.id
            told += each.args.values()


def fullness(message: Message) -> tuple[int, int]:
    """How much of its kind a message shows."""
    labels = sum(len(row) for row in message.buttons) + (len(message.keyboard.rows) if message.keyboard else 0)
    return len({line.id for line in message.lines}) + labels, len(message.lines)


def alone(id: str) -> Message:
    """A wording that no message said, by itself, with samples where it names something."""
    named = wording("fr").placeholders(id)
    return Message(lines=(Phrase(id=id, args={name: 2 if name == "n" else f"[{name}]" for name in sorted(named)}),))


def store(kinds: dict[str, Message]) -> None:
    """Keep the kinds for `shoot`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = [Kind(name=name, message=message) for name, message in sorted(kinds.items())]
    FILE.write_bytes(msgspec.json.encode(found))


def load() -> list[Kind]:
    """The kinds that were gathered."""
    return msgspec.json.decode(FILE.read_bytes(), type=list[Kind])
