"""What a client's hand does on the report's page in real Chromium, in French and in English. Used by browser tests."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, Page, Route, async_playwright

from core.people import Language
from templates.wording import Wording, wording
from tests.web.test_in_a_browser import FLAGS, PHONE, STROKE

LOCALES = {"fr": "fr-FR", "en": "en-GB"}
STEP, REST = 0.016, 0.1
"""Seconds from one point of a stroke to the next, and that the finger rests at its end: lifted in full swing, it would

set the page rolling, as far as Chromium can tell, and the next tap would only stop that.
"""


@dataclass
class Phone:
    """A phone with the page that it shows; everything is done by touch and read in the reader's words."""

    page: Page
    words: Wording

    async def opens(self, link: str) -> None:
        """Open a link and go through its door."""
        await self.page.goto(link)
        await self.button("page.door.open").tap()
        await self.page.wait_for_url("**/r/*")

    async def fills_in(self, word: str, *, name: str, remarks: str = "", stars: int = 4) -> None:
        """Everything up to the button that sends; an acceptance is signed with a finger."""
        await self.choice(word).check()
        await self.page.locator("#remarks").fill(remarks)
        await self.page.get_by_label(self.words("page.form.star", n=stars)).check()
        await self.page.get_by_label(self.words("page.form.name")).fill(name)
        if word != "refused":
            await self.draws()
        await self.page.locator("#consent").check()

    async def draws(self) -> None:
        """One stroke on the pad."""
        pad = self.page.locator("canvas")
        await pad.evaluate("pad => pad.scrollIntoView({block: 'center', behavior: 'instant'})")
        box = await pad.bounding_box()
        assert box is not None
        finger = await self.page.context.new_cdp_session(self.page)
        at = await self.page.evaluate("Date.now() / 1000") - len(STROKE) * STEP - REST
        for number, (x, y) in enumerate(STROKE):
            spot = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            kind, at = "touchMove" if number else "touchStart", at + STEP
            await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot], "timestamp": at})
        lifted = {"type": "touchEnd", "touchPoints": [], "timestamp": at + REST}
        await finger.send("Input.dispatchTouchEvent", lifted)

    async def sends(self) -> None:
        """Tap the button that sends the answer."""
        await self.button("page.form.send").tap()

    async def taps_twice(self) -> None:
        """Two touches on the button that sends, as fast as a finger can, with no look at what the first one does."""
        button = self.button("page.form.send")
        await button.scroll_into_view_if_needed()
        box = await button.bounding_box()
        assert box is not None
        spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        finger = await self.page.context.new_cdp_session(self.page)
        for _ in range(2):
            await finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spot]})
            await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    async def reads(self, id: str, **args: Any) -> None:
        """Wait for a heading."""
        await self.page.get_by_role("heading", name=self.words(id, **args), exact=True).wait_for()

    async def text(self) -> str:
        """All that the page shows."""
        return await self.page.locator("body").inner_text()

    def button(self, id: str, **args: Any) -> Any:
        return self.page.get_by_role("button", name=self.words(id, **args), exact=True)

    def choice(self, word: str) -> Any:
        """One of the three answers; its name goes on with what it means."""
        name = re.escape(self.words(f"page.form.{word}")) + r"\s*" + re.escape(self.words(f"page.form.{word}_note"))
        return self.page.get_by_role("radio", name=re.compile(f"^{name}"))


@dataclass
class Shop:
    """Gives out phones of one language. `complaints` are scripts that failed and rules of our own that were broken."""

    browser: Browser
    language: Language
    complaints: list[str] = field(default_factory=list)

    async def phone(self, **settings: Any) -> Phone:
        """A new phone that nothing is kept on."""
        context = await self.browser.new_context(**{**PHONE, "locale": LOCALES[self.language], **settings})
        context.set_default_timeout(20_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Policy" in said.text else None)
        return Phone(page, wording(self.language))


@asynccontextmanager
async def shop(language: Language, *flags: str) -> AsyncIterator[Shop]:
    """Chromium, until the block ends; fails where a page broke its own rules."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, *flags])
        found = Shop(browser, language)
        yield found
        await browser.close()
    assert found.complaints == []


class Gate:
    """Holds back the answers that phones send until as many are under way as the barrier wants."""

    def __init__(self, barrier: asyncio.Barrier) -> None:
        self.barrier = barrier

    async def hold(self, page: Page) -> None:
        """Stand in the way of what this page posts."""
        await page.route("**/r/*", self._one)

    async def _one(self, route: Route) -> None:
        if route.request.method == "POST":
            await self.barrier.wait()
        await route.continue_()
