"""The service, made to die: the app's own `serve`, whose seams are watched, kills its process group at one of them.

`python -m tests.faults.dying` is a nursery: it imports the service once and forks a process for each order that comes
as a JSON line, `{"env", "armed", "skip", "steps", "plant", "rooms", "socket"}`. The process leads a session of its own,
speaks on the Unix socket (its number, its log, at the end where it died), and dies at the hit after `skip` hits of the
`armed` points, or after so many `steps` of its event loop.
Imports of the service stand inside functions: worker processes import this module too, and must stay as they are.
"""

import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from typing import Any

COMMITS = {
    "answer": "what a person typed, tapped or photographed",
    "PhotoStored": "a photo is in the archive",
    "ClientCopyMade": "the client's copy is there",
    "WordGiven": "the client's word",
    "ReportSealed": "the sealed report is there, its posting ordered",
    "SummaryDue": "a manager's summary is ordered",
    "receipts": "what was delivered",
    "placeholder": "the number of a posting's placeholder",
    "stage": "how far a posting is",
    "claim": "what is taken in hand",
}
SENDS = {
    "getUpdates": "asks for updates, and confirms those before",
    "sendMessage": "a question",
    "sendMessage office": "a posting's placeholder",
    "sendMessage summary": "a summary's placeholder",
    "editMessageText": "a question amended",
    "editMessageText summary": "a summary put in its placeholder's place",
    "editMessageMedia": "a document put in its placeholder's place",
    "sendPhoto": "the client's QR code",
    "answerCallbackQuery": "the short answer to a tap",
    "getFile": "where a photo can be had",
    "download": "the photo itself",
}
MOVES = {
    "photo": "a clean photo",
    "signature": "the client's drawing",
    "copy": "the client's copy",
    "sealed": "the sealed report",
}
WORK = {
    "clean": "a photo made clean by a worker process",
    "render": "the client's copy made",
    "render_and_seal": "the sealed report made",
}
HOOK = {"webhook": "an update pushed to us: the answer 200 confirms it"}

POINTS = tuple(
    f"{when} {deed} {name}"
    for deed, table in (("commit", COMMITS), ("send", SENDS), ("move", MOVES), ("work", WORK), ("take", HOOK))
    for name in table
    for when in ("before", "after")
)
"""Every named crash point. Before a send the call is not made; after it, the answer has come and nobody has read it."""
STAGES = (
    ("SummaryDue", "summary"),
    ("getFile", "download", "photo", "clean", "PhotoStored"),
    ("copy", "render", "ClientCopyMade", "sendPhoto", "signature", "WordGiven"),
    ("sealed", "render_and_seal", "ReportSealed", "placeholder", "stage", "office", "editMessageMedia"),
)
"""Points that are met one soon after the other, by the ends of their names; the others are met all the time."""
STEP = "any step"
"""Between any two steps of the event loop."""

WRITES = {
    "Receipts.flush": "receipts",
    "Receipts.keep_slot": "placeholder",
    "Courier._note_stage": "stage",
    "Courier.tick": "claim",
}
"""Who asks for a transaction, by the name of the code, and what it is called here."""


class Fate:
    """When to die."""

    def __init__(self, armed: Iterable[str], skip: int, steps: int | None) -> None:
        self.armed, self.skip, self.steps = frozenset(armed), skip, steps

    def meets(self, point: str) -> None:
        """Die here, or go on."""
        if point not in self.armed:
            return
        if self.skip > 0:
            self.skip -= 1
            return
        die(point)

    def step(self) -> None:
        """A step of the event loop is about to be taken."""
        assert self.steps is not None
        if self.steps <= 0:
            die(STEP)
        self.steps -= 1

    @contextlib.contextmanager
    def around(self, deed: str) -> Any:
        """A deed that may not be reached, or whose end may not be known."""
        self.meets(f"before {deed}")
        yield
        self.meets(f"after {deed}")


