"""One phone that opens reports of several clients is noticed: kept by a cookie, told to the dispatcher, in the log."""

from typing import Any

from core.clients import Client
from core.effects import AnyEffect, Say
from core.events import PageOpened, WordGiven
from core.facts import DeviceSeen
from storage.documents import unpack_any
from storage.evidence_log import evidence_of
from storage.tables import WaitingRow

PAGE = "/r/verification-code-one"


async def told(scene: Any) -> list[str]:
    rows = await scene.db.read(lambda session: list(session.execute(WaitingRow.__table__.select())))
    effects = [unpack_any(AnyEffect, row.effect) for row in rows if row.effect]
    return [line.id for effect in effects if isinstance(effect, Say) for line in effect.message.lines]


async def test_the_same_browser_is_known_again_and_another_is_not(scene: Any) -> None:
    browser = await scene.inside()
    await browser.post("/c/technician-token-one")
    await scene.inside()
    first, again, other = [event.device_id for event in scene.events if isinstance(event, PageOpened)]
    assert first == again
    assert first != other
    await browser.post(PAGE, data=await scene.filled(browser))
    [word] = [event for event in scene.events if isinstance(event, WordGiven)]
    assert word.device_id == first


async def test_a_cookie_that_somebody_made_up_is_replaced(scene: Any) -> None:
    browser = scene.browser(cookies={"device": "<script>"})
    answer = await browser.post("/c/client-token-one")
    assert any(header.startswith("device=") for header in answer.headers.get_list("set-cookie"))


async def test_a_phone_that_opened_another_clients_report_is_told_to_the_dispatcher(scene: Any) -> None:
    browser = await scene.inside()
    await scene.save(Client(id=2, name="Café Échantillon"))
    [opened] = [event for event in scene.events if isinstance(event, PageOpened)]
    await scene.save(DeviceSeen(device=opened.device_id, client_id=2))
    await browser.post(PAGE, data=await scene.filled(browser))
    assert "tell.word_device" in await told(scene)
    log = await scene.db.read(lambda session: evidence_of(session, 1))
    assert [entry.facts["other_clients"] for entry in log if entry.kind == "word"] == ["1"]


async def test_one_clients_phone_is_nothing_to_tell(scene: Any) -> None:
    browser = await scene.inside()
    await browser.post(PAGE, data=await scene.filled(browser))
    assert "tell.word_device" not in await told(scene)


async def test_the_technicians_own_phone_sees_many_clients(scene: Any) -> None:
    browser = await scene.inside("technician-token-one")
    [opened] = [event for event in scene.events if isinstance(event, PageOpened)]
    await scene.save(Client(id=2, name="Café Échantillon"), DeviceSeen(device=opened.device_id, client_id=2))
    await browser.post(PAGE, data=await scene.filled(browser))
    assert "tell.word_device" not in await told(scene)
