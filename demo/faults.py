"""Faults on demand: what networks and servers do to a bot's calls, by probability or for the next calls, seeded.

Used by the Bot API front (``api``); rules are set over the control API.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

from demo.errors import ActError

Kind = Literal["error", "429", "drop", "drop_after", "delay"]


@dataclass
class Fault:
    """One rule. `method` may hold wildcards (``send*``); `chat_id` narrows it to one chat.

    Kinds: ``error`` answers `code` (5xx) and does nothing; ``429`` likewise with `retry_after` seconds; ``drop`` cuts
    the connection before doing it; ``drop_after`` does it and loses the reply; ``delay`` waits `seconds`, then does it.
    After letting `skip` matching calls pass, it hits the next `times` calls, or, where `times` is None, each with
    `probability`.
    """

    kind: Kind
    method: str = "*"
    chat_id: int | None = None
    times: int | None = None
    skip: int = 0
    probability: float = 1.0
    code: int = 500
    retry_after: int = 3
    seconds: float = 0.0
    hits: int = 0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ActError(f"no fault kind {self.kind!r}; there are {', '.join(get_args(Kind))}")


class Faults:
    """The rules in force; the first that hits a call wins."""

    def __init__(self, chance: random.Random) -> None:
        self.rules: list[Fault] = []
        self._chance = chance

    def hit(self, method: str, params: dict[str, Any]) -> Fault | None:
        """The fault that this call meets, if any; counts it."""
        for rule in self.rules:
            if not fnmatchcase(method.lower(), rule.method.lower()):
                continue
            if rule.chat_id is not None and str(params.get("chat_id")) != str(rule.chat_id):
                continue
            if rule.skip > 0:
                rule.skip -= 1
            elif rule.times is None:
                if self._chance.random() < rule.probability:
                    rule.hits += 1
                    return rule
            elif rule.hits < rule.times:
                rule.hits += 1
                return rule
        return None
