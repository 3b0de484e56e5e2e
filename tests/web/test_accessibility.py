"""Every state of the client's pages, in both languages, at phone size: axe-core finds nothing against WCAG 2.2 AA."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from msgspec.structs import replace
from playwright.async_api import Page

from core.clients import Client
from core.contest import Contest
from tests.web.test_in_a_browser import phone  # noqa: F401
from tests.web.test_place import ADDRESS, door, writing  # noqa: F401

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = "/r/verification-code-one"


async def faults(page: Page, where: str, lang: str) -> list[str]:
    """What axe finds on the page at this address, or on the one that is open ("")."""
    if where:
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
        await page.goto(f"{origin}{where}?lang={lang}")
    found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    return [
        f"{where or page.url} ({lang}): {fault['id']} {node['target']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_no_state_of_the_pages_stands_in_anybodys_way(scene: Any, phone: Any, lang: str) -> None:  # noqa: F811
    asked = Contest(report_id=1, n=1, line="times", text="Bien plus tard", at=scene.now)
    answered = replace(
        asked, n=2, line="material:1", answer="Corrigé", answered_at=scene.now, answered_by="Léa Exemple"
    )
    await scene.save(asked, answered)
    page = await phone()
    found = await faults(page, REPORT, lang)
    await page.locator("#contest-materials summary").click()
    found += await faults(page, "", lang)
    await page.locator("#contest-materials button").click()
    found += await faults(page, "", lang)
    await page.goto(f"{page.url.partition('/r/')[0]}{REPORT}?lang={lang}")
    await page.locator("#answer .main-button").click()
    await page.locator("#problems").wait_for()
    found += await faults(page, "", lang)
    for where in (
        "/c/client-token-one",
        "/v/verification-code-one",
        "/v/unknown",
        "/verify",
        "/share",
        "/",
        "/nowhere",
    ):
        found += await faults(page, where, lang)
    await page.goto(f"{page.url.rpartition('/')[0]}/share?lang={lang}#{'t' * 43}&to=fr&tel=06%2012%2034%2056%2078")
    await page.locator("#sms").wait_for()
    found += await faults(page, "", lang)
    browser = await scene.inside()
    await browser.post(REPORT, data=await scene.filled(browser))
    found += await faults(page, REPORT, lang)
    await scene.new_version()
    found += await faults(page, REPORT, lang)
    assert found == []


@pytest.mark.parametrize("lang", ["fr", "en"])
async def test_nor_of_the_clients_own_place(writing: Any, phone: Any, lang: str) -> None:  # noqa: F811
    page = await phone()
    found = await faults(page, "/history", lang)
    await page.locator(".main-button").click()
    await page.locator("#email-problem").wait_for()
    found += await faults(page, "", lang)
    await page.locator("#email").fill(ADDRESS)
    await page.locator(".main-button").click()
    await page.locator(".note.good").wait_for()
    found += await faults(page, "", lang)
    found += await faults(page, "/history/reports", lang)
    found += await faults(page, await door(writing), lang)
    await page.locator(".main-button").click()
    await page.locator("article").first.wait_for()
    found += await faults(page, "", lang)
    await page.locator(".main-button").click()
    await page.locator(".note.good").wait_for()
    found += await faults(page, "", lang)
    asked = Contest(report_id=1, n=1, line="times", text="Bien plus tard", at=writing.now)
    await writing.save(replace(asked, answer="Corrigé", answered_at=writing.now, answered_by="Léa Exemple"))
    client = await writing.inside()
    await client.post(REPORT, data=await writing.filled(client, word="refused", remarks="Faux", stars="1"))
    await writing.new_version()
    await writing.save(Client(id=2, name="Café Échantillon", email=ADDRESS))
    found += await faults(page, "/history/reports", lang)
    await page.locator(".void").wait_for()
    for file in writing.folder.glob("archive/??/*"):
        file.unlink()
    found += await faults(page, "/history/reports/verification-code-one.pdf", lang)
    await page.locator(".second-button").wait_for()
    assert found == []


async def test_a_fault_would_be_found(phone: Any) -> None:  # noqa: F811
    page = await phone()
    await page.evaluate("document.querySelector('h1').innerHTML = '<img src=\"/nothing.png\">'")
    assert any(" image-alt " in fault for fault in await faults(page, "", "fr"))
