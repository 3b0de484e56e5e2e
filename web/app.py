"""The web application, put together from what `app` hands in. Imported by `app`, which runs it under uvicorn.

Addresses with tokens must not be logged: run uvicorn with `access_log=False`, and with `proxy_headers=True` and the
proxy's address in `forwarded_allow_ips`, or the evidence names the proxy instead of the client.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from web.access import Doorman
from web.answer import AnswerPages
from web.client import ClientPages
from web.contests import ContestPages
from web.deps import WebDeps
from web.headers import Guard
from web.pages import Pages
from web.papers import Papers
from web.place import PlacePages
from web.place_access import PlaceDoorman
from web.place_papers import PlacePapers
from web.service import Service, WebhookPage
from web.session import Sessions
from web.sharing import Sharing
from web.statics import Statics
from web.verification import Verification

__all__ = ["WebDeps", "make_app"]

Handler = Callable[[Request, Exception], Awaitable[Response]]


class Site(Starlette):
    """Starlette inside the guard, so that even its last-resort answer carries the headers."""

    def __init__(self, routes: list[Route], handlers: dict[Any, Handler], *, secure: bool) -> None:
        super().__init__(routes=routes, exception_handlers=handlers)
        self._secure = secure

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's own stack, guarded."""
        return Guard(super().build_middleware_stack(), secure=self._secure)


def make_app(deps: WebDeps) -> Starlette:
    """Every page of the installation."""
    statics = Statics(deps.house.company.colour, deps.logo)
    pages = Pages(deps.house, statics)
    sessions = Sessions(deps.key, secure=deps.secure)
    doorman = Doorman(deps, sessions)
    client = ClientPages(deps, pages, sessions, doorman)
    answer = AnswerPages(deps, pages, sessions, doorman, client)
    contests = ContestPages(deps, doorman, client)
    papers = Papers(deps, pages, doorman, client)
    place_doorman = PlaceDoorman(deps, pages, sessions)
    place = PlacePages(deps, pages, place_doorman)
    place_papers = PlacePapers(deps, pages, place_doorman)
    verification = Verification(deps, pages)
    service = Service(deps, pages)
    routes = [
        Route("/", service.home),
        Route("/health", service.health),
        # Only what says nothing secret is compressed (compression and secrets in one answer: CVE-2013-3587).
        Route("/static/{name}", statics.serve, middleware=[Middleware(GZipMiddleware)]),
        Route("/c/{token}", client.door),
        Route("/c/{token}", client.enter, methods=["POST"]),
        Route("/share", Sharing(pages).show),
        Route("/r/{code}", client.show),
        Route("/r/{code}", answer.give, methods=["POST"]),
        Route("/r/{code}/code", client.back),
        Route("/r/{code}/contest", client.back),
        Route("/r/{code}/newer", client.back),
        Route("/history/reports/{code}/ask", place.back),
        Route("/r/{code}/code", answer.send_code, methods=["POST"]),
        Route("/r/{code}/contest", contests.take, methods=["POST"]),
        Route("/r/{code}/newer", client.to_newer, methods=["POST"]),
        Route("/r/{code}/photo/{n:int}", papers.photo),
        Route("/r/{code}/thumb/{n:int}", papers.thumb),
        Route("/r/{code}/recording/{n:int}", papers.recording),
        Route("/r/{code}/signature", papers.signature),
        Route("/r/{code}/copy.pdf", papers.copy),
        Route("/r/{code}/sealed.pdf", papers.sealed),
        Route("/history", place.ask),
        Route("/history", place.send, methods=["POST"]),
        Route("/h/{token}", place.door),
        Route("/h/{token}", place.enter, methods=["POST"]),
        Route("/history/reports", place.show),
        Route("/history/reports.zip", place_papers.everything),
        Route("/history/reports/{code}.pdf", place_papers.pdf),
        Route("/history/reports/{code}/ask", place.send_link, methods=["POST"]),
        Route("/verify", verification.ask),
        Route("/verify", verification.find, methods=["POST"]),
        Route("/v/{code}", verification.show),
        Route("/v/{code}", verification.check, methods=["POST"]),
    ]
    if deps.webhook is not None:
        routes.append(Route("/telegram", WebhookPage(deps.webhook).take, methods=["POST"]))
    return Site(routes, {HTTPException: service.refused, Exception: service.failed}, secure=deps.secure)
