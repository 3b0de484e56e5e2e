"""Bot API methods about the bot, chats, files, taps and reactions, and the table of all methods that are spoken.

A handler takes the world and the validated call and returns the result, or raises ``ApiError``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiogram.methods as api
from aiogram.types import (
    AcceptedGiftTypes,
    BotCommand,
    BufferedInputFile,
    ChatFullInfo,
    File,
    Message,
    ReactionTypeEmoji,
    ResultChatMemberUnion,
    User,
)

from demo.errors import bad_request
from demo.world import World

Uploads = dict[str, BufferedInputFile]


@dataclass
class Asked:
    """A validated call with the files that came along."""

    world: World
    call: Any
    uploads: Uploads


Handler = Callable[[Asked], Any]
HANDLERS: dict[str, Handler] = {}


def handles(*classes: type[api.TelegramMethod[Any]]) -> Callable[[Handler], Handler]:
    """Register a handler for aiogram's method classes."""

    def register(handler: Handler) -> Handler:
        for method in classes:
            HANDLERS[method.__api_method__.lower()] = handler
        return handler

    return register


@handles(api.GetMe)
def get_me(asked: Asked) -> User:
    """The bot itself."""
    return asked.world.bot


@handles(api.SetMyCommands)
def set_my_commands(asked: Asked) -> bool:
    """The menu of commands for a scope and language; names and descriptions are checked."""
    commands = [command.model_dump(exclude_none=True) for command in asked.call.commands]
    for command in commands:
        name, description = command["command"], command["description"]
        if not (1 <= len(name) <= 32 and name.isascii() and name == name.lower() and name.replace("_", "").isalnum()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    asked.world.commands[_menu(asked)] = commands
    asked.world.changes.mark()
    return True


@handles(api.GetMyCommands)
def get_my_commands(asked: Asked) -> list[BotCommand]:
    """The menu of exactly this scope and language."""
    return [BotCommand(**command) for command in asked.world.commands.get(_menu(asked), [])]


@handles(api.DeleteMyCommands)
def delete_my_commands(asked: Asked) -> bool:
    """No menu of commands for a scope and language any more."""
    asked.world.commands.pop(_menu(asked), None)
    asked.world.changes.mark()
    return True


def _menu(asked: Asked) -> tuple[str, str]:
    scope = asked.call.scope
    kind = str(getattr(scope.type, "value", scope.type)) if scope else "default"
    chat_id = getattr(scope, "chat_id", None)
    return (f"{kind}:{chat_id}" if chat_id else kind), asked.call.language_code or ""


@handles(api.GetChat)
def get_chat(asked: Asked) -> ChatFullInfo:
    """All about one chat."""
    dialog = asked.world.known(asked.call.chat_id)
    gifts = AcceptedGiftTypes(
        unlimited_gifts=True, limited_gifts=True, unique_gifts=True, premium_subscription=True, gifts_from_channels=True
    )  # fmt: skip
    return ChatFullInfo(
        **dialog.chat.model_dump(exclude_none=True), accent_color_id=0, max_reaction_count=11, accepted_gift_types=gifts
    )  # fmt: skip


@handles(api.GetChatMember)
def get_chat_member(asked: Asked) -> ResultChatMemberUnion:
    """What the bot, who is the only one that can be asked about, may do in a chat."""
    dialog = asked.world.known(asked.call.chat_id)
    if asked.call.user_id != asked.world.bot.id:
        raise bad_request("member not found")
    return asked.world.membership(dialog.bot_status)


@handles(api.GetFile)
def get_file(asked: Asked) -> File:
    """Where to download a file of at most 20 MB."""
    world = asked.world
    stored = world.files.by_id(asked.call.file_id)
    if len(stored.data) > world.limits.download_bytes:
        raise bad_request("file is too big")
    return File(
        file_id=stored.file_id, file_unique_id=stored.unique_id, file_size=len(stored.data), file_path=stored.path
    )  # fmt: skip


@handles(api.AnswerCallbackQuery)
def answer_callback_query(asked: Asked) -> bool:
    """End the tapping phone's waiting, with a toast or an alert; once, and not too late."""
    world, call = asked.world, asked.call
    tap = world.taps.get(call.callback_query_id)
    age = timedelta(seconds=world.limits.callback_answer_seconds)
    if tap is None or tap.answer is not None or world.clock() - tap.at > age:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if call.text and len(call.text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    tap.answer = {"text": call.text or None, "alert": bool(call.show_alert), "url": call.url}
    world.touch(world.dialogs[tap.query.from_user.id])
    return True


@handles(api.SendChatAction)
def send_chat_action(asked: Asked) -> bool:
    """“typing…”, until the next message."""
    dialog = asked.world.writable(asked.call.chat_id)
    known = ("typing", "choose_sticker", "find_location")
    if asked.call.action not in known and not asked.call.action.startswith(("upload_", "record_")):
        raise bad_request("wrong parameter action in request")
    dialog.action = (asked.call.action, asked.world.clock())
    asked.world.touch(dialog)
    return True


@handles(api.PinChatMessage)
def pin_chat_message(asked: Asked) -> bool:
    """Pin a message."""
    dialog = asked.world.writable(asked.call.chat_id)
    if asked.world.entry(dialog, asked.call.message_id) is None:
        raise bad_request("message to pin not found")
    dialog.pinned = asked.call.message_id
    asked.world.touch(dialog)
    return True


@handles(api.UnpinChatMessage)
def unpin_chat_message(asked: Asked) -> bool:
    """Unpin it."""
    dialog = asked.world.writable(asked.call.chat_id)
    dialog.pinned = None
    asked.world.touch(dialog)
    return True


@handles(api.SetMessageReaction)
def set_message_reaction(asked: Asked) -> bool:
    """One emoji on a message, or none."""
    dialog = asked.world.writable(asked.call.chat_id)
    entry = asked.world.entry(dialog, asked.call.message_id)
    if entry is None:
        raise bad_request("message to react not found")
    reactions = asked.call.reaction or []
    if len(reactions) > 1 or any(not isinstance(reaction, ReactionTypeEmoji) for reaction in reactions):
        raise bad_request("REACTIONS_TOO_MANY" if len(reactions) > 1 else "REACTION_INVALID")
    entry.reaction = reactions[0].emoji if reactions else None
    asked.world.touch(dialog, entry)
    return True


def without_chain(message: Message) -> Message:
    """A message as it is quoted by a reply: one level deep."""
    return message.model_copy(update={"reply_to_message": None})
