"""Bot API methods that put a message into a chat (https://core.telegram.org/bots/api#sendmessage and following)."""

from __future__ import annotations

import mimetypes
import secrets
from typing import Any

import aiogram.methods as api
from aiogram.types import (
    Document,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Location,
    Message,
    MessageId,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Venue,
    Video,
    Voice,
)

from demo.errors import ApiError, bad_request
from demo.files import StoredFile
from demo.markup import check_markup
from demo.methods import Asked, handles, without_chain
from demo.text import caption_text, message_text
from demo.world import Dialog, Entry, World

CONTENT = (
    "text",
    "entities",
    "photo",
    "document",
    "video",
    "voice",
    "venue",
    "location",
    "caption",
    "caption_entities",
)

FOLDERS = {"document": "documents", "video": "videos", "voice": "voice"}


def mode_of(call: Any) -> str | None:
    """The call's parse_mode; aiogram puts a placeholder object where none was given."""
    return call.parse_mode if isinstance(getattr(call, "parse_mode", None), str) else None


def captioned(call: Any) -> dict[str, Any]:
    """Checked caption fields of a call or an InputMedia."""
    caption, entities = caption_text(call.caption, mode_of(call), call.caption_entities)
    return {"caption": caption, "caption_entities": entities or None}


def media(asked: Asked, kind: str, given: str | InputFile, more: Any) -> dict[str, Any]:
    """The message field for a photo, document, video or voice, from an upload, ``attach://`` or a known file id.

    `more` is the call or InputMedia, read for a duration and size.
    """
    files, limits = asked.world.files, asked.world.limits
    if isinstance(given, str) and not given.startswith("attach://"):
        if given.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        return {kind: files.photo_of(given) if kind == "photo" else _described(kind, _known(asked, kind, given), more)}
    upload = asked.uploads.get(given.removeprefix("attach://")) if isinstance(given, str) else given
    data = getattr(upload, "data", b"")
    if not data:
        raise bad_request("file must be non-empty" if upload else f"there is no {kind} in the request")
    if kind == "photo":
        if len(data) > limits.photo_bytes:
            raise bad_request(f"file of size {len(data)} bytes is too big for a photo")
        return {"photo": files.add_photo(data)}
    if len(data) > limits.document_bytes:
        raise ApiError(413, "Request Entity Too Large")
    name = getattr(upload, "filename", None) or "file"
    mime = mimetypes.guess_type(name)[0] or {"voice": "audio/ogg", "video": "video/mp4"}.get(
        kind, "application/octet-stream"
    )
    return {kind: _described(kind, files.add(FOLDERS[kind], data, name=name, mime=mime), more)}


def _known(asked: Asked, kind: str, file_id: str) -> StoredFile:
    stored = asked.world.files.by_id(file_id)
    folder = stored.path.partition("/")[0]
    if folder != FOLDERS[kind]:
        raise bad_request(f"can't use file of type {folder.removesuffix('s').title()} as {kind.title()}")
    return stored


def _described(kind: str, stored: StoredFile, more: Any) -> Document | Video | Voice:
    base: dict[str, Any] = {
        "file_id": stored.file_id, "file_unique_id": stored.unique_id, "mime_type": stored.mime,
        "file_size": len(stored.data),
    }  # fmt: skip
    duration = getattr(more, "duration", None) or 0
    if kind == "voice":
        return Voice(**base, duration=duration)
    if kind == "video":
        size = {"width": getattr(more, "width", None) or 0, "height": getattr(more, "height", None) or 0}
        return Video.model_validate({**base, "file_name": stored.name, "duration": duration, **size})
    return Document(**base, file_name=stored.name)


def send(asked: Asked, content: dict[str, Any]) -> Message:
    """Check chat, keyboard, quoted message and rate, then post."""
    world, call = asked.world, asked.call
    dialog = world.writable(call.chat_id)
    markup = getattr(call, "reply_markup", None)
    check_markup(markup, local_urls=world.allow_local_urls)
    reply = _quoted(world, dialog, call)
    world.throttle.take(dialog.chat.id, shared=dialog.shared)
    return world.post(dialog, world.bot, markup, reply_to_message=reply, **content).message


def _quoted(world: World, dialog: Dialog, call: Any) -> Message | None:
    parameters = getattr(call, "reply_parameters", None)
    wanted = parameters.message_id if parameters else getattr(call, "reply_to_message_id", None)
    if wanted is None:
        return None
    optional = parameters.allow_sending_without_reply if parameters else call.allow_sending_without_reply
    entry = world.entry(dialog, wanted)
    if entry is None and optional is not True:
        raise bad_request("message to be replied not found")
    return without_chain(entry.message) if entry else None


