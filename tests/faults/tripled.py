"""Every update delivered three times, the chats mixed at random: the same chats in the end.

Technicians talk with the house through the same door as by webhook and long poll (`bot.receive`): real updates, a real
SQLite file, no network. First each conversation is made up, every update delivered once; then another house is given
the same updates, each three times (some under another number), a repetition anywhere after the first, the chats mixed
and in bursts. What each technician sees in the end must be the same, word for word, and hold what they typed.
"""

import asyncio
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.chats import EVENING, House, Person, Phone, opened, talk

TOGETHER = 20
"""Conversations in one house."""
TIMES = 3
CONVERSATIONS = 2000
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Flushing is measured elsewhere (`flush`); here it would only cost time."""
Plant = Callable[[House], None]
"""Breaks a house on purpose."""


def mixed(spoken: list[list[dict[str, Any]]], dice: random.Random) -> list[dict[str, Any]]:
    """All updates three times: the first of each in its chat's order, the others anywhere after it."""
    queue: list[tuple[float, dict[str, Any]]] = []
    for updates in spoken:
        moments = sorted(dice.random() for _ in updates)
        for moment, update in zip(moments, updates, strict=True):
            queue.append((moment, update))
            for _ in range(TIMES - 1):
                again = dict(update)
                if dice.random() < 0.3:
                    again["update_id"] = dice.randrange(10**9, 2 * 10**9)
                later = moment if dice.random() < 0.5 else dice.uniform(moment, 1.0)
                queue.append((later, again))
    # Equal moments keep the order in which they were put: the first before its repetitions.
    return [update for _, update in sorted(queue, key=lambda each: each[0])]


async def round_of(seed: int, folder: Path, plant: Plant | None = None, *, together: int = TOGETHER) -> tuple[int, int]:
    """One house's conversations, once and then three times; how many updates, and how many versions were frozen.

    A conversation has two parts. Between them what is to be fetched is fetched, at the same moment in both houses:
    when that happens is up to the network, not to the messenger.
    """
    dice = random.Random(seed)
    people = [Person(number) for number in range(1, together + 1)]
    phones = [Phone(person, dice) for person in people]
    parts: list[list[list[dict[str, Any]]]] = []
    async with opened(folder / "once.db", people) as once:
        for longest in (36, 10):
            parts.append([await talk(once, phone, dice.randint(longest // 3, longest)) for phone in phones])
            await once.fetches()
        shown = {person.id: once.screen(person.chat_id) for person in people}
    async with opened(folder / "three.db", people) as three:
        if plant is not None:
            plant(three)
        for part in parts:
            queue = mixed(part, dice)
            while queue:
                burst = dice.choice((1, 3, 20, 60, 150))
                await three.receives(queue[:burst])
                queue = queue[burst:]
            await three.fetches()
        for person in people:
            seen = three.screen(person.chat_id)
            assert seen == shown[person.id], difference(seed, person, shown[person.id], seen)
    return sum(len(phone.updates) for phone in phones), once.submitted


def difference(seed: int, person: Person, once: list[str], thrice: list[str]) -> str:
    """What reads otherwise after everything came three times."""
    for number, (one, three) in enumerate(zip(once, thrice, strict=False)):
        if one != three:
            return f"seed {seed}, technician {person.id}, message {number}: once {one!r}, three times {three!r}"
    return f"seed {seed}, technician {person.id}: {len(once)} messages once, {len(thrice)} three times"


def rounds(first: int, step: int, conversations: int, seconds: float) -> tuple[int, int, int, str | None]:
    """Rounds with seeds `first`, `first + step`, … until the conversations are held or the time is over."""
    began, held, updates, submitted = time.monotonic(), 0, 0, 0
    seed = first
    while held < conversations and time.monotonic() - began < seconds:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            try:
                counted, done = asyncio.run(round_of(seed, Path(folder)))
            except AssertionError as fault:
                return held, updates, submitted, str(fault)
        held, updates, submitted, seed = held + TOGETHER, updates + counted, submitted + done, seed + step
    return held, updates, submitted, None


def soak(seconds: float, conversations: int = CONVERSATIONS) -> str:
    """Two processes side by side, until all conversations are held or the time is over."""
    began = time.monotonic()
    half = conversations // 2
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        done = pool.starmap(rounds, [(1, 2, half, seconds - 10), (2, 2, half, seconds - 10)])
    for *_, fault in done:
        assert fault is None, fault
    held, updates, submitted = (sum(each[place] for each in done) for place in range(3))
    assert submitted * 4 > held, f"only {submitted} versions from {held} conversations: the walks say too little"
    return (
        f"{held} of {conversations} conversations, {updates} updates delivered {TIMES} times each, "
        f"{submitted} versions frozen: the same chats, word for word ({time.monotonic() - began:.0f} s; "
        f"all arrived at {EVENING:%H:%M} UTC)"
    )
