"""python-telegram-bot's requests over aiohttp, which serves several times more updates than its own client.

Imports `bot.batch`; made by `app`. Traps that this file knows: aiohttp's total limit of 300 s would cut long
polls and large uploads; file names are percent-encoded unless told otherwise; a time-out must be told apart from
other network errors, since after it nobody knows whether the call was carried out.
"""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.batch import read_answer

CONNECT = 10.0
READ = 20.0
MEDIA_WRITE = 120.0
LONGEST_DOWNLOAD = 300.0
"""Seconds; an upload may take as long as MEDIA_WRITE before its answer is waited for."""
PIECE = 256 * 1024
"""Bytes of a file that are in memory at a time."""


class NotConnected(NetworkError):
    """There was no connection, so nothing was carried out."""


class FileGone(TelegramError):
    """A file's address leads nowhere, or no longer: it holds for an hour (Bot API, getFile)."""


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
        with _told_apart():
            async with self._session.request(
                method, url, data=_body(request_data, files), timeout=timeout, headers={"User-Agent": self.USER_AGENT}
            ) as answer:
                return answer.status, await answer.read()

    async def stream(self, url: str) -> AsyncIterator[bytes]:
        """A file's bytes, piece by piece. Raises FileGone, TimedOut, NotConnected, NetworkError: also where they end

        before the length that was announced (RFC 9110, 8.6).
        """
        if self._session is None:
            raise RuntimeError("the transport was not initialised")
        timeout = aiohttp.ClientTimeout(
            total=LONGEST_DOWNLOAD, connect=CONNECT, sock_connect=CONNECT, sock_read=self._read
        )
        headers = {"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"}
        with _told_apart():
            async with self._session.get(url, timeout=timeout, headers=headers, allow_redirects=False) as answer:
                if answer.status == 404:
                    raise FileGone("no such file")
                if answer.status == 429:
                    raise RetryAfter(_whole_seconds(answer.headers.get("Retry-After")))
                if answer.status != 200:
                    raise NetworkError(f"status {answer.status}")
                async for piece in answer.content.iter_chunked(PIECE):
                    yield piece


@contextlib.contextmanager
def _told_apart() -> Iterator[None]:
    """What aiohttp raises, in the library's terms."""
    try:
        yield
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotConnected(f"aiohttp.{type(error).__name__}") from error
    except (TimeoutError, aiohttp.ServerTimeoutError) as error:
        raise TimedOut from error
    except (aiohttp.ClientError, OSError) as error:
        raise NetworkError(f"aiohttp.{type(error).__name__}") from error


def _whole_seconds(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 1


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


class UpdatesRequest(AiohttpRequest):
    """For getUpdates: the answer is read update by update where it cannot be read whole."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See `BaseRequest.parse_json_payload`. Raises TelegramError."""
        return read_answer(payload)


class RawBot(Bot):
    """The library's client, which can also fetch updates as they came: it would refuse them all for a single one."""

    async def fetch_updates(self, offset: int | None, *, wait: int, allowed: list[str]) -> list[dict[str, Any]]:
        """Updates as JSON objects (Bot API, getUpdates); `wait` in seconds. Raises TelegramError."""
        data: dict[str, Any] = {"timeout": wait, "allowed_updates": allowed}
        if offset is not None:
            data["offset"] = offset
        found: Any = await self._post("getUpdates", data, read_timeout=READ + wait)
        return list(found)

    def stream(self, url: str) -> AsyncIterator[bytes]:
        """A file's bytes, piece by piece; see `AiohttpRequest.stream`."""
        request = self.request
        assert isinstance(request, AiohttpRequest)
        return request.stream(url)


def make_bot(token: str, api_url: str) -> RawBot:
    """A bot that speaks to `api_url`, with a pool of its own for getUpdates. Not initialised yet."""
    # The library's next major version gives lengths of time as timedelta; asked for now, it does not warn at each 429.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    return RawBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=UpdatesRequest(connections=2),
    )
