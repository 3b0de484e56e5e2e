"""The machine fails while people work: disk full, archive or database not writable, database locked, clock set back.

Technicians are in the middle of their visits, each at another question, when the trouble begins; they go on typing,
tapping and photographing while it lasts, then the cause goes away and nobody restarts anything. Believed is what the
messenger's server was told to forget (`confirmed`), what the chats show, and the PDFs.
"""

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bot.vigil
import bot.waiting
import courier.courier
import storage.database
from app.clock import ShiftedClock
from app.service import Service
from app.settings import Settings
from core.people import Person as Somebody
from core.people import Role
from demo.faults import Fault
from demo.limits import Limits
from demo.people import Demo, Person
from demo.server import start as start_demo
from storage.database import Database
from storage.save import save_all
from tests.faults import sending
from tests.faults.sending import Road
from tests.faults.troubles import (
    archive_closed,
    database_closed,
    full,
    locked,
    may_mount,
    no_file_grows,
    small_disk,
)

from conftest import COMPANY, FR, free_port

TECHNICIANS = 24
MOST_DEEDS = 11
"""Within so many deeds of a visit everybody meets the trouble."""
BACK = timedelta(hours=2)


# -- the people --------------------------------------------------------------------------------------------------------


@dataclass
class Gate:
    """Holds everybody up at a deed of their own until the trouble is there."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    went_on: dict[int, list[float]] = field(default_factory=dict)
    """When each did something after that: the second deed follows an answer to the first."""

    async def passes(self, who: int, deeds: int) -> None:
        """A deed is about to be done."""
        if deeds == 1 + who % MOST_DEEDS:
            self.waiting += 1
            await self.opened.wait()
        if self.opened.is_set():
            self.went_on.setdefault(who, []).append(time.monotonic())


class Paced(Person):
    """Somebody who meets the trouble at a deed of their own."""

    def __init__(self, person: Person, gate: Gate, place: int) -> None:
        super().__init__(person.demo, person.id, person.name)
        self.gate, self.place, self.deeds = gate, place, 0

    async def does(self, deed: str, **given: Any) -> dict[str, Any]:
        self.deeds += 1
        await self.gate.passes(self.place, self.deeds)
        return await super().does(deed, **given)


@dataclass
class Scene:
    """A running service with its people."""

    road: Road
    data: Path
    clock: ShiftedClock
    gate: Gate
    administrator: Person

    def confirmed(self) -> set[int]:
        """The numbers of the updates that the messenger may have forgotten."""
        updates = self.road.server.world.updates
        return set(updates._given) - {waiting.update.update_id for waiting in updates.waiting()}

    def told(self) -> tuple[int, int]:
        """How many chats were told that they wait, and how many taps were answered so."""
        lines = self.road.server.journal.lines
        chats = {line["params"]["chat_id"] for line in lines if line["params"].get("text") == FR("standstill.waits")}
        return len(chats), sum(1 for line in lines if line["params"].get("text") == FR("standstill.tap"))


@contextlib.asynccontextmanager
async def opened(folder: Path, count: int) -> AsyncIterator[Scene]:
    """A service on a data folder that may be a disk of its own, and people with a visit each."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    (folder / "constat.toml").write_text(COMPANY, "utf-8")
    clock, gate = ShiftedClock(datetime.now(UTC)), Gate()
    server = await start_demo(limits=Limits.raised(), allow_local_urls=True)
    async with Demo(server.url) as demo:
        office, port = await demo.channel("Bureau"), free_port()
        settings = Settings(
            bot_token=server.token,  # type: ignore[arg-type]
            telegram_api_url=server.api_url,
            data_dir=folder / "data",
            company_file=folder / "constat.toml",
            public_url=f"http://127.0.0.1:{port}",
            http_port=port,
            office_chat_id=office.id,
            limits="raised",
            _env_file=None,  # type: ignore[call-arg]
        )
        road = Road(server, demo, office, settings)
        road.people = [await demo.user(f"Technicien {number:04}") for number in range(count)]
        alix = await demo.user("Alix Exemple")
        for person in (*road.people, alix):
            await person.start()
        await sending.furnish(road)
        await administered_by(settings, alix)
        road.service = Service(settings, now=clock.now)
        serving = asyncio.create_task(road.service.run())
        await road.service.ready()
        road.people = [Paced(person, gate, place) for place, person in enumerate(road.people)]
        try:
            yield Scene(road, folder / "data", clock, gate, alix)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    await server.stop()


