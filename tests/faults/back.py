"""Backups under load, a broken disk, an erased client: everything is back, nothing comes twice, the erased stay erased.

Crews work over real HTTP while backups are taken through the administration socket. Each backup is brought back into an
empty place and checked there; what the office channel showed when it began must be in it, byte for byte. Then the
machine is lost and the service goes on from a backup that is older than what happened last. What is believed is what
was typed and what the messenger accepted.
"""

import asyncio
import contextlib
import hashlib
import itertools
import json
import math
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.keeping.restore import NotWhole, restore
from app.settings import Settings
from demo.people import Seen
from storage.backup.manifest import Unusable
from tests.faults.town import Crew, Job, Town, signs, town

from acting import printed
from conftest import FR

CREWS = 4
REPORTS = 60
BACKUPS = 12
Plant = Callable[[Path], None]
"""Damages a backup on purpose, before it is brought back."""


def untouched(_backup: Path) -> None:
    """Damages nothing."""


class Figures:
    """What was really reached."""

    def __init__(self) -> None:
        self.reports = self.backups = self.files = self.shared = 0

    def __str__(self) -> str:
        return (
            f"{self.reports} reports signed and posted while {self.backups} backups were taken and brought back: "
            f"{self.files} files, every hash equal ({self.shared} shared between backups)"
        )


async def under_load(
    place: Town, jobs: Iterator[Job], figures: Figures, *, reports: int, backups: int, until: float, plant: Plant
) -> Path:
    """Crews work until so many reports are out; meanwhile backups are taken and checked. The last backup."""
    working = [asyncio.create_task(_keeps_working(crew, jobs, figures, reports, until)) for crew in place.crews]
    taken = None
    while figures.backups < backups:
        await place.shows(math.ceil(figures.backups * reports / backups), until)
        taken = await backed_up(place, figures)
        await checked(place, taken, figures, plant)
    await asyncio.gather(*working)
    assert taken is not None
    return taken


async def _keeps_working(crew: Crew, jobs: Iterator[Job], figures: Figures, reports: int, until: float) -> None:
    while figures.reports < reports and time.monotonic() < until:
        figures.reports += 1
        await crew.works(next(jobs))


async def backed_up(place: Town, figures: Figures) -> Path:
    """Take a backup; what the office had seen before is in it."""
    shown = await place.posted()
    await _a_second_later(place)
    said = await place.does("backup", folder=str(place.stage.folder / "backups"))
    assert "result" in said, f"no backup was taken: {said}"
    done = said["result"]
    assert done["missing"] == [], f"files are missing from {done['folder']}: {done['missing']}"
    there = {file.name for file in (Path(done["folder"]) / "archive").rglob("*") if file.is_file()}
    lost = shown - there - place.lost
    assert not lost, f"{len(lost)} PDFs that the office had seen before it began are not in the backup"
    figures.backups += 1
    figures.shared += done["reused"]
    return Path(done["folder"])


async def _a_second_later(place: Town) -> None:
    """Backups are named by the second; the clock of the play is moved on by one."""
    await place.stage.passes(1 / 60)


async def checked(place: Town, taken: Path, figures: Figures, plant: Plant = untouched) -> None:
    """Bring a backup back into an empty place; everything is there, by our own counting of hashes."""
    plant(taken)
    with tempfile.TemporaryDirectory(dir=place.stage.folder) as folder:
        data = await brought_back(place, taken, Path(folder))
        for file in (data / "archive").rglob("*"):
            if file.is_file():
                found = hashlib.sha256(await asyncio.to_thread(file.read_bytes)).hexdigest()
                assert found == file.name, f"{file.name} came back with other bytes"
                figures.files += 1


async def brought_back(place: Town, taken: Path, folder: Path, *erasures: Path) -> Path:
    """The data folder that a backup was brought back into."""
    settings = Settings(data_dir=folder / "data", company_file=place.stage.settings.company_file, _env_file=None)
    try:
        await restore(settings, taken, place.stage.clock.now(), lambda *_: None, erasures=erasures)
    except NotWhole as refusal:
        found = refusal.found
        raise AssertionError(f"{taken.name} is not whole: {found.missing} {found.altered} {found.wrong}") from None
    except Unusable as refusal:
        raise AssertionError(f"{taken.name} cannot be brought back: {refusal}") from None
    return settings.data_dir


