"""Fifty people sign the same report at the same moment, over real HTTP, again and again.

Each has a browser of their own; half of them accept, half refuse. Believed is what their pages say, what the office
channel shows, and what lies in the archive: one word, one sealed PDF, one post for each report.
"""

import asyncio
import logging
import multiprocessing
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import structlog

from core.evidence_log import Chained
from demo.limits import Limits
from evidence.verify import State, verify
from tests.faults import sending
from tests.faults.sending import Road

from acting import Browser, printed
from conftest import FR

HANDS, ROUNDS = 50, 50
QUIET = 3.0
"""Seconds; the courier looks every 2 s for what was left behind."""
SEALED = b"/ETSI.CAdES.detached"
"""Every sealed PDF says so, and no other (ETSI EN 319 142-1, section 5.3)."""
Plant = Callable[[Road], None]
"""Breaks a house on purpose."""


def name_of(hand: int) -> str:
    """As it is typed; no name is part of another."""
    return f"Main {hand:03}"


def word_of(hand: int) -> str:
    return "accepted" if hand % 2 else "refused"


async def signed_by_all(road: Road, number: int, hands: int) -> int:
    """A visit, then its report is signed by so many at the same moment; whose word it was that was taken."""
    sign = await sending.visits(road, number)
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(Browser()) for _ in range(hands)]
        await asyncio.gather(*(browser.opens(sign.copy_text(FR("button.copy_link"))) for browser in browsers))
        assert {browser.status for browser in browsers} == {200}

        async def gives(hand: int) -> None:
            await browsers[hand].gives(word_of(hand), name=name_of(hand), remarks=f"Dit par {hand:03}")

        await asyncio.gather(*(gives(hand) for hand in range(hands)))
        answers = Counter(browser.status for browser in browsers)
        assert answers == {200: 1, 409: hands - 1}, f"{road.client(number)}: answered {dict(answers)}"
        taken = next(hand for hand, browser in enumerate(browsers) if browser.status == 200)
        for hand, browser in enumerate(browsers):
            assert name_of(taken) in browser.page, f"{name_of(hand)} does not read whose word was taken"
            assert (FR("page.other_word.title") in browser.page) == (hand != taken)
        await browsers[taken].gets(browsers[taken].address)
        assert FR(f"page.word.{word_of(taken)}.title") in browsers[taken].page
    return taken


async def check(road: Road, taken: dict[int, int]) -> None:
    """For each report one post, one sealed PDF, and the word of the one whose page said so."""
    wanted = {road.client(number) for number in taken}
    await road.office.until(
        lambda seen: (
            seen[-1] if wanted <= {name for m in seen if m.file_name for name in wanted if name in m.text} else None
        ),
        "every report",
        sending.PATIENCE,
    )
    world, calls = road.server.world, road.server.journal.lines
    heard = -1
    while heard != len(calls):
        heard = len(calls)
        await world.changes.until(lambda heard=heard: len(calls) > heard, QUIET)
    documents = [m for m in await road.office.messages() if m.file_name]
    for number, hand in sorted(taken.items()):
        found = [m for m in documents if road.client(number) in m.text]
        assert len(found) == 1, f"{road.client(number)}: {len(found)} posts in the office channel"
        pdf = await found[0].download()
        verdict = verify(pdf)
        assert verdict.state is State.INTACT
        assert verdict.attachments is not None
        log = msgspec.json.decode(verdict.attachments["evidence.json"], type=list[Chained])
        kinds = Counter(entry.kind for entry in log)
        assert kinds["word"] == 1, f"{road.client(number)}: {kinds['word']} words in the evidence"
        text = printed(pdf)
        told = [other for other in range(HANDS) if name_of(other) in text]
        assert told == [hand], f"{road.client(number)}: the PDF tells the word of {told}, taken was that of {hand}"
        chat = await road.people[number].messages()
        heard_of = [m for m in chat if told_head(road.client(number)) in m.text and not m.file_name]
        assert len(heard_of) == 1, f"{road.client(number)}: the technician was told {len(heard_of)} times"
        own = [m for m in chat if m.file_name]
        assert len(own) == 1, f"{road.client(number)}: {len(own)} documents in the technician's chat"
    kept = sealed_in(road.settings.data_dir / "archive")
    assert kept == len(taken), f"{kept} sealed PDFs in the archive for {len(taken)} reports"


def told_head(client: str) -> str:
    """What a technician reads once the client has spoken, without the report's number."""
    return re.sub("</?b>", "", FR("tell.word_given", number="\0", client=client)).partition("\0")[0]


def sealed_in(archive: Path) -> int:
    """How many sealed PDFs lie in an archive."""
    return sum(1 for file in archive.rglob("*") if file.is_file() and SEALED in file.read_bytes())


async def drive(folder: Path, rounds: int, until: float, plant: Plant | None = None, *, hands: int = HANDS) -> int:
    """So many rounds in a house of its own, or what fits until then (monotonic); how many. Raises AssertionError."""
    async with sending.opened(folder, rounds, (), Limits.raised()) as road:
        if plant is not None:
            plant(road)
        taken: dict[int, int] = {}
        for number in range(rounds):
            if time.monotonic() > until:
                break
            taken[number] = await signed_by_all(road, number, hands)
        await check(road, taken)
    return len(taken)


def house(rounds: int, seconds: float) -> int:
    """One house in a process of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(drive(Path(folder), rounds, time.monotonic() + seconds))


def soak(seconds: float, rounds: int = ROUNDS) -> str:
    """The full form: two houses side by side."""
    began = time.monotonic()
    shares = (rounds // 2, rounds - rounds // 2)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = sum(pool.map(house, shares, (seconds * 0.9,) * 2))
    said = (
        f"{done} of {rounds} rounds of {HANDS} simultaneous signings: each time 1 signature, {HANDS - 1} told what "
        f"holds, 1 sealed PDF, 1 post ({time.monotonic() - began:.0f} s)"
    )
    assert done == rounds, f"the time was over after {said}"
    return said
