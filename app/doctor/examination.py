"""Everything that the doctor looks at, in order. Imported by the command."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.administration_socket import NotThere, over_the_socket
from app.doctor import machine, network, stored
from app.doctor.finding import Finding, bad, good, look
from app.settings import TOKEN, Settings
from bot.transport import make_bot
from storage.archive import Archive


async def is_running(settings: Settings) -> bool:
    """Whether a service listens for commands here."""
    try:
        async for _ in over_the_socket(settings.data_dir, "here", {}):
            return True
    except NotThere:
        pass
    return False


@dataclass
class Examination:
    """One look at everything. `here` is the folder of `.env`; `deep` checks every file's hash, told to `tell`."""

    settings: Settings
    now: datetime
    here: Path
    deep: bool
    tell: stored.Tell
    running: bool = False
    office: int | None = None

    async def findings(self) -> AsyncIterator[Finding]:
        """Each as it is made, the near things first. What cannot be looked at is a finding too."""
        parts: tuple[tuple[str, Callable[[], AsyncIterator[Finding]]], ...] = (
            ("Settings", self._settings),
            ("Machine", self._machine),
            ("Database", self.stored),
            ("Network", self._network),
        )
        for about, part in parts:
            try:
                async for finding in part():
                    yield finding
            except PermissionError as closed:
                advice = "Run constat doctor as the user who runs the service."
                yield bad(about, f"{closed.filename} is closed to this user", advice)
            except Exception as error:
                advice = "This is a fault of the doctor's: look at it by hand, and tell whoever maintains Constat."
                yield bad(about, f"could not be looked at ({type(error).__name__}: {error})", advice)

    async def _settings(self) -> AsyncIterator[Finding]:
        for finding in machine.settings_serve(self.settings):
            yield finding
        self.running = await is_running(self.settings)
        yield good("Service", "runs" if self.running else "does not run here")

    async def _machine(self) -> AsyncIterator[Finding]:
        yield machine.words_and_looks()
        yield machine.sqlite_version()
        for finding in machine.data_folder(self.settings):
            yield finding
        for finding in machine.secrets(self.settings, self.here):
            yield finding
        yield machine.certificate(self.settings, self.now)

    async def stored(self) -> AsyncIterator[Finding]:
        """Database and archive alone."""
        self.office = self.settings.office_chat_id
        try:
            db = stored.open_database(self.settings)
        except stored.Unreadable as problem:
            yield problem.finding
            return
        files = Archive(self.settings.data_dir / "archive")
        try:
            for finding in await stored.database(db, self.settings, running=self.running):
                yield finding
            for finding in await stored.archive(db, files, deep=self.deep, tell=self.tell):
                yield finding
            for finding in await stored.waiting(db, self.now):
                yield finding
            if self.office is not None:
                self.office = await stored.office_chat(db, self.office)
        except stored.Unreadable as problem:
            yield problem.finding
        finally:
            await db.close()

    async def _network(self) -> AsyncIterator[Finding]:
        settings = self.settings
        yield await network.clock(settings.telegram_api_url)
        yield await network.public_address(settings, running=self.running)
        if self.office is None:
            advice = "Write the channel's number into CONSTAT_OFFICE_CHAT_ID, or reports stay with whoever asks."
            yield look("Office channel", "none: nothing is posted", advice)
        if not TOKEN.fullmatch(settings.bot_token.get_secret_value()):
            return  # said under Settings
        bot = make_bot(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        try:
            answers = await network.messenger(bot, settings)
            yield answers
            if answers.state == "ok":
                for finding in await network.way_in(bot, settings, self.now, running=self.running):
                    yield finding
                if self.office is not None:
                    yield await network.office(bot, self.office, settings)
        finally:
            await bot.shutdown()
