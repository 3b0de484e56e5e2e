"""The technician's page with the ways to the client, in a real browser at phone size."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.async_api import Page, Request

from tests.web.test_in_a_browser import phone  # noqa: F401

TOKEN = "client-token-one".ljust(43, "_")
WAYS = ("sms", "mail", "whatsapp")
FRENCH = "Bonjour, voici le rapport d’intervention de Froid Modèle. Lisez-le et dites si vous êtes d’accord\u00a0:"


async def opens(page: Page, behind: str, lang: str = "fr") -> str:
    """The page as the chat's button opens it; answers where the house is."""
    house = "{0.scheme}://{0.netloc}".format(urlsplit(page.url))
    await page.goto(f"{house}/share?lang={lang}#{behind}")
    return house


async def links(page: Page) -> dict[str, str]:
    await page.locator("#ways").wait_for()
    return {way: await page.locator(f"#{way}").get_attribute("href") or "" for way in WAYS}


async def test_the_page_is_the_same_for_everybody_and_says_nothing_of_a_client(scene: Any) -> None:
    answer = await scene.browser().get("/share?lang=fr")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert scene.report.client_name not in answer.text
    assert scene.events == []


@pytest.mark.browser
async def test_text_message_mail_and_whatsapp_are_written_ready_to_be_sent(phone: Any) -> None:  # noqa: F811
    page = await phone()
    house = await opens(page, f"{TOKEN}&to=fr&tel=%2B33%206%2012%2034%2056%2078&mail=c%2Ba%40exemple.example")
    text = f"{FRENCH}\n{house}/c/{TOKEN}"
    ways = await links(page)
    number, _, body = ways["sms"].partition("?&body=")
    assert (number, unquote(body)) == ("sms:+33612345678", text)
    address, _, rest = ways["mail"].partition("?")
    assert address == "mailto:c%2Ba@exemple.example"
    assert parse_qs(rest) == {"subject": ["Froid Modèle\u00a0: votre rapport d’intervention"],
                              "body": [text.replace("\n", "\r\n")]}  # fmt: skip
    assert "+" not in rest, "a plus is a plus in a mail, not a blank (RFC 6068, section 5)"
    assert ways["whatsapp"].startswith("https://wa.me/33612345678?text=")
    assert parse_qs(urlsplit(ways["whatsapp"]).query) == {"text": [text]}
    assert await page.locator("#sms").inner_text() == "SMS +33 6 12 34 56 78"
    assert await page.locator("blockquote:visible").inner_text() == text


@pytest.mark.browser
async def test_without_a_number_or_an_address_the_phone_asks_to_whom(phone: Any) -> None:  # noqa: F811
    page = await phone()
    await opens(page, f"{TOKEN}&to=fr")
    ways = await links(page)
    assert [ways[way].split("?")[0] for way in WAYS] == ["sms:", "mailto:", "https://wa.me/"]


@pytest.mark.browser
async def test_the_technician_reads_their_language_and_the_client_gets_theirs(phone: Any) -> None:  # noqa: F811
    page = await phone()
    await opens(page, f"{TOKEN}&to=en", lang="fr")
    await page.get_by_role("heading", name="Envoyer le lien au client").wait_for()
    assert "Hello, here is the service report of Froid" in unquote((await links(page))["sms"])
    await page.get_by_role("link", name="English").click()
    await page.get_by_role("heading", name="Send the link to the client").wait_for()
    assert TOKEN in (await links(page))["sms"], "the other language knows the link as well"


@pytest.mark.browser
async def test_the_message_is_copied_or_handed_to_another_app_with_a_tap(phone: Any) -> None:  # noqa: F811
    page = await phone()
    await page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    house = await opens(page, f"{TOKEN}&to=fr")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copier le message").tap()
    await page.get_by_text("Message copié.").wait_for()
    assert await page.evaluate("navigator.clipboard.readText()") == f"{FRENCH}\n{house}/c/{TOKEN}"
    await page.get_by_role("button", name="Autre application…").tap()
    assert (await page.evaluate("window.shared"))["text"] == f"{FRENCH}\n{house}/c/{TOKEN}"


@pytest.mark.browser
async def test_no_server_is_told_the_token_or_whom_it_is_for(phone: Any) -> None:  # noqa: F811
    page = await phone()
    told: list[str] = []

    def seen(request: Request) -> None:
        told.append(f"{request.url.partition('#')[0]} {request.headers} {request.post_data}")

    page.on("request", seen)
    house = await opens(page, f"{TOKEN}&to=fr&tel=0612345678&mail=camille%40exemple.example")
    await links(page)
    assert told
    assert all(request.startswith(house) for request in told)
    assert not [request for request in told if TOKEN in request or "0612345678" in request or "camille" in request]


@pytest.mark.browser
@pytest.mark.parametrize(
    "behind",
    ["", "short", "https://elsewhere.example/", f"{'a' * 42}%2F", f"{TOKEN}x&to=fr", "javascript:alert(1)"],
)
async def test_what_is_no_link_of_ours_is_not_sent_on(phone: Any, behind: str) -> None:  # noqa: F811
    page = await phone()
    await opens(page, behind)
    await page.get_by_text("Cette page n’a pas pu préparer le message.").wait_for()
    assert not await page.locator("#ways").is_visible()


@pytest.mark.browser
async def test_what_is_no_number_and_no_address_adds_nothing_to_the_message(phone: Any) -> None:  # noqa: F811
    page = await phone()
    await opens(page, f"{TOKEN}&to=fr&tel=06%3Fbody%3Dx&mail=a%40b%3Fbcc%3Dc%40d")
    ways = await links(page)
    assert ways["sms"].startswith("sms:?&body=Bonjour")
    assert ways["mail"].startswith("mailto:?subject=Froid")


@pytest.mark.browser
async def test_without_scripts_the_page_says_what_to_do(phone: Any) -> None:  # noqa: F811
    page = await phone(java_script_enabled=False)
    await opens(page, f"{TOKEN}&to=fr")
    await page.get_by_text("Cette page n’a pas pu préparer le message.").wait_for()
    assert not await page.locator("#ways").is_visible()
