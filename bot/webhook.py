"""Updates by webhook: answered with 200 only once they are stored. May import nothing else of ours; handed to `web`."""

import hmac

import structlog

from bot.batch import read_update
from bot.receive import Receive
from bot.updates import number_of

log = structlog.get_logger(__name__)


class Webhook:
    """Handles one POST. `secret` is what setWebhook was told (Bot API, X-Telegram-Bot-Api-Secret-Token)."""

    def __init__(self, receive: Receive, secret: str) -> None:
        self._receive = receive
        self._secret = secret.encode()

    async def handle(self, raw: bytes, secret: str) -> int:
        """Store the update; the HTTP status to answer with: 200 stored, 401 wrong secret, 400 no update."""
        if not hmac.compare_digest(secret.encode("utf-8", "replace"), self._secret):
            return 401
        came = read_update(raw.decode("utf-8", "replace"))
        if number_of(came) is None:
            log.warning("webhook_body_is_no_update")
            return 400
        await self._receive.update(came)
        return 200
