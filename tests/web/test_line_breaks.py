"""What was typed on several lines is read on several lines, on the report's page and in the client's own place."""

from typing import Any

import pytest

from core.contest import Contest
from tests.web.phones import shop
from tests.web.test_in_a_browser import serving
from tests.web.test_place import asks, door, writing  # noqa: F401

pytestmark = pytest.mark.browser
ADDRESS = "3 place du Modèle\n69000 Lyon"
CONTEST = {"report_id": 1, "n": 1, "line": "times", "text": "Parti à midi,\npas à 14 h", "answered_by": "Léa Exemple"}
ANSWER = "Vu avec le gardien.\nIl confirme."
REMARKS = "Le joint reste à changer.\nAvant l’été."


async def test_on_the_reports_page(make_scene: Any) -> None:
    scene = await make_scene(site_address=ADDRESS, client_address="9 rue d’Essai\nBâtiment B")
    await scene.save(Contest(**CONTEST, at=scene.now, answer=ANSWER, answered_at=scene.now))
    async with serving(scene.app) as address, shop("fr") as phones:
        phone = await phones.phone()
        await phone.opens(f"{address}/c/client-token-one")
        page = await phone.text()
        for words in (ADDRESS, "9 rue d’Essai\nBâtiment B", CONTEST["text"], ANSWER):
            assert words in page, words
        reader = await scene.inside()
        await reader.post("/r/verification-code-one", data=await scene.filled(reader, remarks=REMARKS))
        await phone.page.reload()
        assert REMARKS in await phone.text()


async def test_in_the_clients_own_place(writing: Any) -> None:  # noqa: F811
    await writing.save(Contest(**CONTEST, at=writing.now, answer=ANSWER, answered_at=writing.now))
    reader = await writing.inside()
    form = await writing.filled(reader, word="reservations", remarks=REMARKS)
    await reader.post("/r/verification-code-one", data=form)
    await writing.new_version(site_address=ADDRESS)
    await asks(writing)
    async with serving(writing.app) as address, shop("fr") as phones:
        phone = await phones.phone(viewport={"width": 320, "height": 640})
        await phone.page.goto(address + await door(writing))
        await phone.button("page.place_door.open").tap()
        await phone.reads("page.place.title")
        page = await phone.text()
        for words in (ADDRESS, CONTEST["text"], ANSWER, REMARKS):
            assert words in page, words
        wide = await phone.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, "nothing sticks out of a small phone"
