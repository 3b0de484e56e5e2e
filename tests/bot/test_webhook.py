"""Updates that are posted to us: answered once they are stored, and only with the secret."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest

from bot.receive import Receive
from bot.webhook import Webhook
from tests.bot.taking import Stored
from tests.bot.wire import PRIVATE, membership, message, raw, text, update


@pytest.fixture
def post(receive: Receive) -> Callable[[bytes, str], Awaitable[int]]:
    return Webhook(receive, "S-1").handle


Post = Callable[[bytes, str], Awaitable[int]]


async def test_a_posted_update_is_answered_once_it_is_stored(post: Post, stored: Stored) -> None:
    stored.go.clear()
    answer = asyncio.ensure_future(post(raw(text("un")), "S-1"))
    await stored.came.wait()
    assert not answer.done()
    stored.go.set()
    assert await answer == 200
    assert stored.said == ["un"]


@pytest.mark.parametrize("secret", ["", "S-2", "S-1 ", "é", "S"])
async def test_without_the_secret_nothing_is_taken(post: Post, stored: Stored, secret: str) -> None:
    assert await post(raw(text("un")), secret) == 401
    assert stored.events == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'"x"',
        b"{}",
        raw({"message": message(text="x")}),
        raw({"update_id": "1", "message": message(text="x")}),
        raw({"update_id": 10**30, "message": message(text="x")}),
        b'{"update_id": ' + b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(post: Post, stored: Stored, body: bytes) -> None:
    assert await post(body, "S-1") == 400
    assert stored.events == []


async def test_what_cannot_be_understood_is_kept_before_it_is_answered(post: Post, stored: Stored) -> None:
    strange = update(message={**message(text="x"), "date": 10**30})
    assert await post(raw(strange), "S-1") == 200
    (kept,) = stored.arrivals
    assert (kept.event, kept.chat_id, json.loads(kept.raw or b"")) == (None, PRIVATE["id"], strange)


async def test_what_is_nothing_to_us_is_taken_so_that_it_does_not_come_again(post: Post, stored: Stored) -> None:
    assert await post(raw(update(something_new={})), "S-1") == 200
    assert await post(raw(membership("member", {"id": -1, "type": "channel", "title": "x"})), "S-1") == 200
    assert stored.events == []