def die(where: str) -> None:
    """Kill everything in the group."""
    tell({"died": where})
    os.killpg(0, signal.SIGKILL)


def tell(line: dict[str, Any]) -> None:
    """A line to whoever watches."""
    os.write(2, json.dumps(line).encode() + b"\n")


# -- the seams -------------------------------------------------------------------------------------------------------


def watch_commits(fate: Fate) -> None:
    """The writing connection's commits, called after what the transaction holds."""
    from storage import apply, database

    holds: set[str] = set()
    make, write, take = database.sqlite_writer, database.Database.write, apply._take

    def writer(*given: Any, **named: Any) -> Any:
        engine = make(*given, **named)
        dialect = engine.sync_engine.dialect
        commit = dialect.do_commit

        def do_commit(connection: Any) -> None:
            held = sorted(holds)
            for name in held:
                fate.meets(f"before commit {name}")
            commit(connection)
            for name in held:
                fate.meets(f"after commit {name}")

        dialect.do_commit = do_commit  # type: ignore[method-assign]
        return engine

    async def named_write(self: Any, work: Callable[[Any], Any]) -> Any:
        name = next((called for code, called in WRITES.items() if work.__qualname__.startswith(code)), None)

        def begin(session: Any) -> Any:
            holds.clear()
            holds.update([name] if name else [])
            return work(session)

        return await write(self, begin)

    def named_take(session: Any, desk: Any, arrival: Any, now: Any) -> Any:
        holds.add("answer" if arrival.raw is not None else type(arrival.event).__name__)
        return take(session, desk, arrival, now)

    database.sqlite_writer = writer
    database.Database.write = named_write  # type: ignore[assignment,method-assign]
    apply._take = named_take


def watch_sends(fate: Fate, rooms: dict[str, str]) -> None:
    """Every call to the messenger; `rooms` names chats that are told apart, by their numbers."""
    from bot.transport import AiohttpRequest

    request = AiohttpRequest.do_request

    async def do_request(self: Any, url: str, method: str, request_data: Any = None, *more: Any, **named: Any) -> Any:
        name = url.rpartition("/")[2]
        if name in ("sendMessage", "editMessageText"):
            room = rooms.get(str(request_data.json_parameters.get("chat_id")))
            name = f"{name} {room}" if room else name
        with fate.around(f"send {name}"):
            return await request(self, url, method, request_data, *more, **named)

    stream = AiohttpRequest.stream

    async def named_stream(self: Any, url: str) -> Any:
        with fate.around("send download"):
            async for piece in stream(self, url):
                yield piece

    AiohttpRequest.do_request = do_request  # type: ignore[method-assign]
    AiohttpRequest.stream = named_stream  # type: ignore[method-assign]


def watch_moves(fate: Fate) -> None:
    """Files that come to their place in the archive."""
    rename = os.rename

    def named_rename(source: Any, target: Any, **named: Any) -> None:
        if "/archive/" not in str(target):
            rename(source, target, **named)
            return
        with open(source, "rb") as file:
            data = file.read()
        kind = "signature" if data.startswith(b"\x89PNG") else "photo"
        if data.startswith(b"%PDF"):
            kind = "sealed" if b"/ByteRange" in data else "copy"
        with fate.around(f"move {kind}"):
            rename(source, target, **named)

    os.rename = named_rename  # type: ignore[assignment]
    os.replace = named_rename  # type: ignore[assignment]


