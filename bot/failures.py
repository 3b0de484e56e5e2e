"""Bot API errors → what the courier does about them. May import `core`; used by `sender`."""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transport import NotConnected
from core.delivery import DeliveryFailed

NOT_MODIFIED = "message is not modified"
NO_CAPTION = "there is no caption in the message to edit"
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message to delete not found",
        "message can't be deleted")  # fmt: skip
NO_CHAT = ("chat not found", "peer_id_invalid", "group chat was deactivated", "chat_write_forbidden",
           "not enough rights", "need administrator rights")  # fmt: skip


def says(error: TelegramError, *texts: str) -> bool:
    """Whether the error's text has one of these in it, whatever the case."""
    text = str(error.message).lower()
    return any(each in text for each in texts)


def wait_of(error: RetryAfter) -> timedelta:
    """How long Telegram wants us to wait (Bot API, ResponseParameters.retry_after)."""
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def failure_of(error: TelegramError, *, office: bool = False) -> DeliveryFailed:
    """The failure that an error means: for a while, for good, unreachable, elsewhere, later.

    What keeps us out of the `office` channel is somebody's mistake, soon mended: reports wait for it.
    """
    if office and (isinstance(error, Forbidden) or (isinstance(error, BadRequest) and says(error, *NO_CHAT))):
        return DeliveryFailed("office_closed", nothing_done=True)
    if isinstance(error, RetryAfter):
        return DeliveryFailed("too_many_requests", retry_after=wait_of(error))
    if isinstance(error, ChatMigrated):
        return DeliveryFailed("migrated", new_chat_id=error.new_chat_id)
    if isinstance(error, Forbidden):
        return DeliveryFailed("blocked", permanent=True, unreachable=True)
    if isinstance(error, InvalidToken):
        return DeliveryFailed("token_refused", nothing_done=True)
    if isinstance(error, TimedOut):
        return DeliveryFailed("timed_out")
    if isinstance(error, BadRequest):
        if says(error, *NO_CHAT):
            return DeliveryFailed("no_chat", permanent=True)
        return DeliveryFailed("refused", permanent=True)
    if isinstance(error, NetworkError):
        return DeliveryFailed("network", nothing_done=isinstance(error, NotConnected))
    return DeliveryFailed("telegram")
