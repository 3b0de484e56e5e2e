"""python-telegram-bot's requests over aiohttp, which serves several times more updates than its own client.

Imports nothing of ours; made by `app`. Traps that this file knows: aiohttp's total limit of 300 s would cut long
polls and large uploads; file names are percent-encoded unless told otherwise; a time-out must be told apart from
other network errors, since after it nobody knows whether the call was carried out.
"""

import os
from typing import Any

import aiohttp
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT = 10.0
READ = 20.0
MEDIA_WRITE = 120.0
"""Seconds; an upload may take as long as MEDIA_WRITE before its answer is waited for."""


class NotConnected(NetworkError):
    """There was no connection, so nothing was carried out."""


class AiohttpRequest(BaseRequest):
    """One connection pool. `read` is how long an answer may take, in seconds, unless a call says otherwise."""

    def __init__(self, *, connections: int = 64, read: float = READ) -> None:
        self._connections = connections
        self._read = read
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take; getUpdates adds its own waiting to it."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """See `BaseRequest.do_request`. Raises TimedOut, NotConnected, NetworkError."""
        if self._session is None:
            raise RuntimeError("the transport was not initialised")
        files = request_data.multipart_data if request_data else {}
        read = _seconds(read_timeout, self._read)
        write = _seconds(write_timeout, MEDIA_WRITE if files else self._read)
        connect = _seconds(connect_timeout, CONNECT)
        # aiohttp counts the sending of a body as waiting for its answer.
        timeout = aiohttp.ClientTimeout(
            total=None, connect=connect, sock_connect=connect, sock_read=_sum(read, write if files else None)
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data, files), timeout=timeout, headers={"User-Agent": self.USER_AGENT}
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotConnected(f"aiohttp.{type(error).__name__}") from error
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error


def _seconds(value: Any, default: float | None) -> float | None:
    return default if isinstance(value, DefaultValue) else value


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None else one + (other or 0)


def _body(request_data: RequestData | None, files: Any) -> Any:
    if request_data is None:
        return None
    fields = request_data.json_parameters
    if not files:
        return fields
    form = aiohttp.FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in files.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return form


class RawBot(Bot):
    """The library's client, which can also fetch updates as they came: it would refuse them all for a single one."""

    async def fetch_updates(self, offset: int | None, *, wait: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Updates as JSON objects (Bot API, getUpdates); `wait` in seconds. Raises TelegramError."""
        data: dict[str, Any] = {"timeout": wait, "allowed_updates": allowed}
        if offset is not None:
            data["offset"] = offset
        found: Any = await self._post("getUpdates", data, read_timeout=READ + wait)
        return list(found)


def make_bot(token: str, api_url: str) -> RawBot:
    """A bot that speaks to `api_url`, with a pool of its own for getUpdates. Not initialised yet."""
    # The library's next major version gives lengths of time as timedelta; asked for now, it does not warn at each 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    return RawBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )
