"""The client's word: the form's POST, checked and handed to the house. Imported by `web.app`."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.confirmation import Confirmation, Evidence, Word
from core.delivery import DeliveryFailed
from core.effects import say
from core.events import CodeWanted, WordGiven
from core.facts import ReportFile
from core.report import report_sha256
from core.reporting.one_time import tries_left
from evidence.pictures import BadPicture
from storage.standstill import CannotStore
from web import reading
from web.access import Doorman, Visitor, circumstances
from web.client import ClientPages
from web.deps import WebDeps
from web.pages import Pages
from web.session import Sessions
from web.word_form import CONSENT_VERSION, WordForm


class AnswerPages:
    """POST `/r/{code}`."""

    def __init__(self, deps: WebDeps, pages: Pages, sessions: Sessions, doorman: Doorman, client: ClientPages) -> None:
        self._deps = deps
        self._sessions = sessions
        self._pages = pages
        self._doorman = doorman
        self._client = client

    async def give(self, request: Request) -> Response:
        """Take the word once. Whatever is wrong, the page comes back with all that was typed and says what to do.

        The same form again leads to the same page; another word after the first answers 409 and shows the first.
        """
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        fields = await request.form(max_files=0, max_fields=40)
        form = WordForm.read(fields)
        if not visitor.asked:
            return await self._said(request, visitor, form)
        if visitor.file.client_pdf_sha256 is None:
            return self._client.report(request, visitor, status=409, form=form, problems={"": say("page.error.early")})
        if not visitor.wrote(fields):
            return self._client.report(request, visitor, status=403, form=form, problems={"": say("page.error.token")})
        problems = form.problems(code_demanded=visitor.code_goes_to is not None)
        signature_sha256 = None
        if not problems and form.drawing is not None:
            try:
                signature_sha256 = await self._deps.keep_drawing(form.drawing)
            except BadPicture as bad:
                code = "blank" if bad.code == "blank_signature" else "unreadable"
                problems["signature"] = say(f"page.error.signature_{code}")
            except (DeliveryFailed, OSError):
                return self._not_taken(request, visitor, form)
        if problems:
            return self._client.report(request, visitor, status=422, form=form, problems=problems)
        word = self._word(request, visitor, form, visitor.file.client_pdf_sha256, signature_sha256)
        try:
            await self._deps.submit(word)
        except CannotStore:
            return self._not_taken(request, visitor, form)
        file = await reading.report_file(self._deps.db, visitor.file.report.id)
        if file is not None and _code_was_wrong(visitor, file):
            left = tries_left(file.code, self._deps.clock())
            problem = {"code": say("page.error.code_wrong", n=left) if left else say("page.error.code_over")}
            after = replace(visitor, file=file)
            return self._client.report(request, after, status=422, form=form, problems=problem)
        if file is None or file.awaits_word:
            # Kept by the intake for another try, or refused by the house: the client must not think it was taken.
            return self._not_taken(request, visitor, form)
        return await self._said(request, replace(visitor, file=file), form)

    async def send_code(self, request: Request) -> Response:
        """POST `/r/{code}/code`: a one-time code goes to the address on file; the page comes back filled in."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        fields = await request.form(max_files=0, max_fields=40)
        form = WordForm.read(fields)
        if not visitor.asked or visitor.code_goes_to is None:
            return await self._said(request, visitor, form)
        if not visitor.wrote(fields):
            return self._client.report(request, visitor, status=403, form=form, problems={"": say("page.error.token")})
        wanted = CodeWanted(at=self._deps.clock(), report_id=visitor.file.report.id, device=visitor.link.device)
        try:
            await self._deps.submit(wanted)
        except CannotStore:
            return self._not_taken(request, visitor, form)
        file = await reading.report_file(self._deps.db, visitor.file.report.id)
        before = visitor.file.code.sent_at if visitor.file.code else None
        if file is None or file.code is None or file.code.sent_at == before:
            problem = {"code": say("page.error.code_later")}
            return self._client.report(request, visitor, status=429, form=form, problems=problem)
        return self._client.report(request, replace(visitor, file=file), form=form, code_sent=True)

    def _not_taken(self, request: Request, visitor: Visitor, form: WordForm) -> Response:
        problem = {"": say("page.error.not_taken")}
        return self._client.report(request, visitor, status=503, form=form, problems=problem)

    async def _said(self, request: Request, visitor: Visitor, form: WordForm) -> Response:
        """What a POST sees once the version is decided, by itself or by another."""
        if visitor.file.replaced:
            return await self._client.replaced(request, visitor, unsent=form.remarks)
        if visitor.file.confirmation is not None and form.says(visitor.file.confirmation):
            return RedirectResponse(f"{request.url.path}?lang={self._language(request, visitor)}", 303)
        return self._client.report(request, visitor, status=409, other_word=True, unsent=form.remarks)

    def _word(
        self, request: Request, visitor: Visitor, form: WordForm, pdf_sha256: str, signature_sha256: str | None
    ) -> WordGiven:
        now = self._deps.clock()
        confirmation = Confirmation(
            word=Word(form.word),
            name=form.name,
            role=form.role or None,
            remarks=form.remarks or None,
            stars=form.rating,
            signed_at=now,
            signature_sha256=signature_sha256,
            client_pdf_sha256=pdf_sha256,
            report_sha256=report_sha256(visitor.file.report),
            evidence=Evidence(
                opened_at=visitor.session.opened_at,
                **circumstances(request),
                device=visitor.device,
                consent_version=CONSENT_VERSION,
                consent_language=self._pages.language(request, visitor.file.report.language),
            ),
        )
        return WordGiven(
            at=now,
            report_id=visitor.file.report.id,
            confirmation=confirmation,
            code=form.code,
            way=visitor.link.device,
            device_id=self._sessions.device(request),
        )

    def _language(self, request: Request, visitor: Visitor) -> str:
        return self._pages.language(request, visitor.file.report.language)


def _code_was_wrong(visitor: Visitor, file: ReportFile) -> bool:
    """Whether the house refused the word for its code."""
    if visitor.code_goes_to is None or not file.awaits_word:
        return False
    before = visitor.file.code.wrong if visitor.file.code else 0
    return file.code is None or file.code.wrong > before
