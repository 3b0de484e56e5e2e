"""The demo server: Bot API, people's side and chat page on one port, mail on another.

Started by tests, `app` and `python -m demo`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from demo.api import BotApi
from demo.control import Control
from demo.delivery import Delivery
from demo.faults import Faults
from demo.journal import Journal
from demo.letters import Letters
from demo.limits import Clock, Limits
from demo.postbox import Postbox
from demo.world import World

TOKEN = "123456789:AADemonstrationDemonstrationDemonst"
USERNAME = "constat_demo_bot"
NAME = "Constat"
LARGEST_REQUEST = 80 * 2**20


@dataclass
class RunningServer:
    """A server that runs in this event loop. `url` is the chat page, `api_url` the base address for bots,

    `postbox` its mail server.
    """

    url: str
    token: str
    username: str
    world: World
    faults: Faults
    journal: Journal
    delivery: Delivery
    postbox: Postbox
    runner: web.AppRunner

    @property
    def api_url(self) -> str:
        """What a bot takes for Telegram's address."""
        return self.url

    async def stop(self) -> None:
        """End polls and pushes, close the ports and the journal."""
        self.postbox.close()
        await self.delivery.stop()
        await self.runner.cleanup()
        self.journal.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def start(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str = TOKEN,
    username: str = USERNAME,
    name: str = NAME,
    clock: Clock = _now,
    limits: Limits | None = None,
    journal: Path | None = None,
    allow_local_urls: bool = False,
    retry_seconds: float = 1.0,
    seed: int = 0,
) -> RunningServer:
    """Start on `port` (0: any free one). `retry_seconds` is how soon a failed webhook is tried again."""
    world = World(
        token=token,
        username=username,
        name=name,
        clock=clock,
        limits=limits or Limits(),
        allow_local_urls=allow_local_urls,
        seed=seed,
    )
    faults = Faults(world.random)
    written = Journal(journal)
    box = Postbox(world.changes)
    delivery = Delivery(world, retry_seconds=retry_seconds)
    app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[_own_page_only])
    app.add_routes(BotApi(world, delivery, faults, written).routes())
    app.add_routes(Control(world, faults, written, Letters(box)).routes())
    app.add_routes([web.get("/", _page), web.get("/static/{name}", _static)])
    # A poll whose bot is gone must end, or the next one would be told that there are two.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    await box.open()
    shown = runner.addresses[0][1]
    return RunningServer(f"http://{host}:{shown}", token, username, world, faults, written, delivery, box, runner)


KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
GUARD = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


@web.middleware
async def _own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site open in the same browser must not act for the people here."""
    origin = request.headers.get("Origin")
    if origin and request.path.startswith("/demo/") and urlsplit(origin).netloc != request.host:
        return web.json_response({"error": "another site's page"}, status=403)
    return await handler(request)


async def _page(request: web.Request) -> web.StreamResponse:
    return _asset("index.html")


async def _static(request: web.Request) -> web.StreamResponse:
    return _asset(request.match_info["name"])


def _asset(name: str) -> web.StreamResponse:
    found = files("demo") / "static" / name
    kind = KINDS.get(Path(name).suffix)
    if kind is None or "/" in name or not found.is_file():
        return web.Response(status=404)
    return web.Response(body=found.read_bytes(), content_type=kind, charset="utf-8", headers=GUARD)
