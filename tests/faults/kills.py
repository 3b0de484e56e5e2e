"""The service is killed (SIGKILL to its process group) hundreds of times: nothing lost, nothing doubled.

Technicians report, clients sign, managers get their summaries, while the service dies again and again: at random steps
of its event loop, and at every named point (`tests.faults.dying.POINTS`). Two services on two demo servers, side by
side: one asks for its updates, one is called (webhook). Believed is what the chats and the PDFs show, and what was
typed.
"""

import asyncio
import contextlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from core.people import Person as Somebody
from core.people import Role
from core.staff.menu import with_menu_sent
from demo.people import Person
from storage.database import Database
from storage.save import save_all
from tests.faults import dying, sending
from tests.faults.sending import Road
from tests.faults.served import Nursery, Served, nursery, opened

from acting import Browser, pictures_in, printed
from conftest import FR

RANDOM_KILLS, TIMES = 500, 10
"""How many at random steps, and how many at each named point."""
MANY, MANAGERS, SIDE_BY_SIDE = 250, 12, 10
"""Technicians and managers of each service, and visits that go on at once."""
MOST_STEPS = 4000
"""A life ends within so many steps of the event loop; a start takes about 1,000, 100 answers some 4,000."""
EARLY, PARTS = 8, 3
"""How many kills, for each time, may go to the summaries first; into how many parts a stage's points are shared out."""
LONGER = 5
"""How many times longer one in eight may live."""
QUIET = 3.0
"""Seconds; the courier looks every 2 s for what was left behind."""
PICTURES = 2
"""In each report: the photo, the signature."""


