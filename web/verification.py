"""The page behind the PDF's QR code: what is known of a sealed report, and whether a file is that report.

Anyone who holds the PDF may look: no name, no address, no rating. Imported by `web.app`.
"""

import hashlib

import anyio
import msgspec
from anyio import to_process
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.effects import Phrase, say
from core.evidence_log import first_broken
from core.facts import ReportFile
from core.report import Report
from evidence.verify import State, Verdict, verify
from storage.tombstones import Tombstone
from web import reading
from web.deps import WebDeps
from web.headers import UPLOAD_LIMIT
from web.pages import Pages

PATIENCE = 30
"""Seconds. Ours take a tenth of one; a PDF made to keep the checker busy ends with its process."""


class Verification:
    """`/v/{code}`, and `/verify` for whoever has nothing but the file."""

    def __init__(self, deps: WebDeps, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages
        self._hands = anyio.CapacityLimiter(2)

    async def show(self, request: Request) -> Response:
        """GET: the report's number, version, seal and state."""
        return await self._page(request, request.path_params["code"])

    async def check(self, request: Request) -> Response:
        """POST: an uploaded PDF, at most 20 MB, is checked and not kept."""
        code, checked = request.path_params["code"], await self._checked(request)
        if checked is None:
            return await self._page(request, code, status=422, problem=say("page.verify.no_file"))
        return await self._page(request, code, checked=checked)

    async def ask(self, request: Request) -> Response:
        """GET `/verify`: which file? Nothing else is needed."""
        return self._any(request)

    async def find(self, request: Request) -> Response:
        """POST `/verify`: the report that an uploaded PDF is, was or claims to be; or that it is none of ours."""
        checked = await self._checked(request)
        if checked is None:
            return self._any(request, status=422, problem=say("page.verify.no_file"))
        pdf, verdict = checked
        code = await reading.code_of_pdf(self._deps.db, hashlib.sha256(pdf).hexdigest())
        if code is None and (claimed := _code_in(verdict)) is not None and await self._known(claimed):
            code = claimed
        if code is not None:
            return await self._page(request, code, checked=checked)
        if verdict is None or verdict.state is not State.INTACT:
            state = verdict.state.value if verdict else "undecided"
            return self._any(request, finding=say(f"page.verify.{state}"))
        return self._any(request, finding=say("page.verify.unknown", signer=verdict.signer))

    def _any(
        self, request: Request, *, status: int = 200, problem: Phrase | None = None, finding: Phrase | None = None
    ) -> Response:
        return self._pages.answer(request, "verify_any.html", status=status, problem=problem, finding=finding)

    async def _known(self, code: str) -> bool:
        return (
            await reading.report_by_code(self._deps.db, code) is not None
            or await reading.tombstone_by_code(self._deps.db, code) is not None
        )

    async def _checked(self, request: Request) -> tuple[bytes, Verdict | None] | None:
        """The uploaded file and what it says of itself (None where that took too long); None where none came."""
        form = await request.form(max_files=1, max_fields=5)
        upload = form.get("pdf")
        if not isinstance(upload, UploadFile) or not upload.size:
            return None
        if upload.size > UPLOAD_LIMIT:
            raise HTTPException(413)
        pdf = await upload.read()
        verdict: Verdict | None = None
        with anyio.move_on_after(PATIENCE):
            verdict = await to_process.run_sync(verify, pdf, cancellable=True, limiter=self._hands)
        return pdf, verdict

    async def _page(
        self,
        request: Request,
        code: str,
        *,
        status: int = 200,
        problem: Phrase | None = None,
        checked: tuple[bytes, Verdict | None] | None = None,
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

    def _found(self, file: ReportFile | Tombstone, checked: tuple[bytes, Verdict | None] | None) -> Phrase | None:
        if checked is None:
            return None
        archived = self._deps.archive.has(hashlib.sha256(checked[0]).hexdigest())
        return _finding(file, *checked, archived=archived)

    async def _erased(
        self,
        request: Request,
        code: str,
        status: int,
        problem: Phrase | None,
        checked: tuple[bytes, Verdict | None] | None,
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


def _code_in(verdict: Verdict | None) -> str | None:
    """The name of the report that an intact file says it is, None where it says none."""
    data = (verdict.attachments or {}).get("report.json") if verdict else None
    try:
        return msgspec.json.decode(data, type=Report).code if data else None
    except msgspec.MsgspecError:
        return None


def _finding(file: ReportFile | Tombstone, pdf: bytes, verdict: Verdict | None, *, archived: bool) -> Phrase:
    """What to say of a checked file, looked at beside the hashes that are kept; `archived`: it lies in the archive.

    Anybody can make a certificate with the company's name, so a seal by itself says nothing of who made it.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    if sha256 == file.client_pdf_sha256:
        return say("page.verify.client_copy")
    if verdict is None:
        return say("page.verify.undecided")
    if verdict.state is not State.INTACT:
        return say(f"page.verify.{verdict.state.value}")
    if sha256 == file.sealed_pdf_sha256:
        return say("page.verify.same")
    return say("page.verify.other" if archived else "page.verify.unknown", signer=verdict.signer)
