"""Letters of a bot's house arrive in somebody's mailbox: over HTTP, and on the page in a real browser."""

import email.message
from email.message import EmailMessage

import aiosmtplib
import pytest
from playwright.async_api import Page, Route, async_playwright

from demo.mailbox import Mailbox
from demo.people import CannotDo, Demo, NotSeen
from demo.server import RunningServer
from tests.demo.test_page import FLAGS, POCKET, Opened, opened  # noqa: F401

ADDRESS = "claude@boulangerie.example"
HOSTILE = "<img src=x onerror=alert(1)><script>document.title='taken'</script>"
PAGE = f"""<html><body onload="document.title='taken'"><h1>Bonjour</h1>{HOSTILE}
<img src="https://elsewhere.example/pixel.png"><form action="https://elsewhere.example/"><button>Go</button></form>
<a href="http://127.0.0.1:1/c/abc">Lire</a></body></html>"""


def letter(
    subject: str = "Votre rapport", text: str = "Lisez\nhttps://constat.example/c/abc\n", **more: str
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Froid Modèle <rapports@froid.example>"
    made["To"] = more.get("to", ADDRESS)
    made["Subject"] = subject
    made["Date"] = "Tue, 24 Nov 2026 07:30:00 +0000"
    made["Message-ID"] = more.get("id", "<ask.1@froid.example>")
    made.set_content(text)
    if "html" in more:
        made.add_alternative(more["html"], subtype="html")
    return made


async def sends(server: RunningServer, made: email.message.Message) -> None:
    await aiosmtplib.send(made, hostname="127.0.0.1", port=server.postbox.port, recipients=[str(made["To"])],
                          sender="rapports@froid.example")  # fmt: skip


async def test_a_letter_is_read_with_its_link_and_its_file(server: RunningServer, demo: Demo) -> None:
    made = letter()
    made.add_attachment(b"%PDF-1.7 sealed", maintype="application", subtype="pdf", filename="RI é.pdf")
    await sends(server, made)
    read = await Mailbox(demo, ADDRESS).receives()
    assert (read.subject, read.link) == ("Votre rapport", "https://constat.example/c/abc")
    assert [file["name"] for file in read.files] == ["RI é.pdf"]
    assert await read.download() == b"%PDF-1.7 sealed"


async def test_everybody_has_their_own_letters_and_one_sent_twice_counts_once(
    server: RunningServer, demo: Demo
) -> None:
    await sends(server, letter("Un"))
    await sends(server, letter("Un"))
    await sends(server, letter("Deux", id="<ask.2@froid.example>"))
    await sends(server, letter("Autre", to="sacha@exemple.example", id="<ask.3@froid.example>"))
    assert (await Mailbox(demo, ADDRESS).receives(2)).subject == "Deux"
    assert (await Mailbox(demo, "sacha@exemple.example").receives(1)).subject == "Autre"
    with pytest.raises(NotSeen, match="has no letter 3"):
        await Mailbox(demo, ADDRESS).receives(3, patience=0)


async def test_a_letter_in_writing_that_nobody_knows_is_shown_as_well_as_can_be(
    server: RunningServer, demo: Demo
) -> None:
    made = letter()
    made.replace_header("Content-Type", 'text/plain; charset="x-nowhere"')
    del made["Date"]
    await sends(server, made)
    assert "Lisez" in (await Mailbox(demo, ADDRESS).receives()).text


async def test_what_is_not_there_is_not_found(server: RunningServer, demo: Demo) -> None:
    await sends(server, letter())
    for path in ("/demo/letters/0/page", "/demo/letters/1/page", "/demo/letters/0/files/0"):
        with pytest.raises(Exception, match="404"):
            await demo.get_bytes(path)
    with pytest.raises(CannotDo):
        await demo.request("GET", "/demo/chats/12345")


@pytest.mark.browser
async def test_the_page_shows_what_was_sent_the_newest_first(opened: Opened, server: RunningServer) -> None:  # noqa: F811
    page = await opened()
    await sends(server, letter("Premier"))
    made = letter("Second", id="<sealed.2@froid.example>")
    made.add_attachment(b"%PDF-1.7 sealed", maintype="application", subtype="pdf", filename="RI-1.pdf")
    await sends(server, made)
    box = page.get_by_role("region", name=ADDRESS)
    await box.get_by_role("heading", name="Second").wait_for()
    assert await box.get_by_role("heading", level=2).all_inner_texts() == ["Second", "Premier"]
    link = box.get_by_role("link", name="https://constat.example/c/abc").first
    assert await link.get_attribute("href") == "https://constat.example/c/abc"
    assert await link.get_attribute("target") == "_blank"
    async with page.expect_download() as download:
        await box.get_by_role("link", name="Télécharger").click()
    assert (await download.value).suggested_filename == "RI-1.pdf"


@pytest.mark.browser
async def test_nothing_in_a_letter_runs_or_is_fetched(server: RunningServer) -> None:
    await sends(server, letter(HOSTILE, f"{HOSTILE}\njavascript:alert(1)\n", html=PAGE))
    reached: list[str] = []

    async def elsewhere(route: Route) -> None:
        reached.append(route.request.url)
        await route.abort()

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = await browser.new_page(locale="fr-FR")
        page.set_default_timeout(10_000)
        await page.route("https://elsewhere.example/**", elsewhere)
        await page.goto(server.url)
        await reads_the_hostile_letter(page)
        await browser.close()
    assert reached == []


async def reads_the_hostile_letter(page: Page) -> None:
    box = page.get_by_role("region", name=ADDRESS)
    await box.get_by_role("heading", name="<img").wait_for()
    assert await box.get_by_role("heading", level=2).inner_text() == HOSTILE
    assert HOSTILE in await box.locator(".text").inner_text()
    assert await box.locator(".letter").evaluate("it => it.querySelectorAll('img, script, a').length") == 0
    await box.get_by_role("button", name="Voir telle qu’envoyée").click()
    frame = page.frame_locator("iframe")
    await frame.get_by_role("heading", name="Bonjour").wait_for()
    assert await frame.locator("body").evaluate("() => document.title") != "taken"
    await frame.get_by_role("button", name="Go").click()
    async with page.context.expect_page() as tab:
        await frame.get_by_role("link", name="Lire").click()
    assert await (await tab.value).evaluate("window.opener") is None
    assert await page.title() == "Discussions"


@pytest.mark.browser
async def test_a_pocket_shows_the_mailbox_when_it_is_chosen(opened: Opened, server: RunningServer) -> None:  # noqa: F811
    page = await opened(POCKET, has_touch=True, is_mobile=True)
    await sends(server, letter(text="https://constat.example/c/" + "x" * 60))
    tab = page.get_by_role("tab", name=ADDRESS)
    await tab.wait_for()
    assert await tab.get_attribute("data-unread") == "1"
    await tab.tap()
    await page.get_by_role("region", name=ADDRESS).get_by_role("heading", name="Votre rapport").wait_for()
    assert await tab.get_attribute("data-unread") == ""
    assert await page.locator(".letters").evaluate("it => it.scrollWidth - it.clientWidth") == 0, "nothing is cut off"
