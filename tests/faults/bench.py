"""How fast: answered updates per second of the whole interview, beside a bare aiogram echo in the same run; the PDF.

`make bench`. Both bots are processes of their own behind a webhook; updates are posted over HTTP, and one counts as
answered when the bot's message about it has arrived at the (thin) Bot API server. Technicians work side by side; each
sends the next update when the last was answered. Ours stores every update flushed (SQLite, synchronous=FULL) before it
is confirmed; the echo stores nothing. Rounds are interleaved. Making PDFs is measured apart.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from courier.making import Order, render, render_and_seal
from evidence.identity import ensure_identity
from storage.database import Database
from storage.migrate import upgrade
from tests.evidence.documents import COMPANY as PRINTED_COMPANY
from tests.evidence.documents import a_photo, a_report, photographed
from tests.faults.chats import MAIN, Person, furnish
from tests.faults.thin_api import ThinApi

from conftest import COMPANY, free_port

SIDE_BY_SIDE = 40
ROUNDS = 5
PATIENCE = 30.0
SECRET = "s" * 20
STEPS = (
    ("tap", "offer", ""), ("say", "il y a 50 min", ""), ("say", "il y a 40 min", ""), ("say", "Nettoyé", "o:r32"),
    ("tap", "o:r32", ""), ("say", "1,2", "yes"), ("tap", "yes", "skip"), ("tap", "skip", "skip"),
    ("tap", "skip", "none"), ("tap", "none", "none"), ("say", "2 x filtre 20µ", "none"), ("tap", "none", "on"),
    ("photo", "", ""), ("tap", "on", ""), ("say", MAIN["done"], "skip"), ("tap", "skip", ""),
    ("say", "il y a 1 min", ""),
)  # fmt: skip
"""The interview from the offer to the review card; what is tapped is named by the end of its data. The last word is the
button by which the next question is known: a person does not answer what is not asked yet."""


@dataclass
class Chat:
    """What the server heard for one chat."""

    number: int
    news: asyncio.Event = field(default_factory=asyncio.Event)
    first: float | None = None
    buttons: dict[str, str] = field(default_factory=dict)
    question: int = 0
    """The number of the newest question with buttons when the last update was posted."""

    def can_tap(self, end: str) -> bool:
        """Whether a question that came since has a button whose data ends so."""
        return end in self.buttons and int(self.buttons[end].split(":")[1]) > self.question


@dataclass(frozen=True)
class Round:
    """What one round came to. Latencies in seconds, from posting to the answer's arrival."""

    updates: int
    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Answered updates per second."""
        return self.updates / self.seconds


class Driver:
    """Posts updates to a bot's webhook and hears what it sends."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._chats: dict[int, Chat] = {}
        self._update_id = 1000

    def heard(self, chat_id: int, markup: str) -> None:
        """A message was sent to the chat, or changed."""
        chat = self._chats.get(chat_id)
        if chat is None:
            return
        for data in re.findall(r'"callback_data": ?"([^"]+)"', markup):
            chat.buttons[data.partition(":")[2].partition(":")[2]] = data
        if chat.first is None:
            chat.first = time.perf_counter()
        chat.news.set()

    async def round_of(self, people: list[Person], steps: tuple[tuple[str, str, str], ...]) -> Round:
        """All these people go through the steps, side by side."""
        began = time.perf_counter()
        latencies = await asyncio.gather(*(self._goes(person, steps) for person in people))
        seconds = time.perf_counter() - began
        return Round(len(people) * len(steps), seconds, [each for one in latencies for each in one])

    async def _goes(self, person: Person, steps: tuple[tuple[str, str, str], ...]) -> list[float]:
        chat = self._chats[person.chat_id] = Chat(person.chat_id)
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        found = []
        for number, (kind, what, shows) in enumerate(steps):
            update = self._update(person, chat, number, kind, what)
            chat.first = None
            questions = (int(data.split(":")[1]) for data in chat.buttons.values() if data.startswith("q:"))
            chat.question = max(questions, default=0)
            posted = time.perf_counter()
            await self._post(reader, writer, update)
            if kind == "photo":
                continue
            try:
                async with asyncio.timeout(PATIENCE):
                    while chat.first is None or (shows and not chat.can_tap(shows)):
                        chat.news.clear()
                        await chat.news.wait()
            except TimeoutError:
                raise AssertionError(f"{kind} {what!r} was not answered with {shows!r}: {chat.buttons}") from None
            found.append(chat.first - posted)
        writer.close()
        return found

    async def _post(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, update: dict[str, Any]) -> None:
        body = json.dumps(update).encode()
        head = (
            f"POST /telegram HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in answer.partition(b"\r\n")[0], answer
        length = re.search(rb"content-length: *(\d+)", answer, re.I)
        if length and int(length[1]):
            await reader.readexactly(int(length[1]))

    def _update(self, person: Person, chat: Chat, number: int, kind: str, what: str) -> dict[str, Any]:
        self._update_id += 1
        who = {"id": person.chat_id, "is_bot": False, "first_name": "T", "language_code": "fr"}
        place = {"id": person.chat_id, "type": "private", "first_name": "T"}
        message: dict[str, Any] = {
            "message_id": number + 1, "date": int(time.time()), "chat": place, "from": who
        }  # fmt: skip
        if kind == "tap":
            data = f"offer:{person.id}:accept" if what == "offer" else chat.buttons[what]
            query = {"id": str(self._update_id), "from": who, "chat_instance": "1", "data": data,
                     "message": {**message, "message_id": 9000, "text": "?"}}  # fmt: skip
            return {"update_id": self._update_id, "callback_query": query}
        if kind == "photo":
            name = f"{person.id}-{number}"
            message["photo"] = [{"file_id": name, "file_unique_id": name, "width": 640, "height": 480}]
        else:
            message["text"] = what
        return {"update_id": self._update_id, "message": message}


@contextlib.asynccontextmanager
async def process(*command: str, environment: dict[str, str], port: int) -> AsyncIterator[subprocess.Popen[bytes]]:
    """A bot in a process of its own, once it listens."""
    log = subprocess.DEVNULL
    bot = subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=log, stderr=log)  # noqa: ASYNC220
    try:
        for _ in range(300):
            assert bot.poll() is None, f"{command} ended with {bot.returncode}"
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.0)
        yield bot
    finally:
        bot.terminate()
        bot.wait(20)


