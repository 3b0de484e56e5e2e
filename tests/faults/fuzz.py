"""Thousands of made-up updates into a real service, by getUpdates and by webhook, while people are in the middle of

their visits: it never ends, every update is confirmed, memory stays bounded, and afterwards everybody can go on and
finish. Believed is what the chats show; our own tables are only asked which question is open, to answer it.
"""

import asyncio
import contextlib
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from core.conversation import Conversation
from core.visit import Visit
from demo.people import NotSeen, Person, Seen, shown
from tests.faults import sending
from tests.faults.odd_updates import Maker
from tests.faults.sending import Road
from tests.faults.served import Nursery, Served, nursery, opened

from conftest import FR, picture

UPDATES = 20_000
PEOPLE = 24
WAYS = ("polling", "webhook")
AT_ONCE = 300
MOST_MEMORY = 200.0
"""Megabytes that the service may have grown by; it starts with about 100."""
MOST_ANSWERS = 150
"""Nobody needs more to finish a visit from wherever they are, trying one thing after the other."""
PATIENCE = 60.0
CLOSED = ("submitted", "frozen")
TIMES = {
    "on_my_way": ("il y a 50 min", FR("choice.on_my_way"), "il y a 5 h"),
    "arrived": ("il y a 40 min", FR("choice.arrived"), "il y a 2 min"),
    "left": ("il y a 1 min", FR("choice.left"), "il y a 0 min"),
}
"""What is tried one after the other: an update in between may have told another time."""


@dataclass
class Figures:
    """What was reached on one way in."""

    way: str
    updates: int = 0
    seconds: float = 0.0
    before: float = 0.0
    after: float = 0.0
    kept: int = 0
    finished: int = 0

    def __str__(self) -> str:
        return (
            f"{self.way}: {self.updates} updates confirmed in {self.seconds:.0f} s, {self.kept} of them kept as they "
            f"came; memory {self.before:.0f} → {self.after:.0f} MB; {self.finished} people went on and finished"
        )


def memory(pid: int) -> float:
    """Megabytes that a process has in memory (proc(5), VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextlib.asynccontextmanager
async def scene(
    folder: Path, births: Nursery, way: str, people: int, plant: str = ""
) -> AsyncIterator[tuple[Served, Road]]:
    """A service in a process of its own, whose technicians are on site and at work."""
    async with opened(folder, births, mode=way) as served:
        road = Road(served.server, served.demo, served.office, served.settings)
        served.plant = plant
        road.people = [await served.demo.user(f"Technicien {number:04}") for number in range(people)]
        for person in road.people:
            await person.start()
        async with births.one_by_one:
            await sending.furnish(road)
        life = await served.starts()
        await asyncio.gather(*(_begins(person, number) for number, person in enumerate(road.people)))
        yield served, road
        assert not life.over.is_set(), "the service ended by itself:\n" + "\n".join(life.last)


async def _begins(person: Person, number: int) -> None:
    await person.says("/today")
    await sending.taps(person, f"OI-2026-{number + 1:04}", FR("button.accept"))
    await sending.sees(person, FR("step.on_my_way"))
    await person.says("il y a 50 min")
    await sending.sees(person, FR("step.arrived"))
    await person.says("il y a 40 min")
    await sending.sees(person, FR("ask.work"))


async def fuzzed(served: Served, road: Road, figures: Figures, count: int, seed: int, until: float) -> None:
    """Have made-up updates delivered until the count is reached or the time is over; each must be confirmed."""
    updates, life = served.server.world.updates, served.life
    assert life is not None
    assert life.pid is not None
    maker = Maker(random.Random(seed), [person.id for person in road.people])
    figures.before, began = memory(life.pid), time.monotonic()
    while figures.updates < count and time.monotonic() < until:
        for _ in range(min(AT_ONCE, count - figures.updates)):
            updates.add_crafted(*maker.update())
            figures.updates += 1
        await confirmed(served)
    figures.seconds = time.monotonic() - began


async def confirmed(served: Served) -> None:
    """Until the messenger has nothing left to tell."""
    world, life = served.server.world, served.life
    assert life is not None
    left = -1
    while waiting := world.updates.waiting():
        assert not life.over.is_set(), "the service ended by itself:\n" + "\n".join(life.last)
        assert len(waiting) != left, (
            f"{left} updates are not confirmed after {PATIENCE:.0f} s; the first: {_text(waiting[0].update)[:300]}\n"
            + "\n".join(life.last)
        )
        left = len(waiting)
        await world.changes.until(lambda left=left: len(world.updates.waiting()) < left, PATIENCE)


def _text(update: Any) -> str:
    return str(getattr(update, "text", update))


# -- afterwards --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Technician:
    """One of the people, and the visit of theirs that must be finished."""

    number: int
    person: Person
    database: Path

    def asked(self) -> tuple[Conversation, Visit]:
        """Which question is open, and what it is about."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            (talk,) = db.execute("SELECT document FROM conversation WHERE person_id = ?", (self.number + 1,)).fetchone()
            (visit,) = db.execute("SELECT document FROM visit WHERE id = ?", (self.number + 1,)).fetchone()
        return msgspec.json.decode(talk, type=Conversation), msgspec.json.decode(visit, type=Visit)

    async def finishes(self) -> None:
        """Answer question by question until the report is handed in; nothing may stay without an answer."""
        given: list[str] = []
        for attempt in range(MOST_ANSWERS):
            talk, visit = self.asked()
            if visit.state.value in CLOSED:
                return
            seen = await self.person.messages()
            answer = self._answer(talk, visit, seen, attempt)
            given.append(f"{talk.place.step if talk.place else '–'}: {answer}")
            await self._gives(answer, seen)
        raise AssertionError(
            f"{self.person.name} cannot finish after {MOST_ANSWERS} answers: {given[-8:]}\n"
            f"{shown(await self.person.messages())}"
        )

    def _answer(self, talk: Conversation, visit: Visit, seen: list[Seen], attempt: int) -> str:
        """What somebody who wants to finish does: a text, `tap:` with a button's data, or `photo:`."""
        if talk.form is not None:
            return "/cancel"
        if talk.place is None or talk.visit_id != visit.id:
            return f"tap:visit:{visit.id}:open"
        step, question = talk.place.step, f"q:{talk.place.serial}:"
        shown_now = [b["data"] for m in seen[-12:] for row in m.raw["buttons"] for b in row if b["data"]]
        choices = [data.removeprefix(question) for data in shown_now if data.startswith(question)]
        if step == "review":
            edits = [choice for choice in choices if choice.startswith("edit:")]
            wanted = (
                "submit" if "submit" in choices and attempt % 2 == 0 else edits[attempt % len(edits)] if edits else ""
            )
            return f"tap:{question}{wanted}" if wanted else "/review"
        if step in TIMES:
            return TIMES[step][attempt % 3]
        if step == "outcome":
            return FR("choice.done")
        going_on = [choice for choice in ("keep", "none", "on", "ok", "minor", "0", "skip") if choice in choices]
        if going_on and attempt % 8:
            return f"tap:{question}{going_on[attempt % len(going_on)]}"
        return ("10 min", "2", "grave")[attempt % 3] if attempt % 8 == 0 else f"Travail décrit {attempt}"

    async def _gives(self, answer: str, seen: list[Seen]) -> None:
        kind, _, rest = answer.partition(":")
        if kind == "tap":
            newest = next(message for message in reversed(seen) if not message.mine)
            await self.person.taps_raw(newest.id, rest)
        else:
            await self.person.says(answer)
        mark = self.person.mark
        with contextlib.suppress(NotSeen):
            await self.person.until(
                lambda messages: next((m for m in messages if m.version > mark and not m.mine), None),
                f"an answer to {answer!r}",
                1.0 if kind == "tap" else PATIENCE,
            )
            return
        assert kind == "tap", f"{self.person.name} is not answered: {answer}\n{shown(await self.person.messages())}"


