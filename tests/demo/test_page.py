"""The chat page in a real browser: people play by hand, and a bot hears them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyKeyboardMarkup,
)
from telegram import Message as Sent

from demo.people import Demo, Person
from demo.server import RunningServer
from tests.demo.conftest import picture
from tests.demo.test_people import heard

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
    "--proxy-server=127.0.0.1:9",  # Nobody listens: what the browser itself asks for stays on this machine.
]  # fmt: skip
LAPTOP = {"width": 1440, "height": 860}
POCKET = {"width": 390, "height": 780}
HOSTILE = "<img src=x onerror=alert(1)> & <b>gras</b> 😀"
Opened = Callable[..., Awaitable[Page]]


@pytest.fixture
async def opened(server: RunningServer) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Opens the page; at the end nothing may have failed in it or gone elsewhere."""
    wrong: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)

        async def open_page(size: dict[str, int] = LAPTOP, **more: object) -> Page:
            context = await browser.new_context(viewport=size, locale="fr-FR", **more)  # type: ignore[arg-type]
            context.set_default_timeout(10_000)
            await context.grant_permissions(["clipboard-read", "clipboard-write"])
            page = await context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
            page.on(
                "request", lambda sent: None if sent.url.startswith((server.url, "blob:")) else wrong.append(sent.url)
            )
            await page.goto(server.url)
            return page

        yield open_page
        await browser.close()
    assert not wrong


def phone(page: Page, person: Person) -> Locator:
    return page.locator(f'[data-chat="{person.id}"]')


def buttons(*rows: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in rows])


async def test_somebody_is_added_starts_and_talks(opened: Callable[..., Awaitable[Page]], bot: Bot) -> None:
    page = await opened()
    await page.get_by_role("button", name="Ajouter une personne").click()
    await page.get_by_label("Nom").fill("Noa Exemple")
    await page.get_by_label("Langue").select_option("en")
    await page.get_by_role("button", name="Ajouter", exact=True).click()
    noa = page.get_by_role("region", name="Noa Exemple")
    await noa.get_by_label("Paramètre du lien").fill("jeton_1")
    await noa.get_by_role("button", name="DÉMARRER").click()
    await noa.get_by_role("textbox", name="Message").fill(HOSTILE)
    await page.keyboard.press("Enter")
    started, said = (update.message for update in await heard(bot, 2))
    assert started is not None
    assert said is not None
    assert started.from_user is not None
    assert (started.text, started.from_user.language_code, said.text) == ("/start jeton_1", "en", HOSTILE)
    await expect(noa.locator(".mine .text").last).to_contain_text(HOSTILE)
    await bot.send_message(said.chat_id, HOSTILE, reply_to_message_id=said.message_id)
    await expect(noa.locator(".theirs .text")).to_contain_text(HOSTILE)
    await expect(noa.locator(".theirs .quote")).to_contain_text(HOSTILE)