async def administered_by(settings: Settings, person: Person) -> None:
    """Somebody is administrator."""
    db = Database.open(settings.database)
    alix = Somebody(id=9001, name="Alix Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=person.id)
    await db.write(lambda session: save_all(session, [alix]))
    await db.close()


@contextlib.asynccontextmanager
async def beside(trouble: contextlib.AbstractContextManager[None]) -> AsyncIterator[None]:
    """The trouble is made and ended in a thread: the service, which runs here, must not stand still for that."""
    await asyncio.to_thread(trouble.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(trouble.__exit__, None, None, None)


@contextlib.asynccontextmanager
async def visiting(scene: Scene) -> AsyncIterator["asyncio.Future[Any]"]:
    """Everybody is in the middle of their visit; they go on when the gate opens."""
    people = range(len(scene.road.people))
    visits = asyncio.gather(*(sending.reports(scene.road, number) for number in people))
    try:
        await until(lambda: scene.gate.waiting == len(people), "everybody is in the middle of their visit")
        yield visits
    finally:
        visits.cancel()
        await asyncio.gather(visits, return_exceptions=True)


# -- a scene -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """How long things take, on our side: the trouble, SQLite's patience, ours with people and administrators."""

    count: int
    lasts: float
    busy_ms: int = storage.database.BUSY_TIMEOUT_MS
    people: float = bot.waiting.PATIENCE
    administrators: float = bot.vigil.TELL_AFTER
    patience: float = 120.0
    """Seconds that everybody gets to end their visit afterwards."""

    @contextlib.contextmanager
    def applied(self) -> Iterator[None]:
        """Ours are so long meanwhile."""
        names: tuple[tuple[Any, str, float], ...] = (
            (storage.database, "BUSY_TIMEOUT_MS", self.busy_ms),
            (bot.waiting, "PATIENCE", self.people),
            (bot.vigil, "TELL_AFTER", self.administrators),
            (courier.courier, "PAUSE_OF_JOBS", min(courier.courier.PAUSE_OF_JOBS, self.lasts)),
        )
        before = [(module, name, getattr(module, name)) for module, name, _ in names]
        for module, name, value in names:
            setattr(module, name, value)
        try:
            yield
        finally:
            for module, name, value in before:
                setattr(module, name, value)


Trouble = Callable[[Path], contextlib.AbstractContextManager[None]]


async def standstill(folder: Path, name: str, trouble: Trouble, reasons: set[str], scale: Scale) -> str:
    """One trouble in the middle of everybody's visits; the figures. Raises AssertionError for a fault."""
    async with opened(folder, scale.count) as scene, visiting(scene) as visits:
        road, gate = scene.road, scene.gate
        await until(lambda: not road.server.world.updates.waiting(), "everything before is taken")
        async with beside(trouble(scene.data)):
            before = scene.confirmed()
            began = time.monotonic()
            gate.opened.set()
            await asyncio.sleep(scale.lasts)
            confirmed = scene.confirmed() - before
            waiting = len(road.server.world.updates.waiting())
            reason = await health(road)
            lasted = time.monotonic() - began
        over = time.monotonic()
        assert reason in reasons, f"{name}: /health says {reason!r}"
        if trouble is not archive_closed:
            assert not confirmed, f"{name}: {len(confirmed)} updates confirmed that could not be stored"
            assert waiting, f"{name}: nobody did anything meanwhile"
        await within(visits, scale.patience, f"{name}: not everybody could go on")
        answered = [moments[1] - over for moments in gate.went_on.values() if len(moments) > 1 and moments[1] > over]
        chats, taps = scene.told()
        documents = await sending.posted(road, set(range(scale.count)), 60)
        await sending.check(road, set(range(scale.count)), documents)
        alarms = await alarmed(scene.administrator)
        # With a closed archive answers are taken, and only photos wait.
        assert chats + taps or trouble is archive_closed, f"{name}: nobody was told"
        # With a locked database SQLite's patience must be over before anybody knows.
        due = scale.administrators + 3 + (scale.busy_ms / 1000 if trouble is locked else 0)
        assert alarms >= 1 + (lasted >= due), f"{name}: {alarms} messages to the administrator"
    served = f"{min(answered):.1f} to {max(answered):.1f} s after it" if answered else "at once"
    return (
        f"{name} for {lasted:.0f} s: {waiting} answers and photos of {scale.count} people waited, {len(confirmed)} "
        f"confirmed, {chats} chats and {taps} taps told, {alarms} alarms; served again {served}; "
        f"{len(documents)} reports, 0 lost, 0 doubled"
    )


async def clock_back(folder: Path, scale: Scale) -> str:
    """The clock is set back by two hours in the middle, with messages and photos waiting to be tried again."""
    async with opened(folder, scale.count) as scene, visiting(scene) as visits:
        road, gate = scene.road, scene.gate
        faults = [Fault("error", "send*"), Fault("error", "edit*"), Fault("error", "getFile")]
        road.server.faults.rules += faults
        gate.opened.set()
        courier_ = road.service.courier
        assert courier_ is not None
        await until(lambda: sum(fault.hits for fault in faults) >= scale.count, "deliveries fail")
        scene.clock.passes(-BACK.total_seconds() / 60)
        moved = time.monotonic()
        road.server.faults.rules.clear()
        await within(visits, scale.patience, "clock set back: not everybody could go on")
        first = [moments[1] - moved for moments in gate.went_on.values() if len(moments) > 1 and moments[1] > moved]
        documents = await sending.posted(road, set(range(scale.count)), 60)
        await sending.check(road, set(range(scale.count)), documents)
        await scene.administrator.until(lambda seen: next((m for m in seen if SET_BACK in m.text), None), "the alert")
    return (
        f"clock set back {BACK} in the middle: {sum(fault.hits for fault in faults)} deliveries waited to be tried "
        f"again, the last served {max(first, default=0):.1f} s later; {len(documents)} reports, 0 lost, 0 doubled"
    )


# -- looking -----------------------------------------------------------------------------------------------------------


NOW, OVER, SET_BACK = "rien ne peut être enregistré", "rien n’a pu être enregistré", "L’horloge du serveur"
"""What stands in the alarms that administrators get."""


async def alarmed(administrator: Person) -> int:
    """How many alarms the administrator got, once the last one is there."""
    await administrator.until(lambda seen: next((m for m in seen if OVER in m.text), None), "that it is over")
    return sum(1 for m in await administrator.messages() if OVER in m.text or NOW in m.text)


async def health(road: Road) -> str:
    """What `/health` says."""
    import aiohttp

    async with aiohttp.ClientSession() as session, session.get(f"{road.settings.public_url}/health") as answer:
        return str((await answer.json())["status"])


async def until(holds: Callable[[], bool], what: str, patience: float = 60.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, f"in vain: {what}"
        await asyncio.sleep(0.05)


async def within(doing: "asyncio.Future[Any]", seconds: float, fault: str) -> None:
    """Wait for something that must end. Raises AssertionError."""
    try:
        await asyncio.wait_for(doing, seconds)
    except TimeoutError:
        raise AssertionError(fault) from None


def disk_full(scale: Scale) -> str:
    """The disk is full."""
    with place() as folder:
        if not may_mount():
            grows = standstill(folder, "files that may not grow (not allowed to mount)", no_file_grows, ANY, scale)
            return asyncio.run(grows)
        with small_disk(folder / "data"):
            return asyncio.run(standstill(folder, "disk full", full, {"disk_full"}, scale))


def database_locked(scale: Scale) -> str:
    """Another process holds the database."""
    with place() as folder:
        return asyncio.run(standstill(folder, "database locked", locked, {"locked"}, scale))


def database_read_only(scale: Scale) -> str:
    """Nobody may write to the database."""
    with place() as folder:
        return asyncio.run(standstill(folder, "database read-only", database_closed, {"read_only"}, scale))


def archive_read_only(scale: Scale) -> str:
    """Nobody may write to the archive."""
    with place() as folder:
        return asyncio.run(standstill(folder, "archive read-only", archive_closed, {"read_only"}, scale))


def clock_set_back(scale: Scale) -> str:
    """The clock is set back."""
    with place() as folder:
        return asyncio.run(clock_back(folder, scale))


@contextlib.contextmanager
def place() -> Iterator[Path]:
    """A folder with a data folder in it, for a scene."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").mkdir()
        yield Path(folder)


SCENES = {
    disk_full: 30.0,
    database_locked: 30.0,
    clock_set_back: 0.0,
    database_read_only: 10.0,
    archive_read_only: 10.0,
}
"""The troubles, and how many seconds each lasts in the full form."""
NEED_ROOT = (database_read_only, archive_read_only)
ANY = {"disk_full", "read_only", "broken"}


def soak(seconds: float, count: int = TECHNICIANS) -> str:
    """The full form: every scene in turn, as long as there is time; each says its figures when it is over."""
    began, root, held = time.monotonic(), may_mount(), 0
    for scene, lasts in SCENES.items():
        if scene in NEED_ROOT and not root:
            print(f"{scene.__doc__} Not tried: only root may make it so.", flush=True)
        elif time.monotonic() - began > seconds * 0.8:
            print(f"{scene.__doc__} Not tried: no time left.", flush=True)
        else:
            scale = Scale(count, lasts, administrators=min(bot.vigil.TELL_AFTER, lasts / 6))
            with scale.applied():
                print(scene(scale), flush=True)
            held += 1
    return f"{held} of {len(SCENES)} troubles got over ({time.monotonic() - began:.0f} s)"
