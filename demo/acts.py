"""What people do on their phones. Reads and changes the world; called by the control API, imports aiogram only.

A phone without network keeps what is done on it and sends all of it in order when the network is back: a message's
date is when the server received it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram.types import (
    Document,
    Location,
    MessageEntity,
    Video,
    Voice,
)

from demo.errors import ActError
from demo.methods import without_chain
from demo.methods_send import content_of, new_media_group, origin
from demo.world import Dialog, Entry, Person, World


class Acts:
    """Every deed of a person, by name; each returns something for the person, or nothing."""

    def __init__(self, world: World) -> None:
        self._world = world

    def person(self, person_id: int) -> Person:
        """Somebody with a phone. Raises ActError."""
        found = self._world.people.get(person_id)
        if found is None:
            raise ActError(f"there is no person {person_id}")
        return found

    def do(self, person_id: int, deed: str, given: dict[str, Any]) -> dict[str, Any]:
        """Do a deed now, or keep it while the phone has no network."""
        person = self.person(person_id)
        if deed == "network":
            return self._network(person, bool(given["on"]))
        act: Callable[..., dict[str, Any]] | None = getattr(self, f"_{deed}", None)
        if act is None or deed.startswith("_"):
            raise ActError(f"nobody can do {deed!r}")
        if person.offline_since is not None:
            if deed == "tap":
                raise ActError("there is no network: an inline button cannot be tapped")
            person.held.append((deed, given))
            self._world.touch(self._chat(person))
            return {"held": len(person.held)}
        return act(person, **given)

    def _chat(self, person: Person) -> Dialog:
        return self._world.dialogs[person.user.id]

    def _network(self, person: Person, on: bool) -> dict[str, Any]:
        world = self._world
        if not on:
            person.offline_since = world.changes.version if person.offline_since is None else person.offline_since
            world.touch(self._chat(person))
            return {}
        person.offline_since = None
        held, person.held = person.held, []
        for deed, given in held:
            getattr(self, f"_{deed}")(person, **given)
        world.touch(self._chat(person))
        return {"sent": len(held)}

    # -- chatting ----------------------------------------------------------------------------------------------------

    def _start(self, person: Person, payload: str = "") -> dict[str, Any]:
        person.started, person.blocked = True, False
        return self._say(person, f"/start {payload}".strip())

    def _say(self, person: Person, text: str, reply_to: int | None = None) -> dict[str, Any]:
        if not text.strip():
            raise ActError("an empty message cannot be sent")
        if len(text) > 4096:
            raise ActError("the messenger splits texts above 4096 characters; send the parts")
        return self._tell(person, {"text": text, "entities": commands_in(text)}, reply_to)

    def _tell(self, person: Person, content: dict[str, Any], reply_to: int | None = None) -> dict[str, Any]:
        world, dialog = self._world, self._chat(person)
        if person.blocked:
            raise ActError("this person blocked the bot; unblock it first")
        if not person.started:
            raise ActError("this person has not pressed START")
        quoted = world.entry(dialog, reply_to) if reply_to else None
        if reply_to and quoted is None:
            raise ActError(f"there is no message {reply_to} to reply to")
        if quoted is not None:
            content = {**content, "reply_to_message": without_chain(quoted.message)}
        entry = world.post(dialog, person.user, **content)
        update_id = world.updates.add(dialog.chat.id, message=entry.message)
        return {"message_id": entry.message.message_id, "update_id": update_id}

    def _edit(self, person: Person, message_id: int, text: str) -> dict[str, Any]:
        world, dialog = self._world, self._chat(person)
        entry = self._own(person, message_id)
        field = "text" if entry.message.text is not None else "caption"
        message = world.change(dialog, entry, **{field: text, "edit_date": int(world.clock().timestamp())})
        return {"update_id": world.updates.add(dialog.chat.id, edited_message=message)}

    def _delete(self, person: Person, message_id: int) -> dict[str, Any]:
        entry = self._own(person, message_id)
        entry.deleted = True
        self._world.touch(self._chat(person), entry)
        return {}

    def _own(self, person: Person, message_id: int) -> Entry:
        entry = self._world.entry(self._chat(person), message_id)
        if entry is None or entry.message.from_user is None or entry.message.from_user.id != person.user.id:
            raise ActError(f"message {message_id} is not one of this person's")
        return entry

    # -- media -------------------------------------------------------------------------------------------------------

    def _photos(
        self, person: Person, files: list[bytes], caption: str | None = None, album: bool = False
    ) -> dict[str, Any]:
        if album and not 2 <= len(files) <= 10:
            raise ActError("an album has 2 to 10 pictures")
        group = {"media_group_id": new_media_group()} if album else {}
        told = [
            self._tell(
                person,
                {"photo": self._world.files.add_photo(data), "caption": caption if index == 0 else None, **group},
            )
            for index, data in enumerate(files)
        ]
        return {"messages": told, **group}

    def _late_photo(self, person: Person, data: bytes, media_group_id: str) -> dict[str, Any]:
        content = {"photo": self._world.files.add_photo(data), "media_group_id": media_group_id}
        return self._tell(person, content)

    def _file(
        self, person: Person, data: bytes, name: str, mime: str, caption: str | None = None, kind: str = "document"
    ) -> dict[str, Any]:
        folder = {"document": "documents", "video": "videos", "voice": "voice"}[kind]
        stored = self._world.files.add(folder, data, name=name, mime=mime)
        base: dict[str, Any] = {
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
        return self._tell(person, {kind: media, "caption": caption})

    def _location(self, person: Person, latitude: float, longitude: float) -> dict[str, Any]:
        return self._tell(person, {"location": Location(latitude=latitude, longitude=longitude)})

    def _forward(self, person: Person, message_id: int) -> dict[str, Any]:
        entry = self._world.entry(self._chat(person), message_id)
        if entry is None:
            raise ActError(f"there is no message {message_id} to forward")
        return self._tell(person, {**content_of(entry.message), "forward_origin": origin(entry.message)})

    # -- buttons and the bot itself ------------------------------------------------------------------------------------

    def _tap(self, person: Person, message_id: int, data: str) -> dict[str, Any]:
        """A tapped inline button, as a modified client could send it too: `data` need not be on any button."""
        entry = self._world.entry(self._chat(person), message_id)
        if entry is None:
            raise ActError(f"there is no message {message_id}")
        tap = self._world.new_tap(person, entry, data)
        return {"query_id": tap.query.id}

    def _block(self, person: Person, on: bool = True) -> dict[str, Any]:
        person.blocked = on
        self._world.set_bot_status(self._chat(person), "kicked" if on else "member", person)
        return {}


def commands_in(text: str) -> list[MessageEntity] | None:
    """The entity that Telegram marks a leading command with."""
    if not text.startswith("/"):
        return None
    return [MessageEntity(type="bot_command", offset=0, length=len(text.split()[0]))]