async def everybody_finishes(served: Served, road: Road, figures: Figures) -> None:
    """Whoever was in the middle of a visit goes on; every report comes to the office."""
    database = served.settings.data_dir / "constat.db"
    here = {"user": {"id": 1, "is_bot": True, "first_name": "Constat"}, "status": "member"}
    for person in road.people:
        content = {
            "chat": {"id": person.id, "type": "private"},
            "from": {"id": person.id, "is_bot": False, "first_name": "T"},
        }
        change = {**content, "date": int(time.time()), "old_chat_member": here, "new_chat_member": here}
        await person.demo.crafts(person.id, json.dumps({"my_chat_member": change}))
        await person.sends_photos([picture()])
    await asyncio.gather(
        *(Technician(number, person, database).finishes() for number, person in enumerate(road.people))
    )
    wanted = {road.client(number) for number in range(len(road.people))}
    for person in road.people:
        await sending.sees(person, FR("sign.how"))
    figures.finished = len(wanted)
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        (figures.kept,) = db.execute("SELECT count(*) FROM inbox").fetchone()


async def one_way(
    folder: Path, births: Nursery, way: str, count: int, people: int, until: float, *, plant: str = ""
) -> Figures:
    """All of it on one way in; the figures."""
    figures = Figures(way)
    async with scene(folder / way, births, way, people, plant) as (served, road):
        await fuzzed(served, road, figures, count, seed=WAYS.index(way), until=until)
        await everybody_finishes(served, road, figures)
        assert served.life is not None
        assert served.life.pid is not None
        figures.after = memory(served.life.pid)
        grown = figures.after - figures.before
        assert grown < MOST_MEMORY, f"{way}: the service grew by {grown:.0f} MB over {figures.updates} updates"
    return figures


async def everything(folder: Path, count: int, people: int, seconds: float) -> str:
    """Both ways side by side; the figures."""
    until = time.monotonic() + seconds
    async with nursery(folder) as births:
        try:
            async with asyncio.TaskGroup() as group:
                each = [group.create_task(one_way(folder, births, way, count // 2, people, until)) for way in WAYS]
        except* AssertionError as faults:
            raise faults.exceptions[0] from None
    done = [task.result() for task in each]
    total = sum(each.updates for each in done)
    lines = "\n".join(f"  {each}" for each in done)
    return f"{total} of {count} made-up updates, 0 exits, 0 stuck chats\n{lines}"


def soak(seconds: float) -> str:
    """The full form: until the count is reached; what is left of the time is for finishing the visits."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(everything(Path(folder), UPDATES, PEOPLE, seconds * 0.7))
