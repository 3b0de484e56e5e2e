"""People and channels of the demo server, for tests and the scripted play: speaks HTTP only.

Stories read like what people do: ``await lea.taps("Terminé")``. Looking and tapping wait for what must come, without
sleeping (the server wakes the reader). Both look first at what changed since this person last did something; what is
older is looked at with ``anywhere=True``, and by `taps` after a short grace.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import aiohttp

PATIENCE = 15.0
"""Seconds to wait for what must come."""
GRACE = 0.4
"""Seconds after which `taps` takes a button that was there before."""


class NotSeen(AssertionError):
    """What must come did not; the text shows what was there instead."""


class CannotDo(Exception):
    """The server says that this person cannot do that here and now."""


@dataclass(frozen=True)
class Seen:
    """A message as this person sees it. `text` is the caption where there is a picture or file."""

    id: int
    version: int
    text: str
    mine: bool
    raw: dict[str, Any]
    demo: Demo = field(repr=False)

    @property
    def labels(self) -> list[str]:
        """The labels of its inline buttons."""
        return [button["text"] for row in self.raw["buttons"] for button in row]

    @property
    def edited(self) -> bool:
        """Whether it was edited."""
        return bool(self.raw["edited"])

    def _button(self, label: str) -> dict[str, Any]:
        for row in self.raw["buttons"]:
            for button in row:
                if label in button["text"]:
                    return dict(button)
        raise NotSeen(f"no button {label!r} among {self.labels}")

    def url(self, label: str) -> str:
        """Where the button leads."""
        return str(self._button(label)["url"])

    def copy_text(self, label: str) -> str:
        """What the button copies."""
        return str(self._button(label)["copy"])

    @property
    def file(self) -> dict[str, Any] | None:
        """The document, picture, video or voice note in it."""
        return next((self.raw[k] for k in ("document", "photo", "video", "voice") if k in self.raw), None)

    @property
    def file_name(self) -> str | None:
        """The document's name."""
        return self.raw["document"]["name"] if "document" in self.raw else None

    async def download(self) -> bytes:
        """The bytes of its file."""
        file = self.file
        if file is None:
            raise NotSeen("there is no file in this message")
        return await self.demo.get_bytes(file["url"])


class Demo:
    """The server's people's side. Use with ``async with``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Demo:
        # Everybody who looks on keeps a connection of their own open.
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60), connector=connector)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def request(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call of the control API. Raises CannotDo."""
        assert self._session is not None
        async with self._session.request(method, urljoin(self.url, path), json=body) as answer:
            said: dict[str, Any] = await answer.json()
        if answer.status != 200:
            raise CannotDo(said.get("error", f"status {answer.status}"))
        return said

    async def get_bytes(self, path: str) -> bytes:
        """A file's bytes."""
        assert self._session is not None
        async with self._session.get(urljoin(self.url, path)) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def user(self, name: str, *, language: str | None = "fr") -> Person:
        """Somebody new with a phone, who has not pressed START."""
        made = await self.request("POST", "/demo/people", {"name": name, "language": language})
        return Person(self, made["id"], name)

    async def channel(self, title: str, *, kind: str = "channel", by: Person | None = None) -> Room:
        """A new channel (or group, supergroup) with the bot as administrator; with `by` the bot hears who added it."""
        made = await self.request("POST", "/demo/chats", {"title": title, "type": kind, "by": by.id if by else None})
        return Room(self, made["id"], title)

    async def channel_named(self, title: str) -> Room:
        """The channel or group with this title."""
        overview = await self.request("GET", "/demo/overview")
        found = next(chat for chat in overview["chats"] if chat["title"] == title)
        return Room(self, found["id"], title)

    async def fault(self, kind: str, **rule: Any) -> None:
        """Have calls fail: see `demo.faults.Fault`."""
        await self.request("POST", "/demo/faults", {"kind": kind, **rule})

    async def no_faults(self) -> list[dict[str, Any]]:
        """No faults any more; the rules that were, with their hits."""
        return list((await self.request("DELETE", "/demo/faults"))["rules"])

    async def redeliver(self, update_id: int) -> None:
        """Deliver an update again under its old id."""
        await self.request("POST", f"/demo/updates/{update_id}/redeliver")

    async def crafts(self, chat: int, *updates: str) -> list[int]:
        """Tell the bot what no messenger would send: each text is the JSON of an update without its number."""
        made = await self.request("POST", "/demo/updates/crafted", {"chat": chat, "updates": updates})
        return list(made["update_ids"])

    async def resend(self, update_id: int) -> int:
        """Tell what an update told once more under a new id: the same button tapped twice, a message sent twice."""
        return int((await self.request("POST", f"/demo/updates/{update_id}/resend"))["update_id"])

    async def limits(self, **limits: float) -> None:
        """Other limits from now on (fields of `demo.limits.Limits`), all buckets full; none given: nobody is slowed."""
        await self.request("POST", "/demo/limits", limits or {"raised": True})

    async def repeat_updates(self, times: int) -> None:
        """Deliver each update so often from now on."""
        await self.request("POST", "/demo/updates/repeat", {"times": times})

    async def journal(self) -> list[dict[str, Any]]:
        """Every Bot API call so far."""
        return list((await self.request("GET", "/demo/journal"))["calls"])


