"""Update → event. May import `core`, `storage`, `templates`; used by `receive`.

Only private chats speak to us; what is said in groups and channels is left alone.
"""

import hashlib
import json
from datetime import UTC, datetime

from msgspec.structs import replace
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.labels import choice_of
from core import events
from core.events import Event
from core.reading import Unreadable, clean_text
from storage.apply import Arrival

LONGEST = 100_000
LARGEST = 2**52
"""Bot API, User.id and Chat.id: at most 52 significant bits."""
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/gif", "image/bmp", "image/tiff")


def language_of(update: Update) -> str | None:
    """The messenger's language code (IETF tag) of whoever sent the update."""
    user = update.effective_user
    return user.language_code if user else None


def to_arrival(update: Update, now: datetime) -> Arrival | None:
    """The event of an update, with what it came from; None for what is nothing to us. `now` is aware UTC:

    a tapped button carries no time of its own. Raises ValueError for numbers that no database could store.
    """
    event, chat_id = _event(update, now)
    if event is None:
        return None
    event = replace(event, language=language_of(update))
    if abs(update.update_id) > LARGEST or abs(chat_id or 0) > LARGEST:
        raise ValueError("a number too large")
    raw = json.dumps(update.to_dict(), ensure_ascii=True).encode()
    return Arrival(event=event, update_id=update.update_id, chat_id=chat_id, raw=raw)


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
        text = _clean(message.text or message.caption or "")
        at = _utc(message.edit_date or message.date)
        return (events.Edited(at=at, text=text, message_id=message.message_id) if text else None), message.chat.id
    return _message(message), message.chat.id


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _clean(text: str) -> str:
    try:
        return clean_text(text, limit=LONGEST)
    except Unreadable:
        return ""


def _message(message: Message) -> Event | None:
    at = _utc(message.date)
    number = message.message_id
    reply_to = message.reply_to_message.message_id if message.reply_to_message else None
    if message.text is not None:
        return _text(message, message.text, at)
    caption = _clean(message.caption or "") or None
    if message.photo:
        photo = message.photo[-1]
        return events.SentPhoto(at=at, file_id=photo.file_id, file_unique_id=photo.file_unique_id, message_id=number,
                                caption=caption, album=message.media_group_id, size=photo.file_size,
                                reply_to=reply_to)  # fmt: skip
    if message.document is not None:
        file = message.document
        if (file.mime_type or "").lower() in PICTURES:
            return events.SentPhoto(at=at, file_id=file.file_id, file_unique_id=file.file_unique_id,
                                    message_id=number, caption=caption, album=message.media_group_id,
                                    size=file.file_size, as_file=True, reply_to=reply_to)  # fmt: skip
        name = _clean(file.file_name or "") or None
        return _file("document", message, file.file_id, file.file_unique_id, file.file_size, name, caption)
    for kind in ("voice", "video", "audio", "video_note", "animation", "sticker"):
        media = getattr(message, kind)
        if media is not None:
            return _file(kind, message, media.file_id, media.file_unique_id, media.file_size, None, caption)
    place = message.venue.location if message.venue else message.location
    if place is not None:
        return events.SentLocation(at=at, latitude=place.latitude, longitude=place.longitude, message_id=number)
    return None


def _file(
    kind: str, message: Message, file_id: str, unique: str, size: int | None, name: str | None, caption: str | None
) -> Event:
    return events.SentFile(at=_utc(message.date), kind=kind, file_id=file_id, file_unique_id=unique, size=size,
                           message_id=message.message_id, name=name, caption=caption,
                           reply_to=message.reply_to_message.message_id if message.reply_to_message else None)  # fmt: skip


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
        return events.Chose(
            at=at, choice=choice, message_id=number, typed=None if whole else typed, reply_to=reply_to
        )
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
