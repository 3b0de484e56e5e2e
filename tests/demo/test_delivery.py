"""How updates reach a bot: long polling that confirms by offset, or a webhook with its secret."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict

from demo.people import CannotDo, Demo, Person
from demo.server import RunningServer
from tests.demo.conftest import Call, Clock

PATIENCE = 10


def texts(updates: Any) -> list[str]:
    return [update.message.text for update in updates]


async def test_an_update_comes_again_until_the_next_offset_confirms_it(bot: Bot, lea: Person) -> None:
    await lea.says("8h30")
    first = await bot.get_updates(timeout=0)
    again = await bot.get_updates(timeout=0)
    assert texts(first) == texts(again) == ["/start", "8h30"]
    assert texts(await bot.get_updates(offset=first[0].update_id + 1, timeout=0)) == ["8h30"]
    assert texts(await bot.get_updates(offset=0, timeout=0)) == ["8h30"]
    assert not await bot.get_updates(offset=first[1].update_id + 1, timeout=0)
    assert not await bot.get_updates(offset=first[0].update_id, timeout=0)


async def test_ids_go_up_by_one_and_a_limit_is_kept(bot: Bot, lea: Person) -> None:
    for number in range(5):
        await lea.says(str(number))
    updates = await bot.get_updates(limit=3, timeout=0)
    first = updates[0].update_id
    assert [update.update_id for update in updates] == [first, first + 1, first + 2]
    assert texts(await bot.get_updates(offset=-2, timeout=0)) == ["3", "4"]


async def test_a_waiting_poll_is_woken_by_a_message(bot: Bot, demo: Demo) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    lea = await demo.user("Léa Exemple", language="fr")
    await lea.start("jeton")
    (update,) = await asyncio.wait_for(poll, PATIENCE)
    assert update.message is not None
    assert update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/start jeton", "fr")


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, lea: Person) -> None:
    await bot.get_updates(timeout=0, offset=-1, allowed_updates=["edited_message"])
    sent = await lea.says("8h30")
    assert sent["update_id"] is None
    await lea.edits(sent["message_id"], "9h")
    updates = await bot.get_updates(timeout=0)
    assert [update.edited_message.text for update in updates if update.edited_message] == ["9h"]


async def test_what_nobody_fetched_for_a_day_is_gone(bot: Bot, lea: Person, clock: Clock) -> None:
    clock.passes(hours=23)
    await lea.says("plus tard")
    clock.passes(hours=2)
    assert texts(await bot.get_updates(timeout=0)) == ["plus tard"]


async def test_of_two_pollers_one_is_sent_away(call: Call, demo: Demo) -> None:
    polls = {asyncio.create_task(call("getUpdates", timeout=30)) for _ in range(2)}
    ended, waiting = await asyncio.wait(polls, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    ((status, body),) = [poll.result() for poll in ended]
    assert (status, body["error_code"]) == (409, 409)
    assert "Conflict: terminated by other getUpdates request" in body["description"]
    await (await demo.user("Léa Exemple")).start()
    (poll,) = waiting
    assert (await asyncio.wait_for(poll, PATIENCE))[1]["result"][0]["message"]["text"] == "/start"


async def test_a_poll_whose_bot_died_disturbs_nobody(bot: Bot, call: Call, demo: Demo) -> None:
    died = asyncio.create_task(call("getUpdates", timeout=30))
    alive = asyncio.create_task(call("getUpdates", timeout=30))
    await asyncio.wait({died, alive}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    died.cancel()
    alive.cancel()
    await asyncio.wait({died, alive}, timeout=PATIENCE)
    await (await demo.user("Léa Exemple")).start()
    assert texts(await bot.get_updates(timeout=5)) == ["/start"]


async def test_an_update_can_come_twice_and_a_message_under_two_ids(bot: Bot, demo: Demo, lea: Person) -> None:
    sent = await lea.says("8h30")
    updates = await bot.get_updates(timeout=0)
    confirmed = updates[-1].update_id + 1
    await demo.redeliver(sent["update_id"])
    (repeated,) = await bot.get_updates(offset=confirmed, timeout=0)
    assert (repeated.update_id, repeated.message.text) == (sent["update_id"], "8h30")  # type: ignore[union-attr]
    other = await demo.resend(sent["update_id"])
    (twin,) = await bot.get_updates(offset=confirmed, timeout=0)
    assert (twin.update_id, twin.message) == (other, repeated.message)
    with pytest.raises(CannotDo, match="there was no update 5"):
        await demo.redeliver(5)


async def test_every_update_can_be_doubled(bot: Bot, demo: Demo, lea: Person) -> None:
    await demo.repeat_updates(3)
    await lea.says("8h30")
    assert texts(await bot.get_updates(timeout=0)) == ["/start", "8h30", "8h30", "8h30"]


# -- webhook -----------------------------------------------------------------------------------------------------------


class Hook:
    """Where a webhook leads: notes what comes, answers what it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[int] = []
        self.came: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()

    async def handle(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 200
        self.came.put_nowait((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response(status=status)

    async def next(self) -> tuple[str | None, dict[str, Any]]:
        return await asyncio.wait_for(self.came.get(), PATIENCE)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.add_routes([web.post("/hook", hook.handle)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():
            pass


async def test_a_webhook_gets_its_secret_and_again_what_it_did_not_take(bot: Bot, lea: Person, hook: Hook) -> None:
    hook.answers = [500, 200]
    await bot.set_webhook(hook.url, secret_token="s3cret_-")
    refused, taken = await hook.next(), await hook.next()
    assert refused == taken
    assert (taken[0], taken[1]["message"]["text"]) == ("s3cret_-", "/start")
    info = await bot.get_webhook_info()
    assert (info.url, info.last_error_message) == (
        hook.url,
        "Wrong response from the webhook: 500 Internal Server Error",
    )
    await lea.says("8h30")
    assert (await hook.next())[1]["message"]["text"] == "8h30"
    await until(lambda: nothing_waits(bot))
    assert hook.came.empty()


async def nothing_waits(bot: Bot) -> bool:
    return (await bot.get_webhook_info()).pending_update_count == 0


async def test_one_chat_that_fails_does_not_hold_up_another(bot: Bot, lea: Person, demo: Demo, hook: Hook) -> None:
    hook.answers = [500]
    await bot.set_webhook(hook.url)
    camille = await demo.user("Camille Exemple")
    await camille.start()
    came = [(await hook.next())[1]["message"]["chat"]["first_name"] for _ in range(3)]
    assert sorted(came) == ["Camille", "Léa", "Léa"]


async def test_with_a_webhook_nobody_polls_and_without_it_what_waits_is_kept(bot: Bot, lea: Person, hook: Hook) -> None:
    hook.answers = [500] * 1000
    await bot.set_webhook(hook.url)
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates(timeout=0)
    await hook.next()
    await bot.delete_webhook()
    assert texts(await bot.get_updates(timeout=0)) == ["/start"]
    await bot.set_webhook(hook.url)
    await bot.delete_webhook(drop_pending_updates=True)
    assert not await bot.get_updates(timeout=0)


async def test_what_no_messenger_would_send_is_told_as_it_is(server: RunningServer, demo: Demo) -> None:
    (number,) = await demo.crafts(7, '{"message":nothing}')
    async with aiohttp.ClientSession() as bot, bot.get(f"{server.api_url}/bot{server.token}/getUpdates") as answer:
        assert await answer.text() == f'{{"ok": true, "result": [{{"update_id":{number},"message":nothing}}]}}'