class Room:
    """A chat that is looked at: the office channel, or one's own."""

    def __init__(self, demo: Demo, number: int, name: str) -> None:
        self.demo = demo
        self.id = number
        self.name = name
        self.mark = 0
        """The number of the last change before this person last did something."""

    async def view(self, *, since: int | None = None, wait: float = 0) -> dict[str, Any]:
        """The chat as it stands, or once it changed after `since`."""
        query = f"?since={since}&wait={wait}" if since is not None else ""
        return await self.demo.request("GET", f"/demo/chats/{self.id}{query}")

    def _messages(self, view: dict[str, Any]) -> list[Seen]:
        return [Seen(m["id"], m["version"], m["text"], m["mine"], m, self.demo) for m in view["messages"]]

    async def messages(self) -> list[Seen]:
        """Every message, oldest first."""
        return self._messages(await self.view())

    async def migrates(self) -> Room:
        """The group becomes a supergroup with another number."""
        made = await self.demo.request("POST", f"/demo/chats/{self.id}/migrate")
        return Room(self.demo, made["id"], self.name)

    async def bot_becomes(self, status: str, *, by: Person) -> None:
        """`by` makes the bot administrator, member, left or kicked here; the bot is told."""
        await self.demo.request("POST", f"/demo/chats/{self.id}/bot", {"status": status, "by": by.id})

    async def until(self, look: Callable[[list[Seen]], Seen | None], what: str, patience: float = PATIENCE) -> Seen:
        """The first message that `look` finds, now or after a change. Raises NotSeen."""
        deadline = asyncio.get_running_loop().time() + patience
        view = await self.view()
        while (found := look(self._messages(view))) is None:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                raise NotSeen(f"{self.name} did not see {what}; the last messages:\n{shown(self._messages(view))}")
            view = await self.view(since=view["version"], wait=min(left, 5.0))
        return found

    async def sees(self, text: str, *, anywhere: bool = False, patience: float = PATIENCE) -> Seen:
        """The newest message of the bot with this text in it; see the module's docstring for where it looks."""

        def look(messages: list[Seen]) -> Seen | None:
            return next(
                (
                    m
                    for m in reversed(messages)
                    if text in m.text and not m.mine and (anywhere or m.version > self.mark)
                ),
                None,
            )

        return await self.until(look, repr(text), patience)

    async def document(self, *, name: str = "", patience: float = PATIENCE) -> Seen:
        """The newest message with a document in it."""
        return await self.until(
            lambda messages: next((m for m in reversed(messages) if name in (m.file_name or "") and m.file_name), None),
            "a document",
            patience,
        )


