"""What each of Telegram's refusals means for the courier."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.failures import failure_of
from bot.transport import NotConnected

TABLE: list[tuple[TelegramError, str, bool, bool]] = [
    # what Telegram says, code, for good, unreachable
    (Forbidden("Forbidden: bot was blocked by the user"), "blocked", True, True),
    (Forbidden("Forbidden: user is deactivated"), "blocked", True, True),
    (BadRequest("Chat not found"), "no_chat", True, False),
    (BadRequest("Not enough rights to send text messages to the chat"), "no_chat", True, False),
    (BadRequest("Message is too long"), "refused", True, False),
    (BadRequest("Wrong file identifier/HTTP URL specified"), "refused", True, False),
    (NetworkError("Bad Gateway"), "network", False, False),
    (NotConnected("aiohttp.ClientConnectorError"), "network", False, False),
    (TimedOut(), "timed_out", False, False),
    (InvalidToken(), "token_refused", False, False),
    (Conflict("terminated by other getUpdates request"), "telegram", False, False),
    (TelegramError("Invalid server response"), "telegram", False, False),
]


@pytest.mark.parametrize(("error", "code", "permanent", "unreachable"), TABLE)
def test_refusals(error: TelegramError, code: str, permanent: bool, unreachable: bool) -> None:
    failure = failure_of(error)
    assert (failure.code, failure.permanent, failure.unreachable) == (code, permanent, unreachable)
    assert failure.retry_after is None
    assert failure.new_chat_id is None


@pytest.mark.parametrize(
    ("error", "certain"),
    [
        (NotConnected("aiohttp.ClientConnectorError"), True),
        (BadRequest("Message is too long"), True),
        (ChatMigrated(-1009), True),
        (InvalidToken(), True),
        (NetworkError("Bad Gateway"), False),
        (TimedOut(), False),
        (TelegramError("Invalid server response"), False),
    ],
)
def test_whether_it_is_certain_that_nothing_was_sent(error: TelegramError, certain: bool) -> None:
    assert failure_of(error).nothing_done is certain


@pytest.mark.parametrize("seconds", [7, timedelta(seconds=7)])
def test_telegram_says_how_long_to_wait(seconds: int | timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    failure = failure_of(RetryAfter(seconds))
    assert (failure.retry_after, failure.permanent) == (timedelta(seconds=7), False)
    assert failure.nothing_done


def test_a_group_that_became_a_supergroup_lives_elsewhere() -> None:
    failure = failure_of(ChatMigrated(-1009))
    assert (failure.new_chat_id, failure.permanent) == (-1009, False)


@pytest.mark.parametrize("error", [Forbidden("bot was kicked from the channel chat"), BadRequest("Chat not found")])
def test_a_closed_office_channel_is_waited_for(error: TelegramError) -> None:
    failure = failure_of(error, office=True)
    assert (failure.code, failure.permanent, failure.unreachable) == ("office_closed", False, False)
    assert failure.nothing_done
