"""What people do on their phones. Reads and changes the world; called by the control API, imports aiogram only.

A phone without network shows what it showed when it lost it, keeps what is done on it, and sends all of that in order
when the network is back: a message's date is when the server received it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from aiogram.types import Document, Location, Video, Voice

from demo.errors import ActError, ApiError
from demo.methods import without_chain
from demo.methods_send import FOLDERS, content_of, new_media_group, origin
from demo.text import CAPTION_MAX, TEXT_MAX, typed_text, units
from demo.views import Views
from demo.world import Dialog, Entry, Person, World

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+")
_EDITED = {"message": "edited_message", "channel_post": "edited_channel_post"}
Done = dict[str, Any]


class Acts:
    """Every deed of a person, by name; each returns something for the person, or nothing."""

    def __init__(self, world: World, views: Views) -> None:
        self._world = world
        self._views = views
        self._deeds: dict[str, Callable[..., Done]] = {
            "start": self._start,
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "photos": self._photos,
            "late_photo": self._late_photo,
            "file": self._file,
            "files": self._files,
            "location": self._location,
            "forward": self._forward,
            "tap": self._tap,
            "block": self._block,
        }

    def do(self, person_id: int, deed: str, given: Done) -> Done:
        """Do a deed now, or keep it while the phone has no network. Raises ActError."""
        person = self._world.people.get(person_id)
        if person is None:
            raise ActError(f"there is no person {person_id}")
        if deed == "network":
            return self._network(person, bool(given["on"]))
        act = self._deeds.get(deed)
        if act is None:
            raise ActError(f"nobody can do {deed!r}; there are {', '.join(self._deeds)}, network")
        if person.frozen is None:
            return act(person, **given)
        if deed == "tap":
            raise ActError("there is no network: an inline button cannot be tapped")
        person.held.append((deed, given))
        self._world.touch(self._chat(person))
        return {"held": len(person.held)}

    def _chat(self, person: Person) -> Dialog:
        return self._world.dialogs[person.user.id]

    def _network(self, person: Person, on: bool) -> Done:
        """Back on the network, `before` is when it was lost: what came meanwhile is new to this person."""
        world, dialog = self._world, self._chat(person)
        if not on:
            if person.frozen is None:
                person.frozen = self._views.chat(dialog.chat.id)
            world.touch(dialog)
            return {}
        if person.frozen is None:
            return {}
        before = int(person.frozen["version"])
        held, person.held, person.frozen = person.held, [], None
        lost = []
        for deed, given in held:
            try:
                self._deeds[deed](person, **given)
            except (ActError, ApiError) as refusal:
                lost.append(str(refusal))
        world.touch(dialog)
        return {"before": before, "sent": len(held) - len(lost), "lost": lost}

    # -- chatting ----------------------------------------------------------------------------------------------------

    def _start(self, person: Person, payload: str = "") -> Done:
        if not _PAYLOAD.fullmatch(payload):
            raise ActError("a link carries at most 64 of A-Z a-z 0-9 _ - after start=")
        if person.blocked:
            self._block(person, on=False)
        person.started = True
        return self._say(person, f"/start {payload}".strip())

    def _say(self, person: Person, text: str, reply_to: int | None = None, room: int | None = None) -> Done:
        plain, entities = typed_text(text)
        if not plain:
            raise ActError("an empty message cannot be sent")
        if units(plain) > TEXT_MAX:
            raise ActError(f"the messenger splits texts above {TEXT_MAX} characters; send the parts")
        return self._tell(person, {"text": plain, "entities": entities or None}, reply_to, room)

    def _tell(self, person: Person, content: Done, reply_to: int | None = None, room: int | None = None) -> Done:
        world = self._world
        dialog = self._chat(person) if room is None else world.dialog(room)
        if room is None and person.blocked:
            raise ActError("this person blocked the bot; unblock it first")
        if room is None and not person.started:
            raise ActError("this person has not pressed START")
        quoted = world.entry(dialog, reply_to) if reply_to else None
        if reply_to and quoted is None:
            raise ActError(f"there is no message {reply_to} to reply to")
        if quoted is not None:
            content = {**content, "reply_to_message": without_chain(quoted.message)}
        entry = world.post(dialog, person.user, **content)
        update_id = None
        if dialog.bot_status == "administrator" or dialog.chat.type == "private":
            update_id = world.updates.add(dialog.chat.id, **{_kind(dialog): entry.message})
        return {"message_id": entry.message.message_id, "update_id": update_id}

    def _edit(self, person: Person, message_id: int, text: str, room: int | None = None) -> Done:
        world = self._world
        dialog, entry = self._own(person, message_id, room)
        plain, entities = typed_text(text)
        is_text = entry.message.text is not None
        if is_text and not plain:
            raise ActError("an empty message cannot be sent; delete it instead")
        if units(plain) > (TEXT_MAX if is_text else CAPTION_MAX):
            raise ActError("that is too long")
        said = {"text": plain, "entities": entities or None}
        if not is_text:
            said = {"caption": plain or None, "caption_entities": entities or None}
        message = world.change(dialog, entry, **said, edit_date=int(world.clock().timestamp()))
        return {"update_id": world.updates.add(dialog.chat.id, **{_EDITED[_kind(dialog)]: message})}

    def _delete(self, person: Person, message_id: int, room: int | None = None) -> Done:
        """No bot is ever told."""
        dialog, entry = self._own(person, message_id, room)
        entry.deleted = True
        self._world.touch(dialog, entry)
        return {}

    def _own(self, person: Person, message_id: int, room: int | None) -> tuple[Dialog, Entry]:
        dialog = self._chat(person) if room is None else self._world.dialog(room)
        entry = self._world.entry(dialog, message_id)
        if entry is None or entry.author != person.user.id:
            raise ActError(f"message {message_id} is not one of this person's")
        return dialog, entry

    # -- media -------------------------------------------------------------------------------------------------------

    def _photos(
        self, person: Person, files: list[bytes], caption: str | None = None, album: bool = False,
        reply_to: int | None = None,
    ) -> Done:  # fmt: skip
        photos: list[Done] = [{"photo": self._world.files.add_photo(data)} for data in files]
        return self._several(person, photos, caption, album, reply_to)

    def _files(self, person: Person, files: list[Done], caption: str | None = None, album: bool = False) -> Done:
        return self._several(person, [self._media(**file) for file in files], caption, album)

    def _several(
        self, person: Person, media: list[Done], caption: str | None, album: bool, reply_to: int | None = None
    ) -> Done:
        """An album is separate messages under one number, the caption at the first, and nothing marks its end."""
        if album and not 2 <= len(media) <= 10:
            raise ActError("an album has 2 to 10 pictures or files")
        group = {"media_group_id": new_media_group()} if album else {}
        captions = [_captioned(caption), *({} for _ in media[1:])]
        told = [
            self._tell(person, {**one, **said, **group}, reply_to) for one, said in zip(media, captions, strict=True)
        ]
        return {"messages": told, **group}

    def _late_photo(self, person: Person, data: bytes, media_group_id: str) -> Done:
        content = {"photo": self._world.files.add_photo(data), "media_group_id": media_group_id}
        return self._tell(person, content)

    def _file(
        self, person: Person, data: bytes, name: str, mime: str, caption: str | None = None, kind: str = "document",
        reply_to: int | None = None, room: int | None = None,
    ) -> Done:  # fmt: skip
        return self._tell(person, {**self._media(data, name, mime, kind), **_captioned(caption)}, reply_to, room)

    def _media(self, data: bytes, name: str, mime: str, kind: str = "document") -> Done:
        """A file, a video or a voice note as the message field that carries it."""
        if not data:
            raise ActError("an empty file cannot be sent")
        if kind not in FOLDERS:
            raise ActError(f"nobody can send a {kind!r}; there are {', '.join(FOLDERS)}")
        mime = mime if _MIME.fullmatch(mime) else "application/octet-stream"
        stored = self._world.files.add(FOLDERS[kind], data, name=name, mime=mime)
        base: Done = {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "mime_type": mime,
            "file_size": len(data),
        }
        media: Document | Video | Voice
        if kind == "voice":
            media = Voice(**base, duration=3)
        elif kind == "video":
            media = Video(**base, file_name=name, width=640, height=480, duration=3)
        else:
            media = Document(**base, file_name=name)
        return {kind: media}

    def _location(self, person: Person, latitude: float, longitude: float) -> Done:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ActError("there is no such place")
        return self._tell(person, {"location": Location(latitude=latitude, longitude=longitude)})

    def _forward(self, person: Person, message_id: int, source: int | None = None) -> Done:
        """Forward to the bot a message of this chat, or of the channel or group `source`."""
        dialog = self._chat(person) if source is None else self._world.dialog(source)
        entry = self._world.entry(dialog, message_id)
        if entry is None:
            raise ActError(f"there is no message {message_id} to forward")
        return self._tell(person, {**content_of(entry.message), "forward_origin": origin(entry.message)})

    # -- buttons and the bot itself ------------------------------------------------------------------------------------

    def _tap(self, person: Person, message_id: int, data: str) -> Done:
        """A tapped inline button, as a modified client could send it too: `data` need not be on any button."""
        entry = self._world.entry(self._chat(person), message_id)
        if entry is None:
            raise ActError(f"there is no message {message_id}")
        tap = self._world.new_tap(person.user, entry.message, data)
        return {"query_id": tap.query.id, "update_id": tap.update_id}

    def _block(self, person: Person, on: bool = True) -> Done:
        person.blocked = on
        self._world.set_bot_status(self._chat(person), "kicked" if on else "member", person)
        return {}


def _kind(dialog: Dialog) -> str:
    return "channel_post" if dialog.chat.type == "channel" else "message"


def _captioned(caption: str | None) -> Done:
    plain, entities = typed_text(caption or "")
    if units(plain) > CAPTION_MAX:
        raise ActError(f"a caption has at most {CAPTION_MAX} characters")
    return {"caption": plain or None, "caption_entities": entities or None}
