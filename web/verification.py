"""The page behind the PDF's QR code: what is known of a sealed report, and whether a file is that report.

Anyone who holds the PDF may look: no name, no address, no rating. Imported by `web.app`.
"""

import hashlib
from dataclasses import dataclass

import anyio
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.effects import Phrase, say
from core.evidence_log import first_broken
from core.facts import ReportFile
from evidence.checking import Looked
from evidence.verify import State
from storage.tombstones import Tombstone
from web import reading
from web.checking import Busy
from web.deps import WebDeps
from web.headers import UPLOAD_LIMIT
from web.pages import Pages
from web.slowing import address_of, note, slowed

BUSY = 30
"""Seconds after which somebody is asked to try again."""


@dataclass(frozen=True)
class Checked:
    """An uploaded file: its hash (hex), the code of the version that we know it as, and what it says of itself.

    `looked` is None where that was not needed or not found out.
    """

    sha256: str
    known: str | None
    looked: Looked | None = None


class Verification:
    """`/v/{code}`, and `/verify` for whoever has nothing but the file."""

    def __init__(self, deps: WebDeps, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """GET: the report's number, version, seal and state."""
        return await self._page(request, request.path_params["code"])

    async def check(self, request: Request) -> Response:
        """POST: an uploaded PDF, at most 20 MB, is checked and not kept."""
        code = request.path_params["code"]
        if not await self._known(code):
            return await self._read_through(request, self._pages.notice(request, "no_such_report", status=404))
        checked = await self._checked(request, code)
        if isinstance(checked, Response):
            return checked
        if checked is None:
            return await self._page(request, code, status=422, problem=say("page.verify.no_file"))
        return await self._page(request, code, checked=checked)

    async def ask(self, request: Request) -> Response:
        """GET `/verify`: which file? Nothing else is needed."""
        return self._any(request)

    async def find(self, request: Request) -> Response:
        """POST `/verify`: the report that an uploaded PDF is, was or claims to be; or that it is none of ours."""
        checked = await self._checked(request)
        if isinstance(checked, Response):
            return checked
        if checked is None:
            return self._any(request, status=422, problem=say("page.verify.no_file"))
        code, looked = checked.known, checked.looked
        if code is None and looked is not None and looked.code is not None and await self._known(looked.code):
            code = looked.code
        if code is not None:
            return await self._page(request, code, checked=checked)
        if looked is None or looked.verdict.state is not State.INTACT:
            state = looked.verdict.state.value if looked else "undecided"
            return self._any(request, finding=say(f"page.verify.{state}"))
        return self._any(request, finding=say("page.verify.unknown", signer=looked.verdict.signer))

    def _any(
        self, request: Request, *, status: int = 200, problem: Phrase | None = None, finding: Phrase | None = None
    ) -> Response:
        return self._pages.answer(request, "verify_any.html", status=status, problem=problem, finding=finding)

    async def _known(self, code: str) -> bool:
        return (
            await reading.report_by_code(self._deps.db, code) is not None
            or await reading.tombstone_by_code(self._deps.db, code) is not None
        )

    async def _checked(self, request: Request, code: str | None = None) -> Checked | Response | None:
        """The uploaded file; None where none came, or the answer to whoever has to wait.

        The cheapest is asked first: a file that we know (under `code`, where one is given) is not opened at all.
        """
        now = self._deps.clock()
        if (slow := slowed(self._deps.uploaders, now, self._pages, request, "verify_slow")) is not None:
            return await self._read_through(request, slow)
        async with request.form(max_files=1, max_fields=5) as form:
            upload = form.get("pdf")
            if not isinstance(upload, UploadFile) or not upload.size:
                return None
            if upload.size > UPLOAD_LIMIT:
                raise HTTPException(413)
            digest = await anyio.to_thread.run_sync(hashlib.file_digest, upload.file, "sha256")
            sha256 = digest.hexdigest()
            known = await reading.code_of_pdf(self._deps.db, sha256)
            if known is not None and code in (None, known):
                return Checked(sha256, known)
            note(self._deps.uploaders, now, request)
            try:
                async with self._deps.checker.turn(address_of(request)):
                    await upload.seek(0)
                    return Checked(sha256, known, await self._deps.checker.look(await upload.read()))
            except Busy:
                answer = self._pages.notice(request, "verify_busy", status=503)
                answer.headers["Retry-After"] = str(BUSY)
                return answer

    async def _read_through(self, request: Request, answer: Response) -> Response:
        """A browser that is still sending shows no answer: what comes is thrown away first."""
        async for _ in request.stream():
            pass
        return answer

    async def _page(
        self,
        request: Request,
        code: str,
        *,
        status: int = 200,
        problem: Phrase | None = None,
        checked: Checked | None = None,
    ) -> Response:
        file = await reading.report_by_code(self._deps.db, code)
        if file is None:
            return await self._erased(request, code, status, problem, checked)
        newest = await reading.newest_version(self._deps.db, file.report.visit_id) if file.replaced else None
        log = await reading.evidence_of(self._deps.db, file.report.visit_id)
        return self._pages.answer(
            request,
            "verify.html",
            status=status,
            file=file,
            erased_at=None,
            newest=newest.report if newest else file.report,
            zone=file.report.time_zone,
            log=log,
            broken=first_broken(log),
            problem=problem,
            finding=self._found(file, checked),
        )

    def _found(self, file: ReportFile | Tombstone, checked: Checked | None) -> Phrase | None:
        if checked is None:
            return None
        return _finding(file, checked, archived=self._deps.archive.has(checked.sha256))

    async def _erased(
        self,
        request: Request,
        code: str,
        status: int,
        problem: Phrase | None,
        checked: Checked | None,
    ) -> Response:
        """What is left of a report whose client was erased still verifies; there may never have been one."""
        left = await reading.tombstone_by_code(self._deps.db, code)
        if left is None:
            return self._pages.notice(request, "no_such_report", status=404)
        stone, newest = left
        log = await reading.evidence_of(self._deps.db, stone.visit_id)
        return self._pages.answer(
            request,
            "verify.html",
            status=status,
            file=stone,
            erased_at=stone.erased_at,
            newest=newest,
            zone=self._deps.house.company.time_zone,
            log=log,
            broken=first_broken(log),
            problem=problem,
            finding=self._found(stone, checked),
        )


def _finding(file: ReportFile | Tombstone, checked: Checked, *, archived: bool) -> Phrase:
    """What to say of a checked file, looked at beside the hashes that are kept; `archived`: it lies in the archive.

    Anybody can make a certificate with the company's name, so a seal by itself says nothing of who made it.
    """
    if checked.sha256 == file.client_pdf_sha256:
        return say("page.verify.client_copy")
    if checked.sha256 == file.sealed_pdf_sha256:
        return say("page.verify.same")
    if checked.looked is None:
        return say("page.verify.undecided")
    verdict = checked.looked.verdict
    if verdict.state is not State.INTACT:
        return say(f"page.verify.{verdict.state.value}")
    return say("page.verify.other" if archived else "page.verify.unknown", signer=verdict.signer)
