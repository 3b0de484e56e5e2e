"""The flush comes before the confirmation: a real service is traced (strace), and its calls to the kernel are read.

SIGKILL cannot show this, since what a process wrote outlives it; a machine that loses its power forgets what was not
flushed. Known are the words that people typed, what came over the wire and what went out over it. Three orders hold:

- an update: its words are written to the write-ahead log, the log is flushed, the messenger hears of it (the next
  getUpdates with a higher offset; the 200 to a webhook);
- a tap has no words of its own: something is written and flushed between its coming and its confirmation;
- a file: flushed, moved to its place, its folder flushed (and the one above, where it is new), and only then is its
  name written to the log.
"""

import asyncio
import contextlib
import re
import tempfile
import time
from bisect import bisect_right
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.faults import sending
from tests.faults.kills import signed
from tests.faults.sending import Road
from tests.faults.served import Nursery, nursery, opened
from tests.faults.trace import FLUSHES, FOLDERS, MOVES, SENDS, Call, calls, command

from conftest import FR, picture

PEOPLE, EACH = 12, 5.0
"""In the full form, for each of the two ways in; and the seconds that one of them may need there."""
UPDATE = re.compile(rb'"update_id": ?(\d+)')
WORD = re.compile(rb"mot-[abc]-\d{4}")
OFFSET = re.compile(rb"offset=(\d+)")
ARCHIVED = re.compile(r".*/archive/[0-9a-f]{2}/([0-9a-f]{64})")


class Words(Road):
    """Everybody types words that nobody else types, the same on the wire and on the disk."""

    def typed(self, number: int) -> tuple[str, str, str]:
        """Work, material, advice."""
        return f"mot-a-{number:04}", f"mot-b-{number:04}", f"mot-c-{number:04}"


@dataclass
class Came:
    """An update that was received."""

    number: int
    words: frozenset[bytes]
    line: int
    """Of the trace, when it had come."""
    confirmed: int | None = None
    """When the messenger was told."""


@dataclass
class Log:
    """The write-ahead log: what was written into it, when it was flushed."""

    writes: list[Call] = field(default_factory=list)
    flushes: list[Call] = field(default_factory=list)

    def written(self, what: bytes) -> Call | None:
        """When this was first written."""
        return next((call for call in self.writes if what in call.texts[0]), None)

    def write_after(self, line: int) -> Call | None:
        """The first write that began after a line."""
        found = bisect_right(self.writes, line, key=lambda call: call.begun)
        return self.writes[found] if found < len(self.writes) else None

    def flushed(self, write: Call) -> Call | None:
        """The first flush that began after a write had ended."""
        found = bisect_right(self.flushes, write.ended, key=lambda call: call.begun)
        return self.flushes[found] if found < len(self.flushes) else None


@dataclass(frozen=True)
class Figures:
    """What was seen, all of it in the order that must hold."""

    mode: str
    updates: int
    words: int
    files: int

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.mode}: {self.updates} updates confirmed, {self.updates} of them after something was written and "
            f"flushed since they came; {self.words} typed texts, {self.words} of them flushed before the confirmation; "
            f"{self.files} files, {self.files} of them flushed and moved, and their folders flushed, before their name "
            "was written"
        )


async def whole(road: Road, number: int) -> None:
    """A visit up to its PDF."""
    link = (await sending.visits(road, number)).copy_text(FR("button.copy_link"))
    async with asyncio.timeout(sending.PATIENCE):
        while not await signed(link):
            pass
    await road.people[number].document(patience=sending.PATIENCE)


async def told(road: Road, number: int) -> None:
    """A visit up to its first text."""
    person = road.people[number]
    await person.says("/today")
    await sending.taps(person, f"OI-2026-{number + 1:04}", FR("button.accept"))
    await sending.sees(person, FR("step.on_my_way"))
    await person.says("il y a 50 min")
    await sending.sees(person, FR("step.arrived"))
    await person.says("il y a 40 min")
    await sending.sees(person, FR("ask.work"))
    await person.says(road.typed(number)[0])
    await sending.sees(person, FR("step.anomalies"))


async def photographed(road: Road, number: int) -> None:
    """A visit up to its first text and photo."""
    await told(road, number)
    person = road.people[number]
    await person.sends_photos([picture((number, 90, 140), (320, 240))])
    await sending.sees(person, FR("tell.photos", stored=1, n=1))


@dataclass(eq=False)
class House:
    """A service that is traced, and what its people do; `plant` names a fault of `dying.PLANTS`."""

    mode: str
    people: int = 1
    act: Callable[[Road, int], Awaitable[None]] = whole
    plant: str = ""
    places: tuple[str, ...] = ()
    """What its calls are known by: its folder, and the connections through which updates come."""

    @contextlib.asynccontextmanager
    async def opened(self, folder: Path, births: Nursery) -> AsyncIterator[Road]:
        """Furnished and served."""
        own = folder / f"{self.mode}-{self.plant}"
        async with opened(own, births, mode=self.mode) as served:
            served.plant = self.plant
            hears = served.settings.http_port if self.mode == "webhook" else urlsplit(served.server.api_url).port
            self.places = (f"{own}/", f"127.0.0.1:{hears}]" if self.mode == "polling" else f"127.0.0.1:{hears}->")
            road = Words(served.server, served.demo, served.office, served.settings)
            road.people = [await served.demo.user(f"Technicien {number:04}") for number in range(self.people)]
            for person in road.people:
                await person.start()
            await sending.furnish(road)
            await served.starts()
            yield road

    async def lives(self, road: Road) -> None:
        """Everybody does what they do, all at once."""
        await asyncio.gather(*(self.act(road, number) for number in range(self.people)))

    def knows(self, call: Call) -> bool:
        """Whether a call is of this house."""
        path = call.texts[0].decode() if call.name in (*MOVES, *FOLDERS) else call.place
        return any(place in path for place in self.places)

    def read(self, everything: Sequence[Call]) -> Figures:
        """The figures, out of a whole trace. Raises AssertionError where the order does not hold, or was not seen."""
        figures = Figures(self.mode, *read([call for call in everything if self.knows(call)]))
        assert figures.words >= self.people, f"too few typed texts were seen: {figures}"
        assert figures.files >= 1, f"too few files were seen: {figures}"
        return figures


