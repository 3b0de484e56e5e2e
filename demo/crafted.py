"""Updates that no messenger would send, told to the bot as they are: to see that it bears them. Imports nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_MARK = re.compile(r'"\\ue000crafted (\d+)\\ue000"')


@dataclass(frozen=True)
class Crafted:
    """An update by its text, which may be no JSON at all; its number is right."""

    update_id: int
    text: str


def crafted(update_id: int, text: str) -> Crafted:
    """The update with that number; `text` is the rest of it as the JSON object it should be."""
    rest = text.strip().removeprefix("{").lstrip()
    return Crafted(update_id, f'{{"update_id":{update_id}{"" if rest.startswith("}") else ","}{rest}')


def as_text(body: Any) -> str:
    """JSON, with crafted updates in it as they are."""
    found: list[Crafted] = []

    def mark(value: Any) -> str:
        if not isinstance(value, Crafted):
            raise TypeError(f"{type(value).__name__} is no JSON")
        found.append(value)
        return f"\ue000crafted {len(found) - 1}\ue000"

    text = json.dumps(body, default=mark)
    return _MARK.sub(lambda seen: found[int(seen[1])].text, text) if found else text
