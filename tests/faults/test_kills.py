"""The short form: a few of the named points, one long visit; and that planted faults are caught."""

import asyncio
import random
import time
from pathlib import Path

import pytest

from app.inviting import invitation_link
from core.people import Role
from demo.people import Person
from tests.faults import dying, sending
from tests.faults.kills import Scene, Tally, drive, killed, scene
from tests.faults.served import Served, nursery, opened

from acting import ANSWERS, PHOTOS, assigns, leaves, pictures_in, printed, reports
from conftest import FR

pytestmark = pytest.mark.poppler

SOME = dying.POINTS[::6]
"""`make soak` takes them all."""


async def test_killed_at_some_of_the_named_points(tmp_path: Path):
    tally = Tally(random_kills=2, times=1, points=[point for point in SOME if "webhook" not in point])
    print(await drive(tmp_path, 20, tally, ("polling",), many=3, managers=3))
    assert tally.died.total() >= 1, "how many depends on the machine; make soak counts them"


async def test_killed_during_a_long_visit(tmp_path: Path):
    began = time.monotonic()
    async with nursery(tmp_path) as births, opened(tmp_path / "house", births) as served:
        await served.starts()
        lea = await sets_off(served)
        await served.is_killed()
        stage = Scene(served, sending.Road(served.server, served.demo, served.office, served.settings), [])
        tally = Tally(random_kills=10, times=0)
        killing = asyncio.create_task(stage.dies(tally, random.Random(7)))
        await lea.says("il y a 50 min")
        await lea.sees(FR("step.arrived"), anywhere=True)
        await lea.says("il y a 40 min")
        await lea.sees(FR("ask.work"), anywhere=True)
        await reports(lea)
        link = (await leaves(lea)).copy_text(FR("button.copy_link"))
        await stage.signs(link)
        pdf = await (await served.office.document()).download()
        await lea.document()
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        for chat in (served.office, lea):
            assert len([m for m in await chat.messages() if m.file_name]) == 1
    text = printed(pdf)
    assert [answer for answer in ANSWERS if answer not in text] == []
    assert [text.count(once) for once in ("filtre 20µ", "tube cuivre", "Raccord flare", "Vue du condenseur")] == [1] * 4
    assert pictures_in(pdf) == PHOTOS + 1, "the photos and the signature"
    print(f"{tally.died[dying.STEP]} kills during one visit of 40 messages ({time.monotonic() - began:.0f} s)")


class Unhurried(Person):
    """Somebody who does not wait for the short answer to a tap, which a killed process may owe for ever."""

    async def taps_raw(self, message_id: int, data: str) -> None:
        await self.does("tap", message_id=message_id, data=data)


async def sets_off(served: Served) -> Person:
    """A work order is made and accepted; the technician, asked when they set off."""
    camille = await comes_in(served, "Camille Exemple", Role.DISPATCHER)
    lea = await comes_in(served, "Léa Exemple", Role.TECHNICIAN)
    await assigns(camille, "Léa Exemple", when="demain 8h30-10h30")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    return lea


async def comes_in(served: Served, name: str, role: Role) -> Person:
    """Somebody enters by an invitation from the command line."""
    link, _ = await invitation_link(served.settings, name, role)
    person = await served.demo.user(name)
    await person.start(link.rpartition("start=")[2])
    await person.sees(name)
    return Unhurried(person.demo, person.id, name)


@pytest.mark.parametrize(
    ("plant", "points", "times", "patience", "found"),
    [
        ("confirm before commit", ("before commit answer",), 2, 5.0, "did not see"),
        ("forget seen", ("after commit answer", "before send getUpdates"), 12, 5.0, "did not see|how often"),
        ("forget placeholder", ("after send editMessageMedia",), 2, 60.0, "documents in"),
    ],
)
async def test_a_fault_of_the_house_is_caught(
    plant: str,
    points: tuple[str, ...],
    times: int,
    patience: float,
    found: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sending, "PATIENCE", patience)
    tally = Tally(random_kills=0, times=times, points=points, passes=1)
    async with nursery(tmp_path) as births, scene(tmp_path / "house", births, "polling", plant, 1, 1) as stage:
        with pytest.raises(AssertionError, match=found):
            await killed(stage, tally, random.Random(1), time.monotonic() + 60)