def read(those: Sequence[Call]) -> tuple[int, int, int]:
    """How many updates, typed texts and files were seen. Raises AssertionError where the order does not hold."""
    of_log = sorted((call for call in those if call.place.endswith("-wal")), key=lambda call: call.begun)
    log = Log([c for c in of_log if c.name == "pwrite64"], [c for c in of_log if c.name in FLUSHES])
    words: set[bytes] = set()
    files: dict[str, Call] = {}
    confirmed = [(update, update.confirmed) for update in came(those) if update.confirmed is not None]
    for update, line in confirmed:
        _flushed_before(log, log.write_after(update.line), line, f"update {update.number}")
        # What was typed comes back with later taps, as the text of the message that is tapped.
        for word in update.words - words:
            _flushed_before(log, log.written(word), line, f"“{word.decode()}”")
        words |= update.words
    for call in those:
        if call.name in MOVES and (name := ARCHIVED.fullmatch(call.texts[1].decode())):
            files.setdefault(name[1], call)
    for name, move in files.items():
        _file(those, log, move, log.written(name.encode()))
    return len(confirmed), len(words), len(files)


def _flushed_before(log: Log, write: Call | None, line: int, what: str) -> None:
    assert write is not None, f"{what} was confirmed and never written"
    assert write.ended < line, f"{what} was confirmed (line {line}) before it was written (line {write.begun})"
    flush = log.flushed(write)
    assert flush is not None, f"{what} was confirmed (line {line}), written (line {write.begun}) and never flushed"
    assert flush.ended < line, f"{what} was confirmed (line {line}) before it was flushed (line {flush.begun})"


def _file(those: Sequence[Call], log: Log, move: Call, named: Call | None) -> None:
    source, target = (text.decode() for text in move.texts)
    what, folder = f"the file {target[-64:-56]}…", Path(target).parent
    assert named is not None, f"{what} is named nowhere"
    flushes = [call for call in those if call.name in FLUSHES]
    assert any(call.place == source and call.ended < move.begun for call in flushes), f"{what} was moved unflushed"
    made = [call for call in those if call.name in FOLDERS and call.texts[0].decode() == str(folder)]
    for place, change in ((folder, move), *((folder.parent, making) for making in made)):
        flush = next((call for call in flushes if call.place == str(place) and call.begun > change.ended), None)
        assert flush is not None, f"{what}: the folder “{place.name}” was never flushed after line {change.ended}"
        assert flush.ended < named.begun, f"{what} was named (line {named.begun}) before “{place.name}” was flushed"


def came(those: Sequence[Call]) -> list[Came]:
    """The updates, with what confirmed them: the next offset (Bot API, getUpdates), or our 200 to a webhook."""
    found: list[Came] = []
    heard: dict[str, bytes] = {}
    by_webhook: dict[str, list[Came]] = {}
    for call in those:
        if call.name == "recvfrom" and call.texts:
            heard[call.place] = heard.get(call.place, b"") + call.texts[0]
            fresh = _updates(heard[call.place], call.ended)
            if fresh:
                heard[call.place] = b""
                found += fresh
                by_webhook[call.place] = fresh
        elif call.name in SENDS and call.texts:
            heard.pop(call.place, None)
            said = call.texts[0]
            if said.startswith(b"HTTP/1.1 200"):
                for update in by_webhook.pop(call.place, ()):
                    update.confirmed = call.begun
            elif b"/getUpdates " in said and (offset := OFFSET.search(said)):
                for update in found:
                    if update.confirmed is None and update.number < int(offset[1]):
                        update.confirmed = call.begun
    return found


def _updates(heard: bytes, line: int) -> list[Came]:
    """The updates in an answer or a request, once it is there as a whole."""
    head, _, body = heard.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    if length is None or len(body) < int(length[1]):
        return []
    parts = UPDATE.split(body)
    return [
        Came(int(number), frozenset(WORD.findall(content)), line)
        for number, content in zip(parts[1::2], parts[2::2], strict=True)
    ]


async def traced(folder: Path, houses: Sequence[House]) -> list[Call]:
    """Serve each house on a demo server of its own, all under one trace, which is given."""
    trace = folder / "trace"
    async with nursery(folder, command(trace)) as births, contextlib.AsyncExitStack() as stack:
        # One after the other: migrations cannot run side by side in one process.
        roads = [await stack.enter_async_context(house.opened(folder, births)) for house in houses]
        await asyncio.gather(*(house.lives(road) for house, road in zip(houses, roads, strict=True)))
    return list(calls(trace))


def soak(seconds: float) -> str:
    """The full form: both ways in, with fewer people where there is less time."""
    began, people = time.monotonic(), max(1, min(PEOPLE, int(seconds / EACH)))
    houses = [House("polling", people), House("webhook", people)]
    with tempfile.TemporaryDirectory() as folder:
        everything = asyncio.run(traced(Path(folder), houses))
    lines = [str(house.read(everything)) for house in houses]
    return "\n".join([*lines, f"({time.monotonic() - began:.0f} s)"])
