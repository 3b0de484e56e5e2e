"""A file that the archive should hold and cannot be read: owned up to, and noted for whoever runs this.

Imported by the pages of `web` that hand out files.
"""

from pathlib import Path

import structlog
from starlette.requests import Request
from starlette.responses import Response

from core.people import Language
from web.pages import Pages

log = structlog.get_logger(__name__)


def note_lost(path: Path, report_id: int) -> None:
    """Say in the log which file of which version is missing; both names say nothing about anybody."""
    log.error("archived_file_lost", report=report_id, sha256=path.name)


def lost(pages: Pages, request: Request, back: str, language: Language) -> Response:
    """The page for the person: what happened, whom to call, and the way `back` (an address of ours).

    `language` is the one of the report or the client.

    503: what was asked for exists, and it is for us to bring it back.
    """
    return pages.answer(request, "lost.html", status=503, language=language, back=back)