@handles(api.SendMessage)
def send_message(asked: Asked) -> Message:
    """Text, 1 to 4096 after entity parsing."""
    text, entities = message_text(asked.call.text, mode_of(asked.call), asked.call.entities)
    return send(asked, {"text": text, "entities": entities or None})


@handles(api.SendPhoto, api.SendDocument, api.SendVideo, api.SendVoice)
def send_media(asked: Asked) -> Message:
    """One picture or file with an optional caption."""
    kind = asked.call.__api_method__.removeprefix("send").lower()
    caption = captioned(asked.call)
    asked.world.writable(asked.call.chat_id)
    return send(asked, {**media(asked, kind, getattr(asked.call, kind), asked.call), **caption})


@handles(api.SendVenue)
def send_venue(asked: Asked) -> Message:
    """A place on the map with a title and an address."""
    call = asked.call
    if not call.title.strip() or not call.address.strip():
        raise bad_request("venue title and address must be non-empty")
    return send(asked, {"venue": Venue(location=_location(call), title=call.title, address=call.address)})


@handles(api.SendLocation)
def send_location(asked: Asked) -> Message:
    """A point on the map."""
    return send(asked, {"location": _location(asked.call)})


def _location(call: Any) -> Location:
    if not (-90 <= call.latitude <= 90 and -180 <= call.longitude <= 180):
        raise bad_request("invalid location specified")
    return Location(latitude=call.latitude, longitude=call.longitude)


@handles(api.SendMediaGroup)
def send_media_group(asked: Asked) -> list[Message]:
    """An album of 2 to 10: photos and videos mixed, or documents only."""
    world, call = asked.world, asked.call
    dialog = world.writable(call.chat_id)
    if not 2 <= len(call.media) <= 10:
        raise bad_request("wrong number of media in the album: 2 to 10 are allowed")
    if not all(isinstance(item, InputMediaPhoto | InputMediaVideo) for item in call.media) and not all(
        isinstance(item, InputMediaDocument) for item in call.media
    ):
        raise bad_request("documents can't be mixed with other media types, and nothing else makes an album")
    contents = [{**media(asked, str(item.type), item.media, item), **captioned(item)} for item in call.media]
    reply = _quoted(world, dialog, call)
    world.throttle.take(dialog.chat.id, shared=dialog.shared, count=len(contents))
    group = new_media_group()
    same: dict[str, Any] = {"media_group_id": group, "reply_to_message": reply}
    return [world.post(dialog, world.bot, **same, **content).message for content in contents]


def new_media_group() -> str:
    """An album's identifier."""
    return str(secrets.randbelow(10**17) + 10**17)


@handles(api.CopyMessage)
def copy_message(asked: Asked) -> MessageId:
    """The same content as a new message of the bot's own, with a new caption if one is given."""
    source = _source(asked, "copy")
    content = content_of(source.message)
    if asked.call.caption is not None and "text" not in content:
        content.update(captioned(asked.call))
    return MessageId(message_id=send(asked, content).message_id)


@handles(api.ForwardMessage)
def forward_message(asked: Asked) -> Message:
    """The content with its origin."""
    source = _source(asked, "forward")
    return send(asked, {**content_of(source.message), "forward_origin": origin(source.message)})


def _source(asked: Asked, verb: str) -> Entry:
    entry = asked.world.entry(asked.world.dialog(asked.call.from_chat_id), asked.call.message_id)
    if entry is None:
        raise bad_request(f"message to {verb} not found")
    return entry


def content_of(message: Message) -> dict[str, Any]:
    """What a message says, without who, when and keyboard."""
    return {name: value for name in CONTENT if (value := getattr(message, name)) is not None}


def origin(message: Message) -> MessageOriginUser | MessageOriginChannel | MessageOriginHiddenUser:
    """Where a forwarded message comes from (the first origin is kept)."""
    known = message.forward_origin
    if isinstance(known, MessageOriginUser | MessageOriginChannel | MessageOriginHiddenUser):
        return known
    if message.from_user is not None:
        return MessageOriginUser(date=message.date, sender_user=message.from_user)
    return MessageOriginChannel(date=message.date, chat=message.chat, message_id=message.message_id)
