"""The service, a process of its own, is killed where it hurts (SIGKILL): nothing is lost, nothing doubled.

What was typed is compared with what the chats and the report show. A question may come twice, a report may not.
"""

import asyncio
import contextlib
import os
import random
import sys
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app.inviting import invitation_link
from app.settings import Settings
from core.people import Role
from demo.faults import Fault
from demo.limits import Limits
from demo.people import Demo, Person, Seen
from demo.server import RunningServer
from demo.server import start as start_demo
from evidence.verify import State, verify

from acting import ANSWERS, PHOTOS, Browser, assigns, leaves, pictures_in, printed, reports
from conftest import COMPANY, FR, free_port

pytestmark = pytest.mark.poppler

T = TypeVar("T")

NEVER = 3600.0
"""Seconds: a call that hangs for so long is never carried out."""


class Trap(Fault):
    """A fault that says when a call has met it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.met = asyncio.Event()

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "hits" and value:
            self.met.set()


class Served:
    """`python -m app serve` on a demo server that runs here."""

    def __init__(self, folder: Path, server: RunningServer, demo: Demo, office: int) -> None:
        port = free_port()
        self.server, self.demo = server, demo
        self.settings = Settings(
            bot_token=server.token, telegram_api_url=server.api_url, data_dir=folder / "data", _env_file=None
        )
        self._environment = {
            **os.environ,
            "CONSTAT_BOT_TOKEN": server.token,
            "CONSTAT_TELEGRAM_API_URL": server.api_url,
            "CONSTAT_DATA_DIR": str(folder / "data"),
            "CONSTAT_COMPANY_FILE": str(folder / "constat.toml"),
            "CONSTAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CONSTAT_HTTP_PORT": str(port),
            "CONSTAT_OFFICE_CHAT_ID": str(office),
            "CONSTAT_LIMITS": "raised",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.kills = 0

    async def starts(self) -> None:
        """Start; returns once people are served."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app", "serve", env=self._environment, stderr=asyncio.subprocess.PIPE
        )
        serving = asyncio.Event()
        self._reading = asyncio.create_task(self._read(self._process.stderr, serving))
        await asyncio.wait_for(serving.wait(), 20)

    async def _read(self, log: asyncio.StreamReader | None, serving: asyncio.Event) -> None:
        assert log is not None
        async for line in log:
            if b'"serving"' in line:
                serving.set()

    async def is_killed(self) -> None:
        """SIGKILL, which no process can prepare for. Its workers must not outlive it."""
        assert self._process is not None
        assert self._reading is not None
        workers = [os.pidfd_open(number) for number in children(self._process.pid)]
        self._process.kill()
        self.kills += 1
        await self._process.wait()
        await self._reading
        for worker in workers:
            await asyncio.wait_for(ended(worker), 5)

    async def is_killed_at(self, deed: Coroutine[Any, Any, T], *traps: Trap) -> T:
        """Kill where the deed leads into each trap, one after the other, and start again; what the deed gives."""
        self.server.faults.rules[:] = traps[:1]
        doing = asyncio.create_task(deed)
        for following in (*traps[1:], None):
            await asyncio.wait_for(self.server.faults.rules[0].met.wait(), 20)
            await self.is_killed()
            self.server.faults.rules[:] = [following] if following else []
            await self.starts()
        return await doing

    async def is_killed_again_and_again(self, dice: random.Random) -> None:
        """Kill at random calls, some of which are carried out and some not."""
        while True:
            kind, method = dice.choice(("delay", "drop_after")), dice.choice(("send*", "edit*", "answer*"))
            trap = Trap(kind, method, times=1, skip=dice.randrange(2, 6), seconds=NEVER)
            self.server.faults.rules[:] = [trap]
            await trap.met.wait()
            await self.is_killed()
            self.server.faults.rules.clear()
            await self.starts()

    async def comes_in(self, name: str, role: Role) -> Person:
        """Somebody enters by an invitation from the command line."""
        link, _ = await invitation_link(self.settings, name, role)
        person = await self.demo.user(name)
        await person.start(link.rpartition("start=")[2])
        await person.sees(name)
        return Unhurried(person)


