"""What the doctor looks at in the database and the archive. Reads only: on SQLite through `mode=ro` connections."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.doctor.finding import Finding, bad, good, look
from app.settings import Settings
from storage import health, inbox_view, outbox_view, references, slots
from storage.archive import Archive
from storage.database import Database
from storage.flush import hash_of
from storage.migrate import revisions

Tell = Callable[[int, int, str], None]
TOO_LONG = timedelta(days=7)
"""Without a backup."""
SHOWN = 5
"""Names of files shown of many."""


class Unreadable(Exception):
    """The database cannot be read; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.found)
        self.finding = finding


def open_database(settings: Settings) -> Database:
    """The database, for reading. Raises Unreadable when there is none yet."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise Unreadable(look("Database", "not there yet", "The first start makes it."))
    return Database.open(settings.database)


async def database(db: Database, settings: Settings, *, running: bool) -> tuple[Finding, ...]:
    """Whether it is undamaged and of this version. Raises Unreadable when nothing more can be asked of it."""
    try:
        found = await db.read(health.examined)
    except (SQLAlchemyError, OSError) as error:
        reason, code = str(getattr(error, "orig", error)), _code(error)
        raise Unreadable(
            _damaged(reason)
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
            else bad(
                "Database", f"cannot be read ({reason})", "Check CONSTAT_DATABASE_URL and who may read the data folder."
            )
        ) from None
    if found.damage:
        raise Unreadable(_damaged(found.damage[0]))
    known = revisions()
    if found.revision != known[-1]:
        raise Unreadable(_of_another_version(found.revision, known, running=running))
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        return (good("Database", f"{url.get_backend_name()}, tables up to date"),)
    size = Path(url.database or "").stat().st_size / 1e6
    undamaged = good("Database", f"{size:.1f} MB, undamaged, tables up to date")
    if found.journal_mode == "wal":
        return (undamaged,)
    advice = "Another program changed it: stop that program; the next start of the service sets it back."
    return undamaged, look("Journal", f"mode {found.journal_mode} instead of wal", advice)


def _code(error: Exception) -> int:
    """SQLite's (sqlite.org/rescode.html; the lower eight bits are the kind), 0 for anything else's."""
    return int(getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)) & 0xFF


def _damaged(how: str) -> Finding:
    advice = "Stop the service, keep a copy of the whole data folder, then bring a backup back: constat restore."
    return bad("Database", f"damaged: {how}", advice)


def _of_another_version(revision: str | None, known: tuple[str, ...], *, running: bool) -> Finding:
    if revision is not None and revision not in known:
        advice = "Install the version of Constat that last served here, or a newer one."
        return bad("Database", f"made by a newer version ({revision})", advice)
    if running:
        advice = "Restart the service: it runs another version than this command."
        return bad("Database", f"of an older version ({revision})", advice)
    return look("Database", f"of an older version ({revision})", "The next start brings it up to date.")


async def waiting(db: Database, now: datetime) -> tuple[Finding, ...]:
    """What is stuck on its way out or in, and when all was last saved elsewhere."""
    out = await db.read(lambda session: outbox_view.worrying(session, now))
    kept = await db.read(inbox_view.everything_kept)
    parked = sum(each.parked for each in kept)
    given_up = sum(each.gave_up for each in out)
    return (
        look("Outbox", f"{len(out)} stuck, {given_up} of them given up", "See constat outbox list.")
        if out
        else good("Outbox", "nothing is stuck"),
        look("Inbox", f"{len(kept)} not processed, {parked} of them parked", "See constat inbox list.")
        if kept
        else good("Inbox", "everything that came in was processed"),
        _backup(await db.read(health.last_backup), now) if db.one_writer else good("Backup", "pg_dump is yours to run"),
    )


def _backup(last: datetime | None, now: datetime) -> Finding:
    advice = "Run constat backup DIR, best every night, onto another disk."
    if last is None:
        return look("Backup", "none was ever taken", advice)
    found = f"last taken {last:%Y-%m-%d %H:%M} UTC"
    return look("Backup", found, advice) if now - last > TOO_LONG else good("Backup", found)


async def office_chat(db: Database, chat_id: int) -> int:
    """The office channel's number now: a group that became a supergroup has another."""
    moved = await db.read(lambda session: slots.moved(session, [chat_id]))
    return moved.get(chat_id, chat_id)


async def archive(db: Database, files: Archive, *, deep: bool, tell: Tell) -> tuple[Finding, ...]:
    """Whether every file that the database names is there; with `deep`, whether each is still what it was."""
    named = await db.read(_named)
    missing = {sha256 for sha256 in named if not files.has(sha256)}
    altered = await asyncio.to_thread(_altered, files, sorted(set(named) - missing), tell) if deep else set[str]()
    if missing or altered:
        # What a running service removed meanwhile is not named any more.
        still = set(await db.read(_named))
        missing, altered = missing & still, altered & still
    problems = tuple(_lost(files, "missing", missing)) + tuple(_lost(files, "altered", altered))
    if problems:
        return problems
    how = "every one checked against its hash" if deep else "all there; --deep checks every hash"
    return (good("Archive", f"{len(named)} files, {how}"),)


def _named(session: Session) -> list[str]:
    return sorted(references.all_named(session))


def _altered(files: Archive, names: list[str], tell: Tell) -> set[str]:
    altered = set()
    for count, sha256 in enumerate(names):
        tell(count, len(names), "files")
        try:
            if hash_of(files.path(sha256))[0] != sha256:
                altered.add(sha256)
        except OSError:
            altered.add(sha256)
    tell(len(names), len(names), "files")
    return altered


def _lost(files: Archive, word: str, names: set[str]) -> Iterator[Finding]:
    if names:
        shown = ", ".join(sorted(names)[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        path = files.path(min(names))
        yield bad(
            "Archive",
            f"{len(names)} {word}: {shown}",
            f"Copy them from a backup, where they lie under the same path ({path.parent.parent.name}/"
            f"{path.parent.name}/…).",
        )
