"""The composition root: everything that `serve` runs, wired once. Imported by `app.cli` and the demonstration."""

import asyncio
import contextlib
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import available_timezones

import structlog
from starlette.applications import Starlette
from telegram.error import InvalidToken, TelegramError

from app import clock
from app.acting import Inside, steps_of
from app.acts import ACTS
from app.administration_socket import listening
from app.http import serve_http, taken_port
from app.jobs import Jobs as ScheduledJobs
from app.jobs import scheduled
from app.keeping.night import Night
from app.keeping.start import cannot_store, check_data_folder, go_on_from_backup, make_good, open_data_folder
from app.keeping.start import tell as tell_of_return
from app.keys import ensure_key
from app.machine import LOOK_AT_DISK, MEGABYTE, ClockWatch, DiskWatch, make_up_for_clock
from app.mailing import KEY, mail_of
from app.settings import Settings, SettingsMistake, check_for_serving, load_company
from bot.commands import set_commands
from bot.fetching import Fetching
from bot.intake import Intake
from bot.polling import ALLOWED_UPDATES, Polling
from bot.receive import Receive
from bot.sender import Sender
from bot.transport import RawBot, make_bot
from bot.vigil import Vigil
from bot.waiting import Waiting
from bot.watch import HEARD, Watch
from bot.webhook import Webhook
from core.company import Company
from core.events import Event, MenuOutdated
from core.facts import House
from core.staff.menu import is_outdated
from courier.courier import Courier
from courier.jobs import Jobs as OutboxJobs
from courier.limits import RAISED, Limits, LimitSettings
from courier.pictures import Pictures
from courier.workers import Workers
from evidence.identity import BadIdentity, Identity, ensure_identity, load_identity
from evidence.pictures import BadPicture, clean_logo
from storage import outbox
from storage.apply import Applied, Arrival, Desk, retry_inbox
from storage.archive import Archive
from storage.database import Database
from storage.lock import AlreadyRunning, ServiceLock
from storage.migrate import upgrade
from storage.outbox import Lease, OutboxRow
from storage.people import everyone
from storage.sqlite_bug import MENDED_IN, is_affected
from storage.standstill import reason_of
from templates.interviews import InterviewMistake, load_interviews
from web.app import WebDeps, make_app
from web.errands import Errands

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
PATIENCE = 5.0
"""Seconds that whoever holds the data folder gets to let go: a service killed a moment ago, a command."""


@dataclass(frozen=True)
class Ready:
    """Where a running service can be reached."""

    http_port: int
    bot_username: str


