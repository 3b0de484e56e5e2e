"""A Bot API on loopback that answers as told and remembers what it was asked: for what one call does on the wire."""

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

TOKEN = "42:TEST"
CHAT = 101
MESSAGE = {"message_id": 77, "date": 1_790_000_000, "chat": {"id": CHAT, "type": "private"}}
RESULTS: dict[str, Any] = {
    "getMe": {"id": 42, "is_bot": True, "first_name": "Constat", "username": "constat_bot"},
    "getFile": {"file_id": "F", "file_unique_id": "U", "file_size": 4, "file_path": "photos/1.jpg"},
}
TRUE = {"answerCallbackQuery", "deleteMessage", "setMyCommands", "deleteMyCommands"}


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    data: bytes
    type: str


@dataclass(frozen=True)
class Call:
    """One call: parameters as their JSON means them, files by field."""

    method: str
    params: dict[str, Any]
    files: dict[str, Upload]


@dataclass(frozen=True)
class Answer:
    """What comes back instead of success. `text` is a body that is no JSON; `hang` never answers, `drop` hangs up."""

    code: int = 200
    description: str = ""
    parameters: dict[str, Any] | None = None
    result: Any = None
    text: str | None = None
    hang: bool = False
    drop: bool = False


HANG = Answer(hang=True)
DROP = Answer(drop=True)


def refused(description: str, code: int = 400, **parameters: Any) -> Answer:
    """An error in the Bot API's own form."""
    return Answer(code, description, parameters or None)


class Pretend:
    """`url` once started. Files are served from `files` by their path."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.files: dict[str, bytes] = {"photos/1.jpg": b"JPEG"}
        self.breaks_off = False
        """Whether files end before the length that was announced."""
        self._answers: dict[str, deque[Answer]] = defaultdict(deque)
        self._changed = asyncio.Condition()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    def will(self, method: str, *answers: Answer) -> None:
        """The next answers to a method; success after that."""
        self._answers[method].extend(answers)

    def updates(self, *updates: dict[str, Any]) -> None:
        """What the next getUpdates fetches; the ones after that wait."""
        self.will("getUpdates", Answer(result=list(updates)))

    def asked(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    async def until(self, method: str, times: int = 1) -> Call:
        """Wait for the n-th call of a method."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.asked(method)) >= times)
        return self.asked(method)[times - 1]

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", f"/bot{TOKEN}/{{method}}", self._call)
        app.router.add_get(f"/file/bot{TOKEN}/{{path:.+}}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]

    async def stop(self) -> None:
        """Let go of whoever waits, and close."""
        self._closing.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params: dict[str, Any] = {}
        files: dict[str, Upload] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = Upload(value.filename, value.file.read(), value.content_type)
            else:
                params[name] = _meant(str(value))
        async with self._changed:
            self.calls.append(Call(method, params, files))
            self._changed.notify_all()
        waiting = self._answers[method]
        answer = waiting.popleft() if waiting else HANG if method == "getUpdates" else self._success(method)
        if answer.hang:
            await self._closing.wait()
        if answer.drop:
            assert request.transport is not None
            request.transport.close()
        if answer.text is not None:
            return web.Response(status=answer.code, text=answer.text)
        if answer.code == 200:
            return web.json_response({"ok": True, "result": answer.result})
        error = {"ok": False, "error_code": answer.code, "description": answer.description}
        if answer.parameters:
            error["parameters"] = answer.parameters
        return web.json_response(error, status=answer.code)

    @staticmethod
    def _success(method: str) -> Answer:
        return Answer(result=True if method in TRUE else RESULTS.get(method, MESSAGE))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        data = self.files.get(request.match_info["path"])
        if data is None:
            raise web.HTTPNotFound
        answer = web.StreamResponse(headers={"Content-Length": str(len(data))})
        await answer.prepare(request)
        await answer.write(data[: len(data) // 2] if self.breaks_off else data)
        if self.breaks_off:
            assert request.transport is not None
            request.transport.close()
        return answer


def _meant(text: str) -> Any:
    """Structures travel as JSON text, texts as they are."""
    return json.loads(text) if text[:1] in ("{", "[") else text
