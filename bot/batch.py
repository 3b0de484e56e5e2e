"""What getUpdates answers, update by update: one that cannot be read does not take the others with it.

Imports nothing of ours; used by `transport` and `webhook`.
"""

import json
import re
from typing import Any

from telegram.error import TelegramError

UNREADABLE = "unreadable"
"""The field that holds an update as it came, where it cannot be read: nested too deeply, numbers too long."""
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')
_NUMBER = re.compile(r'"update_id"\s*:\s*(\d{1,16})(?!\d)')
_UPDATE = 3
"""How deep the objects of the answer lie that are updates: `{"ok": true, "result": [{…}, {…}]}`."""


def read_answer(payload: bytes) -> dict[str, Any]:
    """The answer to a call, as JSON object (Bot API, Making requests). Raises TelegramError where it is none."""
    text = payload.decode("utf-8", "replace")
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        updates = [read_update(part) for part in _parts(text)]
        answer = {"ok": True, "result": updates} if updates else None
    if not isinstance(answer, dict):
        raise TelegramError("Invalid server response")
    if isinstance(found := answer.get("result"), list):
        answer["result"] = [each for each in found if isinstance(each, dict)]
    return answer


def read_update(text: str) -> dict[str, Any]:
    """An update as JSON object; what cannot be read is left as text in its field UNREADABLE."""
    try:
        update = json.loads(text)
    except (ValueError, RecursionError):
        number = _NUMBER.search(text)
        return {**({"update_id": int(number[1])} if number else {}), UNREADABLE: text}
    return update if isinstance(update, dict) else {UNREADABLE: text}


def _parts(text: str) -> list[str]:
    """The updates' own stretches of an answer that cannot be read as a whole."""
    parts: list[str] = []
    depth = start = 0
    for found in _STRUCTURE.finditer(text):
        if found[0] in "[{":
            depth += 1
            start = found.start() if depth == _UPDATE else start
        elif found[0] in "]}":
            if depth == _UPDATE:
                parts.append(text[start : found.end()])
            depth -= 1
    return parts
