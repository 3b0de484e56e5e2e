"""The state of the pretend Telegram: the bot, people, chats and their messages, files, and what the bot must be told.

Holds aiogram's objects and imports aiogram only; the Bot API (``methods_*``), the people's side (``acts``) and the
views read and change it. One event loop, no locks.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiogram.types import (
    CallbackQuery,
    Chat,
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    ForceReply,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ResultChatMemberUnion,
    User,
)

from demo.changes import Changes
from demo.errors import ApiError, bad_request, forbidden
from demo.files import FileStore
from demo.limits import Clock, Limits, Throttle
from demo.markup import ReplyMarkup
from demo.updates import Updates


@dataclass
class Entry:
    """A message in a chat, by `author`. `version` is the number of its last change; `markup` a keyboard not inline."""

    message: Message
    author: int
    version: int
    markup: ReplyMarkup | None = None
    deleted: bool = False
    reaction: str | None = None


@dataclass
class Dialog:
    """A chat. For a private one the id is the person's."""

    chat: Chat
    members: set[int] = field(default_factory=set)
    bot_status: str = "member"
    migrated_to: int | None = None
    entries: dict[int, Entry] = field(default_factory=dict)
    pinned: int | None = None
    action: tuple[str, datetime] | None = None
    version: int = 0

    @property
    def shared(self) -> bool:
        """A group or channel, where the limit per minute holds."""
        return self.chat.type != "private"


@dataclass
class Person:
    """Somebody with a phone. Without network `frozen` is what it shows, `held` what it has yet to send."""

    user: User
    started: bool = False
    blocked: bool = False
    frozen: dict[str, Any] | None = None
    held: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass
class Tap:
    """A callback query and, once given, its answer."""

    query: CallbackQuery
    at: datetime
    update_id: int | None = None
    answer: dict[str, Any] | None = None


