"""`python -m demo --port 8081`: the server alone, until stopped."""

import argparse
import asyncio

from demo.limits import Limits
from demo.server import start


async def _run(port: int) -> None:
    server = await start(port=port, limits=Limits.raised(), allow_local_urls=True)
    print(f"chats: {server.url}\ntoken: {server.token}\nmail: {server.postbox.url}", flush=True)
    await asyncio.Event().wait()


parser = argparse.ArgumentParser(description="A server that speaks the Bot API, with a chat page.")
parser.add_argument("--port", type=int, default=8081)
asyncio.run(_run(parser.parse_args().port))
