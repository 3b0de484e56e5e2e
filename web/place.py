"""A client's own place: past reports, what is planned, their words; by a link to the address on file.

Asking says nothing about who is known here: one answer, sent before anything is looked up, that says how
seldom letters go out whether one went or not. Imported by `web.app`.
"""

import contextlib
import hashlib
import hmac
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.contest import line_of
from core.effects import say
from core.events import LinkWanted, PlaceWanted
from core.reading import Unreadable, read_email
from core.reporting.place import LIFE, MOST, PAUSE
from storage.standstill import CannotStore
from web import reading
from web.deps import WebDeps
from web.pages import Pages, chosen_language
from web.place_access import PLACE, PlaceDoorman
from web.place_papers import paper
from web.slowing import note, slowed


class PlacePages:
    """`/history`, `/h/{token}`, `/history/reports` and the asking there for a link to answer."""

    def __init__(self, deps: WebDeps, pages: Pages, doorman: PlaceDoorman) -> None:
        self._deps = deps
        self._pages = pages
        self._doorman = doorman

    async def ask(self, request: Request) -> Response:
        """GET `/history`: the form for the address."""
        return self._form(request)

    async def send(self, request: Request) -> Response:
        """POST `/history`: the same answer for every address; what follows from it follows after the answer."""
        typed = str((await request.form()).get("email", ""))
        try:
            address = read_email(typed)
        except Unreadable:
            return self._form(request, status=422, typed=typed, problem=True)
        if (slow := slowed(self._deps.askers, self._deps.clock(), self._pages, request, "place_slow")) is not None:
            return slow
        note(self._deps.askers, self._deps.clock(), request)
        # Outside of the connection, whose next request would show by its wait what there was to do.
        self._deps.errands.begin("place_wanted", self._wanted(address))
        return self._form(request, sent=self._deps.can_send_places)

    async def _wanted(self, address: str) -> None:
        with contextlib.suppress(CannotStore):  # whoever got nothing can ask again
            await self._deps.submit(PlaceWanted(at=self._deps.clock(), address=address))

    def _form(
        self, request: Request, *, status: int = 200, typed: str = "", problem: bool = False, sent: bool = False
    ) -> Response:
        said, mail = say("error.read_email_not_read") if problem else None, self._deps.can_send_places
        return self._pages.answer(
            request,
            "place_ask.html",
            status=status,
            sent=sent,
            typed=typed,
            problem=said,
            mail=mail,
            minutes=PAUSE // timedelta(minutes=1),
            most=MOST,
            hours=LIFE // timedelta(hours=1),
        )

    async def door(self, request: Request) -> Response:
        """GET `/h/{token}`: the same page for every token, looked up nowhere."""
        return self._pages.answer(request, "door.html", topic="place_door")

    async def enter(self, request: Request) -> Response:
        """POST `/h/{token}`: the token becomes a cookie. Unknown, expired, revoked, cut off: the same answer."""
        now = self._deps.clock()
        if (slow := slowed(self._deps.guesses, now, self._pages, request)) is not None:
            return slow
        token_sha256 = hashlib.sha256(request.path_params["token"].encode()).hexdigest()
        link = await reading.place_link(self._deps.db, token_sha256)
        if link is None or link.revoked_at is not None or link.expires_at <= now:
            note(self._deps.guesses, now, request)
            return self._pages.notice(request, "closed", status=404)
        response = RedirectResponse(f"{PLACE}{chosen_language(request)}", 303)
        self._doorman.let_in(response, token_sha256)
        return response

    async def show(self, request: Request) -> Response:
        """GET `/history/reports`."""
        return await self._show(request)

    async def send_link(self, request: Request) -> Response:
        """POST `/history/reports/{code}/ask`: the link to answer one that waits for the client's word, by mail."""
        code, session = request.path_params["code"], self._doorman.session(request)
        token = str((await request.form()).get("form_token", ""))
        if session is None or not hmac.compare_digest(token.encode(), session.form_token.encode()):
            return self._doorman.outside(request)
        place = await self._doorman.place(request)
        files = [past.file for past in place.reports] if place is not None else []
        file = next((file for file in files if file.report.code == code), None)
        if file is None:
            return self._doorman.outside(request)
        try:
            await self._deps.submit(LinkWanted(at=self._deps.clock(), report_id=file.report.id))
        except CannotStore:
            return self._pages.notice(request, "place_later", status=503)
        return await self._show(request, sent=code)

    async def _show(self, request: Request, *, sent: str = "") -> Response:
        place, session = await self._doorman.place(request), self._doorman.session(request)
        if place is None or session is None:
            return self._doorman.outside(request)
        return self._pages.answer(
            request,
            "place.html",
            language=place.clients[0].language,
            place=place,
            zone=self._deps.house.company.time_zone,
            paper=paper,
            line_of=line_of,
            form_token=session.form_token,
            sent=sent,
            asked=self._deps.house.signing,
        )

    async def back(self, request: Request) -> Response:
        """GET of an address that something was sent to: the place."""
        return RedirectResponse(f"{PLACE}{chosen_language(request)}", 303)
