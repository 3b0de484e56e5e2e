"""The database and its transactions. Imports SQLAlchemy; made by `app`, used by every room that reads or writes.

SQLite: one writing connection behind a lock, since SQLite has one writer anyway and waiting in line beats failing
with "database is locked"; readers go beside it (WAL) through connections that cannot write. PostgreSQL: one pool.
Errors do not show parameters: they are people's words.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from typing import Any, TypeVar
from urllib.parse import quote

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from storage.standstill import Standstill, reason_of

T = TypeVar("T")

BUSY_TIMEOUT_MS = 10_000


class Database:
    """Two ways in: `write` and `read`. Each runs one function on a `Session` in one transaction of its own."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader
        self._line = asyncio.Lock() if writer.dialect.name == "sqlite" else None
        self.standstill = Standstill()

    @classmethod
    def open(cls, url: str) -> "Database":
        """`sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`; connects at the first use.

        The tables must be there: see `storage.migrate.upgrade`.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(sqlite_writer(parsed), _sqlite_reader(parsed))
        engine = create_async_engine(parsed, hide_parameters=True)
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        return cls(engine, reader)

    @property
    def one_writer(self) -> bool:
        """True where all writing stands in one line, so that one transaction for many events costs nobody anything."""
        return self._line is not None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction, on disk when this returns. Whatever `work` raises rolls all of it back.

        A caller that is cancelled learns of it once the transaction has ended, whole or not at all.
        """
        async with self._line or nullcontext():
            try:
                with self.standstill.notes():
                    return await _to_its_end(_run(self._writer, work))
            except Exception as error:
                if reason_of(error) in ("read_only", "broken"):
                    # What SQLite found when it opened the files it believes for ever: they are opened anew.
                    await self._writer.dispose()
                raise

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one consistent view of what is stored; it cannot write."""
        return await _run(self._reader, work)

    async def close(self) -> None:
        """Close all connections; on SQLite the last one empties the write-ahead log into the file."""
        await self._reader.dispose()
        await self._writer.dispose()


async def _run(engine: AsyncEngine, work: Callable[[Session], T]) -> T:
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        return await session.run_sync(work)


async def _to_its_end(transaction: Coroutine[Any, Any, T]) -> T:
    """Cut off in the middle, a transaction would leave a connection behind that holds SQLite's lock for ever."""
    task = asyncio.ensure_future(transaction)
    cut_off: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cut_off = error
    if cut_off is not None:
        task.exception()  # heard, so that nothing warns about it
        raise cut_off
    return task.result()


def is_away(error: BaseException) -> bool:
    """Whether nothing at all can be stored just now, so that it is not this event's fault: trying again will help."""
    return reason_of(error) is not None


def sqlite_writer(url: URL, *, foreign_keys: bool = True) -> AsyncEngine:
    """An engine with one connection that flushes every commit to the disk. Migrations go without foreign keys."""
    engine = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    _prepare(engine, begin="BEGIN IMMEDIATE", foreign_keys=foreign_keys)
    return engine


def _sqlite_reader(url: URL) -> AsyncEngine:
    path = quote(url.database or "", safe="/")
    read_only = url.set(database=f"file:{path}", query={"mode": "ro", "uri": "true"})
    engine = create_async_engine(read_only, hide_parameters=True)
    _prepare(engine, begin="BEGIN", foreign_keys=True)
    return engine


def _prepare(engine: AsyncEngine, *, begin: str, foreign_keys: bool) -> None:
    """SQLite as one expects a database to be.

    sqlite3 opens transactions lazily and deferred, which loses concurrent updates: it is told to keep out
    (isolation_level None) and the transaction is begun here.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if begin == "BEGIN IMMEDIATE":
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
