"""The client's page: the neutral door, the report, and the way to a newer version.

A GET shows and changes nothing; only a POST opens the door and tells the house. Imported by `web.app`.
"""

import contextlib
import hashlib

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.effects import Phrase
from core.events import PageOpened
from core.facts import Link
from core.report import Report
from core.reporting.one_time import tries_left
from core.visit import Outcome
from storage.standstill import CannotStore
from templates.wording import wording
from web.access import Doorman, Visitor, circumstances, sealed_with_word
from web.deps import WebDeps
from web.lines import Lines
from web.pages import Pages, chosen_language
from web.report_view import lay_out
from web.session import Sessions
from web.slowing import note, slowed
from web.word_form import WordForm


class ClientPages:
    """`/c/{token}` and `/r/{code}`."""

    def __init__(self, deps: WebDeps, pages: Pages, sessions: Sessions, doorman: Doorman) -> None:
        self._deps = deps
        self._pages = pages
        self._sessions = sessions
        self._doorman = doorman

    async def door(self, request: Request) -> Response:
        """GET `/c/{token}`: the same page for every token, looked up nowhere; previews and scanners learn nothing."""
        return self._pages.answer(request, "door.html", topic="door")

    async def enter(self, request: Request) -> Response:
        """POST `/c/{token}`: the token becomes a cookie. Unknown, expired, revoked, cut off: the same answer."""
        guesses, now = self._deps.guesses, self._deps.clock()
        if (slow := slowed(guesses, now, self._pages, request)) is not None:
            return slow
        token_sha256 = hashlib.sha256(request.path_params["token"].encode()).hexdigest()
        found = await self._doorman.knock(token_sha256)
        if found is None:
            note(guesses, now, request)
            return self._pages.notice(request, "closed", status=404)
        return await self._let_in(request, *found)

    async def show(self, request: Request) -> Response:
        """GET `/r/{code}`: the report with the form, or with the word that was given."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self.outside(request)
        if visitor.file.replaced:
            return await self.replaced(request, visitor)
        return self.report(request, visitor)

    async def to_newer(self, request: Request) -> Response:
        """POST `/r/{code}/newer`: on to the newest version, when its link was made for the same phone."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self.outside(request)
        file = await self._doorman.newest(visitor.file)
        link = await self._doorman.way_to(file, visitor)
        if link is None:
            return await self.replaced(request, visitor)
        return await self._let_in(request, file.report, link)

    async def back(self, request: Request) -> Response:
        """GET of an address that something was sent to, by a reopened tab or another language: the report's page."""
        return RedirectResponse(f"/r/{request.path_params['code']}{chosen_language(request)}", 303)

    def outside(self, request: Request) -> Response:
        """Without a cookie: asks for the link, and does not say whether there is such a report."""
        return self._pages.notice(request, "outside", status=403)

    async def replaced(self, request: Request, visitor: Visitor, *, unsent: str = "") -> Response:
        """This version is void, and so is the word about it: the newer one, or how to get to it.

        409: the page's state is no longer the house's. `unsent` is what was typed, to be copied.
        """
        newest = await self._doorman.newest(visitor.file)
        return self._pages.answer(
            request,
            "replaced.html",
            status=409,
            unsent=unsent,
            language=visitor.file.report.language,
            report=visitor.file.report,
            zone=visitor.file.report.time_zone,
            word=visitor.file.confirmation,
            newest=newest.report,
            will_be_asked=self._deps.house.signing and newest.report.outcome is not Outcome.ABANDONED,
            can_open=await self._doorman.way_to(newest, visitor) is not None,
        )

    def report(
        self,
        request: Request,
        visitor: Visitor,
        *,
        status: int = 200,
        form: WordForm | None = None,
        problems: dict[str, Phrase] | None = None,
        other_word: bool = False,
        contested: tuple[str, str, Phrase] | None = None,
        code_sent: bool = False,
        unsent: str = "",
    ) -> Response:
        """The report's page. `other_word`: something else was sent after the word was given.

        `contested` is a line, what was typed about it, and why it was not taken; `code_sent`: a code is on its way;
        `unsent`: what was typed once the word was given.
        """
        file = visitor.file
        lines = Lines(
            file=file,
            lang=self._pages.language(request, file.report.language),
            form_token=visitor.session.form_token,
            refused=contested,
        )
        return self._pages.answer(
            request,
            "report.html",
            status=status,
            language=file.report.language,
            report=file.report,
            written=wording(file.report.language),
            view=lay_out(file.report),
            zone=file.report.time_zone,
            form=form or WordForm(),
            form_token=visitor.session.form_token,
            problems=problems or {},
            word=file.confirmation,
            lines=lines,
            code_goes_to=visitor.code_goes_to,
            code=file.code if tries_left(file.code, self._deps.clock()) else None,
            address=visitor.address,
            link=visitor.link,
            code_sent=code_sent,
            other_word=other_word,
            unsent=unsent,
            asked=visitor.asked,
            ready=file.client_pdf_sha256 is not None,
            sealed=sealed_with_word(file),
        )

    async def _let_in(self, request: Request, report: Report, link: Link) -> Response:
        now = self._deps.clock()
        response = RedirectResponse(f"/r/{report.code}{chosen_language(request)}", 303)
        self._sessions.open(response, code=report.code, token_sha256=link.token_sha256, now=now)
        device_id = self._sessions.device(request) or self._sessions.know_again(response)
        seen = {"device": link.device, "device_id": device_id, **circumstances(request)}
        with contextlib.suppress(CannotStore):  # the page may be read all the same
            await self._deps.submit(PageOpened(at=now, report_id=report.id, **seen))
        return response
