"""The letters that came, over HTTP under ``/demo/letters``: for the page's mailboxes and `demo.mailbox`.

A letter is somebody else's content: its HTML is shown in a frame of its own where nothing runs or is fetched, its
files are downloaded and never opened here.
"""

from __future__ import annotations

from email.message import EmailMessage, MIMEPart
from typing import Any
from urllib.parse import quote

from aiohttp import web

from demo.postbox import Postbox

LETTER_GUARD = {
    # Links open in tabs of their own; nothing else leaves the frame.
    "Content-Security-Policy": (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        "img-src data:; form-action 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
FILE_GUARD = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


class Letters:
    """Reads the postbox."""

    def __init__(self, box: Postbox) -> None:
        self._box = box

    @property
    def count(self) -> int:
        """How many came so far."""
        return len(self._box.received)

    def view(self) -> list[dict[str, Any]]:
        """Every letter, the newest first; one that was sent again under its Message-ID is the same letter."""
        seen: set[str] = set()
        views = []
        for number, received in enumerate(self._box.received):
            name = str(received.message["Message-ID"] or number)
            if name not in seen:
                seen.add(name)
                views.append(_view(number, received.to, received.message))
        return views[::-1]

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The letter's HTML, for a frame."""
        message = self._message(request)
        part = message.get_body(("html",)) if message else None
        if part is None:
            return web.Response(status=404)
        # Without a base of its own every link would open inside the frame, where the clients' pages refuse to be.
        html = f'<!doctype html><base target="_blank">{_text(part)}'
        return web.Response(text=html, content_type="text/html", charset="utf-8", headers=LETTER_GUARD)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file that came with the letter, to be kept."""
        message = self._message(request)
        files = list(message.iter_attachments()) if message else []
        number = int(request.match_info["file"])
        if number >= len(files):
            return web.Response(status=404)
        name = quote(_name(files[number], number), safe="")
        disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        content = _bytes(files[number])
        return web.Response(
            body=content, content_type="application/octet-stream", headers={**FILE_GUARD, **disposition}
        )

    def _message(self, request: web.Request) -> EmailMessage | None:
        number = int(request.match_info["number"])
        return self._box.received[number].message if number < len(self._box.received) else None


def _view(number: int, to: tuple[str, ...], message: EmailMessage) -> dict[str, Any]:
    date = message["Date"]
    at = date.datetime if date is not None else None
    html = message.get_body(("html",))
    return {
        "number": number,
        "to": list(to),
        "from": str(message["From"] or ""),
        "subject": str(message["Subject"] or ""),
        "at": at.isoformat() if at else None,
        "text": text_of(message),
        "page": f"/demo/letters/{number}/page" if html else None,
        "files": [
            {"name": _name(part, n), "size": len(_bytes(part)), "url": f"/demo/letters/{number}/files/{n}"}
            for n, part in enumerate(message.iter_attachments())
        ],
    }


def text_of(message: EmailMessage) -> str:
    """The letter as plain text; empty where it has none."""
    plain = message.get_body(("plain",))
    return _text(plain) if plain else ""


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a charset that nobody knows
        return _bytes(part).decode("utf-8", "replace")


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else part.as_bytes()


def _name(part: MIMEPart, number: int) -> str:
    return part.get_filename() or f"file-{number + 1}"
