"""The page in a real browser at phone size: drawing, scrolling, reloading, signing."""

import asyncio
import io
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from PIL import Image
from playwright.async_api import Page, async_playwright

from core.confirmation import Word
from core.events import WordGiven

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
    "--proxy-server=127.0.0.1:9",  # Nobody listens: what the browser itself asks for stays on this machine.
]  # fmt: skip
PHONE = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True,
    "locale": "fr-FR",
}  # fmt: skip
ACCEPTS = re.compile("^Je l’accepte ?Il décrit")
STROKE = [(0.15, 0.6), (0.25, 0.25), (0.35, 0.7), (0.5, 0.3), (0.6, 0.65), (0.8, 0.35)]


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[str]:
    """The pages on a free port of this machine."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def phone(scene: Any) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    """Opens the report on a phone; at the end no page may have broken its own rules."""
    complaints: list[str] = []
    async with serving(scene.app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)

        async def open_report(**settings: Any) -> Page:
            context = await browser.new_context(**{**PHONE, **settings})
            context.set_default_timeout(10_000)
            page = await context.new_page()
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
            await page.goto(f"{address}/c/client-token-one")
            await page.get_by_role("button", name="Ouvrir le rapport").click()
            await page.wait_for_url("**/r/*")
            return page

        yield open_report
        await browser.close()
    assert complaints == []


async def draw(page: Page, points: list[tuple[float, float]] = STROKE) -> None:
    """One stroke with a finger; points in parts of the pad."""
    pad = page.locator("canvas")
    await pad.evaluate("pad => pad.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = await pad.bounding_box()
    assert box is not None
    finger = await page.context.new_cdp_session(page)
    for number, (x, y) in enumerate(points):
        spot = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        kind = "touchMove" if number else "touchStart"
        await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [spot]})
    await finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def ink(page: Page) -> int:
    """How many pixels of the pad are inked."""
    return await page.locator("canvas").evaluate(
        """pad => pad.getContext('2d').getImageData(0, 0, pad.width, pad.height).data
                 .filter((value, i) => i % 4 === 3 && value > 128).length"""
    )


async def fill_in(page: Page) -> None:
    await page.get_by_label("Votre nom").fill("Camille Exemple")
    await page.get_by_label("J’ai lu le rapport").check()


async def test_a_client_reads_draws_and_signs_in_one_go(scene: Any, phone: Any) -> None:
    page = await phone()
    await page.get_by_role("link", name="Donner ma réponse").click()
    await page.get_by_role("radio", name=ACCEPTS).check()
    await page.get_by_label("5 étoiles").check()
    await fill_in(page)
    await draw(page)
    await draw(page, [(0.5, 0.8), (0.6, 0.75), (0.7, 0.8)])
    await page.get_by_role("button", name="Envoyer ma réponse").dblclick()
    await page.get_by_role("heading", name="Rapport accepté").wait_for()
    word = (await scene.file()).confirmation
    assert (word.word, word.name, word.stars) == (Word.ACCEPTED, "Camille Exemple", 5)
    assert len([event for event in scene.events if isinstance(event, WordGiven)]) == 1
    width, height = Image.open(io.BytesIO(scene.archive.load(word.signature_sha256))).size
    assert 700 < width < 900
    assert 200 < height < 360
    assert await page.evaluate("Object.keys(localStorage)") == []


async def test_the_sealed_report_appears_by_itself(scene: Any, phone: Any) -> None:
    page = await phone()
    await page.get_by_role("radio", name=ACCEPTS).check()
    await fill_in(page)
    await draw(page)
    await page.clock.install()
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    await page.get_by_role("link", name="Ouvrir votre copie").wait_for()
    await scene.seal()
    await page.clock.run_for(3000)
    await page.get_by_role("link", name="Ouvrir le rapport scellé").wait_for()


async def test_a_refusal_without_a_reason_is_sent_back_with_the_form_as_it_was(scene: Any, phone: Any) -> None:
    page = await phone()
    await page.get_by_label("Je l’accepte avec réserves").check()
    await fill_in(page)
    await draw(page)
    await page.get_by_label("Je le refuse").check()
    assert not await page.locator("canvas").is_visible()
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    problem = page.locator("#remarks-problem")
    await problem.wait_for()
    assert await problem.inner_text() == "Dites pourquoi vous refusez."
    assert await page.get_by_label("Votre nom").input_value() == "Camille Exemple"
    assert await page.evaluate("document.activeElement.id") == "problems"
    await page.wait_for_function("() => document.getElementById('problems').getBoundingClientRect().top < 844")
    await page.get_by_label("Je l’accepte avec réserves").check()
    assert await ink(page) > 500
    await page.get_by_label("Vos réserves").fill("Joint à changer")
    assert not await problem.is_visible()
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    await page.get_by_role("heading", name="Rapport accepté avec réserves").wait_for()
    assert (await scene.file()).confirmation.signature_sha256 is not None


async def test_without_network_nothing_is_sent_or_lost_and_the_page_says_so(scene: Any, phone: Any) -> None:
    page = await phone()
    await page.get_by_role("radio", name=ACCEPTS).check()
    await page.get_by_label("Votre nom").fill("Camille Exemple")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    said = page.locator("#offline")
    await said.wait_for()
    assert "rien n’est parti" in await said.inner_text()
    assert [event for event in scene.events if isinstance(event, WordGiven)] == []
    await page.context.set_offline(False)
    await page.reload()
    assert await page.get_by_label("Votre nom").input_value() == "Camille Exemple"


async def test_a_line_is_contested_with_a_thumb(scene: Any, phone: Any) -> None:
    page = await phone()
    await page.locator("#contest-materials summary").tap()
    await page.locator("#contest-materials select").select_option("material:2")
    await page.locator("#contest-materials textarea").fill("Un seul <b>filtre</b>")
    await page.locator("#contest-materials").get_by_role("button", name="Envoyer la question").tap()
    await page.locator(".contested").wait_for()
    assert "Un seul <b>filtre</b>" in await page.locator(".contested").inner_text()
    [contest] = (await scene.file()).contests
    assert contest.line == "material:2"


async def test_a_reload_keeps_what_was_typed_and_drawn(phone: Any) -> None:
    page = await phone()
    await page.get_by_label("Je le refuse").check()
    await page.get_by_label("Raison du refus").fill("Ce n’est pas terminé")
    await page.get_by_role("radio", name=ACCEPTS).check()
    await page.get_by_label("3 étoiles").check()
    await fill_in(page)
    await draw(page)
    drawn = await ink(page)
    await page.reload()
    assert await page.get_by_role("radio", name=ACCEPTS).is_checked()
    assert await page.get_by_label("3 étoiles").is_checked()
    assert await page.get_by_label("Remarques").input_value() == "Ce n’est pas terminé"
    assert await page.get_by_label("Votre nom").input_value() == "Camille Exemple"
    assert not await page.get_by_label("J’ai lu le rapport").is_checked()
    assert await ink(page) == pytest.approx(drawn, rel=0.02)
    await page.get_by_role("link", name="English").click()
    assert await page.get_by_label("Your name").input_value() == "Camille Exemple"


async def test_the_drawing_turns_with_the_phone_and_can_be_taken_back(phone: Any) -> None:
    page = await phone()
    undo, clear = page.get_by_role("button", name="Annuler le trait"), page.get_by_role("button", name="Effacer")
    assert await undo.is_disabled()
    await draw(page)
    one = await ink(page)
    await draw(page, [(0.2, 0.8), (0.5, 0.85), (0.8, 0.8)])
    two = await ink(page)
    assert two > one > 500
    before = await page.locator("canvas").evaluate("pad => pad.width")
    await page.set_viewport_size({"width": 844, "height": 390})
    await page.wait_for_function("before => document.querySelector('canvas').width > before", arg=before)
    scale = await page.locator("canvas").evaluate("pad => pad.width") / before
    assert await ink(page) == pytest.approx(two * scale**2, rel=0.1)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.wait_for_function("before => document.querySelector('canvas').width === before", arg=before)
    await undo.click()
    assert await ink(page) == pytest.approx(one, rel=0.02)
    await clear.click()
    assert await ink(page) == 0
    assert await clear.is_disabled()


async def test_a_finger_on_the_pad_draws_and_beside_it_scrolls(phone: Any) -> None:
    page = await phone()
    await draw(page, [(0.5, 0.1), (0.5, 0.5), (0.5, 0.9)])
    there = await page.evaluate("scrollY")
    await draw(page, [(0.4, 0.9), (0.4, 0.5), (0.4, 0.1)])
    assert await page.evaluate("scrollY") == there
    await draw(page, [(0.5, -0.3), (0.5, -0.8), (0.5, -1.3), (0.5, -1.8)])
    await page.wait_for_function("there => scrollY > there", arg=there)


async def test_without_scripts_everything_but_the_drawing_works(scene: Any, phone: Any) -> None:
    page = await phone(java_script_enabled=False)
    assert not await page.locator("canvas").is_visible()
    await page.get_by_label("Je l’accepte avec réserves").check()
    await page.get_by_label("Vos réserves").fill("Joint à changer")
    await fill_in(page)
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    assert "Tracez votre signature" in await page.locator("#signature-problem").inner_text()
    assert await page.get_by_label("Vos réserves").input_value() == "Joint à changer"
    await page.get_by_label("Je ne peux pas dessiner ici").check()
    await page.get_by_role("button", name="Envoyer ma réponse").click()
    await page.get_by_role("heading", name="Rapport accepté avec réserves").wait_for()
    assert (await scene.file()).confirmation.word is Word.RESERVATIONS


@pytest.mark.parametrize("width", [320, 360, 430, 1280])
async def test_nothing_is_cut_off_at_any_width(phone: Any, width: int) -> None:
    page = await phone(viewport={"width": width, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    small = await page.evaluate(
        """[...document.querySelectorAll(
             'button, .switch, .choice, .star, .tick, form input:not([type]), textarea'
           )].filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    )
    assert small == []
