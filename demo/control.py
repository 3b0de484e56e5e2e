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
from demo.limits import Limits
from demo.views import Views
from demo.world import World

LONGEST_WAIT = 30.0
"""Seconds that a reader may wait for a change."""


class Control:
    """Routes for people and for whoever directs them."""

    def __init__(self, world: World, faults: Faults, journal: Journal) -> None:
        self._world = world
        self._faults = faults
        self._journal = journal
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
            web.get("/demo/taps/{id}", _told(self.tap)),
            web.get("/demo/files/{unique}", self.file),
            web.get("/demo/journal", _told(self.journal)),
            web.post("/demo/faults", _told(self.add_fault)),
            web.delete("/demo/faults", _told(self.clear_faults)),
            web.post("/demo/limits", _told(self.change_limits)),
            web.post("/demo/updates/repeat", _told(self.repeat)),
            web.post("/demo/updates/{id}/redeliver", _told(self.redeliver)),
            web.post("/demo/chats/{id}/migrate", _told(self.migrate)),
        ]

    async def add_person(self, request: web.Request) -> dict[str, Any]:
        """``{name, language}``: somebody with a phone."""
        given = await request.json()
        first, _, last = str(given["name"]).partition(" ")
        person = self._world.add_person(first, last or None, given.get("language"), given.get("username"))
        return {"id": person.user.id}

    async def add_chat(self, request: web.Request) -> dict[str, Any]:
        """``{title, type}``: a channel or group with the bot as administrator."""
        given = await request.json()
        status = given.get("bot_status", "administrator")
        dialog = self._world.add_chat(given.get("type", "channel"), given["title"], given.get("username"), None, status)
        return {"id": dialog.chat.id}

    async def act(self, request: web.Request) -> dict[str, Any]:
        """Somebody does something; the answer says what came of it."""
        given = await request.json() if request.can_read_body else {}
        if "data" in given and request.match_info["deed"] != "tap":
            given["data"] = base64.b64decode(given["data"], validate=True)
        if "files" in given:
            given["files"] = [base64.b64decode(each, validate=True) for each in given["files"]]
        before = self._world.changes.version
        done = self._acts.do(int(request.match_info["id"]), request.match_info["deed"], given)
        return {"before": before, **done}

    async def overview(self, request: web.Request) -> dict[str, Any]:
        """Everybody and every chat; with ``since`` and ``wait``, once something changed."""
        await self._changed(request, lambda: self._world.changes.version)
        return self._views.overview()

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

    async def tap(self, request: web.Request) -> dict[str, Any]:
        """The bot's answer to a tapped button, waiting for it up to ``wait`` seconds; null when none came."""
        tap = self._world.taps.get(request.match_info["id"])
        if tap is None:
            raise ActError("there is no such tap")
        wait = min(float(request.query.get("wait", "0")), LONGEST_WAIT)
        return {"answer": await self._world.changes.until(lambda: tap.answer, wait) if wait else tap.answer}

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes."""
        stored = self._world.files.by_unique(request.match_info["unique"])
        if stored is None:
            return web.Response(status=404)
        headers = {"Content-Disposition": f"inline; filename*=UTF-8''{_quoted(stored.name)}"}
        return web.Response(body=stored.data, content_type=stored.mime, headers=headers)

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

    async def redeliver(self, request: web.Request) -> dict[str, Any]:
        """Deliver an update once more under its old id."""
        self._world.updates.redeliver(int(request.match_info["id"]))
        return {}

    async def migrate(self, request: web.Request) -> dict[str, Any]:
        """A group becomes a supergroup with a new number."""
        old = self._world.dialog(int(request.match_info["id"]))
        new = self._world.add_chat("supergroup", old.chat.title or "", None, None, "administrator")
        old.migrated_to = new.chat.id
        self._world.touch(old)
        return {"id": new.chat.id}


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
            return web.json_response({"error": str(refusal)}, status=404)
        except (KeyError, TypeError, ValueError, binascii.Error) as mistake:
            return web.json_response({"error": f"{type(mistake).__name__}: {mistake}"}, status=400)

    return answer
