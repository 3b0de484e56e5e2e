"""Whether anything can be stored, as SQLite and the disk say it; what waits when the clock is set back."""

import asyncio
import errno
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from core.effects import Message as Words
from core.effects import Show, say
from storage import inbox, outbox, set_back
from storage.alerts import give_sign
from storage.archive import Archive
from storage.database import Database
from storage.standstill import Standstill, reason_of
from tests.storage.test_outbox import claim, post, to
from tests.storage.world import HOUR, LEASE, NOW

SECOND = timedelta(seconds=1)


class TestReasons:
    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (OSError(errno.ENOSPC, "no space"), "disk_full"),
            (OSError(errno.EDQUOT, "quota"), "disk_full"),
            (OSError(errno.EROFS, "read-only"), "read_only"),
            (PermissionError(errno.EACCES, "denied"), "read_only"),
            (OSError(errno.EIO, "input/output error"), "broken"),
            (FileNotFoundError(errno.ENOENT, "gone"), None),
            (ValueError("something else"), None),
        ],
    )
    def test_what_the_disk_says(self, error: Exception, reason: str | None) -> None:
        assert reason_of(error) == reason

    async def test_a_database_that_somebody_else_holds(
        self, db: Database, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("storage.database.BUSY_TIMEOUT_MS", 10)
        other = sqlite3.connect(url.partition("///")[2], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Exception, match="locked"):
            await db.write(lambda session: give_sign(session, "x", NOW))
        assert db.standstill.reason == "locked"
        other.close()
        await db.write(lambda session: give_sign(session, "x", NOW))
        assert db.standstill.reason == "locked", "it ends when somebody has tried it out, not by itself"

    async def test_a_database_found_read_only_is_opened_anew_once_it_is_not(self, db: Database, url: str) -> None:
        def forbid(session: outbox.Session) -> None:
            session.connection().exec_driver_sql("PRAGMA query_only = ON")

        await db.write(forbid)
        with pytest.raises(Exception, match="readonly"):
            await db.write(lambda session: give_sign(session, "x", NOW))
        assert db.standstill.reason == "read_only"
        await db.write(lambda session: give_sign(session, "x", NOW))

    async def test_what_is_wrong_with_one_event_is_no_standstill(self, db: Database) -> None:
        with pytest.raises(ZeroDivisionError):
            await db.write(lambda session: 1 / 0)
        assert db.standstill.reason is None

    async def test_an_archive_without_room(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "no space")

        standstill = Standstill()
        archive = Archive(tmp_path / "archive", standstill)
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="no space"):
                await archive.keep(b"a photo")
            assert standstill.reason == "disk_full"
            with pytest.raises(OSError, match="no space"):
                archive.try_out()
        archive.try_out()
        assert await archive.keep(b"a photo")

    def test_it_is_told_once_when_it_begins(self) -> None:
        standstill, heard = Standstill(), []
        standstill.on_begin(lambda: heard.append(standstill.reason))
        standstill.begin("locked")
        standstill.begin("disk_full")
        assert (heard, standstill.reason) == (["locked"], "disk_full")
        standstill.end()
        standstill.begin("locked")
        assert heard == ["locked", "locked"]


class TestClockSetBack:
    async def test_what_is_to_be_tried_again_does_not_wait_for_the_clock(self, db: Database) -> None:
        (number,) = await post(db, to(1), lease=LEASE)
        row = (await db.write(lambda session: outbox.claim(session, NOW + HOUR, 9, LEASE)))[0]
        later = NOW + 60 * SECOND
        await db.write(lambda session: outbox.failed(session, row, "network", 1, later, LEASE))
        now = NOW - 2 * HOUR
        assert await db.write(lambda session: set_back.bring_forward(session, 2 * HOUR)) == 1
        assert await claim(db, now + 59 * SECOND) == [], "no sooner either"
        assert await claim(db, now + 120 * SECOND) == [number]

    async def test_a_message_that_was_to_come_a_little_later_comes_then(self, db: Database) -> None:
        waits = Show(to=1, slot="receipt", message=Words(lines=(say("blank"),)), after=10 * SECOND)
        await post(db, to(1, waits))
        await db.write(lambda session: outbox.release_others(session, "nobody"))
        await db.write(lambda session: set_back.bring_forward(session, 2 * HOUR))
        now = NOW - 2 * HOUR
        assert await claim(db, now + 9 * SECOND) == []
        assert await claim(db, now + 10 * SECOND) == [1]

    async def test_kept_updates_too(self, db: Database) -> None:
        await db.write(lambda session: inbox.keep(session, b"{}", "a problem", NOW))
        await db.write(lambda session: set_back.bring_forward(session, 2 * HOUR))
        now = NOW - 2 * HOUR
        assert await db.read(lambda session: inbox.due(session, now + 10 * SECOND, 9)) == (1,)

    async def test_where_others_share_the_database_only_what_is_in_our_hands(self, db: Database) -> None:
        await asyncio.gather(post(db, to(1)), post(db, to(2)))
        assert await db.write(lambda session: set_back.bring_forward(session, HOUR, "another-process")) == 0
        assert await db.write(lambda session: set_back.bring_forward(session, HOUR, LEASE.owner)) == 2

    async def test_it_shows_at_the_next_start(self, db: Database) -> None:
        assert not await db.read(lambda session: set_back.set_back_since(session, "heard", NOW))
        await db.write(lambda session: give_sign(session, "heard", NOW))
        assert not await db.read(lambda session: set_back.set_back_since(session, "heard", NOW + HOUR))
        assert await db.read(lambda session: set_back.set_back_since(session, "heard", NOW - HOUR)) == HOUR