def watch_work(fate: Fate) -> None:
    """What worker processes are asked to do."""
    from courier.pictures import Pictures
    from courier.workers import Workers

    run, clean = Workers.run, Pictures.photo

    async def named_photo(self: Any, came: Any) -> str:
        with fate.around("work clean"):
            return await clean(self, came)

    async def named_run(self: Any, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        with fate.around(f"work {work.__name__}"):
            return await run(self, work, *given, **named)

    Workers.run = named_run  # type: ignore[method-assign,assignment]
    Pictures.photo = named_photo  # type: ignore[method-assign]


def watch_hook(fate: Fate) -> None:
    """Updates that are pushed."""
    from bot.webhook import Webhook

    handle = Webhook.handle

    async def named_handle(self: Any, raw: bytes, secret: str) -> int:
        with fate.around("take webhook"):
            return await handle(self, raw, secret)

    Webhook.handle = named_handle  # type: ignore[method-assign]


def watch_steps(fate: Fate) -> None:
    """Every step of the event loop, if that is where it may end."""
    if fate.steps is None:
        return
    from asyncio import Handle

    run = Handle._run

    def counted(self: Any) -> None:
        fate.step()
        run(self)

    Handle._run = counted  # type: ignore[method-assign,assignment]


# -- faults planted to see that they are found -----------------------------------------------------------------------


def confirm_before_commit() -> None:
    """An update counts as taken once it is read."""
    from bot.beside import Beside
    from bot.receive import Receive

    update, hurried = Receive.update, Beside()

    async def hasty(self: Any, came: dict[str, Any]) -> None:
        hurried.go(update(self, came))

    Receive.update = hasty  # type: ignore[method-assign]


def forget_seen() -> None:
    """What came before is new again."""
    from storage import inbox

    inbox.first_time = lambda *_: True
    inbox.first_told = lambda *_: True


def forget_placeholder() -> None:
    """Where a posting's placeholder stands is not stored."""
    from courier.receipts import Receipts

    async def remember_only(self: Any, chat_id: int, slot: str, message_id: int) -> None:
        self._remember(chat_id, slot, message_id)

    Receipts.keep_slot = remember_only  # type: ignore[method-assign]


def no_flush() -> None:
    """SQLite is told to leave the flushing to the machine."""
    from sqlalchemy import event

    from storage import database

    make = database.sqlite_writer

    def careless(*given: Any, **named: Any) -> Any:
        engine = make(*given, **named)

        @event.listens_for(engine.sync_engine, "connect")
        def on_connect(connection: Any, _record: Any) -> None:
            connection.cursor().execute("PRAGMA synchronous = OFF")

        return engine

    database.sqlite_writer = careless


def no_file_flush() -> None:
    """Files are moved to their place without being flushed."""
    os.fsync = lambda _file: None


def whole_answers() -> None:
    """What getUpdates answers is read as a whole or not at all."""
    from bot.transport import AiohttpRequest, UpdatesRequest

    UpdatesRequest.parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)  # type: ignore[method-assign]


PLANTS: dict[str, Callable[[], None]] = {
    "confirm before commit": confirm_before_commit,
    "forget seen": forget_seen,
    "forget placeholder": forget_placeholder,
    "no flush": no_flush,
    "whole answers": whole_answers,
    "no file flush": no_file_flush,
}


# -- the nursery -----------------------------------------------------------------------------------------------------


def serve(order: dict[str, Any]) -> None:
    """What a forked process does: serve until it dies."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    speaks = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    speaks.connect(order["socket"])
    for stream in (1, 2):
        os.dup2(speaks.fileno(), stream)
    speaks.close()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    tell({"pid": os.getpid()})
    os.environ.update(order["env"])
    # A planted fault lies below what is watched.
    if order["plant"]:
        PLANTS[order["plant"]]()
    fate = Fate(order["armed"], order["skip"], order["steps"])
    watch_commits(fate)
    watch_sends(fate, order["rooms"])
    watch_moves(fate)
    watch_work(fate)
    watch_hook(fate)
    watch_steps(fate)

    from app.cli import main

    sys.argv = ["constat", "serve"]
    main()


def nursery() -> None:
    """Fork a process for each order."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    import app.cli
    import app.logs
    import app.service  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        if os.fork() == 0:
            serve(order)
            os._exit(0)


if __name__ == "__main__":
    nursery()
