"""Updates as Telegram sends them, as JSON."""

import json
from datetime import UTC, datetime
from typing import Any

AT = 1_795_505_400
"""2026-11-24 07:30 UTC."""
LEA = {"id": 101, "is_bot": False, "first_name": "Léa", "language_code": "fr"}
PRIVATE = {"id": 101, "type": "private", "first_name": "Léa"}
OFFICE = {"id": -1005, "type": "channel", "title": "Rapports"}
GROUP = {"id": -1006, "type": "supergroup", "title": "Équipe"}


def at(seconds: int = AT) -> datetime:
    """The moment that a number on the wire means."""
    return datetime.fromtimestamp(seconds, UTC)


def update(number: int = 1, /, **content: Any) -> dict[str, Any]:
    """An update."""
    return {"update_id": number, **content}


def message(chat: dict[str, Any] = PRIVATE, /, number: int = 12, **content: Any) -> dict[str, Any]:
    """A message of Léa's."""
    return {"message_id": number, "date": AT, "chat": chat, "from": LEA, **content}


def text(typed: str, number: int = 1, /, **content: Any) -> dict[str, Any]:
    """An update with a text message."""
    return update(number, message=message(PRIVATE, 11 + number, text=typed, **content))


def tap(data: str | None, number: int = 1, /, **content: Any) -> dict[str, Any]:
    """An update with a tapped button."""
    query = {"id": str(899 + number), "from": LEA, "chat_instance": "1", "message": message(text="Question", **content)}
    return update(number, callback_query=query if data is None else {**query, "data": data})


def membership(status: str, chat: dict[str, Any] = PRIVATE, /) -> dict[str, Any]:
    """An update that the bot's own membership changed."""
    me = {"id": 42, "is_bot": True, "first_name": "Constat"}
    gone = {"user": me, "status": "kicked", "until_date": 0}
    there = {"user": me, "status": "member"}
    old, new = (there, gone) if status == "kicked" else (gone, {"user": me, "status": status})
    change = {"chat": chat, "from": LEA, "date": AT, "old_chat_member": old, "new_chat_member": new}
    return update(my_chat_member=change)


def raw(content: dict[str, Any]) -> bytes:
    """As bytes."""
    return json.dumps(content).encode()
