"""What commands have done: by the running service, over its administration socket, or by themselves under its lock.

So a SQLite file is only ever written by one process (sqlite.org/wal.html#walresetbug). Used by `app.asking`; the
socket's side is `app.administration_socket`, the acts stand in `app.acts`.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import make_url

from app import clock
from app.acting import Inside, NotDone, steps_of
from app.administration_socket import NotThere, over_the_socket
from app.keeping.start import cannot_store, check_data_folder, make_good, open_data_folder
from app.settings import Settings, SettingsMistake, load_company
from core.facts import House
from storage.apply import Applied, Arrival, Desk, apply
from storage.archive import Archive
from storage.backup.manifest import Tell
from storage.database import Database
from storage.lock import AlreadyRunning, ServiceLock
from storage.migrate import upgrade
from storage.outbox import Lease
from storage.standstill import reason_of
from templates.interviews import InterviewMistake, load_interviews

PATIENCE = 10.0
"""Seconds that a service that is being started, or another command, is waited for."""


async def ask(settings: Settings, act: str, **args: Any) -> AsyncIterator[dict[str, Any]]:
    """Have an act done; its steps as they come, see `app.acting.Act`. Raises SettingsMistake."""
    if make_url(settings.database).get_backend_name() != "sqlite":
        async for step in _alone(settings, act, args):
            yield step
        return
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            open_data_folder(settings)
            with ServiceLock(settings.data_dir / "service.lock", for_command=True):
                async for step in _alone(settings, act, args):
                    yield step
                return
        except AlreadyRunning:
            pass
        except PermissionError:
            raise SettingsMistake(
                f"{settings.data_dir} is closed to this user: run the command as the user who runs the service."
            ) from None
        except Exception as error:
            if (reason := reason_of(error)) is None:
                raise
            raise cannot_store(settings, reason, "ask again") from None
        try:
            async for step in over_the_socket(settings.data_dir, act, args):
                yield step
            return
        except NotThere:
            # Whoever holds the lock is on its way in or out.
            if time.monotonic() > deadline:
                raise SettingsMistake(
                    f"{settings.data_dir} is held by a service that is being started, or by another command: "
                    "try again in a moment."
                ) from None
            await asyncio.sleep(0.1)


async def answer(settings: Settings, act: str, tell: Tell = lambda done, of, what: None, **args: Any) -> Any:
    """The result of an act; its progress goes to `tell`. Raises NotDone, SettingsMistake."""
    last: dict[str, Any] = {}
    async for step in ask(settings, act, **args):
        last = step
        if "progress" in step:
            tell(step["progress"], step["of"], step["what"])
    if "result" not in last:
        raise NotDone(str(last.get("refused", "Nothing came of it: try again.")))
    return last["result"]


async def _alone(settings: Settings, act: str, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    from app.acts import ACTS

    async with _house(settings) as inside:
        async for step in steps_of(ACTS[act], inside, args):
            yield step


@contextlib.asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[Inside]:
    """Everything that an act needs where no service runs; what is to be sent waits for the next start."""
    company, _ = load_company(settings.company_file)
    try:
        trades = load_interviews()
    except InterviewMistake as mistake:
        raise SettingsMistake(str(mistake)) from None
    check_data_folder(settings)
    await upgrade(settings.database)
    db = Database.open(settings.database)
    house = House(company=company, trades=trades, bot_username="", zones=frozenset(available_timezones()))
    desk = Desk(house, Lease("command-line", timedelta()), settings.office_chat_id)

    async def submit(arrival: Arrival) -> Applied:
        (applied,) = await apply(db, desk, [arrival], clock.now())
        return applied

    archive = Archive(settings.data_dir / "archive")
    try:
        await make_good(db, archive, settings, clock.now())
        yield Inside(db, desk, archive, settings, company, clock.now, submit, lambda rows: None)
    finally:
        await db.close()
