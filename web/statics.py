"""Style sheets, scripts, fonts and the logo: read once, served under an address that changes with the content.

Imported by `web.app`; pages ask it for addresses.
"""

import hashlib
import mimetypes
from dataclasses import dataclass
from importlib.resources import files

import fontpkg
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.theme import theme_css

FONT = "Atkinson Hyperlegible"
FOR_A_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Static:
    """One file, ready to be served."""

    content: bytes
    media_type: str
    version: str


class Statics:
    """Every static file of the installation, in memory: a few hundred kilobytes."""

    def __init__(self, company_colour: str, logo: bytes | None) -> None:
        self._files: dict[str, Static] = {}
        for file in files("templates").joinpath("static").iterdir():
            if file.name.endswith((".css", ".js", ".svg")):
                self._add(file.name, file.read_bytes())
        fonts = {}
        for weight in (400, 700):
            name = f"font-{weight}.ttf"
            self._add(name, fontpkg.path(FONT, weight).read_bytes())
            fonts[weight] = self.address(name)
        self._add("theme.css", theme_css(company_colour, fonts).encode())
        self.logo: str | None = None
        if logo is not None:
            self._add("logo.png", logo)
            self.logo = self.address("logo.png")

    def address(self, name: str) -> str:
        """Where the browser finds the file. Raises KeyError for an unknown one, so that a page cannot misspell it."""
        return f"/static/{name}?v={self._files[name].version}"

    async def serve(self, request: Request) -> Response:
        """GET `/static/{name}`: kept for a year when asked for by its version, asked again otherwise."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise HTTPException(404)
        lasting = request.query_params.get("v") == file.version
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Cache-Control": FOR_A_YEAR if lasting else "no-cache"},
        )

    def _add(self, name: str, content: bytes) -> None:
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._files[name] = Static(content, media_type, hashlib.sha256(content).hexdigest()[:12])
