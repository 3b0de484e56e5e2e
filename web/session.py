"""The short-lived cookie that a link's token is exchanged for, and the form token bound to it.

Nothing is stored: both are signed with the installation's key. The cookie holds the token's SHA-256, never the token,
and the link is looked up again at every request, so that revoking it works at once. Imported by `web` alone.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

LIFETIME = timedelta(hours=2)
"""Long enough to read, be called away and come back; the link opens it again."""
CLOCK_MOVES = timedelta(days=1)
DEVICE = re.compile("[A-Za-z0-9_-]{22}")
DEVICE_LIFE = timedelta(days=400)
"""The longest that browsers keep anything (RFC 6265bis, section 5.5)."""


@dataclass(frozen=True)
class Session:
    """Someone who came in by a link. `opened_at` is UTC, to the second."""

    token_sha256: str
    opened_at: datetime
    form_token: str


class Sessions:
    """Opens and reads the cookies of one installation. One cookie per report, so that two open pages do not mix."""

    def __init__(self, key: bytes, *, secure: bool) -> None:
        self._key = key
        self._secure = secure

    def open(self, response: Response, *, code: str, token_sha256: str, now: datetime) -> None:
        """Set the cookie for the report named `code`.

        `__Host-` needs HTTPS (RFC 6265bis, section 4.1.3.2), so plain HTTP, as in the demonstration, goes without.
        """
        opened = str(int(now.timestamp()))
        response.set_cookie(
            self._name(code),
            f"{token_sha256}.{opened}.{self._mac('cookie', code, token_sha256, opened)}",
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def device(self, request: Request) -> str | None:
        """A hash of what this browser keeps for us, the same for every report; None before it kept anything."""
        kept = request.cookies.get(self._device_name, "")
        return hashlib.sha256(kept.encode()).hexdigest() if DEVICE.fullmatch(kept) else None

    def know_again(self, response: Response) -> str:
        """Have the browser keep something for us; its hash, as `device` gives it from now on."""
        kept = secrets.token_urlsafe(16)
        response.set_cookie(
            self._device_name,
            kept,
            max_age=int(DEVICE_LIFE.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
        return hashlib.sha256(kept.encode()).hexdigest()

    @property
    def _device_name(self) -> str:
        return f"{'__Host-' if self._secure else ''}device"

    def read(self, request: Request, *, code: str, now: datetime) -> Session | None:
        """The session for the report named `code`, or None when there is none, it is forged, or it is over."""
        token_sha256, _, rest = request.cookies.get(self._name(code), "").partition(".")
        opened, _, mac = rest.partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac("cookie", code, token_sha256, opened).encode()):
            return None
        opened_at = datetime.fromtimestamp(int(opened), UTC)
        # From the future it is where the machine's clock was set back: the time is our own, nobody made it up.
        if not opened_at - CLOCK_MOVES <= now < opened_at + LIFETIME:
            return None
        return Session(token_sha256, opened_at, self._mac("form", code, token_sha256, opened))

    def _name(self, code: str) -> str:
        return f"{'__Host-' if self._secure else ''}report-{code}"

    def _mac(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
