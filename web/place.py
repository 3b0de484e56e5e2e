"""A client's own place: past reports, what is planned, their words; by a link to the address on file.

Asking says nothing about who is known here: one answer, sent before anything is looked up. Imported by `web.app`.
"""

import contextlib
import hashlib
import hmac
import tempfile
import zipfile
from pathlib import Path
from typing import IO

import anyio
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from core.effects import say
from core.events import LinkWanted, PlaceWanted
from core.facts import ReportFile
from core.reading import Unreadable, read_email
from storage.places import Place
from storage.standstill import CannotStore
from web import reading
from web.access import sealed_with_word
from web.deps import WebDeps
from web.pages import Pages, chosen_language
from web.session import Session, Sessions
from web.slowing import note, slowed

COOKIE = "place"
"""Where a session is named after a report's code; no code is that short."""


class PlacePages:
    """`/history`, `/h/{token}` and what lies below `/history/`."""

    def __init__(self, deps: WebDeps, pages: Pages, sessions: Sessions) -> None:
        self._deps = deps
        self._pages = pages
        self._sessions = sessions

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
        answer = self._form(request, sent=self._deps.house.mail)
        answer.background = self._wanted(address)
        return answer

    def _wanted(self, address: str) -> BackgroundTask:
        async def submit() -> None:
            with contextlib.suppress(CannotStore):  # whoever asked for nothing can ask again
                await self._deps.submit(PlaceWanted(at=self._deps.clock(), address=address))

        return BackgroundTask(submit)

    def _form(
        self, request: Request, *, status: int = 200, typed: str = "", problem: bool = False, sent: bool = False
    ) -> Response:
        said, mail = say("error.read_email_not_read") if problem else None, self._deps.house.mail
        return self._pages.answer(
            request, "place_ask.html", status=status, sent=sent, typed=typed, problem=said, mail=mail
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
        response = RedirectResponse(f"/history/reports{chosen_language(request)}", 303)
        self._sessions.open(response, code=COOKIE, token_sha256=token_sha256, now=now)
        return response

    async def show(self, request: Request) -> Response:
        """GET `/history/reports`."""
        return await self._show(request)

    async def send_link(self, request: Request) -> Response:
        """POST `/history/reports/{code}/ask`: the link to answer one that waits for the client's word, by mail."""
        code, session = request.path_params["code"], self._session(request)
        token = str((await request.form()).get("form_token", ""))
        if session is None or not hmac.compare_digest(token.encode(), session.form_token.encode()):
            return self._outside(request)
        place = await self._place(request)
        file = next((file for file in place.reports if file.report.code == code), None) if place else None
        if file is None:
            return self._outside(request)
        try:
            await self._deps.submit(LinkWanted(at=self._deps.clock(), report_id=file.report.id))
        except CannotStore:
            return self._pages.notice(request, "place_later", status=503)
        return await self._show(request, sent=code)

    async def _show(self, request: Request, *, sent: str = "") -> Response:
        place, session = await self._place(request), self._session(request)
        if place is None or session is None:
            return self._outside(request)
        return self._pages.answer(
            request,
            "place.html",
            language=place.clients[0].language,
            place=place,
            zone=self._deps.house.company.time_zone,
            paper=_paper,
            form_token=session.form_token,
            sent=sent,
        )

    async def back(self, request: Request) -> Response:
        """GET of an address that something was sent to: the place."""
        return RedirectResponse(f"/history/reports{chosen_language(request)}", 303)

    async def pdf(self, request: Request) -> Response:
        """GET `/history/reports/{code}.pdf`: the sealed report, or the copy that waits for the client's word."""
        place = await self._place(request)
        if place is None:
            return self._outside(request)
        file = next((file for file in place.reports if file.report.code == request.path_params["code"]), None)
        sha256 = _paper(file) if file is not None else None
        if file is None or sha256 is None:
            raise HTTPException(404)
        named = {"Content-Disposition": f'inline; filename="{file.report.pdf_name}"'}
        return Response(await self._deps.archive.read(sha256), media_type="application/pdf", headers=named)

    async def everything(self, request: Request) -> Response:
        """GET `/history/reports.zip`: all of these PDFs."""
        place = await self._place(request)
        if place is None:
            return self._outside(request)
        papers = {file.report.pdf_name: sha256 for file in place.reports if (sha256 := _paper(file)) is not None}
        if not papers:
            raise HTTPException(404)
        files = {name: self._deps.archive.path(sha256) for name, sha256 in papers.items()}
        packed = await anyio.to_thread.run_sync(_packed, files)
        done = BackgroundTask(packed.unlink)
        return FileResponse(packed, media_type="application/zip", filename="reports.zip", background=done)

    async def _place(self, request: Request) -> Place | None:
        """What the visitor may see, looked up again at each request; None without a link that still leads there."""
        now, session = self._deps.clock(), self._session(request)
        link = await reading.place_link(self._deps.db, session.token_sha256) if session is not None else None
        if link is None or link.revoked_at is not None or link.expires_at <= now:
            return None
        place = await reading.place_of(self._deps.db, link.address)
        return place if place.clients else None

    def _session(self, request: Request) -> Session | None:
        return self._sessions.read(request, code=COOKIE, now=self._deps.clock())

    def _outside(self, request: Request) -> Response:
        return self._pages.notice(request, "place_outside", status=403)


def _paper(file: ReportFile) -> str | None:
    """The PDF of a version that its client may have: with their word where it was given or is not asked for."""
    waiting = None if sealed_with_word(file) else file.client_pdf_sha256
    return waiting or file.sealed_pdf_sha256


def _packed(files: dict[str, Path]) -> Path:
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as out:
        try:
            _pack(out, files)
        except OSError:
            Path(out.name).unlink()
            raise
    return Path(out.name)


def _pack(out: IO[bytes], files: dict[str, Path]) -> None:
    # PDFs are compressed already.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for name, path in files.items():
            if path.is_file():
                pack.write(path, name)
