"""Bot API methods that change or remove a message (https://core.telegram.org/bots/api#updating-messages)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiogram.methods as api
from aiogram.types import InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message

from demo.errors import bad_request
from demo.markup import check_markup
from demo.methods import Asked, handles
from demo.methods_send import CONTENT, captioned, content_of, media, mode_of
from demo.text import message_text
from demo.world import Dialog, Entry

_MEDIA = ("photo", "document", "video", "voice")
_DELETABLE = timedelta(hours=48)


def _target(asked: Asked) -> tuple[Dialog, Entry]:
    call = asked.call
    if call.inline_message_id is not None:
        raise bad_request("inline messages are not spoken by this server")
    if call.chat_id is None:
        raise bad_request("chat_id is empty")
    if call.message_id is None:
        raise bad_request("message identifier is not specified")
    dialog = asked.world.writable(call.chat_id)
    entry = asked.world.entry(dialog, call.message_id)
    if entry is None:
        raise bad_request("message to edit not found")
    if not asked.world.by_bot(entry) or entry.markup is not None or entry.message.forward_origin:
        raise bad_request("message can't be edited")
    return dialog, entry


def _edit(asked: Asked, dialog: Dialog, entry: Entry, content: dict[str, Any]) -> Message:
    """Replace content and inline keyboard; a call without ``reply_markup`` takes the keyboard away."""
    world, markup = asked.world, asked.call.reply_markup
    check_markup(markup, local_urls=world.allow_local_urls)
    if markup is not None and not any(markup.inline_keyboard):
        markup = None
    message = entry.message
    old = {**content_of(message), "markup": message.reply_markup}
    new = {**{name: value for name, value in content.items() if value is not None}, "markup": markup}
    if old == new:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    world.throttle.take(dialog.chat.id, shared=dialog.shared)
    now = int(world.clock().timestamp())
    fields = {name: content.get(name) for name in CONTENT}
    # Telegram marks only a change of content as edited, not one of buttons.
    edited = now if {**old, "markup": None} != {**new, "markup": None} else message.edit_date
    return world.change(dialog, entry, **fields, reply_markup=markup, edit_date=edited)


@handles(api.EditMessageText)
def edit_message_text(asked: Asked) -> Message:
    """Another text for a text message of the bot's."""
    dialog, entry = _target(asked)
    text, entities = message_text(asked.call.text or "", mode_of(asked.call), asked.call.entities)
    if entry.message.text is None:
        raise bad_request("there is no text in the message to edit")
    return _edit(asked, dialog, entry, {"text": text, "entities": entities or None})


@handles(api.EditMessageCaption)
def edit_message_caption(asked: Asked) -> Message:
    """Another caption for a picture or file of the bot's."""
    dialog, entry = _target(asked)
    caption = captioned(asked.call)
    content = content_of(entry.message)
    if not any(kind in content for kind in _MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _edit(asked, dialog, entry, {**content, **caption})


@handles(api.EditMessageMedia)
def edit_message_media(asked: Asked) -> Message:
    """A text, picture or file of the bot's becomes another picture or file."""
    dialog, entry = _target(asked)
    item = asked.call.media
    if not isinstance(item, InputMediaDocument | InputMediaPhoto | InputMediaVideo):
        raise bad_request("this server edits in photos, documents and videos")
    content = content_of(entry.message)
    if "venue" in content or "location" in content or "voice" in content:
        raise bad_request("message can't be edited")
    if entry.message.media_group_id and isinstance(item, InputMediaDocument) != ("document" in content):
        raise bad_request("message content type can't be changed in an album")
    return _edit(asked, dialog, entry, {**media(asked, str(item.type), item.media, item), **captioned(item)})


@handles(api.EditMessageReplyMarkup)
def edit_message_reply_markup(asked: Asked) -> Message:
    """Another inline keyboard, or none."""
    dialog, entry = _target(asked)
    return _edit(asked, dialog, entry, content_of(entry.message))


@handles(api.DeleteMessage)
def delete_message(asked: Asked) -> bool:
    """Remove a message younger than 48 hours (https://core.telegram.org/bots/api#deletemessage)."""
    world = asked.world
    dialog = world.dialog(asked.call.chat_id)
    entry = world.entry(dialog, asked.call.message_id)
    if entry is None:
        raise bad_request("message to delete not found")
    others = dialog.shared and dialog.bot_status != "administrator" and not world.by_bot(entry)
    if others:
        raise bad_request("message can't be deleted")
    if world.clock() - entry.message.date > _DELETABLE and dialog.chat.type != "channel":
        raise bad_request("message can't be deleted for everyone")
    entry.deleted = True
    world.touch(dialog, entry)
    return True
