"""Faults on demand: what a bot meets, what was done all the same, and what the journal keeps."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from demo.people import CannotDo, Demo, Person
from demo.server import RunningServer, start
from tests.demo.conftest import Call, picture


async def tries(call: Call, lea: Person, text: str) -> str:
    """What the bot sees of one message: the status or a lost connection."""
    try:
        return str((await call("sendMessage", chat_id=lea.id, text=text))[0])
    except aiohttp.ClientError:
        return "lost"


@pytest.mark.parametrize(
    ("fault", "seen", "done"),
    [
        ({"kind": "error"}, "500", False),
        ({"kind": "error", "code": 502}, "502", False),
        ({"kind": "429", "retry_after": 7}, "429", False),
        ({"kind": "drop"}, "lost", False),
        ({"kind": "drop_after"}, "lost", True),
        ({"kind": "delay", "seconds": 0.01}, "200", True),
    ],
)
async def test_a_fault_hits_as_told_and_only_so_often(
    fault: dict[str, Any], seen: str, done: bool, call: Call, demo: Demo, lea: Person
) -> None:
    await demo.fault(method="send*", chat_id=lea.id, times=1, **fault)
    assert await tries(call, lea, "un") == seen
    assert await tries(call, lea, "deux") == "200"
    texts = [message.text for message in await lea.messages() if not message.mine]
    assert texts == (["un", "deux"] if done else ["deux"])
    assert [rule["hits"] for rule in await demo.no_faults()] == [1]


async def test_another_chat_another_method_and_the_first_calls_pass(call: Call, demo: Demo, lea: Person) -> None:
    await demo.fault("error", method="editMessageText", times=1)
    await demo.fault("error", chat_id=lea.id + 1, times=1)
    await demo.fault("error", method="sendMessage", skip=1, times=1)
    assert [await tries(call, lea, str(number)) for number in range(3)] == ["200", "500", "200"]


async def test_chance_is_seeded(call: Call, demo: Demo, lea: Person) -> None:
    await demo.limits()
    await demo.fault("error", method="sendMessage", probability=0.5)
    fates = [await tries(call, lea, str(number)) for number in range(12)]
    assert set(fates) == {"200", "500"}
    again = await start()
    try:
        async with Demo(again.url) as other, aiohttp.ClientSession() as session:
            await other.limits()
            noa = await other.user("Noa Exemple")
            await noa.start()
            await other.fault("error", method="sendMessage", probability=0.5)

            async def ask(method: str, **params: Any) -> tuple[int, dict[str, Any]]:
                async with session.post(f"{again.api_url}/bot{again.token}/{method}", json=params) as answer:
                    return answer.status, await answer.json()

            assert [await tries(ask, noa, str(number)) for number in range(12)] == fates
    finally:
        await again.stop()


async def test_a_fault_nobody_knows_is_refused(demo: Demo) -> None:
    with pytest.raises(CannotDo, match="no fault kind 'rain'"):
        await demo.fault("rain")


async def test_a_download_can_fail(call: Call, demo: Demo, lea: Person, server: RunningServer) -> None:
    await lea.sends_photos([picture()])
    _, body = await call("getUpdates", timeout=0)
    _, body = await call("getFile", file_id=body["result"][-1]["message"]["photo"][-1]["file_id"])
    address = f"{server.api_url}/file/bot{server.token}/{body['result']['file_path']}"
    await demo.fault("error", method="download", code=503, times=1)
    async with aiohttp.ClientSession() as session:
        statuses = []
        for _ in range(2):
            async with session.get(address) as answer:
                statuses.append(answer.status)
    assert statuses == [503, 200]


async def test_the_journal_keeps_every_call_without_files(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    server = await start(journal=path)
    async with Demo(server.url) as demo, aiohttp.ClientSession(server.api_url) as session:
        lea = await demo.user("Léa Exemple")
        await lea.start()
        form = aiohttp.FormData({"chat_id": str(lea.id), "caption": "QR"})
        form.add_field("photo", picture(), filename="qr.jpg")
        await session.post(f"/bot{server.token}/sendPhoto", data=form)
        await session.post(f"/bot{server.token}/sendMessage", json={"chat_id": lea.id, "text": ""})
        await demo.fault("429", times=1)
        await session.post(
            f"/bot{server.token}/setWebhook", json={"url": "https://a.example", "secret_token": "s3cret"}
        )
        read = await demo.journal()
    await server.stop()
    written = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert written == read
    photo, refused, slowed = written
    assert (photo["method"], photo["params"]["caption"], photo["files"]["photo"][0]) == ("sendPhoto", "QR", "qr.jpg")
    assert photo["result"]["caption"] == "QR"
    assert refused["error"]["description"] == "Bad Request: message text is empty"
    assert (slowed["fault"], slowed["error"]["parameters"]["retry_after"]) == ("429", 3)
    assert "s3cret" not in path.read_text("utf-8")


async def test_another_sites_page_cannot_act_for_the_people(server: RunningServer) -> None:
    async with aiohttp.ClientSession() as session:
        for origin, status in (("https://other.example", 403), (server.url, 200)):
            headers = {"Origin": origin}
            async with session.post(f"{server.url}/demo/people", json={"name": "X"}, headers=headers) as answer:
                assert answer.status == status
