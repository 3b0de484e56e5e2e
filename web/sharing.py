"""The technician's page with the ways to hand the client's link over: text message, mail, WhatsApp, other apps, copy.

Telegram's buttons take https only (Bot API, InlineKeyboardButton), so `sms:` and `mailto:` stand here. The same page
for everybody: the link and whom it is for are behind the `#` (`core.reporting.sharing`), read by the page's script
alone. So nothing is to be looked up, guarded or logged, and the technician learns no token that the chat does not
show. Imported by `web.app`.
"""

from starlette.requests import Request
from starlette.responses import Response

from core.people import LANGUAGES
from templates.wording import wording
from web.pages import Pages


class Sharing:
    """`/share`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._languages = [(language, wording(language)) for language in LANGUAGES]

    async def show(self, request: Request) -> Response:
        """GET: what to send stands in both languages; the script shows the client's."""
        return self._pages.answer(request, "share.html", languages=self._languages)