def memory_of(bot: subprocess.Popen[bytes]) -> int:
    """The most memory that the process held, in MB."""
    status = Path(f"/proc/{bot.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


async def race(folder: Path, rounds: int, side_by_side: int) -> tuple[list[Round], list[Round], int, int]:
    """The rounds of both, interleaved: ours, the echo's; the memory of both in MB."""
    people = [Person(number) for number in range(1, (rounds + 1) * side_by_side + 1)]
    url = f"sqlite+aiosqlite:///{folder / 'data' / 'constat.db'}"
    (folder / "data").mkdir()
    (folder / "constat.toml").write_text(COMPANY, "utf-8")
    await upgrade(url)
    db = Database.open(url)
    await furnish(db, people)
    await db.close()
    port, echo_port = free_port(), free_port()
    ours, theirs = Driver(port), Driver(echo_port)
    async with ThinApi(ours.heard) as api, ThinApi(theirs.heard) as echo_api:
        environment = {
            **os.environ,
            "CONSTAT_BOT_TOKEN": "1:" + "x" * 30,
            "CONSTAT_TELEGRAM_API_URL": api.url,
            "CONSTAT_DATA_DIR": str(folder / "data"),
            "CONSTAT_COMPANY_FILE": str(folder / "constat.toml"),
            "CONSTAT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "CONSTAT_HTTP_PORT": str(port),
            "CONSTAT_MODE": "webhook",
            "CONSTAT_WEBHOOK_SECRET": SECRET,
            "CONSTAT_LIMITS": "raised",
        }
        echo = ("tests.faults.echo_bot", echo_api.url, str(echo_port))
        async with (
            process("app", "serve", environment=environment, port=port) as bot,
            process(*echo, environment=dict(os.environ), port=echo_port) as echo_bot,
        ):
            mine, other = [], []
            texts = tuple(("say", f"Bonjour {number}", "") for number in range(len(STEPS)))
            for number in range(rounds + 1):
                those = people[number * side_by_side : (number + 1) * side_by_side]
                mine.append(await ours.round_of(those, STEPS))
                other.append(await theirs.round_of(those, texts))
            # The first round of each warms up.
            return mine[1:], other[1:], memory_of(bot), memory_of(echo_bot)


def pdf_times(folder: Path, times: int) -> tuple[list[float], list[float]]:
    """Seconds to render, and to render and seal, a report with six photos; the first of each warms up."""
    jpegs = [a_photo(number) for number in range(6)]
    named = {hashlib.sha256(jpeg).hexdigest(): jpeg for jpeg in jpegs}
    now = datetime.now(UTC)
    report = a_report(photos=photographed(named, 6))
    order = Order(report, None, None, PRINTED_COMPANY, named, None, None, "https://constat.example/v/x", now)
    identity = ensure_identity(folder / "identity.p12", "Froid Modèle", now)
    rendered, sealed = [], []
    for _ in range(times + 1):
        began = time.perf_counter()
        render(order)
        rendered.append(time.perf_counter() - began)
        began = time.perf_counter()
        render_and_seal(order, identity, "bench")
        sealed.append(time.perf_counter() - began)
    return rendered[1:], sealed[1:]


def line(name: str, rounds: list[Round], memory: int) -> str:
    """One row of the table."""
    rates = sorted(each.per_second for each in rounds)
    latencies = sorted(latency * 1000 for each in rounds for latency in each.latencies)
    p50, p99 = (latencies[int(len(latencies) * part)] for part in (0.5, 0.99))
    rate = f"{statistics.median(rates):>7.0f}   ({rates[0]:.0f}–{rates[-1]:.0f})"
    return f"{name:<34}{rate:<24}{p50:>8.1f}{p99:>9.1f}{memory:>9}"


def soak(seconds: float, rounds: int = ROUNDS, side_by_side: int = SIDE_BY_SIDE, pdfs: int = 7) -> str:
    """The table."""
    with tempfile.TemporaryDirectory() as folder:
        mine, other, memory, echo_memory = asyncio.run(race(Path(folder), rounds, side_by_side))
        rendered, sealed = pdf_times(Path(folder), pdfs)
    title = f"{rounds} interleaved rounds, {side_by_side} chats side by side, {len(STEPS)} updates each"
    return "\n".join(
        (
            title,
            f"{'':<34}{'updates/s median (min–max)':<26}{'p50 ms':>6}{'p99 ms':>9}{'RSS MB':>9}",
            line("whole interview, stored, flushed", mine, memory),
            line("bare aiogram echo, nothing stored", other, echo_memory),
            f"PDF with 6 photos: rendered in {statistics.median(rendered):.2f} s (at most {max(rendered):.2f}), "
            f"rendered and sealed in {statistics.median(sealed):.2f} s (at most {max(sealed):.2f})",
        )
    )
