"""What an answer starts: nobody on the same connection waits for it, the service does, and trouble is in the log."""

import asyncio
from dataclasses import replace as with_
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.events import Event, PlaceWanted
from storage.standstill import CannotStore
from web.app import make_app
from web.errands import Errands


@pytest.fixture
def asked(scene: Any) -> Any:
    """The scene, where whoever asks for their place can be written to; `scene.submits` is what takes it."""
    house = with_(scene.deps.house, mail=True)

    async def submit(event: Event) -> object:
        return await scene.submits(event)

    scene.deps = with_(scene.deps, house=house, submit=submit)
    scene.app = make_app(scene.deps)
    return scene


async def test_the_next_request_of_a_connection_does_not_wait_for_what_asking_does(asked: Any) -> None:
    may_go_on, taken = asyncio.Event(), []

    async def submits(event: Event) -> None:
        await may_go_on.wait()
        taken.append(event)

    asked.submits = submits
    browser = asked.browser()
    for _ in range(2):
        # Until the application is done with the connection, not merely until the answer is there.
        assert (await browser.post("/history", data={"email": "camille@boulangerie.example"})).status_code == 200
        assert (await browser.get("/")).status_code == 200
    assert taken == []
    may_go_on.set()
    await asked.deps.errands.finish()
    assert [type(event) for event in taken] == [PlaceWanted, PlaceWanted]


@pytest.mark.parametrize(("trouble", "said"), [(KeyError("x"), ["errand_failed"]), (CannotStore(), [])])
async def test_what_goes_wrong_is_in_the_log_and_in_no_answer(asked: Any, trouble: Exception, said: list[str]) -> None:
    async def submits(event: Event) -> None:
        raise trouble

    asked.submits = submits
    with capture_logs() as log:
        answer = await asked.browser().post("/history", data={"email": "camille@boulangerie.example"})
        await asked.deps.errands.finish()
    assert answer.status_code == 200
    assert [line["event"] for line in log] == said
    assert "camille" not in str(log)


async def test_the_service_ends_after_what_was_begun() -> None:
    done: list[str] = []
    begun = asyncio.Event()

    async def serve() -> None:
        async with Errands() as errands:
            errands.begin("first", work(errands))
            begun.set()
            await asyncio.Event().wait()

    async def work(errands: Errands) -> None:
        await asyncio.sleep(0)
        errands.begin("second", more())
        done.append("first")

    async def more() -> None:
        await asyncio.sleep(0)
        done.append("second")

    serving = asyncio.create_task(serve())
    await begun.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert done == ["first", "second"]
