"""Hundreds of reports through a bad network: all posted, none lost, none doubled, no limit ever broken.

The service runs here as it is (HTTP, SQLite, worker processes), against the demo server, which fails at every method:
10 % answers 5xx, 10 % answers 429, 5 % connections cut before and 5 % after the call was carried out. Limits are scaled
on both sides alike; the server measures on its own clock and counts what it had to refuse.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from msgspec.structs import replace

import app.service
import core.delivery
from app.service import Service
from app.settings import Settings
from core.clients import Client, Site
from core.people import Person as Somebody
from core.people import Role
from core.staff.menu import with_menu_sent
from core.visit import Visit
from core.work_order import WorkOrder, WorkOrderState
from courier.limits import LimitSettings, Rate
from demo.faults import Fault
from demo.limits import Limits
from demo.people import Demo, Person, Room, Seen
from demo.server import RunningServer
from demo.server import start as start_demo
from storage.database import Database
from storage.migrate import upgrade
from storage.numbers import KINDS
from storage.save import save_all
from storage.tables import SequenceRow
from storage.work_orders import remember_interview
from templates.interviews import load_interviews

from acting import Browser
from conftest import COMPANY, FR, free_port, picture

REPORTS = 500
RUSH = 150
SIDE_BY_SIDE = 80
FASTER = 20
"""How many times the messenger's limits are raised, on both sides."""
OURS = LimitSettings(
    overall=Rate(LimitSettings().overall.per_second * FASTER, LimitSettings().overall.burst),
    chat=Rate(LimitSettings().chat.per_second * FASTER, LimitSettings().chat.burst),
    group=Rate(LimitSettings().group.per_second * FASTER, LimitSettings().group.burst),
)
THEIRS = Limits(overall_per_second=30 * FASTER, chat_per_second=FASTER, chat_burst=5, group_per_minute=20 * FASTER)
FAULTS = (
    Fault("error", probability=0.10),
    Fault("429", probability=0.10, retry_after=1),
    Fault("drop", probability=0.05),
    Fault("drop_after", probability=0.05),
)
FIRST_DELAY = timedelta(seconds=0.25)
"""A quarter of ours: what is posted in the one office channel waits for its turn behind every failure there."""
PATIENCE = 400.0
"""Seconds: a message whose call fails eight times in a row, as one in 15,000 does, comes after four minutes."""
SIGNS_EVERY = 5
"""Every fifth client signs; the others are absent."""


@dataclass
class Road:
    """A service in front of a bad network, with technicians who each have one visit to make."""

    server: RunningServer
    demo: Demo
    office: Room
    settings: Settings
    people: list[Person] = field(default_factory=list)
    service: Service = field(init=False)

    def typed(self, number: int) -> tuple[str, str, str]:
        """What technician `number` types, in words that nobody else uses: work, material, advice."""
        return f"Travail numéro {number:04} fait", f"raccord {number:04}", f"Conseil numéro {number:04}"

    def client(self, number: int) -> str:
        """The client's name."""
        return f"Client numéro {number:04}"