@dataclass
class Tally:
    """What was reached, of what is wanted."""

    random_kills: int
    times: int
    points: Sequence[str] = dying.POINTS
    passes: int = 2
    """Fewer than so many times it lives through a named point before."""
    died: Counter[str] = field(default_factory=Counter)

    @property
    def needed(self) -> frozenset[str]:
        """The named points at which it did not die often enough."""
        return frozenset(point for point in self.points if self.died[point] < self.times)

    @property
    def done(self) -> bool:
        """Whether everything is reached."""
        return self.died[dying.STEP] >= self.random_kills and not self.needed

    def next(self, dice: random.Random) -> tuple[frozenset[str], int, int]:
        """Where to die next, how often to pass there before, and after how many steps to die in any case.

        Summaries are sent in the first moments of all, so their points come first; then those of one stage of a visit
        at a time: with all at once, it would always die at those that are met all the time, and no visit would get on.
        """
        stages = _by_stage(self.needed)
        first = stages.pop(0, None)
        if first and self.died.total() < self.times * EARLY:
            return first, 0, MOST_STEPS * 2
        if stages and (self.died[dying.STEP] >= self.random_kills or dice.random() < 0.5):
            # Those least met, and not all of them, or it would always die at the first of a row.
            points = sorted(stages[dice.choice(sorted(stages))])
            some = sorted(points, key=lambda point: (self.died[point], dice.random()))[: -(-len(points) // PARTS)]
            return frozenset(some), dice.randrange(self.passes), MOST_STEPS * LONGER
        # A PDF takes a worker process some seconds: where every life is shorter, nobody ever gets one.
        return frozenset(), 0, dice.randrange(MOST_STEPS * dice.choice((*[1] * 7, LONGER)))

    def __str__(self) -> str:
        """The figures."""
        named = [self.died[point] for point in self.points]
        enough = sum(1 for count in named if count >= self.times)
        return (
            f"{self.died[dying.STEP]} kills at random steps (wanted {self.random_kills}), {sum(named)} at named "
            f"points: {enough} of {len(self.points)} points {self.times} times or more, the least met "
            f"{min(named, default=0)}"
        )


def _by_stage(points: Iterable[str]) -> dict[int, frozenset[str]]:
    """The points of each stage of a visit that has any, by its number."""
    stages: dict[int, set[str]] = {}
    for point in points:
        found = (number for number, ends in enumerate(dying.STAGES) if point.endswith(ends))
        stages.setdefault(next(found, len(dying.STAGES)), set()).add(point)
    return {number: frozenset(some) for number, some in stages.items()}


@dataclass
class Scene:
    """One service that is killed, its people, and what they have done."""

    served: Served
    road: Road
    managers: list[Person]
    done: set[int] = field(default_factory=set)
    back: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while people are served."""

    async def dies(self, tally: Tally, dice: random.Random) -> None:
        """Start and die until the tally is full; then start to stay."""
        while not tally.done:
            armed, skip, steps = tally.next(dice)
            life = await self.served.starts(armed, skip, steps)
            self.back.set()
            await life.over.wait()
            self.back.clear()
            assert life.died_at is not None, "the service ended by itself:\n" + "\n".join(life.last)
            tally.died[life.died_at] += 1
        await self.stays()

    async def stays(self) -> None:
        """Start, not to die."""
        await self.served.is_killed()
        await self.served.starts()
        self.back.set()

    async def reports(self, number: int) -> None:
        """One visit, up to its PDF; the client tries again where the page does not answer."""
        await self.signs((await sending.visits(self.road, number)).copy_text(FR("button.copy_link")))
        await self.road.people[number].document(patience=sending.PATIENCE)
        self.done.add(number)

    async def signs(self, link: str) -> None:
        """The client accepts, and tries again while the page does not answer."""
        while not await signed(link):
            await asyncio.wait_for(self.back.wait(), sending.PATIENCE)

    async def rests(self) -> None:
        """Until the messenger has heard nothing of the service for a while: what is doubled would be there by then."""
        world, calls = self.served.server.world, self.served.server.journal.lines
        while True:
            count = len(calls)
            if not await world.changes.until(lambda count=count: len(calls) > count, QUIET):
                return


async def signed(link: str) -> bool:
    """Whether the client's word was taken; False where nobody answered, or the page said to try again."""
    with contextlib.suppress(aiohttp.ClientError):
        async with Browser() as browser:
            await browser.opens(link)
            await browser.gives("accepted")
            assert browser.status in (200, 503), f"the client was answered {browser.status}"
            return browser.status == 200
    return False


@contextlib.asynccontextmanager
async def scene(
    folder: Path, births: Nursery, mode: str, plant: str = "", many: int = MANY, managers: int = MANAGERS
) -> AsyncIterator[Scene]:
    """Furnished with technicians who each have one visit to make; the service is not started yet."""
    async with opened(folder, births, mode=mode, summary_at="00:00") as served:
        road = Road(served.server, served.demo, served.office, served.settings)
        road.people = [await served.demo.user(f"Technicien {number:04}") for number in range(many)]
        heads = [await served.demo.user(f"Dominique {number:04}") for number in range(managers)]
        for person in (*road.people, *heads):
            await person.start()
        # Greetings to so many at once would be all that a service which dies soon ever sends.
        async with aiohttp.ClientSession() as bot:
            forgets = f"{served.server.api_url}/bot{served.server.token}/deleteWebhook"
            await (await bot.post(forgets, json={"drop_pending_updates": True})).read()
        await sending.furnish(road)
        served.plant = plant
        db = Database.open(served.settings.database)
        nouns: list[Any] = [
            with_menu_sent(
                Somebody(id=20_000 + number, name=head.name, roles=frozenset({Role.MANAGER}), chat_id=head.id)
            )
            for number, head in enumerate(heads)
        ]
        await db.write(lambda session: save_all(session, nouns))
        await db.close()
        served.rooms.update({str(head.id): "summary" for head in heads})
        yield Scene(served, road, heads)


async def killed(stage: Scene, tally: Tally, dice: random.Random, until: float) -> None:
    """Kill until the tally is full, or the time is over; then let everything come to its end."""
    killing = asyncio.create_task(stage.dies(tally, dice))
    numbers = iter(range(len(stage.road.people)))

    async def works() -> None:
        for number in numbers:
            if tally.done or time.monotonic() > until:
                return
            await stage.reports(number)

    at_work = asyncio.gather(*(works() for _ in range(SIDE_BY_SIDE)))
    try:
        await asyncio.wait(
            {at_work, killing}, timeout=max(until - time.monotonic(), 0), return_when=asyncio.FIRST_COMPLETED
        )
        ended = killing.done()
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        if not ended:
            await stage.stays()
        else:
            killing.result()
        await at_work
    finally:
        for task in (killing, at_work):
            task.cancel()
        await asyncio.gather(killing, at_work, return_exceptions=True)
    await check(stage)


async def check(stage: Scene) -> None:
    """Every report once in the office and once in its technician's chat, whole; every summary once."""
    road, wanted = stage.road, {stage.road.client(number) for number in stage.done}

    def all_there(messages: list[Any]) -> Any:
        there = "\n".join(m.text for m in messages if m.file_name)
        return messages[-1] if messages and all(name in there for name in wanted) else None

    if wanted:
        await road.office.until(all_there, "every report", sending.PATIENCE)
    for number in sorted(stage.done):
        await road.people[number].document(patience=sending.PATIENCE)
    await stage.rests()
    documents = [m for m in await road.office.messages() if m.file_name]
    for number in sorted(stage.done):
        found = [m for m in documents if road.client(number) in m.text]
        assert len(found) == 1, f"{road.client(number)}: {len(found)} documents in the office channel"
        own = [m for m in await road.people[number].messages() if m.file_name]
        assert len(own) == 1, f"{road.client(number)}: {len(own)} documents in the technician's chat"
        pdf = await found[0].download()
        text = printed(pdf)
        counts = {typed: text.count(typed) for typed in road.typed(number)}
        assert set(counts.values()) == {1}, f"{road.client(number)}: how often the PDF says what was typed: {counts}"
        assert pictures_in(pdf) == PICTURES, f"{road.client(number)}: {pictures_in(pdf)} pictures in the PDF"
    for head in stage.managers:
        titles = Counter(m.text.splitlines()[0] for m in await summaries(head))
        assert set(titles.values()) == {1}, f"{head.name}: summaries {titles}"


async def summaries(head: Person) -> list[Any]:
    """The summaries in a manager's chat, waited for; one that was only announced is none."""
    today = datetime.now(UTC)
    days = [FR.date(today + timedelta(days=n), "Europe/Paris") for n in (-1, 0, 1)]

    def those(messages: list[Any]) -> list[Any]:
        return [m for m in messages if m.text.splitlines()[0] in days and FR("summary.follows") not in m.text]

    await head.until(lambda messages: next(iter(those(messages)), None), "the summary", sending.PATIENCE)
    return those(await head.messages())


def unless_cut_off(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say what went wrong beside everything else; that a killed service cuts connections is no news."""
    if not isinstance(context.get("exception"), ConnectionError | aiohttp.ClientError):
        loop.default_exception_handler(context)


async def drive(folder: Path, seconds: float, tally: Tally, modes: Sequence[str], plant: str = "", **sizes: int) -> str:
    """Kill services side by side, one for each mode; the figures. Raises AssertionError for a fault."""
    began = time.monotonic()
    asyncio.get_running_loop().set_exception_handler(unless_cut_off)
    async with nursery(folder) as births, contextlib.AsyncExitStack() as stack:
        stages = [await stack.enter_async_context(scene(folder / mode, births, mode, plant, **sizes)) for mode in modes]
        async with asyncio.TaskGroup() as group:
            for number, stage in enumerate(stages):
                group.create_task(killed(stage, tally, random.Random(number), began + seconds * 0.9))
        reports = sum(len(stage.done) for stage in stages)
    return (
        f"{tally}; {reports} reports, {len(modes) * sizes.get('managers', MANAGERS)} summaries: 0 lost, 0 doubled "
        f"({time.monotonic() - began:.0f} s)"
    )


def soak(seconds: float) -> str:
    """The full form."""
    tally = Tally(RANDOM_KILLS, TIMES)
    with tempfile.TemporaryDirectory() as folder:
        try:
            said = asyncio.run(drive(Path(folder), seconds, tally, ("polling", "webhook")))
        except BaseExceptionGroup as several:
            faults = "\n".join(str(fault) for fault in several.exceptions)
            raise AssertionError(f"{faults}\n({tally})") from several
    never = [point for point in tally.points if not tally.died[point]]
    assert not never, f"these points were never met: {', '.join(never)} ({said})"
    return said