async def test_buttons_answer_copy_open_and_type(opened: Callable[..., Awaitable[Page]], bot: Bot, lea: Person) -> None:
    page = await opened()
    here = phone(page, lea)
    keyboard = buttons(
        InlineKeyboardButton("Accepter", callback_data="yes"),
        InlineKeyboardButton("Copier", copy_text=CopyTextButton("le lien")),
        InlineKeyboardButton("Voir", url="https://constat.example/r/1"),
    )
    await bot.send_message(lea.id, "Ordre", reply_markup=keyboard)
    await here.get_by_role("button", name="Copier").click()
    await expect(here.get_by_text("Copié")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == "le lien"
    link = here.get_by_role("link", name="Voir")
    assert (await link.get_attribute("href"), await link.get_attribute("target")) == (
        "https://constat.example/r/1",
        "_blank",
    )

    await here.get_by_role("button", name="Accepter").click()
    query = (await heard(bot, 2))[1].callback_query
    assert query is not None
    await query.answer("Pris en compte", show_alert=True)
    await expect(here.get_by_role("alertdialog")).to_contain_text("Pris en compte")
    await here.get_by_role("button", name="OK").click()

    answers = ReplyKeyboardMarkup([["Sur place"], ["Retour"]], one_time_keyboard=True, input_field_placeholder="8h30")
    await bot.send_message(lea.id, "Arrivée ?", reply_markup=answers)
    await expect(here.get_by_placeholder("8h30")).to_be_visible()
    for label in ("Sur place", "Retour"):
        await expect(here.get_by_role("button", name=label)).to_be_in_viewport(ratio=0.95)
    await here.get_by_role("button", name="Sur place").click()
    (update,) = await heard(bot, 1)
    assert update.message is not None
    assert update.message.text == "Sur place"
    await expect(here.get_by_role("button", name="Retour")).to_be_hidden()


async def test_pictures_files_an_edit_and_no_network(
    opened: Callable[..., Awaitable[Page]], bot: Bot, lea: Person, tmp_path: Path
) -> None:
    files = [tmp_path / f"{colour}.jpg" for colour in ("red", "green", "blue")]
    for file in files:
        file.write_bytes(picture(file.stem))
    page = await opened()
    here = phone(page, lea)

    async def attaches(what: str, *chosen: Path) -> None:
        await here.get_by_role("button", name="Joindre").click()
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("menuitem", name=what).click()
        await (await chooser.value).set_files(list(chosen))

    await attaches("Photos", *files)
    await page.get_by_label("Légende").fill("Avant")
    await page.get_by_role("button", name="Envoyer", exact=True).last.click()
    await expect(here.locator(".album img")).to_have_count(3)
    album = [update.message for update in (await heard(bot, 4))[1:] if update.message]
    assert (len({message.media_group_id for message in album}), album[0].caption) == (1, "Avant")

    await attaches("Fichiers", files[0])
    await page.get_by_role("button", name="Envoyer", exact=True).last.click()
    await expect(here.locator(".file")).to_contain_text("red.jpg")

    await here.get_by_role("textbox", name="Message").fill("8h30")
    await page.keyboard.press("Enter")
    await here.locator(".mine .bubble", has_text="8h30").click()
    await page.get_by_role("menuitem", name="Modifier").click()
    await here.get_by_role("textbox", name="Message").fill("8h45")
    await page.keyboard.press("Enter")
    await expect(here.locator(".mine .bubble", has_text="8h45")).to_contain_text("modifié")

    await here.get_by_role("button", name="Couper le réseau").click()
    await here.get_by_role("textbox", name="Message").fill("en sous-sol")
    await page.keyboard.press("Enter")
    await expect(here.locator(".held")).to_contain_text("en sous-sol")
    await here.get_by_role("button", name="Rétablir le réseau").click()
    await expect(here.locator(".held")).to_have_count(0)
    updates = await heard(bot, 4)
    assert [bool(update.edited_message) for update in updates] == [False, False, True, False]
    assert updates[3].message is not None
    assert updates[3].message.text == "en sous-sol"


async def test_an_invitation_link_starts_whoever_opens_it(
    opened: Callable[..., Awaitable[Page]], bot: Bot, demo: Demo, lea: Person
) -> None:
    noa = await demo.user("Noa Exemple")
    page = await opened()
    await bot.send_message(lea.id, "Pour Noa : https://t.me/constat_demo_bot?start=abc-123")
    await phone(page, lea).get_by_role("link", name="t.me").click()
    await page.get_by_role("radio", name="Noa Exemple").check()
    await page.get_by_role("button", name="Ouvrir").click()
    await expect(phone(page, noa).locator(".mine")).to_contain_text("/start abc-123")


async def test_the_office_channel_shows_the_report_and_a_pocket_shows_one_phone(
    opened: Callable[..., Awaitable[Page]], bot: Bot, demo: Demo, lea: Person
) -> None:
    office = await demo.channel("Bureau Froid Modèle")
    post: Sent = await bot.send_message(office.id, "Le PDF suit")
    page = await opened(POCKET, has_touch=True, is_mobile=True)
    await expect(page.get_by_role("region", name="Léa Exemple")).to_be_visible()
    channel = page.get_by_role("region", name="Bureau Froid Modèle")
    await expect(channel).to_be_hidden()
    await page.get_by_role("tab", name="Bureau Froid Modèle").click()
    await expect(channel).to_be_visible()
    await expect(page.get_by_role("region", name="Léa Exemple")).to_be_hidden()
    await bot.edit_message_media(
        InputMediaDocument(b"%PDF-1.7", caption="Rapport 1", filename="r.pdf"), office.id, post.message_id
    )
    await expect(channel.locator(".bubble")).to_contain_text("modifié")
    async with page.expect_download() as download:
        await channel.get_by_role("link", name="Télécharger").click()
    assert (await download.value).suggested_filename == "r.pdf"
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == POCKET["width"]


async def test_a_keyboard_used_once_stays_away_and_the_keyboard_alone_replies(
    opened: Callable[..., Awaitable[Page]], bot: Bot, lea: Person
) -> None:
    answers = ReplyKeyboardMarkup([["Sur place"]], one_time_keyboard=True, input_field_placeholder="8h30")
    await bot.send_message(lea.id, "Arrivée ?", reply_markup=answers)
    await lea.says("Sur place")
    page = await opened()
    here = phone(page, lea)
    key = here.get_by_role("button", name="Sur place")
    await expect(here.get_by_role("textbox", name="Message")).to_have_attribute("placeholder", "Message")
    await expect(key).to_be_hidden()
    await here.get_by_role("button", name="Afficher les boutons").click()
    await expect(key).to_be_visible()
    await expect(here.get_by_placeholder("8h30")).to_be_visible()

    await here.get_by_role("log").focus()
    for press in ("ArrowUp", "ArrowUp", "Enter"):
        await page.keyboard.press(press)
    await expect(page.get_by_role("menuitem", name="Répondre")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("À 8h45")
    await page.keyboard.press("Enter")
    await expect(here.locator(".mine .quote")).to_contain_text("Arrivée ?")


async def test_a_shared_link_opens_as_the_one_who_receives_it(
    opened: Callable[..., Awaitable[Page]], bot: Bot, lea: Person
) -> None:
    shared = "https://t.me/share/url?url=https%3A%2F%2Fconstat.example%2Fr%2F1&text=Votre+rapport"
    await bot.send_message(lea.id, "Lien du client", reply_markup=buttons(InlineKeyboardButton("Partager", url=shared)))
    page = await opened()
    await phone(page, lea).get_by_role("link", name="Partager").click()
    window = page.get_by_role("dialog", name="Partager avec")
    await expect(window).to_contain_text("Votre rapport")
    assert await window.get_by_role("link").get_attribute("href") == "https://constat.example/r/1"
