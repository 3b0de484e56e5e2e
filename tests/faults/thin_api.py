"""The thinnest server that a bot takes for the Bot API, for `bench`: it answers at once, and tells of messages."""

import asyncio
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs

LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}
Heard = Callable[[int, str], None]
"""Told the chat, and the `reply_markup` as JSON ("" for none), of every message sent or changed."""


class ThinApi:
    """`heard` is called for every message. Use as ``async with``; `url` is its address."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._number = 100
        self.url = ""

    async def __aenter__(self) -> "ThinApi":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                path = head.split(b" ", 2)[1].decode()
                answer = PICTURE if "/file/" in path else self._answer(path.rpartition("/")[2], body)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the bot has hung up, or the measuring is over
        finally:
            writer.close()

    def _answer(self, method: str, body: bytes) -> bytes:
        result: object = True
        if method == "getMe":
            result = ME
        elif method == "getFile":
            result = {"file_id": "f", "file_unique_id": "f", "file_size": len(PICTURE), "file_path": "f.jpg"}
        elif method.startswith(("send", "edit")):
            given = parse_qs(body.decode())
            chat = int(given["chat_id"][0])
            self._number += 1
            result = {
                "message_id": self._number,
                "date": 1_795_505_400,
                "chat": {"id": chat, "type": "private"},
                "text": "x",
            }
            self._heard(chat, given.get("reply_markup", [""])[0])
        return json.dumps({"ok": True, "result": result}).encode()


def _picture() -> bytes:
    from conftest import picture

    return picture(size=(640, 480))


PICTURE = _picture()
