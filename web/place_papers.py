"""The PDFs of a client's own place, one by one and all together. Imported by `web.app`."""

import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import anyio
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from core.company import Company
from core.facts import ReportFile
from storage.places import Place
from templates.wording import Wording, wording
from web.access import sealed_with_word
from web.deps import WebDeps
from web.lost import lost, note_lost
from web.pages import Pages, chosen_language
from web.place_access import PLACE, PlaceDoorman


@dataclass(frozen=True)
class Paper:
    """A PDF to be packed: its name, when it was made (local to the site), and where it lies."""

    name: str
    at: datetime
    path: Path
    report_id: int


class PlacePapers:
    """`/history/reports/{code}.pdf` and `/history/reports.zip`."""

    def __init__(self, deps: WebDeps, pages: Pages, doorman: PlaceDoorman) -> None:
        self._deps = deps
        self._pages = pages
        self._doorman = doorman

    async def pdf(self, request: Request) -> Response:
        """GET `/history/reports/{code}.pdf`: the sealed report, or the copy that waits for the client's word."""
        place = await self._doorman.place(request)
        if place is None:
            return self._doorman.outside(request)
        file = next((file for file in _versions(place) if file.report.code == request.path_params["code"]), None)
        sha256 = paper(file) if file is not None else None
        if file is None or sha256 is None:
            raise HTTPException(404)
        try:
            content = await self._deps.archive.read(sha256)
        except OSError:
            note_lost(self._deps.archive.path(sha256), file.report.id)
            return lost(self._pages, request, f"{PLACE}{chosen_language(request)}", place.clients[0].language)
        named = {"Content-Disposition": f'inline; filename="{file.report.pdf_name}"'}
        return Response(content, media_type="application/pdf", headers=named)

    async def everything(self, request: Request) -> Response:
        """GET `/history/reports.zip`: all of these PDFs; a text inside names those that are lost."""
        place = await self._doorman.place(request)
        if place is None:
            return self._doorman.outside(request)
        papers = [self._paper(file, sha256) for file in _versions(place) if (sha256 := paper(file)) is not None]
        if not papers:
            raise HTTPException(404)
        words = wording(self._pages.language(request, place.clients[0].language))
        packed = await anyio.to_thread.run_sync(_packed, papers, words, self._deps.house.company)
        done = BackgroundTask(packed.unlink)
        return FileResponse(packed, media_type="application/zip", filename="reports.zip", background=done)

    def _paper(self, file: ReportFile, sha256: str) -> Paper:
        made = file.sealed_at or file.report.frozen_at
        at = made.astimezone(ZoneInfo(file.report.time_zone))
        return Paper(file.report.pdf_name, at, self._deps.archive.path(sha256), file.report.id)


def paper(file: ReportFile) -> str | None:
    """The PDF of a version that its client may have: with their word where it was given or is not asked for."""
    waiting = None if sealed_with_word(file) else file.client_pdf_sha256
    return waiting or file.sealed_pdf_sha256


def _versions(place: Place) -> list[ReportFile]:
    return [file for past in place.reports for file in past.versions]


def _packed(papers: Sequence[Paper], words: Wording, company: Company) -> Path:
    with tempfile.NamedTemporaryFile(suffix=".zip", delete=False) as out:
        try:
            _pack(out, papers, words, company)
        except OSError:
            Path(out.name).unlink()
            raise
    return Path(out.name)


def _pack(out: IO[bytes], papers: Sequence[Paper], words: Wording, company: Company) -> None:
    gone: list[Paper] = []
    # PDFs are compressed already.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        for each in papers:
            try:
                content = each.path.read_bytes()
            except OSError:
                note_lost(each.path, each.report_id)
                gone.append(each)
            else:
                pack.writestr(zipfile.ZipInfo(each.name, each.at.timetuple()[:6]), content)
        if gone:
            name, text = words("page.lost.zip_name"), _told(gone, words, company)
            newest = max(each.at for each in papers)
            pack.writestr(zipfile.ZipInfo(name, newest.timetuple()[:6]), text.encode())


def _told(gone: Sequence[Paper], words: Wording, company: Company) -> str:
    """The text beside the PDFs: which are lost, and whom to call."""
    reach = [each for each in (company.phone, company.email) if each]
    lines = [words("page.lost.zip_text", company=company.name), *(f"- {each.name}" for each in gone), *reach]
    return "\n".join(lines) + "\n"
