"""Shows the gathered kinds in the chat page, as a phone shows them: `python -m tests.screens.shoot`.

Needs Chromium. One picture for every few messages, and a list of those that do not fit a small phone.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright
from telegram import Bot

from bot.render import parts, render
from core.people import LANGUAGES, Language
from demo.limits import Limits
from demo.people import Demo
from demo.server import start
from tests.demo.test_page import FLAGS
from tests.screens.kinds import FOLDER, Kind, load

POCKET = {"width": 390, "height": 1700}
FITS = 640
"""Pixels that a phone of 844 leaves between its bars."""
EACH = 7


def by_fews(kinds: list[Kind]) -> Iterator[list[Kind]]:
    """The kinds, a few at a time."""
    for start_ in range(0, len(kinds), EACH):
        yield kinds[start_ : start_ + EACH]


async def shoot(browser: Browser, language: Language, kinds: list[Kind]) -> list[tuple[int, str]]:
    """Take the pictures of one language; the heights of the messages that do not fit, with their kinds."""
    tall: list[tuple[int, str]] = []
    for number, few in enumerate(by_fews(kinds), 1):
        server = await start(allow_local_urls=True, limits=Limits.raised())
        try:
            async with Demo(server.url) as demo:
                person = await demo.user("Léa Exemple", language=language)
                await person.start()
                names = await tell(Bot(server.token, base_url=f"{server.api_url}/bot"), person.id, language, few)
                page = await browser.new_page(viewport=POCKET, locale=language)
                await page.goto(server.url)
                tall += await picture(page, person.id, names, FOLDER / f"{language}-{number:02d}.png")
                await page.close()
        finally:
            await server.stop()
    return tall


async def tell(bot: Bot, chat_id: int, language: Language, kinds: list[Kind]) -> list[str]:
    """Send one message of each kind; the kinds of the messages sent."""
    names = []
    async with bot:
        for kind in kinds:
            for part in parts(render(kind.message, language)):
                await bot.send_message(chat_id, part.text, entities=part.entities, reply_markup=part.markup)
                names.append(kind.name)
    return names


async def picture(page: Page, chat_id: int, names: list[str], path: Path) -> list[tuple[int, str]]:
    """A picture of one chat; which of its messages are too tall."""
    chat = page.locator(f'[data-chat="{chat_id}"]')
    await chat.wait_for()
    await page.wait_for_timeout(150)
    await chat.screenshot(path=path)
    heights = await chat.locator(".bubble").evaluate_all("all => all.map(e => e.offsetHeight)")
    ours = heights[-len(names) :]
    return [(height, name) for height, name in zip(ours, names, strict=False) if height > FITS]


async def main() -> None:
    """Both languages; says what is too tall."""
    kinds = load()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for language in LANGUAGES:
            tall = await shoot(browser, language, kinds)
            print(f"{language}: {len(kinds)} kinds; taller than a small phone: {sorted(tall, reverse=True) or 'none'}")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