class Person(Room):
    """Somebody with a phone."""

    async def does(self, deed: str, **given: Any) -> dict[str, Any]:
        """Any deed of `demo.acts`. Raises CannotDo."""
        done = await self.demo.request("POST", f"/demo/people/{self.id}/{deed}", given)
        self.mark = done.get("before", self.mark)
        return done

    async def start(self, payload: str = "") -> dict[str, Any]:
        """Press START, perhaps through a link with a payload."""
        return await self.does("start", payload=payload)

    async def says(self, text: str, *, reply_to: int | None = None, room: Room | None = None) -> dict[str, Any]:
        """Send a text, to the bot or in a `room`; the answer has `message_id` and `update_id`."""
        return await self.does("say", text=text, reply_to=reply_to, room=room.id if room else None)

    async def edits(self, message_id: int, text: str) -> dict[str, Any]:
        """Change an own message's text or caption; the answer has `update_id`."""
        return await self.does("edit", message_id=message_id, text=text)

    async def deletes(self, message_id: int) -> None:
        """Remove an own message; no bot is ever told."""
        await self.does("delete", message_id=message_id)

    async def forwards(self, message: Seen, *, source: Room | None = None) -> dict[str, Any]:
        """Forward a message of this chat, or of `source`, to the bot."""
        return await self.does("forward", message_id=message.id, source=source.id if source else None)

    async def sends_photos(
        self, pictures: list[bytes], *, caption: str | None = None, album: bool = False, reply_to: int | None = None
    ) -> dict[str, Any]:
        """Send pictures as the messenger does: compressed, each its own message, an album's under one number.

        One picture is never an album. The answer has `messages`, each with `message_id` and `update_id`, and an
        album's `media_group_id`.
        """
        files = [_coded(data) for data in pictures]
        album = album and len(files) > 1
        return await self.does("photos", files=files, caption=caption, album=album, reply_to=reply_to)

    async def sends_files(
        self, named: dict[str, bytes], *, mime: str, caption: str | None = None, album: bool = False
    ) -> dict[str, Any]:
        """Send files as they are, for instance pictures as files; several can be an album."""
        files = [{"name": name, "mime": mime, "data": _coded(data)} for name, data in named.items()]
        return await self.does("files", files=files, caption=caption, album=album)

    async def sends_late_photo(self, picture: bytes, media_group_id: str) -> dict[str, Any]:
        """A picture of an album that arrives after the others."""
        return await self.does("late_photo", data=_coded(picture), media_group_id=media_group_id)

    async def sends_file(
        self,
        data: bytes,
        *,
        name: str,
        mime: str,
        caption: str | None = None,
        kind: str = "document",
        reply_to: int | None = None,
    ) -> dict[str, Any]:
        """Send a file, a video or a voice note."""
        given = {"name": name, "mime": mime, "caption": caption, "kind": kind, "reply_to": reply_to}
        return await self.does("file", data=_coded(data), **given)

    async def sends_location(self, latitude: float, longitude: float) -> dict[str, Any]:
        """Send a position."""
        return await self.does("location", latitude=latitude, longitude=longitude)

    async def blocks(self, on: bool = True) -> None:
        """Block the bot, or take it back."""
        await self.does("block", on=on)

    async def network(self, on: bool) -> dict[str, Any]:
        """Lose the network, or have it again: then everything done meanwhile is sent, and what came is new."""
        return await self.does("network", on=on)

    async def keyboard(self) -> list[list[str]]:
        """The labels of the buttons under the text field, row by row."""
        shown = (await self.view())["keyboard"]
        return list(shown["rows"]) if shown else []

    async def taps(self, label: str, *, patience: float = PATIENCE) -> str | None:
        """Tap the newest button with this label in it, inline or under the text field.

        The bot's short answer to an inline button, or None. A button that was there before this person last did
        something is taken only when no newer one comes.
        """
        deadline = asyncio.get_running_loop().time() + patience
        grace = asyncio.get_running_loop().time() + GRACE
        view = await self.view()
        while True:
            now = asyncio.get_running_loop().time()
            found = self._button(view, label, newer=True) or (
                self._button(view, label, newer=False) if now >= grace else None
            )
            if found is not None:
                return await self._tap(found)
            if now >= deadline:
                raise NotSeen(f"{self.name} has no button {label!r}; the last messages:\n{self._shown(view)}")
            view = await self.view(since=view["version"], wait=min(deadline - now, GRACE))

    def _button(self, view: dict[str, Any], label: str, *, newer: bool) -> tuple[int, str] | str | None:
        keyboard = view["keyboard"]
        if keyboard and (not newer or keyboard["version"] > self.mark):
            for row in keyboard["rows"]:
                for text in row:
                    if label in text:
                        return str(text)
        for message in reversed(view["messages"]):
            if newer and message["version"] <= self.mark:
                continue
            for row in message["buttons"]:
                for button in row:
                    if label in button["text"] and button["data"] is not None:
                        return message["id"], button["data"]
        return None

    async def _tap(self, found: tuple[int, str] | str) -> str | None:
        if isinstance(found, str):
            await self.says(found)
            return None
        return await self.taps_raw(*found)

    async def taps_raw(self, message_id: int, data: str) -> str | None:
        """Tap any callback data on a message, whether a button carries it or not; the bot's short answer."""
        done = await self.does("tap", message_id=message_id, data=data)
        answered = await self.demo.request("GET", f"/demo/taps/{done['query_id']}?wait={PATIENCE}")
        answer = answered["answer"]
        return answer["text"] if answer else None

    def _shown(self, view: dict[str, Any]) -> str:
        keyboard = view["keyboard"]["rows"] if view["keyboard"] else []
        return f"{shown(self._messages(view))}\nkeyboard: {keyboard}"


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def shown(messages: list[Seen], most: int = 6) -> str:
    """The last messages, readable in a test's failure."""
    lines = []
    for message in messages[-most:]:
        who = "me " if message.mine else "bot"
        file = f" [{message.file_name or 'picture'}]" if message.file else ""
        lines.append(f"  {who} #{message.id}{file}: {message.text!r} {message.labels}")
    return "\n".join(lines) or "  (nothing)"
