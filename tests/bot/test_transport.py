"""The wire: what arrives is what was meant, and trouble has the right name."""

import asyncio
import socket

import pytest
from telegram import Bot, InputFile
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

from bot.transport import MEDIA_WRITE, READ, AiohttpRequest, NotConnected, make_bot
from tests.bot.pretend import CHAT, DROP, HANG, TOKEN, Answer, Pretend, refused


async def test_texts_arrive_as_they_were_written(bot: Bot, telegram: Pretend) -> None:
    text = "Pression à 3,5 bar — 100 % & « ok » +1 😀\n<b>"
    await bot.send_message(CHAT, text)
    assert telegram.asked("sendMessage")[0].params["text"] == text


async def test_file_names_keep_their_accents(bot: Bot, telegram: Pretend) -> None:
    await bot.send_document(CHAT, InputFile(b"%PDF", filename="Rapport d’été – n°1.pdf"), caption="Été")
    call = telegram.asked("sendDocument")[0]
    assert [(u.name, u.data, u.type) for u in call.files.values()] == [
        ("Rapport d’été – n°1.pdf", b"%PDF", "application/pdf")
    ]
    assert call.params["caption"] == "Été"


async def test_a_file_of_several_megabytes_goes_through_whole(bot: Bot, telegram: Pretend) -> None:
    data = bytes(range(256)) * 4096 * 5
    await bot.send_document(CHAT, InputFile(data, filename="plan.pdf"))
    assert next(iter(telegram.asked("sendDocument")[0].files.values())).data == data


async def test_an_answer_that_does_not_come_is_a_time_out(bot: Bot, telegram: Pretend) -> None:
    telegram.will("sendMessage", HANG)
    with pytest.raises(TimedOut):
        await bot.send_message(CHAT, "allô", read_timeout=0.05)


async def test_a_line_that_breaks_before_the_answer_is_a_network_error_after_one_call(
    bot: Bot, telegram: Pretend
) -> None:
    await bot.send_message(CHAT, "so that the connection is one that was used before")
    telegram.will("sendMessage", DROP)
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(CHAT, "allô")
    assert not isinstance(caught.value, TimedOut | BadRequest | NotConnected), "it may have been carried out"
    assert len(telegram.asked("sendMessage")) == 2, "whether to try again is the courier's decision"


async def test_nobody_listening_is_told_apart() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = make_bot(TOKEN, f"http://127.0.0.1:{port}")
    with pytest.raises(NotConnected) as caught:
        await bot.initialize()
    assert TOKEN not in str(caught.value)
    await bot.shutdown()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused("Unauthorized", 401), InvalidToken),
        (refused("Forbidden: bot was blocked by the user", 403), Forbidden),
        (refused("Conflict: terminated by other getUpdates request", 409), Conflict),
        (refused("Bad Request: chat not found"), BadRequest),
        (refused("Too Many Requests: retry after 7", 429, retry_after=7), RetryAfter),
        (refused("Bad Request: group chat was upgraded", migrate_to_chat_id=-1009), ChatMigrated),
        (Answer(502, text="<html>Bad Gateway</html>"), NetworkError),
        (Answer(500, text=""), NetworkError),
        (Answer(200, text="<html>a captive portal</html>"), TelegramError),
    ],
)
async def test_each_refusal_has_its_name(bot: Bot, telegram: Pretend, answer: Answer, error: type[Exception]) -> None:
    telegram.will("sendMessage", answer)
    with pytest.raises(error):
        await bot.send_message(CHAT, "bonjour")


async def test_a_long_poll_does_not_hold_up_what_is_sent(bot: Bot, telegram: Pretend) -> None:
    polls = [asyncio.create_task(bot.get_updates(timeout=25)) for _ in range(2)]
    await telegram.until("getUpdates", 2)
    await bot.send_message(CHAT, "bonjour")
    assert not any(poll.done() for poll in polls)
    for poll in polls:
        poll.cancel()


async def test_a_poll_may_take_longer_than_any_other_answer(monkeypatch: pytest.MonkeyPatch, telegram: Pretend) -> None:
    waited: list[float | None] = []

    class Listening(AiohttpRequest):
        async def do_request(self, *args, **kwargs):  # type: ignore[no-untyped-def]
            waited.append(kwargs["read_timeout"])
            return 200, b'{"ok": true, "result": []}'

    bot = Bot(TOKEN, base_url=f"{telegram.url}/bot", request=Listening(), get_updates_request=Listening())
    await bot.get_updates(timeout=25)
    assert waited == [READ + 25]
    assert MEDIA_WRITE > READ


async def test_files_are_fetched(bot: Bot, telegram: Pretend) -> None:
    telegram.files["photos/1.jpg"] = b"\xff\xd8 bytes"
    file = await bot.get_file("F")
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8 bytes"