async def machine_lost(place: Town, jobs: Iterator[Job], figures: Figures) -> None:
    """A backup while one visit is open and one report waits for its client; more happens; the machine is lost."""
    crew, other = place.crews[0], place.crews[-1]
    open_job, waiting = next(jobs), next(jobs)
    if other is crew:
        link = await _submits(other, waiting)
        await crew.begins(open_job)
    else:
        link, _ = await asyncio.gather(_submits(other, waiting), crew.begins(open_job))
    await place.rests()
    shown = await place.posted()
    taken = await backed_up(place, figures)
    other.signed.append(waiting)
    await signs(link)
    await _posted(place, figures, 1)
    before = await place.posted()
    place.lost = before - shown
    await place.stage.closes()
    await place.moves(await brought_back(place, taken, place.stage.folder / "another machine"))
    await place.administrator.sees("constat outbox list")
    await crew.technician.sees(FR("restored.told", at="|").partition("|")[0][:30])
    await place.rests()
    assert len(await place.posts()) == len(before), "a report was posted again at the start"
    await signs(await crew.ends(open_job))
    crew.signed.append(open_job)
    figures.reports += 2
    await _posted(place, figures, 0)
    (pdf,) = [pdf for pdf in await place.papers() if hashlib.sha256(pdf).hexdigest() not in before]
    text = printed(pdf)
    assert [typed for typed in open_job.typed if typed not in text] == [], "an answer of the open visit is lost"
    await place.stage.passes(25 * 60)
    scheduled = place.stage.service.jobs
    assert scheduled is not None
    await scheduled.end_silence()
    await place.rests()
    await _posted(place, figures, 0)


async def _submits(crew: Crew, job: Job) -> Seen:
    await crew.begins(job)
    return await crew.ends(job)


async def _posted(place: Town, figures: Figures, more: int) -> None:
    count = figures.reports + more

    def all_there(seen: list[Seen]) -> Seen | None:
        papers = [message for message in seen if message.file_name]
        assert len(papers) <= count, f"{len(papers)} documents for {count} reports: one is doubled"
        return papers[-1] if len(papers) == count else None

    await place.stage.office.until(all_there, f"{count} documents")


async def erased(place: Town, figures: Figures) -> None:
    """Of two clients one is given all that is held, the other is erased; an older backup brings nobody back."""
    asks, goes = place.crews[0].signed[0], place.crews[0].signed[-1]
    older = await backed_up(place, figures)
    await exported(place, asks)
    said = await place.does("erase_client_shown", who=goes.client)
    assert "result" in said, f"the client cannot be erased: {said}"
    shown = said["result"]
    assert shown["kept"], "a sealed report was not listed as kept"
    said = await place.does("erase_client", client=shown["client"], name=shown["name"])
    assert "result" in said, f"the client cannot be erased: {said}"
    await place.stage.closes()
    gone(place.stage.settings.data_dir, goes)
    await place.moves(await brought_back(place, older, place.stage.folder / "third machine"))
    refused = await place.does("export_client", who=goes.client, folder=str(place.stage.folder / "exports"))
    assert "No client" in refused.get("refused", ""), f"the erased client is back with the backup: {goes.client}"
    await exported(place, asks)
    await place.stage.closes()
    gone(place.stage.settings.data_dir, goes)
    await place.stage.opens()


def gone(data: Path, job: Job) -> None:
    """Nothing typed for this client is in the data folder, but in what the law has kept of the sealed report."""
    with contextlib.closing(sqlite3.connect(f"file:{data / 'constat.db'}?mode=ro", uri=True)) as database:
        for (table,) in database.execute("select name from sqlite_master where type = 'table'").fetchall():
            rows = database.execute(f'select * from "{table}"')
            columns = [column[0] for column in rows.description]
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    kept = table == "tombstone" and column in ("report", "confirmation")
                    assert kept or job.word not in str(value), f"{job.word} is still in {table}.{column}"


async def exported(place: Town, job: Job) -> None:
    """The export of this client holds every text typed for them, and nothing of anybody else's."""
    await _a_second_later(place)
    said = await place.does("export_client", who=job.client, folder=str(place.stage.folder / "exports"))
    assert "result" in said, f"no export: {said}"
    folder = Path(said["result"]["folder"])
    data = (folder / "data.json").read_text("utf-8")
    json.loads(data)
    everything = data + (folder / "index.html").read_text("utf-8")
    for pdf in folder.rglob("*.pdf"):
        everything += printed(pdf.read_bytes())
    lost = [typed for typed in job.typed if typed not in data]
    assert not lost, f"the export of {job.client} lacks {lost}"
    others = [other.word for crew in place.crews for other in crew.signed if other != job and other.word in everything]
    assert not others, f"the export of {job.client} tells of {others}"
    photos = list(folder.rglob("photo-*.jpg"))
    assert len(photos) == 2, f"{len(photos)} photos in the export, 2 were sent"


async def round_of(
    folder: Path, *, crews: int, reports: int, backups: int, seconds: float, plant: Plant = untouched
) -> Figures:
    """One town from its opening to the erasure."""
    figures, jobs = Figures(), map(Job, itertools.count())
    until = time.monotonic() + seconds
    async with town(folder, crews) as place:
        await under_load(place, jobs, figures, reports=reports, backups=backups, until=until, plant=plant)
        await machine_lost(place, jobs, figures)
        await erased(place, figures)
    return figures


def soak(seconds: float) -> str:
    """The full form."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(
            round_of(Path(folder), crews=CREWS, reports=REPORTS, backups=BACKUPS, seconds=seconds * 0.6)
        )
    return (
        f"{figures} ({time.monotonic() - began:.0f} s); the machine lost in the middle of a visit: finished from the "
        f"backup, nothing posted twice; exported: every text, nobody else's; erased, an older backup brought back at "
        f"{datetime.now(UTC):%H:%M} UTC: still erased"
    )