class World:
    """Everything there is. All times come from `clock`, aware UTC."""

    def __init__(
        self, *, token: str, username: str, name: str, clock: Clock, limits: Limits, allow_local_urls: bool, seed: int
    ) -> None:
        self.token = token
        self.clock = clock
        self.allow_local_urls = allow_local_urls
        self.random = random.Random(seed)
        self.bot = User(
            id=int(token.split(":")[0]), is_bot=True, first_name=name, username=username,
            can_join_groups=True, can_read_all_group_messages=False, supports_inline_queries=False,
        )  # fmt: skip
        self.changes = Changes()
        self.updates = Updates(clock, self.changes)
        self.files = FileStore()
        self.throttle = Throttle(limits, clock)
        self.people: dict[int, Person] = {}
        self.dialogs: dict[int, Dialog] = {}
        self.taps: dict[str, Tap] = {}
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._last_person = 700_000_000
        self._last_channel = -1_001_500_000_000
        self._last_group = -4_000_000
        self._last_private_message = 100

    @property
    def limits(self) -> Limits:
        """The limits in force."""
        return self.throttle.limits

    # people and chats

    def add_person(self, first_name: str, last_name: str | None, language: str | None, username: str | None) -> Person:
        """Somebody new, who has not pressed START yet."""
        self._last_person += 1
        user = User(
            id=self._last_person, is_bot=False, first_name=first_name, last_name=last_name,
            username=username, language_code=language,
        )  # fmt: skip
        person = self.people[user.id] = Person(user)
        chat = Chat(id=user.id, type="private", first_name=first_name, last_name=last_name, username=username)
        self.touch(self._add_dialog(chat))
        return person

    def add_chat(self, kind: str, title: str, username: str | None, by: Person | None, bot_status: str) -> Dialog:
        """A new group, supergroup or channel; with somebody in `by` the bot hears that this person added it."""
        dialog = self._add_dialog(self._shared_chat(kind, title, username))
        dialog.bot_status = "left"
        if by:
            dialog.members.add(by.user.id)
        self.set_bot_status(dialog, bot_status, by)
        return dialog

    def _shared_chat(self, kind: str, title: str, username: str | None) -> Chat:
        if kind == "group":
            self._last_group -= 1
            chat_id = self._last_group
        else:
            self._last_channel -= 1
            chat_id = self._last_channel
        return Chat(id=chat_id, type=kind, title=title, username=username)

    def _add_dialog(self, chat: Chat) -> Dialog:
        dialog = self.dialogs[chat.id] = Dialog(chat)
        return dialog

    def set_bot_status(self, dialog: Dialog, status: str, by: Person | None) -> None:
        """Add, promote, remove the bot, or (private) block it; `by` is told to it in ``my_chat_member``."""
        old, dialog.bot_status = dialog.bot_status, status
        if by and old != status:
            change = ChatMemberUpdated(
                chat=dialog.chat, from_user=by.user, date=self.clock(),
                old_chat_member=self.membership(old), new_chat_member=self.membership(status),
            )  # fmt: skip
            self.updates.add(dialog.chat.id, my_chat_member=change)
        self.touch(dialog)

    def membership(self, status: str) -> ResultChatMemberUnion:
        """The bot as a member of a chat, with an administrator's usual rights."""
        if status == "administrator":
            yes = (
                "can_manage_chat", "can_delete_messages", "can_post_messages", "can_edit_messages", "can_pin_messages",
                "can_invite_users", "can_change_info",
            )  # fmt: skip
            rights = {
                name: name in yes
                for name, info in ChatMemberAdministrator.model_fields.items()
                if name.startswith(("can_", "is_")) and (info.is_required() or name in yes)
            }
            return ChatMemberAdministrator.model_validate({"user": self.bot, **rights})
        if status == "kicked":
            return ChatMemberBanned(user=self.bot, until_date=datetime.fromtimestamp(0, UTC))
        return ChatMemberMember(user=self.bot) if status == "member" else ChatMemberLeft(user=self.bot)

    def dialog(self, chat_id: int | str) -> Dialog:
        """The chat a bot names by id or ``@username``; raises 400 "chat not found"."""
        if isinstance(chat_id, int):
            found = self.dialogs.get(chat_id)
        else:
            name = chat_id.lstrip("@").lower()
            shared = (dialog for dialog in self.dialogs.values() if dialog.shared)
            found = next((dialog for dialog in shared if (dialog.chat.username or "").lower() == name), None)
        if found is None:
            raise bad_request("chat not found")
        return found

    def known(self, chat_id: int | str) -> Dialog:
        """The chat, if the bot may know of it now; raises the Bot API's 400 or 403."""
        dialog = self.dialog(chat_id)
        kind, status = dialog.chat.type, dialog.bot_status
        if dialog.migrated_to:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=dialog.migrated_to
            )  # fmt: skip
        if kind != "private" and status in ("kicked", "left"):
            what = "kicked from" if status == "kicked" else "not a member of"
            raise forbidden(f"bot {'was' if status == 'kicked' else 'is'} {what} the {kind} chat")
        return dialog

    def writable(self, chat_id: int | str) -> Dialog:
        """The chat, if the bot may write there now; raises the Bot API's 400 or 403."""
        dialog = self.known(chat_id)
        kind = dialog.chat.type
        if kind == "private":
            person = self.people[dialog.chat.id]
            if person.blocked:
                raise forbidden("bot was blocked by the user")
            if not person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif kind == "channel" and dialog.bot_status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        return dialog

    # messages

    def post(self, dialog: Dialog, author: User, markup: ReplyMarkup | None = None, **content: Any) -> Entry:
        """Put a new message into a chat, dated now; an inline keyboard becomes part of the message."""
        message_id = self._next_message_id(dialog)
        if dialog.chat.type == "channel":
            sender: dict[str, Any] = {"sender_chat": dialog.chat}
        else:
            sender = {"from_user": author}
        inline = markup if isinstance(markup, InlineKeyboardMarkup) else None
        message = Message(
            message_id=message_id, date=self.clock().replace(microsecond=0), chat=dialog.chat, reply_markup=inline,
            **sender, **content,
        )  # fmt: skip
        entry = Entry(message, author.id, self.changes.mark(), None if inline else markup)
        dialog.entries[message_id] = entry
        dialog.version = entry.version
        if author.id == self.bot.id:
            dialog.action = None
        return entry

    def _next_message_id(self, dialog: Dialog) -> int:
        """Private chats and small groups share one count, channels and supergroups have their own."""
        if dialog.chat.type in ("private", "group"):
            self._last_private_message += 1
            return self._last_private_message
        return max(dialog.entries, default=0) + 1

    def change(self, dialog: Dialog, entry: Entry, **content: Any) -> Message:
        """Edit a message in place."""
        entry.message = entry.message.model_copy(update=content)
        self.touch(dialog, entry)
        return entry.message

    def touch(self, dialog: Dialog, entry: Entry | None = None) -> None:
        """Say that a chat, and perhaps one message in it, looks different now."""
        dialog.version = self.changes.mark()
        if entry:
            entry.version = dialog.version

    def visible(self, dialog: Dialog) -> Iterator[Entry]:
        """The chat's messages that are not deleted, oldest first."""
        return (entry for entry in dialog.entries.values() if not entry.deleted)

    def entry(self, dialog: Dialog, message_id: int | None) -> Entry | None:
        """A message that exists and is not deleted."""
        entry = dialog.entries.get(message_id or 0)
        return None if entry is None or entry.deleted else entry

    def by_bot(self, entry: Entry) -> bool:
        """Whether the bot wrote it."""
        return entry.author == self.bot.id

    def keyboard(self, dialog: Dialog) -> tuple[Entry, ReplyKeyboardMarkup | ForceReply] | None:
        """The reply keyboard (or forced reply) in force, with the message that brought it."""
        for entry in reversed(list(self.visible(dialog))):
            if entry.markup is not None:
                markup = entry.markup
                return (entry, markup) if isinstance(markup, ReplyKeyboardMarkup | ForceReply) else None
        return None

    def new_tap(self, user: User, message: Message, data: str) -> Tap:
        """A tapped inline button: the bot is told, the phone waits for the answer."""
        query = CallbackQuery(
            id=str(secrets.randbelow(10**18) + 10**18), from_user=user, chat_instance=str(message.chat.id * 7919),
            message=message, data=data,
        )  # fmt: skip
        tap = self.taps[query.id] = Tap(query, self.clock())
        tap.update_id = self.updates.add(message.chat.id, callback_query=query)
        return tap

    def resend(self, update_id: int) -> int | None:
        """What an update told, told again under a new id, as when a button is tapped twice or a message sent twice."""
        queue, kind, content = self.updates.content(update_id)
        if isinstance(content, CallbackQuery) and isinstance(content.message, Message):
            return self.new_tap(content.from_user, content.message, content.data or "").update_id
        return self.updates.add(queue, **{kind: content})

    def migrate(self, old: Dialog) -> Dialog:
        """A group becomes a supergroup with a new number; both chats say so."""
        new = self._add_dialog(self._shared_chat("supergroup", old.chat.title or "", old.chat.username))
        new.members, new.bot_status, old.migrated_to = old.members, old.bot_status, new.chat.id
        left = self.post(old, self.bot, migrate_to_chat_id=new.chat.id)
        joined = self.post(new, self.bot, migrate_from_chat_id=old.chat.id)
        self.updates.add(old.chat.id, message=left.message)
        self.updates.add(new.chat.id, message=joined.message)
        return new

    def commands_for(self, person: User) -> list[dict[str, Any]]:
        """The menu in this person's chat: the narrowest scope wins, within it the person's language."""
        for scope in (f"chat:{person.id}", "all_private_chats", "default"):
            for language in (person.language_code or "", ""):
                if found := self.commands.get((scope, language)):
                    return found
        return []
