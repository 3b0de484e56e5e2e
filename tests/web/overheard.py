"""What others get to hear of a visit: the service's log, the Referer of every request, what goes to foreign hosts.

Used by the tests that search secrets there.
"""

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import structlog
from playwright.async_api import BrowserContext, Request

from app.logs import set_up_logs


@dataclass
class Overheard:
    """Three places, filled while the visit goes on. `own` is the host and port of the pages."""

    log: io.StringIO = field(default_factory=io.StringIO)
    referers: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    own: str = ""
    proxy: str = ""

    @property
    def flags(self) -> tuple[str]:
        """For Chromium: whatever does not go to this machine comes to us, also what no page asked for."""
        return (f"--proxy-server={self.proxy}",)

    @property
    def asked_by_pages(self) -> list[str]:
        """What went elsewhere because a page asked for it; Chromium also looks for updates of its own."""
        return [said for said in self.elsewhere if said.startswith("http")]

    def wraps(self, app: Any) -> Any:
        """The pages, whose visitors' Referer is noted."""

        async def noting(scope: Any, receive: Any, send: Any) -> None:
            self.referers += [value.decode() for name, value in scope.get("headers", ()) if name == b"referer"]
            await app(scope, receive, send)

        return noting

    def watches(self, context: BrowserContext) -> None:
        """Note what this browser's pages ask of other hosts: of HTTPS a proxy sees no more than the host."""

        def asked(request: Request) -> None:
            if urlsplit(request.url).netloc != self.own:
                self.elsewhere.append(f"{request.url} {request.headers} {request.post_data or ''}")

        context.on("request", asked)

    def finds(self, secrets: Iterable[str]) -> dict[str, int]:
        """How many of the secrets each place knows."""
        known = list(secrets)
        assert all(len(secret) >= 16 for secret in known), "shorter ones are found by chance"
        places = {"log": [self.log.getvalue()], "referer": self.referers, "elsewhere": self.elsewhere}
        return {place: sum(any(secret in each for each in said) for secret in known) for place, said in places.items()}


@asynccontextmanager
async def overhearing() -> AsyncIterator[Overheard]:
    """Listen, until the block ends."""
    found = Overheard()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        found.elsewhere.append(head.decode("latin-1"))
        writer.write(b"HTTP/1.1 502 Nobody here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    proxy = await asyncio.start_server(take, "127.0.0.1", 0)
    found.proxy = f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    try:
        with logging_everything(found.log):
            yield found
    finally:
        proxy.close()


@contextmanager
def logging_everything(into: io.StringIO) -> Iterator[None]:
    """The service's own logs as it sets them up, but down to the last level; afterwards everything is as before."""
    root, ours = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    postboxes = logging.getLogger("mail.log")  # the tests' own mail servers, which live in the same process
    configure = structlog.configure

    def uncached(**given: Any) -> None:
        configure(**{**given, "cache_logger_on_first_use": False})

    with mock.patch.object(sys, "stderr", into), mock.patch.object(structlog, "configure", uncached):
        set_up_logs(level=logging.DEBUG)
    postboxes.setLevel(logging.ERROR)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        configure(**ours)
