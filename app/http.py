"""How the pages listen: the port is taken before anything else is done, the server set going later.

Imported by `app.service`.
"""

import asyncio
import socket
from typing import Any

import uvicorn

from app.settings import SettingsMistake


def taken_port(host: str, port: int) -> socket.socket:
    """Listen; whoever connects waits until the server is going. Raises SettingsMistake where that cannot be."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError:
        raise SettingsMistake(
            f"{host}:{port} cannot be listened on: write another CONSTAT_HTTP_PORT, or stop what holds it."
        ) from None


async def serve_http(app: Any, listener: socket.socket) -> None:
    """Serve until cancelled; what is being answered then may end."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        proxy_headers=True,
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.ensure_future(server.serve([listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