class Service:
    """The whole service in one process. `run` until cancelled; `ready` once people can use it."""

    def __init__(self, settings: Settings, *, now: Clock = clock.now) -> None:
        check_for_serving(settings)
        self._settings = settings
        self._now = now
        self._company, logo = load_company(settings.company_file)
        self._logo = _cleaned(logo) if logo else None
        try:
            self._trades = load_interviews()
        except InterviewMistake as mistake:
            raise SettingsMistake(str(mistake)) from None
        self._ready: asyncio.Future[Ready] | None = None
        self.courier: Courier | None = None
        self.jobs: ScheduledJobs | None = None

    async def ready(self) -> Ready:
        """Wait until the service answers people. Raises what ended the start."""
        return await asyncio.shield(self._future())

    def _future(self) -> "asyncio.Future[Ready]":
        if self._ready is None:
            self._ready = asyncio.get_running_loop().create_future()
        return self._ready

    async def run(self) -> None:
        """Serve until cancelled. Raises SettingsMistake for what only shows at the start."""
        ready = self._future()
        try:
            await self._serve()
        except BaseExceptionGroup as several:
            problem = _first_mistake(several) or several
            if not ready.done():
                ready.set_exception(problem)
                ready.exception()
            raise problem from None
        except BaseException as problem:
            if not ready.done() and (reason := reason_of(problem)) and not isinstance(problem, PermissionError):
                mistake = cannot_store(self._settings, reason, "start again")
                ready.set_exception(mistake)
                ready.exception()
                raise mistake from None
            if not ready.done():
                ready.set_exception(
                    problem if isinstance(problem, Exception) else RuntimeError("the start was interrupted")
                )
                ready.exception()
            raise

    async def _serve(self) -> None:
        settings = self._settings
        open_data_folder(settings)
        async with contextlib.AsyncExitStack() as stack:
            if settings.database.startswith("sqlite"):
                await self._lock(stack)
            check_data_folder(settings)
            # Before anything is sent: another installation may hold the port, and this one be a copy.
            listener = stack.enter_context(taken_port(settings.http_host, settings.http_port))
            await upgrade(settings.database)
            db = Database.open(settings.database)
            stack.push_async_callback(db.close)
            archive = Archive(settings.data_dir / "archive", db.standstill)
            if db.one_writer:
                archive.sweep()
            await make_good(db, archive, settings, self._now())
            restored = await go_on_from_backup(db, settings, self._company)
            bot = await self._connect(stack)
            house = self._house(bot.username)
            workers, pictures = Workers(), Pictures(archive)
            stack.callback(workers.close)
            stack.push_async_callback(pictures.close)
            lease = Lease(owner=secrets.token_hex(8))
            if db.one_writer:
                await db.write(lambda session: outbox.release_others(session, lease.owner))
            desk = Desk(house, lease, settings.office_chat_id)
            intake = Intake(db, desk, self._now, self._hand_over)
            limits = Limits(RAISED if settings.limits == "raised" else LimitSettings(), time.monotonic)
            self.courier = self._courier(db, lease, bot, archive, workers, pictures, intake, limits)
            receive = Receive(bot, intake, self._now, Waiting(bot, db.standstill, limits.turn))
            vigil = Vigil(db, archive, bot, limits.turn, intake.submit, self._now, house.company.time_zone)
            await make_up_for_clock(db, HEARD, self._now())
            watch = Watch(db, intake.submit, self._now, house.company.time_zone)
            await watch.begin()
            self.jobs = ScheduledJobs(db, house, intake.submit, self._now, settings.summary_at)
            night = Night(db, archive, settings, house.company.time_zone, self._now)
            disk_watch = DiskWatch(settings.data_dir, settings.warn_free_mb * MEGABYTE, intake.submit, self._now)
            errands = Errands()
            web = self._web(db, archive, pictures, house, intake, receive, errands)

            async def retry() -> None:
                for applied in await retry_inbox(db, desk, receive.translate, self._now()):
                    self._hand_over(applied.rows)

            # Whoever submits events ends before the intake, so that nobody is left without an answer.
            async with asyncio.TaskGroup() as outlasting:
                outlasting.create_task(intake.run())
                await _send_menus(db, intake, self._now())
                if restored is not None:
                    await tell_of_return(settings, self._company, *restored, intake.submit, self._now())
                inside = Inside(
                    db, desk, archive, settings, self._company, self._now, intake.submit, self._hand_over, self.courier
                )
                acts = {name: partial(steps_of, act, inside) for name, act in ACTS.items()}
                async with (
                    scheduled(self.jobs, retry, night.sweep, (disk_watch.look, LOOK_AT_DISK)) as run_all,
                    listening(settings.data_dir, acts),
                    errands,
                    asyncio.TaskGroup() as group,
                ):
                    group.create_task(vigil.run())
                    moved = partial(_set_back, self.courier, run_all)
                    clock_watch = ClockWatch(db, intake.submit, moved, lease.owner, self._now, house.company.time_zone)
                    group.create_task(clock_watch.run())
                    group.create_task(self.courier.run())
                    group.create_task(serve_http(web, listener))
                    await self._receive_updates(group, bot, receive, watch)
                    if db.one_writer and is_affected(sqlite3.sqlite_version):
                        log.warning("sqlite_wal_reset_bug", version=sqlite3.sqlite_version, mended_in=MENDED_IN)
                    port = int(listener.getsockname()[1])
                    self._future().set_result(Ready(port, bot.username))
                    log.info("serving", mode=settings.mode, port=port, bot=bot.username)

    async def _lock(self, stack: contextlib.AsyncExitStack) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                stack.enter_context(ServiceLock(self._settings.data_dir / "service.lock"))
                return
            except AlreadyRunning as held:
                if time.monotonic() > deadline:
                    raise SettingsMistake(
                        f"A command is at work in {self._settings.data_dir}: try again once it has ended."
                        if held.by_command
                        else f"Another Constat already serves {self._settings.data_dir}: stop it, or write another "
                        "CONSTAT_DATA_DIR."
                    ) from None
            await asyncio.sleep(0.1)

    async def _connect(self, stack: contextlib.AsyncExitStack) -> RawBot:
        bot = make_bot(self._settings.bot_token.get_secret_value(), self._settings.telegram_api_url)
        stack.push_async_callback(bot.shutdown)
        try:
            await bot.initialize()
        except InvalidToken:
            raise SettingsMistake(
                "CONSTAT_BOT_TOKEN was refused by Telegram: write the token that @BotFather shows for your bot."
            ) from None
        except TelegramError as error:
            raise SettingsMistake(
                f"{self._settings.telegram_api_url} does not answer ({type(error).__name__}): "
                "check the network, or CONSTAT_TELEGRAM_API_URL."
            ) from None
        with contextlib.suppress(TelegramError):
            await set_commands(bot)
        return bot

    def _house(self, bot_username: str) -> House:
        settings = self._settings
        return House(
            company=self._company,
            trades=self._trades,
            bot_username=bot_username,
            signing=settings.signing == "on",
            mail=bool(settings.smtp_url.get_secret_value()),
            link_life=timedelta(days=settings.link_days),
            tell_appointments=settings.tell_appointments == "on",
            tell_on_the_way=settings.tell_on_the_way == "on",
            code=settings.code,
            public_url=settings.public_url,
            zones=frozenset(available_timezones()),
        )

    def _courier(
        self,
        db: Database,
        lease: Lease,
        bot: RawBot,
        archive: Archive,
        workers: Workers,
        pictures: Pictures,
        intake: Intake,
        limits: Limits,
    ) -> Courier:
        sender = Sender(bot, archive.read)
        jobs = OutboxJobs(
            db=db,
            archive=archive,
            workers=workers,
            pictures=pictures,
            fetch=Fetching(bot).fetch,
            company=self._company,
            identity=self._identity(self._company),
            public_url=self._settings.public_url,
            clock=self._now,
            logo=self._logo,
            tsa_url=self._settings.tsa_url or None,
            mail=mail_of(self._settings, self._company),
        )
        return Courier(db, lease, sender, jobs, limits, intake.submit, self._now)

    def _identity(self, company: Company) -> Identity:
        own = self._settings.identity_file
        try:
            if own is not None:
                passphrase = self._settings.identity_passphrase.get_secret_value() or None
                return load_identity(own.read_bytes(), passphrase)
            return ensure_identity(self._settings.data_dir / "identity.p12", company.name, self._now())
        except BadIdentity as bad:
            raise SettingsMistake(
                f"The company's certificate cannot be used ({bad.code}): check CONSTAT_IDENTITY_FILE "
                "and CONSTAT_IDENTITY_PASSPHRASE."
            ) from None

    def _hand_over(self, rows: Sequence[OutboxRow]) -> None:
        assert self.courier is not None
        self.courier.hand_over(rows)

    def _web(
        self,
        db: Database,
        archive: Archive,
        pictures: Pictures,
        house: House,
        intake: Intake,
        receive: Receive,
        errands: Errands,
    ) -> Starlette:
        settings = self._settings
        webhook = None
        if settings.mode == "webhook":
            webhook = Webhook(receive, settings.webhook_secret.get_secret_value()).handle

        async def submit(event: Event) -> Applied:
            return await intake.submit_soon(Arrival(event))

        deps = WebDeps(
            db=db,
            archive=archive,
            keep_drawing=pictures.drawing,
            house=house,
            submit=submit,
            clock=self._now,
            key=ensure_key(settings.data_dir / KEY),
            secure=settings.secure,
            webhook=webhook,
            logo=self._logo,
            errands=errands,
        )
        return make_app(deps)

    async def _receive_updates(self, group: asyncio.TaskGroup, bot: RawBot, receive: Receive, watch: Watch) -> None:
        settings = self._settings
        if settings.mode == "webhook":
            await bot.set_webhook(
                f"{settings.public_url}/telegram",
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=ALLOWED_UPDATES,
            )
            group.create_task(watch.listen())
        else:
            await bot.delete_webhook()
            group.create_task(Polling(bot, receive, watch, self._now).run())


def _set_back(courier: Courier, run_all: Callable[[], None], by: timedelta) -> None:
    """The clock was set back by so much: what is held in memory waits no longer for that."""
    courier.bring_forward(by)
    run_all()


def _cleaned(logo: Path) -> bytes:
    try:
        return clean_logo(logo.read_bytes())
    except (BadPicture, OSError):
        raise SettingsMistake(f"{logo} cannot be opened: write the path of a PNG or JPEG as the logo.") from None


async def _send_menus(db: Database, intake: Intake, now: datetime) -> None:
    """Whose chat shows another menu of commands than theirs, as after an upgrade, gets it."""
    outdated = [person for person in await db.read(everyone) if is_outdated(person)]
    await asyncio.gather(*(intake.submit(Arrival(MenuOutdated(at=now), person_id=person.id)) for person in outdated))


def _first_mistake(problems: BaseExceptionGroup[BaseException]) -> BaseException | None:
    """The one sentence for whoever started the service, out of everything that ended with it."""
    mistakes = problems.subgroup(SettingsMistake)
    while isinstance(mistakes, BaseExceptionGroup):
        mistakes = mistakes.exceptions[0]  # type: ignore[assignment]
    return mistakes
