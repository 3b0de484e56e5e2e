"""Updates made up from the Bot API's types as aiogram knows them: right, nearly right and wrong. For the suite `fuzz`.

Always the same for the same dice. Numbers of people and chats are given, so that most of it comes from somebody who is
in the middle of something.
"""

import json
import random
import time
import types
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from aiogram.types import Update
from pydantic import BaseModel

from tests.faults.chats import COMMANDS, MAIN, TEXTS
from tests.hostile import HOSTILE, NOTHING

KINDS: dict[str, Any] = {name: field.annotation for name, field in Update.model_fields.items() if name != "update_id"}
HUGE = (0, -1, 2**31, 2**52, 2**53, 2**63, -(2**63), 10**30, 10**400)
WRONG: tuple[Any, ...] = (
    None,
    True,
    7,
    -1.5,
    "x",
    [],
    {},
    [[]],
    {"a": {"b": None}},
    [None, 3],
    float("nan"),
    float("inf"),
)
WORDS = (
    *(text for text in TEXTS if len(text) < 100),
    *COMMANDS,
    *(MAIN[name] for name in ("on_my_way", "arrived", "left", "done", "back")),
    "/start",
    "x",
)
TOPICS = ("q", "visit", "photo", "offer", "office", "wo", "report", "correct", "people", "day", "unknown", "")
CHOICES = ("none", "on", "ok", "skip", "back", "zz", "qty:0", "edit:left", "edit:work", "remove:999", "use:1:work",
           "phase:9", "submit", "0", "add", "open", "list", "begin", "")  # fmt: skip
"""Nothing that ends a visit unfinished: everybody shall go on afterwards."""
STRANGERS = tuple(range(70_000_001, 70_000_009))
DEEP = tuple('{"message":' + '{"reply_to_message":' * n + "{}" + "}" * n + "}" for n in (40, 300, 990, 3000, 10_000))
UNREADABLE = ('{"message":{"date":' + "9" * 5000 + "}}", '{"message":nothing}', '{"message":{"text":"\\x"}}',
              '{"message":{"date":1e999999}}', *DEEP)  # fmt: skip
DEEPEST = 5
ODD = 0.005
"""How likely each single value is of another kind than it should be; an update has dozens."""
SHORT = (*NOTHING[:2], *(text for text in HOSTILE.values() if len(text) < 200))


class Maker:
    """Makes updates up, as JSON texts without their numbers, for these private chats."""

    def __init__(self, dice: random.Random, chats: list[int]) -> None:
        self.dice, self.chats = dice, chats
        self._message_id = 1_000_000

    def update(self) -> tuple[int, str]:
        """The next one: whose it is, and its text."""
        dice = self.dice
        chat = dice.choice(self.chats) if dice.random() < 0.85 else dice.choice(STRANGERS)
        if dice.random() < 0.01:
            return chat, dice.choice(UNREADABLE)
        roll = dice.random()
        kind = ("message" if roll < 0.55 else "edited_message" if roll < 0.65 else "callback_query" if roll < 0.82
                else "my_chat_member" if roll < 0.85 else dice.choice(list(KINDS)))  # fmt: skip
        made: dict[str, Any] = {kind: self._of(KINDS[kind], 0)}
        self._address(kind, made[kind], chat)
        if dice.random() < 0.03:
            made[dice.choice(list(KINDS))] = dice.choice(WRONG)
        if dice.random() < 0.02:
            made = {kind: dice.choice(WRONG)}
        return chat, json.dumps(made)

    def _address(self, kind: str, content: Any, chat: int) -> None:
        """Let it mostly come from that chat, now, and say something."""
        dice = self.dice
        if not isinstance(content, dict) or dice.random() < 0.08:
            return
        who = {
            "id": chat,
            "is_bot": False,
            "first_name": self._short(),
            "language_code": dice.choice(("fr", "en", "xx")),
        }
        content["from"] = who
        if kind == "callback_query":
            topic, choice = dice.choice(TOPICS), dice.choice(CHOICES)
            content["data"] = self._text() if dice.random() < 0.2 else f"{topic}:{dice.randrange(60)}:{choice}"
            content["id"] = str(dice.randrange(10**9)) if dice.random() < 0.95 else self._text()
            return
        content["chat"] = {"id": chat, "type": "private", "first_name": self._short()}
        content["date"] = content["edit_date"] = int(time.time())
        if kind == "my_chat_member":
            return
        self._message_id += 1
        content["message_id"] = self._message_id if dice.random() < 0.9 else dice.randrange(1, 90)
        if dice.random() < 0.6:
            content["text"] = self._text()

    def _text(self) -> str:
        roll = self.dice.random()
        if roll < 0.5:
            return self.dice.choice(WORDS)
        return self.dice.choice(list(HOSTILE.values())) if roll < 0.9 else self.dice.choice(NOTHING)

    def _short(self) -> str:
        return self.dice.choice(WORDS) if self.dice.random() < 0.5 else self.dice.choice(SHORT)

    # -- a value of a type -------------------------------------------------------------------------------------------

    def _of(self, kind: Any, depth: int) -> Any:
        """A value of an annotation, now and then another one."""
        dice = self.dice
        if dice.random() < ODD:
            return dice.choice((*WRONG, *HUGE, self._short()))
        origin = get_origin(kind)
        if origin is Annotated:
            return self._of(get_args(kind)[0], depth)
        if origin in (Union, types.UnionType):
            return self._of(dice.choice([each for each in get_args(kind) if each is not type(None)]), depth)
        if origin is list:
            return [self._of(get_args(kind)[0], depth + 1) for _ in range(dice.randrange(4) if depth < DEEPEST else 0)]
        if origin is Literal:
            return dice.choice(get_args(kind))
        if not isinstance(kind, type):
            return self._short()
        if issubclass(kind, BaseModel):
            return self._object(kind, depth + 1)
        if issubclass(kind, Enum):
            return dice.choice(list(kind)).value
        return self._plain(kind)

    def _plain(self, kind: type) -> Any:
        dice = self.dice
        if issubclass(kind, bool):
            return dice.random() < 0.5
        if issubclass(kind, datetime):
            return dice.choice((*[int(time.time()), int(time.time()) - 90_000] * 200, 0, *HUGE))
        if issubclass(kind, timedelta | int):
            return dice.choice((*(1, 2, 20, 600, 4096) * 100, *HUGE))
        if issubclass(kind, float):
            return dice.choice((0.0, 48.85, 2.35, -1e300, 1e-9))
        return self._short()

    def _object(self, model: type[BaseModel], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            wanted = 0.998 if field.is_required() else min(0.3, 8 / len(model.model_fields)) / depth
            if self.dice.random() < wanted and (depth < DEEPEST or field.is_required()):
                made[field.alias or name] = self._of(field.annotation, depth)
        if self.dice.random() < 0.05:
            made[self._short()] = self.dice.choice(WRONG)
        return made
