"""The people's side over HTTP, under ``/demo/``: what the chat page and ``demo.people`` call. JSON both ways.

File contents travel as base64. What somebody cannot do is 409 with the reason; a wrong call is 400.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from aiohttp import web

from demo.acts import Acts
from demo.errors import ActError, ApiError
from demo.faults import Fault, Faults
from demo.journal import Journal
from demo.letters import Letters
from demo.limits import Limits
from demo.views import Views
from demo.world import World

LONGEST_WAIT = 30.0
"""Seconds that a reader may wait for a change."""
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf", "text/plain"})


class Control:
    """Routes for people and for whoever directs them."""

    def __init__(self, world: World, faults: Faults, journal: Journal, letters: Letters) -> None:
        self._world = world
        self._faults = faults
        self._journal = journal
        self._letters = letters
        self._views = Views(world)
        self._acts = Acts(world, self._views)

    def routes(self) -> list[web.RouteDef]:
        """Routes for aiohttp."""
        return [
            web.post("/demo/people", _told(self.add_person)),
            web.post("/demo/chats", _told(self.add_chat)),
            web.post("/demo/people/{id}/{deed}", _told(self.act)),
            web.get("/demo/overview", _told(self.overview)),
            web.get("/demo/chats/{id}", _told(self.chat)),
            web.get("/demo/letters", _told(self.letters)),
            web.get(r"/demo/letters/{number:\d+}/page", self._letters.page),
            web.get(r"/demo/letters/{number:\d+}/files/{file:\d+}", self._letters.file),
            web.get("/demo/taps/{id}", _told(self.tap)),
            web.get("/demo/files/{unique}", self.file),
            web.get("/demo/journal", _told(self.journal)),
            web.post("/demo/faults", _told(self.add_fault)),
            web.delete("/demo/faults", _told(self.clear_faults)),
            web.post("/demo/limits", _told(self.change_limits)),
            web.post("/demo/updates/crafted", _told(self.craft)),
            web.post("/demo/updates/repeat", _told(self.repeat)),
            web.post("/demo/updates/{id}/redeliver", _told(self.redeliver)),
            web.post("/demo/updates/{id}/resend", _told(self.resend)),
            web.post("/demo/chats/{id}/bot", _told(self.change_bot)),
            web.post("/demo/chats/{id}/migrate", _told(self.migrate)),
        ]

    async def add_person(self, request: web.Request) -> dict[str, Any]:
        """``{name, language}``: somebody with a phone."""
        given = await request.json()
        first, _, last = str(given["name"]).partition(" ")
        person = self._world.add_person(first, last or None, given.get("language"), given.get("username"))
        return {"id": person.user.id}

    async def add_chat(self, request: web.Request) -> dict[str, Any]:
        """``{title, type, bot_status, by}``: a channel or group; `by` is the person who added the bot, and is told."""
        given = await request.json()
        status = given.get("bot_status", "administrator")
        by = self._world.people[int(given["by"])] if given.get("by") else None
        dialog = self._world.add_chat(given.get("type", "channel"), given["title"], given.get("username"), by, status)
        return {"id": dialog.chat.id}

    async def change_bot(self, request: web.Request) -> dict[str, Any]:
        """``{status, by}``: somebody adds, promotes or removes the bot in a channel or group."""
        given = await request.json()
        person = self._world.people[int(given["by"])]
        self._world.set_bot_status(self._world.dialog(int(request.match_info["id"])), given["status"], person)
        return {}

    async def act(self, request: web.Request) -> dict[str, Any]:
        """Somebody does something; the answer says what came of it, and `before` which changes are older than it."""
        given = await request.json() if request.can_read_body else {}
        deed = request.match_info["deed"]
        if deed in ("file", "late_photo"):
            given["data"] = _decoded(given["data"])
        elif deed == "photos":
            given["files"] = [_decoded(each) for each in given["files"]]
        elif deed == "files":
            given["files"] = [{**each, "data": _decoded(each["data"])} for each in given["files"]]
        before = self._world.changes.version
        done = self._acts.do(int(request.match_info["id"]), deed, given)
        return {"before": before, **done}

    async def overview(self, request: web.Request) -> dict[str, Any]:
        """Everybody and every chat; with ``since`` and ``wait``, once something changed."""
        await self._changed(request, lambda: self._world.changes.version)
        return {**self._views.overview(), "letters": self._letters.count}

    async def chat(self, request: web.Request) -> dict[str, Any]:
        """One chat; with ``since`` and ``wait``, once it changed."""
        chat_id = int(request.match_info["id"])
        await self._changed(request, lambda: self._world.dialog(chat_id).version)
        return self._views.chat(chat_id)

    async def _changed(self, request: web.Request, version: Callable[[], int]) -> None:
        since = int(request.query.get("since", "-1"))
        wait = min(float(request.query.get("wait", "0")), LONGEST_WAIT)
        if wait > 0:
            await self._world.changes.until(lambda: version() > since or None, wait)

    async def letters(self, request: web.Request) -> dict[str, Any]:
        """Every letter that came, as `demo.letters` shows it."""
        return {"letters": self._letters.view()}

    async def tap(self, request: web.Request) -> dict[str, Any]:
        """The bot's answer to a tapped button, waiting for it up to ``wait`` seconds; null when none came."""
        tap = self._world.taps.get(request.match_info["id"])
        if tap is None:
            raise ActError("there is no such tap")
        wait = min(float(request.query.get("wait", "0")), LONGEST_WAIT)
        return {"answer": await self._world.changes.until(lambda: tap.answer, wait) if wait else tap.answer}

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes; shown in the browser only where nothing in it can run there."""
        stored = self._world.files.by_unique(request.match_info["unique"])
        if stored is None:
            return web.Response(status=404)
        shown = stored.mime.startswith(("audio/", "video/")) or stored.mime in SHOWN
        headers = {
            "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{_quoted(stored.name)}",
            "Content-Type": stored.mime,
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=stored.data, headers=headers)

    async def journal(self, request: web.Request) -> dict[str, Any]:
        """Every Bot API call so far."""
        return {"calls": self._journal.lines}

    async def add_fault(self, request: web.Request) -> dict[str, Any]:
        """One rule of `demo.faults.Fault`."""
        self._faults.rules.append(Fault(**await request.json()))
        return {}

    async def clear_faults(self, request: web.Request) -> dict[str, Any]:
        """No faults any more; what the rules did."""
        rules, self._faults.rules = self._faults.rules, []
        return {"rules": [asdict(rule) for rule in rules]}

    async def change_limits(self, request: web.Request) -> dict[str, Any]:
        """Other limits (`demo.limits.Limits`), or ``{"raised": true}``."""
        given = await request.json()
        self._world.throttle.change(Limits.raised() if given.get("raised") else Limits(**given))
        return {}

    async def repeat(self, request: web.Request) -> dict[str, Any]:
        """Deliver each update so often from now on."""
        self._world.updates.repeat = int((await request.json())["times"])
        return {}

    async def craft(self, request: web.Request) -> dict[str, Any]:
        """``{chat, updates}``: texts of updates that no messenger would send, told in that chat's order."""
        given = await request.json()
        ids = [self._world.updates.add_crafted(int(given["chat"]), str(text)) for text in given["updates"]]
        return {"update_ids": ids}

    async def redeliver(self, request: web.Request) -> dict[str, Any]:
        """Deliver an update once more under its old id."""
        self._world.updates.redeliver(int(request.match_info["id"]))
        return {}

    async def resend(self, request: web.Request) -> dict[str, Any]:
        """Tell what an update told once more, under a new id."""
        return {"update_id": self._world.resend(int(request.match_info["id"]))}

    async def migrate(self, request: web.Request) -> dict[str, Any]:
        """A group becomes a supergroup with a new number."""
        old = self._world.dialog(int(request.match_info["id"]))
        return {"id": self._world.migrate(old).chat.id}


def _decoded(coded: str) -> bytes:
    return base64.b64decode(coded, validate=True)


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _told(
    handler: Callable[[web.Request], Awaitable[dict[str, Any]]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await handler(request))
        except ActError as refusal:
            return web.json_response({"error": str(refusal)}, status=409)
        except ApiError as refusal:
            return web.json_response({"error": str(refusal)}, status=404 if "not found" in str(refusal) else 409)
        except (KeyError, TypeError, ValueError, binascii.Error) as mistake:
            return web.json_response({"error": f"{type(mistake).__name__}: {mistake}"}, status=400)

    return answer
