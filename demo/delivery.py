"""The two ways updates reach a bot: long polling and webhook (https://core.telegram.org/bots/api#getting-updates).

Only one at a time, and only one poller: everything else is 409.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiogram.methods as api
import aiohttp
from aiogram.types import Update, WebhookInfo

from demo.crafted import Crafted, as_text
from demo.errors import bad_request, conflict
from demo.markup import is_public
from demo.updates import Waiting
from demo.wire import wire
from demo.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Delivery:
    """Hands the world's updates to the bot, over whichever way it chose."""

    def __init__(self, world: World, *, retry_seconds: float) -> None:
        self._world = world
        self._retry_seconds = retry_seconds
        self._poller: asyncio.Future[None] | None = None
        self._hook: api.SetWebhook | None = None
        self._pusher: asyncio.Task[None] | None = None
        self._error: tuple[datetime, str] | None = None

    # long polling

    async def get_updates(self, call: api.GetUpdates) -> list[Update | Crafted]:
        """What is new, waiting up to `timeout` seconds; `offset` confirms all lower ids for good."""
        if self._hook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._end_poll("terminated by other getUpdates request; make sure that only one bot instance is running")
        updates = self._world.updates
        updates.allow(call.allowed_updates)
        if call.offset:
            updates.confirm(call.offset)
        limit = min(max(call.limit or 100, 1), 100)
        timeout = min(max(call.timeout or 0, 0), 50)
        if not updates.waiting() and timeout:
            await self._wait(timeout)
        return updates.take(limit)

    async def _wait(self, seconds: float) -> None:
        ended = self._poller = asyncio.get_running_loop().create_future()
        arrived = asyncio.ensure_future(self._world.changes.until(self._world.updates.waiting, seconds))
        try:
            await asyncio.wait({ended, arrived}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                ended.result()
        finally:
            arrived.cancel()
            if self._poller is ended:
                self._poller = None

    def _end_poll(self, why: str) -> None:
        if self._poller and not self._poller.done():
            self._poller.set_exception(conflict(why))
        self._poller = None

    # webhook

    async def set_webhook(self, call: api.SetWebhook) -> bool:
        """Push updates to `url` from now on; an empty one ends it. HTTPS, or plain HTTP to this very machine."""
        if call.url:
            parts = urlsplit(call.url)
            local = not is_public(parts.hostname or "")
            if parts.scheme != "https" and not (parts.scheme == "http" and local):
                raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
            if call.secret_token is not None and not _SECRET.fullmatch(call.secret_token):
                raise bad_request("secret token contains unallowed characters")
            if call.max_connections is not None and not 1 <= call.max_connections <= 100:
                raise bad_request("max_connections must be 1 to 100")
        await self._change_hook(call if call.url else None, call.drop_pending_updates)
        self._world.updates.allow(call.allowed_updates)
        return True

    async def delete_webhook(self, call: api.DeleteWebhook) -> bool:
        """Back to long polling; what waits is kept unless the call drops it."""
        await self._change_hook(None, call.drop_pending_updates)
        return True

    def webhook_info(self) -> WebhookInfo:
        """Where updates go, how many wait and what last went wrong."""
        info: dict[str, Any] = {}
        if self._hook:
            info["max_connections"] = self._hook.max_connections or 40
            if self._error:
                info["last_error_date"], info["last_error_message"] = self._error
        return WebhookInfo(
            url=self._hook.url if self._hook else "",
            has_custom_certificate=False,
            pending_update_count=len(self._world.updates.waiting()),
            allowed_updates=self._world.updates.allowed or None,
            **info,
        )

    async def stop(self) -> None:
        """End polling and pushing."""
        self._end_poll("server stops")
        await self._change_hook(None, False)

    async def _change_hook(self, hook: api.SetWebhook | None, drop: bool | None) -> None:
        if self._pusher:
            self._pusher.cancel()
            await asyncio.gather(self._pusher, return_exceptions=True)
        if drop:
            self._world.updates.clear()
        self._hook, self._error, self._pusher = hook, None, None
        if hook:
            self._end_poll("terminated by setWebhook request")
            self._pusher = asyncio.create_task(self._push(hook))

    async def _push(self, hook: api.SetWebhook) -> None:
        """One update at a time per chat, chats side by side up to `max_connections`; failures are tried again."""
        world = self._world
        slots = asyncio.Semaphore(hook.max_connections or 40)
        busy: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            try:
                while True:
                    ready: dict[int, Waiting] = {}
                    for waiting in world.updates.waiting():
                        if waiting.queue not in busy:
                            ready.setdefault(waiting.queue, waiting)
                    for queue, waiting in ready.items():
                        busy[queue] = asyncio.create_task(self._deliver(session, hook, waiting, slots))
                        busy[queue].add_done_callback(partial(self._delivered, busy, queue))
                    seen = world.changes.version
                    await world.changes.until(partial(self._newer, seen), 60)
            finally:
                for task in list(busy.values()):
                    task.cancel()

    def _delivered(self, busy: dict[int, asyncio.Task[None]], queue: int, _task: asyncio.Task[None]) -> None:
        del busy[queue]
        self._world.changes.mark()

    def _newer(self, seen: int) -> bool:
        return self._world.changes.version > seen

    async def _deliver(
        self, session: aiohttp.ClientSession, hook: api.SetWebhook, waiting: Waiting, slots: asyncio.Semaphore
    ) -> None:
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        while True:
            try:
                async with slots, session.post(hook.url, data=as_text(wire(waiting.update)), headers=headers) as answer:
                    if answer.status == 200:
                        self._world.updates.done(waiting)
                        return
                    problem = f"Wrong response from the webhook: {answer.status} {answer.reason}"
            except (aiohttp.ClientError, TimeoutError) as failure:
                problem = (
                    "Connection refused" if isinstance(failure, aiohttp.ClientConnectorError) else "Connection failed"
                )
            self._error = (self._world.clock(), problem)
            await asyncio.sleep(self._retry_seconds)
