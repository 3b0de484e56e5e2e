"""The POST that brings a contested line. Imported by `web.app`."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from core.contest import LONGEST_CONTEST, MOST_CONTESTS, line_of
from core.effects import say
from core.events import LineContested
from core.reading import visible
from storage.standstill import CannotStore
from web import reading
from web.access import Doorman, Visitor, circumstances
from web.client import ClientPages
from web.deps import WebDeps
from web.lines import can_contest, part_of
from web.pages import chosen_language


class ContestPages:
    """POST `/r/{code}/contest`."""

    def __init__(self, deps: WebDeps, doorman: Doorman, client: ClientPages) -> None:
        self._deps = deps
        self._doorman = doorman
        self._client = client

    async def take(self, request: Request) -> Response:
        """Take what the client says against a line; whatever is wrong, the page comes back with what was typed."""
        visitor = await self._doorman.admit(request)
        if visitor is None:
            return self._client.outside(request)
        file = visitor.file
        fields = await request.form(max_files=0, max_fields=10)
        line, typed = str(fields.get("line", "")), str(fields.get("text", ""))
        text = visible(typed).strip()

        def refused(problem: str, status: int, **args: int) -> Response:
            # A line that is not there has no place of its own on the page.
            place = line if line_of(file.report, line) else "other"
            found = (place, typed, say(f"page.error.{problem}", **args))
            return self._client.report(request, visitor, status=status, contested=found)

        if not can_contest(file):
            return await self._too_late(request, visitor, line, text[:LONGEST_CONTEST])
        if not visitor.wrote(fields):
            return refused("token", 403)
        if line_of(file.report, line) is None:
            return refused("contest_line", 422)
        if not text:
            return refused("contest_empty", 422)
        if len(text) > LONGEST_CONTEST:
            return refused("long", 422, limit=LONGEST_CONTEST, length=len(text))
        if len(file.contests) >= MOST_CONTESTS:
            return refused("contest_many", 422)
        contested = LineContested(
            at=self._deps.clock(),
            report_id=file.report.id,
            line=line,
            text=text,
            device=visitor.device,
            **circumstances(request),
        )
        try:
            await self._deps.submit(contested)
        except CannotStore:
            return refused("not_taken", 503)
        after = await reading.report_file(self._deps.db, file.report.id)
        if after is None or not any((known.line, known.text) == (line, text) for known in after.contests):
            # The house had moved on between looking and storing, or keeps it for another try.
            return await self._too_late(request, replace(visitor, file=after or file), line, text)
        return RedirectResponse(f"/r/{file.report.code}{chosen_language(request)}#contest-{part_of(line)}", 303)

    async def _too_late(self, request: Request, visitor: Visitor, line: str, text: str) -> Response:
        """The version was replaced, or the word given; what was typed is shown, to be copied."""
        if visitor.file.replaced:
            return await self._client.replaced(request, visitor, unsent=text)
        if visitor.file.confirmation is not None:
            return self._client.report(request, visitor, status=409, other_word=True, unsent=text)
        problem = "contest_many" if len(visitor.file.contests) >= MOST_CONTESTS else "not_taken"
        return self._client.report(request, visitor, status=503, contested=(line, text, say(f"page.error.{problem}")))
