"""The page behind the PDF's QR code: what is known of a sealed report, and whether a file is that report.

Anyone who holds the PDF may look: no name, no address, no rating. Imported by `web.app`.
"""

import hashlib

import anyio
from anyio import to_process
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.effects import Phrase, say
from core.evidence_log import first_broken
from core.facts import ReportFile
from evidence.verify import State, Verdict, verify
from storage.tombstones import Tombstone
from web import reading
from web.deps import WebDeps
from web.headers import UPLOAD_LIMIT
from web.pages import Pages

PATIENCE = 30
"""Seconds. Ours take a tenth of one; a PDF made to keep the checker busy ends with its process."""


class Verification:
    """`/v/{code}`."""

    def __init__(self, deps: WebDeps, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages
        self._hands = anyio.CapacityLimiter(2)

    async def show(self, request: Request) -> Response:
        """GET: the report's number, version, seal and state."""
        return await self._page(request)

    async def check(self, request: Request) -> Response:
        """POST: an uploaded PDF, at most 20 MB, is checked and not kept."""
        form = await request.form(max_files=1, max_fields=5)
        upload = form.get("pdf")
        if not isinstance(upload, UploadFile) or not upload.size:
            return await self._page(request, status=422, problem=say("page.verify.no_file"))
        if upload.size > UPLOAD_LIMIT:
            raise HTTPException(413)
        pdf = await upload.read()
        verdict: Verdict | None = None
        with anyio.move_on_after(PATIENCE):
            verdict = await to_process.run_sync(verify, pdf, cancellable=True, limiter=self._hands)
        return await self._page(request, checked=(pdf, verdict))

    async def _page(
        self,
        request: Request,
        *,
        status: int = 200,
        problem: Phrase | None = None,
        checked: tuple[bytes, Verdict | None] | None = None,
    ) -> Response:
        file = await reading.report_by_code(self._deps.db, request.path_params["code"])
        if file is None:
            return await self._erased(request, status, problem, checked)
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
            finding=_finding(file, *checked) if checked else None,
        )

    async def _erased(
        self, request: Request, status: int, problem: Phrase | None, checked: tuple[bytes, Verdict | None] | None
    ) -> Response:
        """What is left of a report whose client was erased still verifies; there may never have been one."""
        left = await reading.tombstone_by_code(self._deps.db, request.path_params["code"])
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
            finding=_finding(stone, *checked) if checked else None,
        )


def _finding(file: ReportFile | Tombstone, pdf: bytes, verdict: Verdict | None) -> Phrase:
    """What to say of a checked file, looked at beside the hashes that the archive keeps."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    if sha256 == file.client_pdf_sha256:
        return say("page.verify.client_copy")
    if verdict is None:
        return say("page.verify.undecided")
    if verdict.state is not State.INTACT:
        return say(f"page.verify.{verdict.state.value}")
    if sha256 == file.sealed_pdf_sha256:
        return say("page.verify.same")
    return say("page.verify.other", signer=verdict.signer)
