"""What machines and passers-by ask for: health, the messenger's webhook, the front page, and errors in words.

Imported by `web.app`.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web import reading
from web.deps import WebDeps, Webhook
from web.headers import takes_files
from web.pages import Pages

TOPICS = {400: "bad_request", 404: "not_found", 405: "not_found", 413: "too_large"}
"""Which words (`page.<topic>.…`) stand for which status; anything else is our own mistake."""


class Service:
    """`/`, `/health`, and the pages for what went wrong."""

    def __init__(self, deps: WebDeps, pages: Pages) -> None:
        self._deps = deps
        self._pages = pages

    async def home(self, request: Request) -> Response:
        """GET `/`: who runs this."""
        return self._pages.answer(request, "home.html")

    async def health(self, request: Request) -> Response:
        """GET `/health`: 200 while the database can be read and things can be stored, else 503 and why."""
        alive = await reading.alive(self._deps.db)
        trouble = self._deps.db.standstill.reason if alive else "database"
        return JSONResponse({"status": trouble or "ok"}, 503 if trouble else 200)

    async def refused(self, request: Request, error: Exception) -> Response:
        """For HTTPException."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        topic = TOPICS.get(status, "failed")
        if topic == "too_large" and takes_files(request.url.path):
            topic = "file_too_large"
        return self._pages.notice(request, topic, status=status)

    async def failed(self, request: Request, error: Exception) -> Response:
        """For anything else: the error goes on to the log, the person gets words."""
        return self._pages.notice(request, "failed", status=500)


class WebhookPage:
    """POST `/telegram`: an update, as raw as it came, goes to the handler that `app` handed in."""

    def __init__(self, webhook: Webhook) -> None:
        self._webhook = webhook

    async def take(self, request: Request) -> Response:
        """Answers what the handler answers: 200 only once the update is stored (Bot API, setWebhook)."""
        secret = request.headers.get("x-telegram-bot-api-secret-token", "")
        return Response(status_code=await self._webhook(await request.body(), secret))
