"""Crews at work over real HTTP, for the suite `back`: the service in this process, a demo server beside it.

Every text that is typed for one client carries that client's own word, so that it is known again in whatever is kept.
"""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import time as hour
from pathlib import Path
from typing import Any, cast

from app.administration import ask
from app.clock import ShiftedClock
from app.settings import Settings
from core.people import Role
from demo.limits import Limits
from demo.people import Demo, Person, Seen
from demo.server import start as start_demo

from acting import Browser, arrives, assigns, checks, finishes, submits
from conftest import COMPANY, FR, MORNING, Stage, free_port, picture

WORDS = ("abricot", "bouleau", "cerise", "datte", "érable", "figue", "groseille", "hêtre", "iris", "jasmin", "kiwi",
         "lilas", "mûre", "noisette", "olive", "prune", "quetsche", "raisin", "sureau", "tilleul")  # fmt: skip


class Still:
    """In place of the stage's clock: crews work side by side, so nobody moves it on for the others."""

    async def passes(self, minutes: float) -> None:
        """Nothing passes."""


STILL = cast(Stage, Still())


@dataclass(frozen=True)
class Job:
    """One client's visit: `word` is in every text of theirs and in nobody else's."""

    number: int

    @property
    def word(self) -> str:
        """Two words of the list and a number: never part of another's."""
        first, second = divmod(self.number, len(WORDS))
        return f"{WORDS[second]}-{WORDS[first % len(WORDS)]}-{self.number:03}-fin"

    @property
    def client(self) -> str:
        """The client's name."""
        return f"Atelier {self.word}"

    @property
    def typed(self) -> tuple[str, ...]:
        """Every text typed for this client."""
        return (self.client, f"Panne {self.word}", f"Réparé {self.word}")


@dataclass
class Crew:
    """A dispatcher and a technician."""

    name: str
    dispatcher: Person
    technician: Person
    signed: list[Job] = field(default_factory=list)

    async def begins(self, job: Job) -> None:
        """Assigned, on site, the work told; up to the anomalies."""
        mission, done = job.typed[1:]
        await assigns(self.dispatcher, self.name, client=job.client, when="aujourd'hui 8h30-18h", mission=mission)
        await arrives(STILL, self.technician)
        await self.technician.says(done)
        await checks(self.technician, FR, "maintenance")
        await self.technician.sees(FR("step.anomalies"))

    async def ends(self, job: Job) -> Seen:
        """A photo that only this client has, up to submission; the message with the client's link."""
        shade = (job.number * 7 % 256, job.number * 13 % 256, job.number % 256)
        await finishes(STILL, Snapping(self.technician, picture(shade)))
        return await submits(self.technician)

    async def works(self, job: Job) -> None:
        """A whole visit, signed and posted."""
        await self.begins(job)
        await signs(await self.ends(job))
        self.signed.append(job)
        count = len(self.signed)
        await self.technician.until(lambda seen: _nth_document(seen, count), f"PDF number {count}")


def _nth_document(seen: list[Seen], count: int) -> Seen | None:
    papers = [message for message in seen if message.file_name]
    return papers[count - 1] if len(papers) >= count else None


def _enough(seen: list[Seen], count: int) -> bool:
    return sum(1 for message in seen if message.file_name) >= count


class Snapping(Person):
    """Somebody whose every photo is this one."""

    def __init__(self, person: Person, photo: bytes) -> None:
        super().__init__(person.demo, person.id, person.name)
        self._photo = photo

    async def sends_photos(self, photos: list[bytes], **how: Any) -> Any:
        """Send the photo in place of each."""
        return await super().sends_photos([self._photo for _ in photos], **how)


async def signs(link: Seen) -> None:
    """The client accepts."""
    async with Browser() as browser:
        await browser.opens(link.copy_text(FR("button.copy_link")))
        await browser.gives("accepted")
        assert browser.status == 200, f"the client could not sign: {browser.status}"


@dataclass
class Town:
    """The stage with its crews."""

    stage: Stage
    crews: list[Crew]
    administrator: Person
    lost: set[str] = field(default_factory=set)
    """Documents posted between the last backup and the loss of the machine."""

    async def does(self, act: str, **args: Any) -> dict[str, Any]:
        """What a command has done, by the service while it runs; its last word."""
        return [said async for said in ask(self.stage.settings, act, **args)][-1]

    async def moves(self, data: Path) -> None:
        """The service goes on from another data folder."""
        self.stage.settings = self.stage.settings.model_copy(update={"data_dir": data})
        await self.stage.opens()

    async def posts(self) -> list[Seen]:
        """The completed documents in the office channel."""
        return [message for message in await self.stage.office.messages() if message.file_name]

    async def posted(self) -> set[str]:
        """The hashes of the documents in the office channel."""
        return {hashlib.sha256(pdf).hexdigest() for pdf in await self.papers()}

    async def papers(self) -> list[bytes]:
        """The documents in the office channel."""
        return await asyncio.gather(*(message.download() for message in await self.posts()))

    async def shows(self, count: int, until: float) -> None:
        """Wait until so many documents stand in the office channel, or for the time to be over."""
        if count > 0:
            await self.stage.office.until(
                lambda seen: seen[-1] if seen and (_enough(seen, count) or time.monotonic() > until) else None,
                f"{count} documents",
                patience=max(until - time.monotonic(), 1) + 5,
            )

    async def rests(self) -> None:
        """Until the courier has nothing left to do."""
        courier = self.stage.service.courier
        assert courier is not None
        await courier.tick()
        await courier.rest()


@contextlib.asynccontextmanager
async def town(folder: Path, crews: int) -> AsyncIterator[Town]:
    """Open, with so many crews in it, and closed at the end."""
    clock = ShiftedClock(MORNING)
    server = await start_demo(clock=clock.now, limits=Limits.raised(), allow_local_urls=True)
    (folder / "constat.toml").write_text(COMPANY, "utf-8")
    try:
        async with Demo(server.url) as demo:
            office = await demo.channel("Bureau")
            port = free_port()
            settings = Settings(
                bot_token=server.token, telegram_api_url=server.api_url, data_dir=folder / "data",
                company_file=folder / "constat.toml", public_url=f"http://127.0.0.1:{port}", http_port=port,
                office_chat_id=office.id, summary_at=hour(23, 59), limits="raised", _env_file=None,
            )  # fmt: skip
            stage = Stage(folder, server, demo, clock, office, settings)
            await stage.opens()
            try:
                alix = await stage.comes_in("Alix Exemple", Role.ADMINISTRATOR)
                yield Town(stage, [await _crew(stage, number) for number in range(crews)], alix)
            finally:
                await stage.closes()
    finally:
        await server.stop()


async def _crew(stage: Stage, number: int) -> Crew:
    name = f"Léa {WORDS[number].capitalize()}"
    dispatcher = await stage.comes_in(f"Camille {WORDS[number].capitalize()}", Role.DISPATCHER)
    return Crew(name, dispatcher, await stage.comes_in(name, Role.TECHNICIAN))
