"""A program that opens the client's link in a whole browser, as some scanners of mail do, and presses nothing."""

from typing import Any

import pytest

from storage.tables import EvidenceRow
from tests.web.phones import Phone, shop
from tests.web.test_in_a_browser import serving
from tests.web.test_many_at_once import count

pytestmark = pytest.mark.browser
PERSONAL = (
    "Boulangerie", "Fils", "Léa", "place du Modèle", "Fournil", "RI-2026",
    "Chambre froide", "Condenseur", "Joint", "Fluide", "verification-code",
)  # fmt: skip
"""Parts of what the report says of people, places and work."""


async def looks(phone: Phone, link: str) -> str:
    """Open the link, let every script run, scroll to the end and back, wait for the network to be idle; the page."""
    await phone.page.goto(link, wait_until="networkidle")
    for height in ("document.body.scrollHeight", "0"):
        await phone.page.evaluate(f"window.scrollTo(0, {height})")
    await phone.page.mouse.move(190, 300)
    await phone.page.wait_for_load_state("networkidle")
    return await phone.page.content()


async def test_a_visit_that_runs_scripts_and_presses_nothing_changes_nothing(scene: Any) -> None:
    before = await count(scene, EvidenceRow)
    async with serving(scene.app) as address, shop("fr") as phones:
        for token in ("client-token-one", "technician-token-one", "no-such-token"):
            phone = await phones.phone()
            page = await looks(phone, f"{address}/c/{token}")
            assert phone.words("page.door.title") in page
            assert [word for word in PERSONAL if word in page] == []
            assert await phone.page.context.cookies() == []
            assert await phone.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert scene.events == []
        assert await count(scene, EvidenceRow) == before
        assert (await scene.file()).opened_at is None
        # What all this would show if the page did open by itself.
        await phone.page.goto(f"{address}/c/client-token-one")
        await phone.page.evaluate("document.forms[0].submit()")
        await phone.page.wait_for_url("**/r/*")
        opened = await phone.page.content()
        assert [word for word in PERSONAL if word not in opened] == []
        assert await count(scene, EvidenceRow) == before + 1
        assert (await scene.file()).opened_at is not None
