"""The administration socket: HTTP on loopback, for commands of the same user beside a running service.

Port and secret lie in the data folder, for its owner's eyes only; a page in a browser can neither know the secret nor
set the header. Served by `app.service`, asked by `app.administration`.
"""

import contextlib
import hmac
import json
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

NAME = "administration.json"
HOST = "127.0.0.1"
LONGEST_STEP = 2**26
"""Bytes; a list of thousands of people is one step."""
Steps = Callable[[dict[str, Any]], AsyncIterator[dict[str, Any]]]


class NotThere(Exception):
    """No service listens, as far as can be seen."""


@contextlib.asynccontextmanager
async def listening(folder: Path, acts: Mapping[str, Steps], *, patience: float = 5) -> AsyncIterator[int]:
    """Listen while in here; the port. `folder` is the data folder; acts get `patience` seconds (not 0) to end."""
    secret = secrets.token_urlsafe(32)
    application = web.Application(client_max_size=2**20)
    application.router.add_post("/{act}", _handler(acts, secret))
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=patience)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        port = int(runner.addresses[0][1])
        _write(folder / NAME, {"port": port, "secret": secret})
        try:
            yield port
        finally:
            (folder / NAME).unlink(missing_ok=True)
    finally:
        await runner.cleanup()


def _write(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    draft.replace(path)


def _handler(acts: Mapping[str, Steps], secret: str) -> Callable[[web.Request], Any]:
    async def handle(request: web.Request) -> web.StreamResponse:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        ours = request.host.partition(":")[0] == HOST
        if not hmac.compare_digest(given, f"Bearer {secret}".encode()) or not ours:
            return web.Response(status=401)
        name = request.match_info["act"]
        if name not in acts:
            return web.Response(status=404)
        args = await request.json()
        log.info("administration", act=name)
        answer = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await answer.prepare(request)
        await _stream(answer, name, acts[name](args))
        return answer

    return handle


async def _stream(answer: web.StreamResponse, name: str, steps: AsyncIterator[dict[str, Any]]) -> None:
    """Every step as a line. What was begun is done to its end, though nobody listens any more."""
    listens = True

    async def say(step: dict[str, Any]) -> None:
        nonlocal listens
        if listens:
            try:
                await answer.write(json.dumps(step).encode() + b"\n")
            except (ConnectionError, RuntimeError):
                listens = False

    try:
        async for step in steps:
            await say(step)
    except Exception as error:
        log.error("act_failed", act=name, problem=type(error).__name__)
        await say({"refused": f"It failed ({type(error).__name__}): the service's log says more."})


async def over_the_socket(folder: Path, act: str, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Have the running service do an act; its steps. Raises NotThere before anything was done."""
    try:
        known = json.loads((folder / NAME).read_text("utf-8"))
        url, headers = f"http://{HOST}:{known['port']}/{act}", {"Authorization": f"Bearer {known['secret']}"}
    except (OSError, ValueError, KeyError) as error:
        raise NotThere from error
    done = False
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=5)
    async with aiohttp.ClientSession(timeout=timeout, read_bufsize=LONGEST_STEP) as session:
        try:
            async with session.post(url, json=args, headers=headers) as answer:
                if answer.status == 401:
                    raise NotThere
                if answer.status == 404:
                    yield {"refused": "The running service is of another version: restart it."}
                    return
                async for line in answer.content:
                    step = json.loads(line)
                    done = done or "progress" not in step
                    yield step
        except aiohttp.ClientConnectorError as error:
            raise NotThere from error
        except aiohttp.ClientError:
            pass
    if not done:
        yield {"refused": "The service ended in the middle of it: start it, look whether it was done, then ask again."}
