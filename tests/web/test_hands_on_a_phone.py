"""What goes wrong in a hand: two people at once, a report corrected meanwhile, the back button, a tap too many."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.confirmation import Word
from core.events import WordGiven
from core.people import Language
from storage.tables import ConfirmationRow
from tests.web.phones import Gate, Shop, shop
from tests.web.test_in_a_browser import ink, serving
from tests.web.test_many_at_once import count

pytestmark = pytest.mark.browser
REPORT = "/r/verification-code-one"


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param


@pytest.fixture
async def house(make_scene: Any, language: Language) -> Any:
    return await make_scene(language)


@pytest.fixture
async def door(house: Any) -> AsyncIterator[str]:
    """The client's link on a real server."""
    async with serving(house.app) as address:
        yield f"{address}/c/client-token-one"


@pytest.fixture
async def phones(language: Language) -> AsyncIterator[Shop]:
    async with shop(language) as found:
        yield found


async def test_two_who_sign_at_the_same_moment_are_one_signature(house: Any, door: str, phones: Shop) -> None:
    """Both answers are on their way before either arrives; who comes second reads what the first one said."""
    gate = Gate(asyncio.Barrier(2))
    names = ("Camille Exemple", "Dominique Modèle")
    both = [await phones.phone() for _ in names]
    for phone, name, word in zip(both, names, ("accepted", "refused"), strict=True):
        await phone.opens(door)
        await phone.fills_in(word, name=name, remarks="Le joint manque")
        await gate.hold(phone.page)
    await asyncio.gather(*(phone.sends() for phone in both))
    for phone in both:
        await phone.page.locator(".word").wait_for()
    kept = (await house.file()).confirmation
    assert kept.name in names
    assert await count(house, ConfirmationRow) == 1
    for phone, name in zip(both, names, strict=True):
        await phone.reads(f"page.word.{kept.word.value}.title")
        page = await phone.text()
        assert kept.name in page
        told = phone.words("page.other_word.title") in page
        assert told == (name != kept.name), "the second, and nobody else, is told that theirs was not taken"
        assert not await phone.button("page.form.send").is_visible()


async def test_a_report_corrected_under_the_clients_hands(house: Any, door: str, phones: Shop) -> None:
    """Sending answers 409 and shows the new version. Words and name are still there; the agreement is given anew."""
    phone, idle = await phones.phone(), await phones.phone()
    await phone.opens(door)
    await phone.fills_in("accepted", name="Camille Exemple", remarks="Merci bien", stars=5)
    await idle.opens(door)
    await house.new_version()
    await house.link("client-token-two", report_id=2)
    async with phone.page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        await phone.sends()
    assert (await sent.value).status == 409
    await phone.reads("page.replaced.title", version=2)
    assert phone.words("page.replaced.kept") in await phone.text()
    await idle.page.reload()
    await idle.reads("page.replaced.title", version=2)
    assert idle.words("page.replaced.kept") not in await idle.text(), "nothing was written there"
    assert (await house.file()).confirmation is None
    await phone.button("page.replaced.open", version=2).tap()
    await phone.page.wait_for_url("**/r/verification-code-two*")
    assert "Corrigé." in await phone.text()
    assert await phone.page.get_by_label(phone.words("page.form.name")).input_value() == "Camille Exemple"
    assert await phone.page.locator("#remarks").input_value() == "Merci bien"
    assert await phone.page.get_by_label(phone.words("page.form.star", n=5)).is_checked()
    assert not await phone.choice("accepted").is_checked(), "nobody has agreed to this version yet"
    assert not await phone.page.locator("#consent").is_checked()
    assert await ink(phone.page) == 0
    await phone.fills_in("accepted", name="Camille Exemple", remarks="Merci bien", stars=5)
    await phone.sends()
    await phone.reads("page.word.accepted.title")
    assert (await house.file(2)).confirmation.remarks == "Merci bien"
    assert (await house.file()).confirmation is None
    assert await phone.page.evaluate("Object.keys(localStorage)") == []


async def test_the_back_button_after_signing_never_leads_to_a_form(house: Any, door: str, phones: Shop) -> None:
    phone = await phones.phone()
    await phone.opens(door)
    await phone.fills_in("accepted", name="Camille Exemple")
    await phone.sends()
    await phone.reads("page.word.accepted.title")
    await phone.page.go_back()
    await phone.reads("page.word.accepted.title")
    assert not await phone.button("page.form.send").is_visible()
    while not phone.page.url.startswith(door):
        await phone.page.go_back()
    await phone.button("page.door.open").tap()
    await phone.reads("page.word.accepted.title")
    assert len([event for event in house.events if isinstance(event, WordGiven)]) == 1
    assert await count(house, ConfirmationRow) == 1


async def test_a_double_tap_gives_one_word_and_leads_to_one_page(house: Any, door: str, phones: Shop) -> None:
    """The second tap is swallowed by the page; where one arrives, it is the same word again (`test_many_at_once`)."""
    phone = await phones.phone()
    await phone.opens(door)
    await phone.fills_in("accepted", name="Camille Exemple", remarks="Merci")
    posts: list[str] = []
    phone.page.on("request", lambda asked: posts.append(asked.url) if asked.method == "POST" else None)
    await phone.taps_twice()
    await phone.reads("page.word.accepted.title")
    assert len(posts) == 1
    assert phone.words("page.other_word.title") not in await phone.text()
    kept = (await house.file()).confirmation
    assert (kept.word, kept.name, kept.remarks) == (Word.ACCEPTED, "Camille Exemple", "Merci")
    assert await count(house, ConfirmationRow) == 1


async def test_a_client_accepts_with_reservations(house: Any, door: str, phones: Shop) -> None:
    phone = await phones.phone()
    await phone.opens(door)
    await phone.fills_in("reservations", name="Camille Exemple")
    await phone.sends()
    problem = phone.page.locator("#remarks-problem")
    await problem.wait_for()
    assert await problem.inner_text() == phone.words("page.error.reservations")
    await phone.page.locator("#remarks").fill("Le joint <reste> à changer")
    await phone.page.locator("#consent").check()
    await phone.sends()
    await phone.reads("page.word.reservations.title")
    assert "Le joint <reste> à changer" in await phone.text()
    kept = (await house.file()).confirmation
    assert (kept.word, kept.remarks, kept.stars) == (Word.RESERVATIONS, "Le joint <reste> à changer", 4)
    assert kept.signature_sha256 is not None
