"""Who is inside a client's own place: from the cookie to the link to what they may see. Imported by its pages."""

from starlette.requests import Request
from starlette.responses import Response

from storage.places import Place
from web import reading
from web.deps import WebDeps
from web.pages import Pages
from web.session import Session, Sessions

COOKIE = "place"
"""Where a session is named after a report's code; no code is that short."""
PLACE = "/history/reports"
"""The address of the place."""


class PlaceDoorman:
    """Looks everything up again at each request, so that a revoked link, or an address taken away, closes at once."""

    def __init__(self, deps: WebDeps, pages: Pages, sessions: Sessions) -> None:
        self._deps = deps
        self._pages = pages
        self._sessions = sessions

    def let_in(self, response: Response, token_sha256: str) -> None:
        """Set the cookie that the link's token is exchanged for."""
        self._sessions.open(response, code=COOKIE, token_sha256=token_sha256, now=self._deps.clock())

    def session(self, request: Request) -> Session | None:
        """The visitor's cookie, whatever became of the link."""
        return self._sessions.read(request, code=COOKIE, now=self._deps.clock())

    async def place(self, request: Request) -> Place | None:
        """What the visitor may see; None without a link that still leads there."""
        session = self.session(request)
        link = await reading.place_link(self._deps.db, session.token_sha256) if session is not None else None
        if link is None or link.revoked_at is not None or link.expires_at <= self._deps.clock():
            return None
        place = await reading.place_of(self._deps.db, link.address)
        return place if place.clients else None

    def outside(self, request: Request) -> Response:
        """Without a link that leads there: how to get another."""
        return self._pages.notice(request, "place_outside", status=403)
