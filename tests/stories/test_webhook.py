"""Updates by webhook instead of long polling: the same story, over the service's own /telegram."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from pydantic import SecretStr

from demo.people import Person

from acting import arrives, assigns, checks, team
from conftest import FR, MORNING, Stage

SECRET = "un-secret-modele"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def hooked(stage: Stage) -> AsyncIterator[Stage]:
    """The stage, whose service has itself called."""
    stage.settings.mode = "webhook"
    stage.settings.webhook_secret = SecretStr(SECRET)
    await stage.restarts()
    yield stage
    polls = [call for call in await stage.demo.journal() if call["method"] in ("getUpdates", "setWebhook")]
    assert polls[-1]["method"] == "setWebhook", "whoever is called does not ask"


async def texts(person: Person) -> list[tuple[int, str]]:
    """The chat as the person sees it."""
    return [(message.id, message.text) for message in await person.messages()]


async def post(stage: Stage, body: bytes, **headers: str) -> int:
    """Call the service as the messenger, or somebody who plays it, would; the HTTP status."""
    url = f"{stage.settings.public_url}/telegram"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


def message(update_id: int, person: Person, text: str) -> bytes:
    """An update as the messenger sends it (Bot API, Update)."""
    user = {"id": person.id, "is_bot": False, "first_name": "Léa", "last_name": "Exemple", "language_code": "fr"}
    chat = {"id": person.id, "type": "private", "first_name": "Léa", "last_name": "Exemple"}
    said = {"message_id": 9000 + update_id, "date": int(MORNING.timestamp()), "from": user, "chat": chat, "text": text}
    return json.dumps({"update_id": update_id, "message": said}).encode()


async def test_an_intervention_begins_by_webhook(hooked: Stage):
    camille, lea = await team(hooked)
    await assigns(camille, "Léa Exemple")
    await arrives(hooked, lea)
    await lea.says("Filtre changé")
    await checks(lea, FR, "maintenance")
    await hooked.restarts()
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))


async def test_whoever_does_not_know_the_secret_leaves_no_trace(hooked: Stage):
    camille, lea = await team(hooked)
    await assigns(camille, "Léa Exemple")
    await lea.sees("OI-2026-0001")
    before = await texts(lea)
    for headers in ({}, {HEADER: "faux"}, {HEADER: ""}, {HEADER: f"{SECRET}é"}):
        assert await post(hooked, message(700_001, lea, "/today"), **headers) == 401
    await hooked.service.courier.rest()
    assert await texts(lea) == before
    assert await post(hooked, message(700_001, lea, "/today"), **{HEADER: SECRET}) == 200
    await lea.sees(FR("today.title", n=1))


async def test_an_update_that_comes_again_changes_nothing(hooked: Stage):
    camille, lea = await team(hooked)
    await assigns(camille, "Léa Exemple")
    await arrives(hooked, lea)
    done = await lea.says("Filtre changé")
    await lea.sees("Équipement")
    await hooked.service.courier.rest()
    before = await texts(lea)
    again = message(done["update_id"], lea, "Filtre changé")
    assert [await post(hooked, again, **{HEADER: SECRET}) for _ in range(3)] == [200, 200, 200]
    await hooked.service.courier.rest()
    assert await texts(lea) == before
    await hooked.restarts()
    assert await post(hooked, again, **{HEADER: SECRET}) == 200
    await hooked.service.courier.rest()
    assert await texts(lea) == before


async def test_what_is_no_update_is_refused_and_what_comes_while_the_service_is_away_comes_later(hooked: Stage):
    _, lea = await team(hooked)
    for nonsense in (b"", b"[]", b"{"):
        assert await post(hooked, nonsense, **{HEADER: SECRET}) == 400
    await hooked.closes()
    await lea.says("/today")
    await hooked.opens()
    await lea.sees(FR("today.nothing"))
