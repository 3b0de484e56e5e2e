"""Chats as people see them, in JSON. Reads the world; used by the control API, imports aiogram only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginUser,
    ReplyKeyboardMarkup,
)

from demo.world import Dialog, Entry, World


class Views:
    """What a phone shows."""

    def __init__(self, world: World) -> None:
        self._world = world

    def overview(self) -> dict[str, Any]:
        """Everybody and every chat, with the number of the last change."""
        world = self._world
        return {
            "version": world.changes.version,
            "bot": {"username": world.bot.username, "name": world.bot.first_name},
            "chats": [self._head(dialog) for dialog in world.dialogs.values()],
        }

    def _head(self, dialog: Dialog) -> dict[str, Any]:
        chat = dialog.chat
        head: dict[str, Any] = {
            "id": chat.id,
            "type": chat.type,
            "title": chat.title or " ".join(filter(None, (chat.first_name, chat.last_name))),
            "version": dialog.version,
        }
        person = self._world.people.get(chat.id)
        if person is not None:
            head |= {
                "language": person.user.language_code,
                "started": person.started,
                "blocked": person.blocked,
                "offline": person.frozen is not None,
                "held": [self._held(deed, given) for deed, given in person.held],
                "commands": self._world.commands_for(person.user),
            }
        return head

    @staticmethod
    def _held(deed: str, given: dict[str, Any]) -> dict[str, Any]:
        text = f"/start {given.get('payload', '')}" if deed == "start" else given.get("text") or given.get("caption")
        return {"deed": deed, "text": (text or "").strip(), "files": len(given.get("files", ()))}

    def chat(self, chat_id: int) -> dict[str, Any]:
        """One chat with its messages, oldest first, and the reply keyboard in force; without network, as it was."""
        dialog = self._world.dialog(chat_id)
        person = self._world.people.get(chat_id)
        if person is not None and person.frozen is not None:
            return {**person.frozen, **self._head(dialog)}
        shown = self._world.keyboard(dialog)
        return {
            **self._head(dialog),
            "now": self._world.clock().isoformat(),
            "action": self._action(dialog),
            "pinned": dialog.pinned,
            "keyboard": self._keyboard(*shown) if shown else None,
            "messages": [self._message(dialog, entry) for entry in self._world.visible(dialog)],
        }

    def _action(self, dialog: Dialog) -> str | None:
        """What the bot says it is doing; shown for five seconds (https://core.telegram.org/bots/api#sendchataction)."""
        if dialog.action is None or self._world.clock() - dialog.action[1] > timedelta(seconds=5):
            return None
        return dialog.action[0]

    @staticmethod
    def _keyboard(entry: Entry, markup: ReplyKeyboardMarkup | ForceReply) -> dict[str, Any]:
        rows = markup.keyboard if isinstance(markup, ReplyKeyboardMarkup) else []
        return {
            "message_id": entry.message.message_id,
            "version": entry.version,
            "rows": [[button.text for button in row] for row in rows],
            "placeholder": markup.input_field_placeholder,
            "one_time": bool(getattr(markup, "one_time_keyboard", False)),
            "resize": bool(getattr(markup, "resize_keyboard", False)),
        }

    def _message(self, dialog: Dialog, entry: Entry) -> dict[str, Any]:
        message = entry.message
        text = message.text if message.text is not None else message.caption
        entities = message.entities if message.text is not None else message.caption_entities
        view: dict[str, Any] = {
            "id": message.message_id,
            "version": entry.version,
            "at": message.date.isoformat(),
            "mine": entry.author == dialog.chat.id,
            "author": None if message.from_user is None else message.from_user.full_name,
            "text": text or "",
            "entities": [entity.model_dump(exclude_none=True) for entity in entities or []],
            "edited": message.edit_date is not None,
            "album": message.media_group_id,
            "reaction": entry.reaction,
            "edited_at": None if message.edit_date is None else _iso(message.edit_date),
            "forwarded": _origin(message),
            "buttons": _buttons(message),
        }
        if message.reply_to_message is not None:
            quoted = message.reply_to_message
            name = quoted.from_user.full_name if quoted.from_user else quoted.chat.title
            view["reply_to"] = {"id": quoted.message_id, "text": quoted.text or quoted.caption or "…", "name": name}
        return view | _media(message)


def _iso(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).isoformat()


def _origin(message: Message) -> str | None:
    """The name that a forwarded message came from."""
    match message.forward_origin:
        case MessageOriginUser() as known:
            return known.sender_user.full_name
        case MessageOriginChannel() as known:
            return known.chat.title
        case _:
            return None


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    markup = message.reply_markup
    if not isinstance(markup, InlineKeyboardMarkup):
        return []
    return [
        [
            {
                "text": button.text,
                "data": button.callback_data,
                "url": button.url,
                "copy": button.copy_text.text if button.copy_text else None,
            }
            for button in row
        ]
        for row in markup.inline_keyboard
    ]


def _media(message: Message) -> dict[str, Any]:
    if message.photo:
        largest = message.photo[-1]
        return {"photo": _file(largest.file_unique_id) | {"width": largest.width, "height": largest.height}}
    for kind in ("document", "voice", "video"):
        media = getattr(message, kind)
        if media is not None:
            about = {"name": getattr(media, "file_name", None), "mime": media.mime_type, "size": media.file_size}
            return {kind: _file(media.file_unique_id) | about}
    if message.venue is not None:
        place = message.venue.location
        where = {"latitude": place.latitude, "longitude": place.longitude}
        return {"venue": where | {"title": message.venue.title, "address": message.venue.address}}
    if message.location is not None:
        return {"location": {"latitude": message.location.latitude, "longitude": message.location.longitude}}
    return {}


def _file(unique_id: str) -> dict[str, Any]:
    return {"url": f"/demo/files/{unique_id}"}
