"""While nothing can be stored it is tried again and again; administrators know during it and afterwards."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import CapturingLogger
from telegram import Bot

from bot.vigil import TELL_AFTER, Vigil
from core.effects import Moment, Phrase
from core.events import Alerted
from core.people import Person, Role
from storage.apply import Arrival
from storage.archive import Archive
from storage.database import Database
from storage.save import save_all
from tests.bot.pretend import CHAT, Pretend

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
ALIX = Person(id=1, name="Alix Exemple", roles=frozenset({Role.ADMINISTRATOR}), chat_id=CHAT, language="en")
LEA = Person(id=2, name="Léa Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=102)


class House:
    """A vigil whose time is moved by its own sleeping; the archive has no room for so many tries."""

    def __init__(self, db: Database, bot: Bot, folder: Path) -> None:
        self.db = db
        self.seconds = 0.0
        self.trouble = 0
        self.alerts: list[Alerted] = []
        self.over = asyncio.Event()
        archive = Archive(folder / "archive", db.standstill)
        archive.try_out = self._try_out  # type: ignore[method-assign]
        self.vigil = Vigil(
            db, archive, bot, self._turn, self._submit, self._now, "Europe/Paris",
            steady=lambda: self.seconds, sleep=self._sleep,
        )  # fmt: skip

    def _try_out(self) -> None:
        if self.trouble:
            self.trouble -= 1
            raise OSError(28, "no space left")

    async def _turn(self, chat_id: int) -> None:
        """It is their turn."""

    async def _submit(self, arrival: Arrival) -> None:
        assert isinstance(arrival.event, Alerted)
        self.alerts.append(arrival.event)
        self.over.set()

    def _now(self) -> datetime:
        return MORNING + timedelta(seconds=self.seconds)

    async def _sleep(self, seconds: float) -> None:
        self.seconds += seconds

    async def sits_out(self, tries: int) -> None:
        """Nothing can be stored for so many tries."""
        self.trouble = tries
        self.db.standstill.begin("disk_full")
        watching = asyncio.create_task(self.vigil.run())
        await self.over.wait()
        watching.cancel()


@pytest.fixture
async def house(db: Database, bot: Bot, tmp_path: Path) -> House:
    await db.write(lambda session: save_all(session, [ALIX, LEA]))
    return House(db, bot, tmp_path)


def log_of(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    log = CapturingLogger()
    monkeypatch.setattr("bot.vigil.log", log)
    return log.calls


async def test_a_short_one_is_told_when_it_is_over(
    house: House, telegram: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged = log_of(monkeypatch)
    await house.sits_out(5)
    assert not telegram.asked("sendMessage")
    (alert,) = house.alerts
    assert alert.code == "standstill_over"
    since, until, why = (alert.args[name] for name in ("since", "until", "why"))
    assert isinstance(since, Moment)
    assert isinstance(until, Moment)
    assert isinstance(why, Phrase)
    assert (since.at, until.at, why.id) == (MORNING, MORNING + timedelta(seconds=5), "standstill.disk_full")
    assert house.db.standstill.reason is None
    assert [call.args[0] for call in logged] == ["nothing_can_be_stored", "stored_again"], "once a change, not a try"


async def test_during_a_long_one_administrators_are_written_to_directly(house: House, telegram: Pretend) -> None:
    await house.sits_out(int(TELL_AFTER) + 40)
    (call,) = telegram.asked("sendMessage")
    assert call.params["chat_id"] == str(CHAT)
    assert "the disk is full" in call.params["text"]
    assert "08:00" in call.params["text"], "in their own time"


async def test_who_is_administrator_is_remembered_where_it_cannot_be_read(
    house: House, telegram: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(_work: object) -> object:
        raise OSError("gone")

    await house.vigil._learn()
    watching = asyncio.create_task(house.vigil.run())
    monkeypatch.setattr(house.db, "read", unreadable)
    house.trouble = int(TELL_AFTER) + 5
    house.db.standstill.begin("broken")
    await house.over.wait()
    watching.cancel()
    assert len(telegram.asked("sendMessage")) == 1


async def test_they_are_told_even_while_a_try_takes_for_ever(
    house: House, telegram: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.vigil.TRY_EVERY", 0.01)
    line = asyncio.Event()
    write = house.db.write

    async def long(work: Any) -> Any:
        house.seconds += TELL_AFTER
        await line.wait()
        return await write(work)

    monkeypatch.setattr(house.db, "write", long)
    house.db.standstill.begin("locked")
    watching = asyncio.create_task(house.vigil.run())
    await telegram.until("sendMessage")
    line.set()
    await house.over.wait()
    watching.cancel()
