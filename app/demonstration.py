"""`constat demo`: the demo server, the service as `serve` runs it, and one intervention played through both.

Used by `app.cli`. Everything lies in the folder given; nothing leaves this machine.
"""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.clock import ShiftedClock, now
from app.inviting import invitation_link
from app.play.scenes import SCENES
from app.play.stage import Play
from app.play.technician import TRAVEL, WORKING
from app.service import Service
from app.settings import Settings
from core.people import Role
from demo.limits import Limits
from demo.people import Demo
from demo.server import RunningServer
from demo.server import start as start_demo

COMPANY = """name = "Froid Modèle SARL"
address = "12 rue de l’Exemple, 75000 Paris"
phone = "+33 1 00 00 00 00"
email = "bureau@froid-modele.example"
registration = "RCS Exemple 000 000 000"
colour = "#0b5c7a"
time_zone = "Europe/Paris"
language = "fr"
"""


@contextlib.asynccontextmanager
async def stage(
    folder: Path, now: Callable[[], datetime], *, port: int = 0
) -> AsyncIterator[tuple[RunningServer, Demo, Settings]]:
    """The demo server with its mail server, and the service on them, all on loopback; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    server = await _demo_server(folder, now, port)
    try:
        async with Demo(server.url) as demo:
            office = await demo.channel("Bureau Froid Modèle")
            company = folder / "constat.toml"
            company.write_text(COMPANY, "utf-8")
            http_port = _free_port()
            settings = Settings(
                bot_token=server.token,
                telegram_api_url=server.api_url,
                data_dir=folder / "data",
                company_file=company,
                public_url=f"http://127.0.0.1:{http_port}",
                http_port=http_port,
                office_chat_id=office.id,
                summary_at=time(18, 30),
                limits="raised",
                smtp_url=SecretStr(server.postbox.url),
                mail_from="rapports@froid-modele.example",
                _env_file=None,
            )
            service = Service(settings, now=now)
            serving = asyncio.create_task(service.run())
            try:
                await service.ready()
                yield server, demo, settings
            finally:
                serving.cancel()
                with contextlib.suppress(asyncio.CancelledError, Exception):
                    await serving
    finally:
        await server.stop()


async def _demo_server(folder: Path, now: Callable[[], datetime], port: int) -> RunningServer:
    """The demo server on `port`, or on any free one when somebody else holds that."""
    for wanted in (port, 0):
        try:
            return await start_demo(
                port=wanted,
                journal=folder / "journal.jsonl",
                allow_local_urls=True,
                limits=Limits.raised(),
                clock=now,
            )
        except OSError:
            if wanted == 0:
                raise
    raise AssertionError("one of the two returned or raised")


def daytime(begin: datetime) -> datetime:
    """When the play begins: as wished, or the last evening before, so that it runs by day and over no midnight.

    In the company's time between 6:00 and 20:00; aware, as it was given.
    """
    local = begin.astimezone(ZoneInfo("Europe/Paris"))
    since_midnight = timedelta(hours=local.hour, minutes=local.minute)
    if since_midnight < timedelta(hours=6):
        return begin - since_midnight - timedelta(hours=4)
    return begin - max(since_midnight - timedelta(hours=20), timedelta())


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def run_demonstration(folder: Path, *, seed: int, port: int, once: bool, console: Console) -> None:
    """Play; leave `report.pdf`, `answers.json` and `journal.jsonl` in `folder`; stay up unless `once`."""
    for name in ("data", "report.pdf", "answers.json", "journal.jsonl"):
        old = folder / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    present = now()
    clock = ShiftedClock(daytime(present - timedelta(minutes=TRAVEL + WORKING)))
    async with stage(folder, clock.now, port=port) as (server, demo, settings):
        link, _ = await invitation_link(settings, "Camille Exemple", Role.ADMINISTRATOR)
        play = Play(demo, clock, seed, first_link=link)
        with _progress(console, once=once) as progress:
            task = progress.add_task("", total=len(SCENES))
            for title, scene in SCENES:
                progress.update(task, description=title)
                await scene(play)
                progress.advance(task)
        (folder / "report.pdf").write_bytes(play.pdf)
        play.paper.write(folder / "answers.json")
        console.print(f"The sealed report: {folder / 'report.pdf'}", highlight=False)
        if once:
            return
        console.print(f"The chats and the client's mailbox, side by side: {server.url}", highlight=False)
        console.print("Play any part yourself. Stop with Ctrl+C.", highlight=False)
        await asyncio.Event().wait()


def _progress(console: Console, *, once: bool) -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=once)