class Unhurried(Person):
    """Somebody who does not wait for the short answer to a tap, which a killed process may owe for ever."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.demo, person.id, person.name)

    async def taps_raw(self, message_id: int, data: str) -> None:
        await self.does("tap", message_id=message_id, data=data)


def children(process: int) -> list[int]:
    """The processes that this one started."""
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


async def ended(process: int) -> None:
    """Wait for the end of a process, given by its descriptor (pidfd_open)."""
    loop = asyncio.get_running_loop()
    end = loop.create_future()
    loop.add_reader(process, end.set_result, None)
    try:
        await end
    finally:
        loop.remove_reader(process)
        os.close(process)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """The service in a process of its own, with an office channel and nobody in it yet."""
    (tmp_path / "constat.toml").write_text(COMPANY, "utf-8")
    server = await start_demo(limits=Limits.raised(), allow_local_urls=True)
    try:
        async with Demo(server.url) as demo:
            served = Served(tmp_path, server, demo, (await demo.channel("Bureau")).id)
            await served.starts()
            yield served
            await served.is_killed()
    finally:
        await server.stop()


async def sets_off(served: Served) -> Person:
    """A work order is made and accepted; the technician, asked when they set off."""
    camille = await served.comes_in("Camille Exemple", Role.DISPATCHER)
    lea = await served.comes_in("Léa Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 0h-23h59")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    return lea


async def one_whole_report(served: Served, lea: Person) -> None:
    """One completed document in the office and one in the technician's chat, with every answer and photo in it."""
    office = await served.demo.channel_named("Bureau")
    pdf = await (await office.document()).download()
    await lea.document()
    for chat in (office, lea):
        assert len([m for m in await chat.messages() if m.file_name]) == 1
    assert verify(pdf).state is State.INTACT
    text = printed(pdf)
    assert [answer for answer in ANSWERS if answer not in text] == []
    assert [text.count(once) for once in ("filtre 20µ", "tube cuivre", "Raccord flare", "Vue du condenseur")] == [1] * 4
    assert pictures_in(pdf) == PHOTOS + 1, "the photos and the signature"


async def signs(sign: Seen) -> None:
    """The client accepts."""
    async with Browser() as browser:
        await browser.opens(sign.copy_text(FR("button.copy_link")))
        await browser.gives("accepted")
        assert browser.status == 200


def hangs(method: str, chat: int | None = None) -> Trap:
    """The call is under way, so what led to it is committed; it is never carried out."""
    return Trap("delay", method, chat, times=1, seconds=NEVER)


def is_not_heard(method: str, chat: int | None = None) -> Trap:
    """The call is carried out, and the answer to it lost."""
    return Trap("drop_after", method, chat, times=1)


async def test_killed_between_commit_and_send_and_at_other_bad_moments(served: Served):
    lea = await sets_off(served)
    office = (await served.demo.channel_named("Bureau")).id
    # What confirms an update to the messenger is the next call of getUpdates: by then it must be on disk.
    await served.is_killed_at(lea.says("il y a 50 min"), is_not_heard("getUpdates"))
    await lea.sees(FR("step.arrived"))
    await served.is_killed_at(lea.says("il y a 40 min"), hangs("sendMessage", lea.id))
    await lea.sees(FR("ask.work"))
    await served.is_killed_at(
        reports(lea),
        hangs("editMessageText", lea.id),
        is_not_heard("sendMessage", lea.id),
        hangs("getFile"),
        is_not_heard("answerCallbackQuery"),
        hangs("download"),
    )
    sign = await served.is_killed_at(leaves(lea), hangs("sendPhoto", lea.id))
    await served.is_killed_at(signs(sign), hangs("sendMessage", office), is_not_heard("editMessageMedia", office))
    await one_whole_report(served, lea)


async def test_killed_at_random_moments_of_a_visit(served: Served):
    lea = await sets_off(served)
    killing = asyncio.create_task(served.is_killed_again_and_again(random.Random(7)))
    await lea.says("il y a 50 min")
    await lea.sees(FR("step.arrived"))
    await lea.says("il y a 40 min")
    await lea.sees(FR("ask.work"))
    await reports(lea)
    sign = await leaves(lea)
    killing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killing
    assert served.kills >= 4
    served.server.faults.rules.clear()
    await served.is_killed()
    await served.starts()
    await signs(sign)
    await one_whole_report(served, lea)