@contextlib.asynccontextmanager
async def opened(folder: Path, count: int, faults: Sequence[Fault], limits: Limits) -> AsyncIterator[Road]:
    """A running service and its people; the faults begin once everybody is there."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    (folder / "constat.toml").write_text(COMPANY, "utf-8")
    server = await start_demo(limits=Limits.raised(), allow_local_urls=True, seed=os.getpid())
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
        for person in road.people:
            await person.start()
        await furnish(road)
        road.service = Service(settings)
        serving = asyncio.create_task(road.service.run())
        await road.service.ready()
        try:
            server.world.throttle.change(limits)
            server.faults.rules += [copy(rule) for rule in faults]
            yield road
        finally:
            server.faults.rules.clear()
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    await server.stop()


async def furnish(road: Road) -> None:
    """Everybody's visit, offered; the trade's questions are left out, since other suites ask them."""
    road.settings.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(road.settings.database)
    db = Database.open(road.settings.database)
    now = datetime.now(UTC)
    short = replace(load_interviews()["maintenance"], version="short", questions=(), photos_required_for=())
    nouns: list[Any] = [Somebody(id=9000, name="Camille Exemple", roles=frozenset({Role.DISPATCHER}))]
    for number, person in enumerate(road.people, start=1):
        name = f"Technicien {number - 1:04}"
        nouns += [
            with_menu_sent(Somebody(id=number, name=name, roles=frozenset({Role.TECHNICIAN}), chat_id=person.id)),
            Client(id=number, name=road.client(number - 1)),
            Site(id=number, client_id=number, name="Atelier", address="1 rue de l’Exemple"),
            WorkOrder(
                id=number,
                number=f"OI-2026-{number:04}",
                client_id=number,
                site_id=number,
                starts_at=now - timedelta(hours=1),
                ends_at=now + timedelta(hours=1),
                mission="Visite d’entretien",
                trade="maintenance",
                created_by=9000,
                created_at=now - timedelta(days=1),
                state=WorkOrderState.OFFERED,
                technician_id=number,
                visit_id=number,
            ),
            Visit(
                id=number,
                work_order_id=number,
                technician_id=number,
                trade="maintenance",
                interview_version="short",
                offered_at=now - timedelta(hours=2),
            ),
        ]

    def store(session: Any) -> None:
        save_all(session, nouns)
        remember_interview(session, short)
        session.execute(SequenceRow.__table__.insert(), [{"name": kind, "value": 10_000} for kind in KINDS])

    await db.write(store)
    await db.close()


# -- what people do ----------------------------------------------------------------------------------------------------


async def sees(person: Room, text: str) -> Seen:
    """The newest message with this text, however long the network takes."""

    def look(messages: list[Seen]) -> Seen | None:
        return next((m for m in reversed(messages) if text in m.text and not m.mine), None)

    return await person.until(look, repr(text), PATIENCE)


async def taps(person: Person, text: str, label: str) -> None:
    """Tap a button of the newest message with this text, without waiting for the short answer, which may be lost."""

    def look(messages: list[Seen]) -> Seen | None:
        return next(
            (m for m in reversed(messages) if text in m.text and not m.mine and label in " ".join(m.labels)), None
        )

    seen = await person.until(look, f"{text!r} with {label!r}", PATIENCE)
    data = next(b["data"] for row in seen.raw["buttons"] for b in row if label in b["text"])
    await person.does("tap", message_id=seen.id, data=data)


async def visits(road: Road, number: int) -> Seen:
    """One visit from the offer to the client's link; the message with the link."""
    person, (work, material, advice) = road.people[number], road.typed(number)
    await person.says("/today")
    await taps(person, f"OI-2026-{number + 1:04}", FR("button.accept"))
    await sees(person, FR("step.on_my_way"))
    await person.says("il y a 50 min")
    await sees(person, FR("step.arrived"))
    await person.says("il y a 40 min")
    await sees(person, FR("ask.work"))
    await person.says(work)
    await taps(person, FR("step.anomalies"), FR("button.no_anomaly"))
    await sees(person, FR("step.materials"))
    await person.says(f"2 x {material}")
    await taps(person, material, FR("button.go_on"))
    await sees(person, FR("step.photos"))
    await person.sends_photos([picture((number % 250, 90, 140), (320, 240))])
    await taps(person, FR("step.photos"), FR("button.go_on"))
    await sees(person, FR("step.outcome"))
    await person.says(FR("choice.done"))
    await sees(person, FR("step.advice"))
    await person.says(advice)
    await sees(person, FR("step.left"))
    await person.says("il y a 1 min")
    await taps(person, FR("review.complete"), FR("button.submit"))
    return await sees(person, FR("sign.how"))


async def reports(road: Road, number: int) -> None:
    """One visit from the offer to the client's word."""
    sign, person = await visits(road, number), road.people[number]
    if number % SIGNS_EVERY:
        await taps(person, FR("sign.how"), FR("button.client_absent"))
    else:
        async with Browser() as browser:
            await browser.opens(sign.copy_text(FR("button.copy_link")))
            await browser.gives("accepted")
            for _ in range(5):
                if browser.status == 503:  # the page says that it was not taken, and to try again
                    await browser.gives("accepted")
            assert browser.status == 200, f"the client of {number} was answered {browser.status}"


async def posted(road: Road, wanted: set[int], seconds: float) -> list[Seen]:
    """The office's documents, once every report is there and nothing more comes, or the time is over."""
    until = time.monotonic() + seconds
    courier = road.service.courier
    assert courier is not None
    while True:
        documents = [m for m in await road.office.messages() if m.file_name]
        there = "\n".join(m.text for m in documents)
        if (courier.idle and all(road.client(number) in there for number in wanted)) or time.monotonic() > until:
            return documents
        await asyncio.sleep(0.5)


# -- what must hold ----------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def rates(ours: LimitSettings, first_delay: timedelta) -> Iterator[None]:
    """In place of the raised limits these, and this first pause after a failure."""
    before = app.service.RAISED, core.delivery.FIRST_DELAY
    app.service.RAISED, core.delivery.FIRST_DELAY = ours, first_delay
    try:
        yield
    finally:
        app.service.RAISED, core.delivery.FIRST_DELAY = before


