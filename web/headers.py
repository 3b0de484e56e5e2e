"""What every answer carries, and how much anyone may send. Imported by `web.app`."""

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY = "frame-ancestors 'none'"
"""For PDFs, pictures, sounds and films: the browser's viewer styles itself inside the document, which the page's

policy forbids.
"""
FILES = ("application/pdf", "image/jpeg", "image/png", "audio/", "video/")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}

FORM_LIMIT = 1_000_000
"""Bytes. A drawn signature takes a few tens of thousands."""
UPLOAD_LIMIT = 20_000_000
"""Bytes of a PDF to be verified."""
UPLOADS = ("/v/", "/verify")


def takes_files(path: str) -> bool:
    """Whether that address takes an uploaded PDF; others take what is typed, tapped and drawn."""
    return path.startswith(UPLOADS)


class Guard:
    """ASGI middleware: security headers on every answer, and an end to bodies that are too large (413).

    Lies outside Starlette's own error handling, so that the answer to our own mistakes is dressed as well.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD_LIMIT + FORM_LIMIT if takes_files(scope["path"]) else FORM_LIMIT
        received = 0

        async def measured() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)
            return message

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers[name] = value
                is_file = headers.get("content-type", "").startswith(FILES)
                headers["Content-Security-Policy"] = FILE_POLICY if is_file else PAGE_POLICY
                # Whatever does not say that it may be kept is not kept: it may speak of a client.
                headers.setdefault("Cache-Control", "no-store")
                if self._secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, measured, dressed)
