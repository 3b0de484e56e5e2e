"""The Bot API over HTTP: ``/bot<token>/<method>`` and ``/file/bot<token>/<path>``.

Reads the call, meets faults, validates, runs the method, writes the journal, answers in wire form.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import Any

import aiogram.methods as bot_api
from aiogram.methods import TelegramMethod
from aiohttp import web

import demo.methods_edit
import demo.methods_send  # noqa: F401  (both register their handlers)
from demo.crafted import Crafted, as_text
from demo.delivery import Delivery
from demo.errors import ApiError, not_found, too_many_requests
from demo.faults import Fault, Faults
from demo.journal import Journal
from demo.methods import HANDLERS, Asked
from demo.request import METHODS, Call, read_call, validated
from demo.wire import wire
from demo.world import World

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")


class BotApi:
    """The bot's side of the server."""

    def __init__(self, world: World, delivery: Delivery, faults: Faults, journal: Journal) -> None:
        self._world = world
        self._delivery = delivery
        self._faults = faults
        self._journal = journal

    def routes(self) -> list[web.RouteDef]:
        """Routes for aiohttp."""
        return [
            web.route("*", "/bot{token}/{method}", self.call),
            web.get("/file/bot{token}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One method call."""
        name = request.match_info["method"]
        method = METHODS.get(name.lower())
        call = Call()
        fault: Fault | None = None
        line: dict[str, Any] = {
            "at": self._world.clock().isoformat(),
            "method": method.__api_method__ if method else name,
        }
        try:
            self._admit(request.match_info["token"])
            if method is None:
                raise not_found()
            call = await read_call(request)
            line["params"] = _readable(call.params)
            if call.uploads:
                line["files"] = {key: [upload.filename, len(upload.data)] for key, upload in call.uploads.items()}
            fault = self._faults.hit(method.__api_method__, call.params)
            if fault:
                line["fault"] = fault.kind
                await _before(fault)
            body = {"ok": True, "result": wire(await self._run(method, call))}
            line["result"] = _noted(body["result"])
        except ApiError as refusal:
            body = refusal.wire()
            line["error"] = body
        except _Dropped:
            body = {}
        except asyncio.CancelledError:
            line["fault"] = "connection closed by the bot"
            raise
        finally:
            self._journal.add(line)
        if fault and fault.kind in ("drop", "drop_after"):
            return _cut(request)
        status = 200 if body["ok"] else int(str(body["error_code"]))
        return web.json_response(body, status=status, dumps=as_text)

    async def _run(self, method: type[TelegramMethod[Any]], call: Call) -> Any:
        parsed = validated(method, call)
        match parsed:
            case bot_api.GetUpdates():
                return await self._delivery.get_updates(parsed)
            case bot_api.SetWebhook():
                return await self._delivery.set_webhook(parsed)
            case bot_api.DeleteWebhook():
                return await self._delivery.delete_webhook(parsed)
            case bot_api.GetWebhookInfo():
                return self._delivery.webhook_info()
        handler = HANDLERS.get(method.__api_method__.lower())
        if handler is None:
            raise not_found()
        return handler(Asked(self._world, parsed, call.uploads))

    def _admit(self, token: str) -> None:
        """Raise 401 for another bot's token, 404 for what no token looks like."""
        if token != self._world.token:
            raise ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else not_found()

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, by the path that getFile gave."""
        try:
            self._admit(request.match_info["token"])
            fault = self._faults.hit("download", {})
            if fault:
                await _before(fault)
        except ApiError as refusal:
            return web.json_response(refusal.wire(), status=refusal.code)
        except _Dropped:
            return _cut(request)
        if fault and fault.kind == "drop_after":
            return _cut(request)
        stored = self._world.files.by_path(request.match_info["path"])
        if stored is None:
            return web.json_response(not_found().wire(), status=404)
        return web.Response(body=stored.data, content_type="application/octet-stream")


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


class _Dropped(Exception):
    """The connection is to be cut before anything is done."""


async def _before(fault: Fault) -> None:
    if fault.kind == "error":
        raise ApiError(fault.code, "Bad Gateway" if fault.code == 502 else "Internal Server Error")
    if fault.kind == "429":
        raise too_many_requests(fault.retry_after)
    if fault.kind == "drop":
        raise _Dropped
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)


def _noted(result: Any) -> Any:
    """A result for the journal; crafted updates by their beginning."""
    if isinstance(result, list):
        return [each.text[:200] if isinstance(each, Crafted) else each for each in result]
    return result


def _readable(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters for the journal, the JSON-serialized ones opened."""
    readable = {}
    for name, value in params.items():
        if isinstance(value, str) and value[:1] in "[{":
            with contextlib.suppress(ValueError):
                value = json.loads(value)
        readable[name] = "…" if name == "secret_token" else value
    return readable