async def drive(
    folder: Path, count: int, seconds: float, *, faults: Sequence[Fault] = FAULTS, ours: LimitSettings = OURS
) -> tuple[int, str]:
    """Drive so many reports, or what fits into the time; how many, and the figures. Raises AssertionError."""
    began = time.monotonic()
    with rates(ours, FIRST_DELAY):
        async with opened(folder, count, faults, THEIRS) as road:
            done: set[int] = set()
            side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)

            async def one(number: int) -> None:
                async with side_by_side:
                    await reports(road, number)
                    done.add(number)

            await within(began + seconds * 0.65 - time.monotonic(), [one(number) for number in range(count)])
            await posted(road, done, began + seconds * 0.8 - time.monotonic())
            for rule in road.server.faults.rules:
                rule.probability = 0  # what was slow to come through comes now, or never
            documents = await posted(road, done, began + seconds * 0.95 - time.monotonic())
            leftovers = [m for m in await road.office.messages() if not m.file_name]
            await check(road, done, documents)
            worst = broken_by_none(road, 1 / FASTER, 60 / FASTER)
            hits = Counter({rule.kind: rule.hits for rule in road.server.faults.rules})
            calls = len(road.server.journal.lines)
    assert done, "no report came to its end: this says nothing"
    return len(done), (
        f"{len(done)} of {count} reports; {calls} calls, of which "
        + ", ".join(f"{number} met {kind}" for kind, number in sorted(hits.items()))
        + f"; {len(leftovers)} placeholders whose number was lost stand beside the reports; {worst} "
        f"({time.monotonic() - began:.0f} s; limits raised {FASTER} times on both sides, "
        f"first pause after a failure {FIRST_DELAY.total_seconds()} s)"
    )


async def within(seconds: float, deeds: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Do these side by side; what is not done when the time is over is left."""
    tasks = [asyncio.ensure_future(deed) for deed in deeds]
    ended, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    for task in ended:
        task.result()


async def rush(folder: Path, count: int, *, questions: int = 2, ours: LimitSettings | None = None) -> str:
    """So many people ask so many questions at the same moment, under the messenger's real limits; the figures."""
    began = time.monotonic()

    async def asks(person: Person) -> None:
        for _ in range(questions):
            await person.says("/help")
        answer = FR("help.technician").splitlines()[0]
        await person.until(
            lambda seen: seen[-1] if sum(answer in m.text for m in seen) >= questions else None, answer, PATIENCE
        )

    with rates(ours or LimitSettings(), FIRST_DELAY):
        async with opened(folder, count, (), Limits()) as road:
            await asyncio.gather(*(asks(person) for person in road.people))
            worst = broken_by_none(road)
    return (
        f"{count} people, {questions} questions each at the same moment, under the real limits: {worst} "
        f"({time.monotonic() - began:.0f} s)"
    )


def broken_by_none(road: Road, second: float = 1.0, minute: float = 60.0) -> str:
    """What the server measured on its clock. Raises AssertionError where a limit was broken."""
    worst = road.server.world.throttle.worst(second, minute)
    assert worst["refused"] == 0, f"the server had to refuse {worst['refused']} calls: a limit was broken"
    assert worst["second"] <= 30, f"{worst['second']} messages in one second"
    assert worst["group_minute"] <= 20, f"{worst['group_minute']} messages in one minute of the office channel"
    return (
        f"most in a second {worst['second']} of 30, in a group's minute {worst['group_minute']} of 20, "
        f"refused for speed {worst['refused']}"
    )


async def check(road: Road, done: set[int], documents: list[Seen]) -> None:
    """Every report once in the office with everything that was typed, and once in its technician's chat."""
    for number in sorted(done):
        name = road.client(number)
        found = [m for m in documents if name in m.text]
        assert len(found) == 1, f"{name}: {len(found)} documents in the office channel"
        await road.people[number].document(patience=PATIENCE)
        chat = [m for m in await road.people[number].messages() if m.file_name]
        assert len(chat) == 1, f"{name}: {len(chat)} documents in the technician's chat"
        text = printed(await found[0].download())
        for typed in (*road.typed(number), name):
            assert typed in text, f"{name}: what was typed is not in the PDF: {typed}"
        assert text.count(road.typed(number)[1]) == 1, f"{name}: the material is there twice"


def printed(pdf: bytes) -> str:
    """What a reader of the PDF sees."""
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def house(count: int, seconds: float) -> tuple[int, str]:
    """One house in a process of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(drive(Path(folder), count, seconds))


def soak(seconds: float, count: int = REPORTS) -> str:
    """The full form: a rush, then two houses side by side, each with its own messenger."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = [asyncio.run(rush(Path(folder), RUSH))]
    left = seconds - (time.monotonic() - began)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(house, (count // 2, count - count // 2), (left, left)))
    figures.append(
        f"{sum(reached for reached, _ in done)} of {count} reports, all posted, 0 lost, 0 doubled, in two houses:"
    )
    return "\n".join(figures + [text for _, text in done])
