"""Update → event. May import `core`, `storage`, `templates`; used by `receive`.

Only private chats speak to us; what is said in groups and channels is left alone.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from telegram import CallbackQuery, ChatMemberUpdated, Document, Message, PhotoSize, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.batch import UNREADABLE
from bot.labels import choice_of
from core import events
from core.events import Event
from core.reading import Unreadable, clean_text
from storage.apply import Arrival

LONGEST = 100_000
LARGEST = 2**52
"""Bot API, User.id and Chat.id: at most 52 significant bits."""
FIRST_YEAR, LAST_YEAR = 2013, 2100
"""Messages are dated within; times far from it could not be told in another zone."""
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/gif", "image/bmp", "image/tiff")
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp", ".tif", ".tiff")
"""What phones call pictures that they send as files under a wrong type or none."""
KINDS = ("animation", "voice", "video", "audio", "video_note", "sticker", "document")
"""Other files, by Telegram's names. An animation is a document as well (Bot API, Message.animation): it comes first."""


def language_of(update: Update) -> str | None:
    """The messenger's language code (IETF tag) of whoever sent the update."""
    user = update.effective_user
    return user.language_code if user else None


def to_arrival(update: Update, now: datetime) -> Arrival | None:
    """The event of an update, with what it came from; None for what is nothing to us. `now` is aware UTC:

    a tapped button carries no time of its own. Raises anything at what is not as the messenger says it is.
    """
    if UNREADABLE in update.api_kwargs:
        raise ValueError("no JSON that can be read")
    event, chat_id = _event(update, now)
    if event is None:
        return None
    event = _made_sure(replace(event, language=language_of(update)))
    if abs(update.update_id) > LARGEST or abs(chat_id or 0) > LARGEST:
        raise ValueError("a number too large")
    came = update.to_dict()
    return Arrival(event=event, update_id=update.update_id, key=_key(update, came), chat_id=chat_id, raw=packed(came))


def packed(came: dict[str, Any]) -> bytes:
    """An update as bytes to keep."""
    try:
        return json.dumps(came, ensure_ascii=True).encode()
    except RecursionError:
        return json.dumps({"update_id": number_of(came), UNREADABLE: f"nested too deeply: {', '.join(came)}"}).encode()


def number_of(came: dict[str, Any]) -> int | None:
    """The number of an update as it came (Bot API, Update.update_id), or None where it is none that could be stored."""
    number = came.get("update_id")
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LARGEST else None


def chat_of(came: dict[str, Any]) -> int | None:
    """The private chat that an update came from, read with care: its form is not what the library knows."""
    for part in came.values():
        if not isinstance(part, dict):
            continue
        chat = part.get("chat")
        if isinstance(chat, dict) and chat.get("type") == "private" and isinstance(number := chat.get("id"), int):
            return number if 0 < number <= LARGEST else None
    return None


def _key(update: Update, came: dict[str, Any]) -> str:
    """What makes it the same, whatever number it comes under: the tap, the message, or all that it says."""
    if update.callback_query is not None:
        return f"tap:{_plain(update.callback_query.id)}"
    if update.message is not None:
        return f"message:{update.message.chat.id}:{update.message.message_id}"
    said = json.dumps({name: part for name, part in came.items() if name != "update_id"}, sort_keys=True)
    return f"said:{hashlib.sha256(said.encode()).hexdigest()}"


def _plain(id: str) -> str:
    """An identifier that any database can hold."""
    return id if id.isascii() and id.isprintable() else hashlib.sha256(ascii(id).encode()).hexdigest()


def _made_sure(event: Event) -> Event:
    """The event, of which all is of the kind that it should be: it goes into documents that must be read again.

    The library does not look. Raises ValueError, and msgspec.ValidationError, which is one.
    """
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, int | float) and not abs(value) <= LARGEST:
            raise ValueError("a number too large")
        if isinstance(value, datetime) and not FIRST_YEAR <= value.year < LAST_YEAR:
            raise ValueError("a time that is none of ours")
        if isinstance(value, str) and "\0" in value:
            raise ValueError("a text that cannot be stored")
    return msgspec.json.decode(msgspec.json.encode(event), type=type(event))


def _event(update: Update, now: datetime) -> tuple[Event | None, int | None]:
    if update.callback_query is not None:
        query = update.callback_query
        return _tapped(query, now), query.from_user.id
    if update.my_chat_member is not None:
        change = update.my_chat_member
        return (_reachability(change), change.chat.id) if change.chat.type == ChatType.PRIVATE else (None, None)
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None, None
    if update.edited_message is not None:
        return _edited(message), message.chat.id
    return _message(message), message.chat.id


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _clean(text: str) -> str:
    try:
        return clean_text(text, limit=LONGEST)
    except Unreadable:
        return ""


