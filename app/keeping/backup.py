"""`constat backup`: a copy of everything while the service runs. An act; see `storage.backup`."""

import importlib.metadata
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url, select, text

from app.acting import Inside
from app.keeping.steps import Work, turn_of
from app.settings import Settings, load_company
from storage import ledger, references
from storage.backup import returning
from storage.backup.manifest import Unusable
from storage.backup.taking import Source, take
from storage.database import is_away
from storage.tables import BackupPlaceRow
from storage.upsert import put

KEYS = ("identity.p12", "web.key")
COMPANY, COMPANY_FILE = "company", "constat.toml"
"""Where the company's file and its logo lie in a backup."""


async def backup(inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Take a backup below the folder `folder` (absolute, as the service sees it)."""
    place, now = Path(args["folder"]), inside.clock()
    if place.resolve().is_relative_to(inside.settings.data_dir.resolve()):
        yield {"refused": f"{place} lies in the data folder, which may be lost as a whole: write a folder elsewhere."}
        return
    async with turn_of(inside.db):
        source = await _source(inside)
        work = Work(lambda tell: take(source, place, now, tell))
        try:
            async for step in work.progress():
                yield step
        except Unusable as refusal:
            yield {"refused": str(refusal)}
            return
        taken = work.result
        noted = await _note(inside, place, now)
    yield {
        "result": {
            "folder": str(taken.folder),
            "files": taken.files,
            "size": taken.size,
            "reused": taken.reused,
            "altered": list(taken.altered),
            "missing": list(taken.missing),
            "noted": noted,
            "with_database": source.database is not None,
        }
    }


async def _note(inside: Inside, place: Path, now: datetime) -> bool:
    """Note where the backup is; that nothing can be stored is no reason to do without one."""
    try:
        await inside.db.write(lambda session: put(session, BackupPlaceRow, {"folder": str(place), "at": now}))
    except Exception as error:
        if not is_away(error):
            raise
        return False
    return True


async def _source(inside: Inside) -> Source:
    settings = inside.settings
    file = sqlite_file(settings)
    revision = await inside.db.read(
        lambda session: str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    )
    return Source(
        archive=settings.data_dir / "archive",
        ledger=settings.data_dir / ledger.NAME,
        version=importlib.metadata.version("constat"),
        revision=revision,
        database=file,
        named=await inside.db.read(references.all_named) if file is None else (),
        extras=_extras(settings),
    )


def sqlite_file(settings: Settings) -> Path | None:
    """The SQLite database's file, None for PostgreSQL."""
    url = make_url(settings.database)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _extras(settings: Settings) -> dict[str, Path]:
    """What else is needed to go on: the keys, the company's file and its logo, the company's own certificate."""
    found = {name: settings.data_dir / name for name in KEYS}
    found[f"{COMPANY}/{COMPANY_FILE}"] = settings.company_file
    _, logo = load_company(settings.company_file)
    if logo is not None:
        beside = logo.is_relative_to(settings.company_file.parent) and ".." not in logo.parts
        found[f"{COMPANY}/{logo.relative_to(settings.company_file.parent) if beside else logo.name}"] = logo
    if settings.identity_file is not None:
        found["own-identity.p12"] = settings.identity_file
    found[ledger.NAME] = settings.data_dir / ledger.NAME
    return {name: path for name, path in found.items() if path.is_file()}


async def places(inside: Inside) -> tuple[Path, ...]:
    """The folders into which backups were put."""
    table = BackupPlaceRow.__table__.c
    query = select(table.folder).order_by(table.folder)
    found = await inside.db.read(lambda session: list(session.execute(query).scalars()))
    restored = returning.restored_here(inside.settings.data_dir)
    found += restored.places if restored is not None else ()
    return tuple(Path(folder) for folder in dict.fromkeys(found))
