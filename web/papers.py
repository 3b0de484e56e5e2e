"""What of a report its visitor may open: photos, recordings, the PDFs, the signature. Imported by `web.app`."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from evidence.pictures import thumbnail
from web.access import Doorman, Visitor, sealed_with_word
from web.client import ClientPages
from web.deps import WebDeps
from web.lost import lost, note_lost
from web.pages import Pages, chosen_language

PLAYED = ("video/mp4", "video/quicktime", "video/webm", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a",
          "audio/wav", "audio/x-wav", "audio/aac", "audio/webm")  # fmt: skip
"""Types that a page may play."""
ENDINGS = {"video/mp4": ".mp4", "video/quicktime": ".mov", "audio/ogg": ".ogg", "audio/mpeg": ".mp3",
           "application/pdf": ".pdf"}  # fmt: skip
"""Names' endings for what came without a name."""
THUMBNAIL_SIDE = 640
"""Pixels: half a phone's width at the sharpest screens."""


class Papers:
    """`/r/{code}/…`, each only with the cookie for that report."""

    def __init__(self, deps: WebDeps, pages: Pages, doorman: Doorman, client: ClientPages) -> None:
        self._deps = deps
        self._pages = pages
        self._doorman = doorman
        self._client = client

    async def photo(self, request: Request) -> Response:
        """GET `photo/{n}`: photo number `n` (from 1) as it lies in the archive."""
        return await self._picture(request, side=None)

    async def thumb(self, request: Request) -> Response:
        """GET `thumb/{n}`: the same, small."""
        return await self._picture(request, side=THUMBNAIL_SIDE)

    async def recording(self, request: Request) -> Response:
        """GET `recording/{n}`: recording number `n` (from 1), in parts where the player asks for them (RFC 9110, 14).

        Only sounds and films of known types are played in the page; anything else is a download.
        """
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        number: int = request.path_params["n"]
        recordings = visitor.file.report.recordings
        sha256 = recordings[number - 1].sha256 if 1 <= number <= len(recordings) else None
        if sha256 is None:
            raise HTTPException(404)
        if not self._deps.archive.has(sha256):
            return self._lost(request, visitor, sha256)
        recording = recordings[number - 1]
        plays = recording.mime in PLAYED
        return FileResponse(
            self._deps.archive.path(sha256),
            media_type=recording.mime if plays else "application/octet-stream",
            filename=recording.name or f"{visitor.file.report.number}-{number}{ENDINGS.get(recording.mime or '', '')}",
            content_disposition_type="inline" if plays else "attachment",
        )

    async def signature(self, request: Request) -> Response:
        """GET `signature`: what the client drew."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        word = visitor.file.confirmation
        return await self._file(request, visitor, word.signature_sha256 if word else None, "image/png")

    async def copy(self, request: Request) -> Response:
        """GET `copy.pdf`: the PDF of exactly the version that the client is asked about."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        return await self._file(request, visitor, visitor.file.client_pdf_sha256, "application/pdf", _name(visitor))

    async def sealed(self, request: Request) -> Response:
        """GET `sealed.pdf`: the sealed report with the client's word in it."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        sha256 = visitor.file.sealed_pdf_sha256 if sealed_with_word(visitor.file) else None
        return await self._file(request, visitor, sha256, "application/pdf", _name(visitor))

    async def _picture(self, request: Request, *, side: int | None) -> Response:
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        number: int = request.path_params["n"]
        photos = visitor.file.report.photos
        if not 1 <= number <= len(photos):
            raise HTTPException(404)
        return await self._file(request, visitor, photos[number - 1].sha256, "image/jpeg", side=side)

    async def _file(
        self,
        request: Request,
        visitor: Visitor,
        sha256: str | None,
        media_type: str,
        name: str | None = None,
        *,
        side: int | None = None,
    ) -> Response:
        if sha256 is None:
            raise HTTPException(404)
        try:
            content = await self._deps.archive.read(sha256)
        except OSError:
            return self._lost(request, visitor, sha256)
        if side is not None:
            content = await asyncio.to_thread(thumbnail, content, side)
        return Response(
            content,
            media_type=media_type,
            headers={"Content-Disposition": f'inline; filename="{name}"'} if name else None,
        )

    def _lost(self, request: Request, visitor: Visitor, sha256: str) -> Response:
        report = visitor.file.report
        note_lost(self._deps.archive.path(sha256), report.id)
        return lost(self._pages, request, f"/r/{report.code}{chosen_language(request)}", report.language)


def _name(visitor: Visitor) -> str:
    report = visitor.file.report
    letters = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in report.number)
    return f"{letters}-v{report.version}.pdf"