def _name(claimed: str) -> str | None:
    """A file's name on one line, without the folders that it claims to be in."""
    return " ".join(_clean(claimed.replace("\\", "/").rpartition("/")[2]).split()) or None


def _message(message: Message) -> Event | None:
    at = _utc(message.date)
    number = message.message_id
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    if message.text is not None:
        return _text(message, message.text, at)
    if (picture := _picture(message)) is not None:
        return events.SentPhoto(
            at=at,
            file_id=picture.file_id,
            file_unique_id=picture.file_unique_id,
            message_id=number,
            caption=_clean(message.caption or "") or None,
            album=message.media_group_id,
            size=picture.file_size,
            as_file=not message.photo,
            forwarded_at=_forwarded_at(message),
            reply_to=reply_to,
        )
    for kind in KINDS:
        if (file := getattr(message, kind)) is not None:
            return _file(kind, message, file)
    place = message.venue.location if message.venue else message.location
    if place is not None:
        return events.SentLocation(at=at, latitude=place.latitude, longitude=place.longitude, message_id=number)
    return None


def _picture(message: Message) -> PhotoSize | Document | None:
    """The picture in a message, sent as a photo or as a file; a moving picture is none."""
    if message.photo:
        return message.photo[-1]
    file = message.document
    if file is None or message.animation is not None:
        return None
    named = (file.file_name or "").lower().endswith(PICTURE_ENDINGS)
    return file if named or (file.mime_type or "").lower() in PICTURES else None


def _file(kind: str, message: Message, file: Any) -> Event:
    """A file of any other kind; a video or sound sent as a file is what it is."""
    mime = _clean(getattr(file, "mime_type", None) or "").lower() or None
    if kind == "document" and mime:
        kind = mime.partition("/")[0] if mime.startswith(("video/", "audio/")) else kind
    return events.SentFile(
        at=_utc(message.date),
        kind=kind,
        file_id=file.file_id,
        file_unique_id=file.file_unique_id,
        message_id=message.message_id,
        name=_name(getattr(file, "file_name", None) or ""),
        mime=mime,
        caption=_clean(message.caption or "") or None,
        album=message.media_group_id,
        size=file.file_size,
        duration=file.to_dict().get("duration"),
        forwarded_at=_forwarded_at(message),
        reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
    )


def _forwarded_at(message: Message) -> datetime | None:
    return _utc(message.forward_origin.date) if message.forward_origin else None


def _edited(message: Message) -> Event | None:
    picture = _picture(message)
    text = _clean(message.text or message.caption or "")
    if message.text is None and not text and picture is None and not any(getattr(message, kind) for kind in KINDS):
        return None
    return events.Edited(
        at=_utc(message.edit_date or message.date),
        text=text,
        message_id=message.message_id,
        file_id=picture.file_id if picture else None,
        file_unique_id=picture.file_unique_id if picture else None,
    )


def _text(message: Message, typed: str, at: datetime) -> Event | None:
    number = message.message_id
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    typed = _clean(typed)
    if typed.startswith("/") and len(typed) > 1 and typed[1].isalpha():
        head, _, argument = typed[1:].partition(" ")
        name = head.partition("@")[0].lower()
        if name == "start":
            token = argument.strip()
            return events.Started(
                at=at,
                chat_id=message.chat.id,
                token_sha256=hashlib.sha256(token.encode()).hexdigest() if token else None,
                first_name=_clean(message.from_user.first_name) if message.from_user else "",
            )
        return events.Commanded(at=at, name=name, argument=argument.strip(), message_id=number)
    known = choice_of(typed)
    if known is not None:
        choice, whole = known
        return events.Chose(at=at, choice=choice, message_id=number, typed=None if whole else typed, reply_to=reply_to)
    return events.Said(at=at, text=typed, message_id=number, reply_to=reply_to)


def _tapped(query: CallbackQuery, at: datetime) -> Event:
    topic, _, rest = (query.data or "").partition(":")
    subject, _, choice = rest.partition(":")
    if not subject.isdecimal() or len(subject) > 15:
        return events.Tapped(at=at, topic="unknown", subject=0)
    return events.Tapped(at=at, topic=_clean(topic), subject=int(subject), choice=_clean(choice))


def _reachability(change: ChatMemberUpdated) -> Event:
    gone = change.new_chat_member.status in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return events.ReachabilityChanged(at=_utc(change.date), reachable=not gone)
