"""What the doctor finds in a database and an archive that have suffered."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest

from app.doctor import stored as stored_part
from app.doctor.examination import Examination
from app.doctor.finding import Finding, State
from core.effects import Message, Say, say
from storage import inbox, outbox
from storage.migrate import downgrade, revisions
from storage.outbox import Lease, Letter
from tests.app.house import Acting, acting, furnish
from tests.storage.world import NOW

LATER = NOW + timedelta(minutes=30)


class Told:
    """Where a progress bar would be."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, str]] = []

    def __call__(self, done: int, of: int, what: str) -> None:
        self.steps.append((done, of, what))


async def stored(
    house: Acting, *, deep: bool = False, running: bool = False, tell: Told | None = None
) -> list[Finding]:
    """What is said about database and archive."""
    examination = Examination(house.settings, LATER, Path(), deep, tell or Told(), running=running)
    return [finding async for finding in examination.stored()]


def about(findings: list[Finding], name: str) -> Finding:
    """The one finding about a thing."""
    (found,) = (finding for finding in findings if finding.about == name)
    return found


async def test_a_whole_house(tmp_path: Path):
    async with acting(tmp_path) as house:
        await furnish(house)
        told = Told()
        found = await stored(house, deep=True, tell=told)
    assert {finding.about: finding.state for finding in found} == {
        "Database": State.GOOD,
        "Archive": State.GOOD,
        "Outbox": State.GOOD,
        "Inbox": State.GOOD,
        "Backup": State.WORTH_A_LOOK,
    }
    count = int(about(found, "Archive").found.split()[0])
    assert told.steps[0] == (0, count, "files")
    assert told.steps[-1] == (count, count, "files")


async def test_files_that_are_gone_and_files_that_were_changed(tmp_path: Path):
    async with acting(tmp_path) as house:
        await furnish(house)
        gone, changed = (house.archive.path(house.archive.store(data)) for data in (b"ours", b"sealed"))
        gone.unlink()
        changed.write_bytes(b"SEALED")
        shallow, deep = await stored(house), await stored(house, deep=True)
    missing = about(shallow, "Archive")
    assert missing.state is State.BAD
    assert missing.found == f"1 missing: {gone.name}"
    assert [finding.found for finding in deep if finding.about == "Archive"] == [
        f"1 missing: {gone.name}",
        f"1 altered: {changed.name}",
    ]


async def test_what_is_stuck_is_counted_with_the_command_that_shows_it(tmp_path: Path):
    async with acting(tmp_path) as house:
        letter = Letter(Say(to=1, message=Message(lines=(say("typed", text="4B12"),))), 101, 1, "fr", "Europe/Paris")
        await house.db.write(lambda s: outbox.enqueue(s, [letter], NOW, Lease("gone")))
        await house.db.write(lambda s: inbox.keep(s, b"{}", "KeyError", NOW, chat_id=101))
        found = await stored(house)
    assert about(found, "Outbox").found == "1 stuck, 0 of them given up"
    assert "constat outbox list" in about(found, "Outbox").advice
    assert about(found, "Inbox").found == "1 not processed, 0 of them parked"
    assert "constat inbox list" in about(found, "Inbox").advice


async def test_a_damaged_database(tmp_path: Path):
    async with acting(tmp_path) as house:
        await furnish(house)
    file = tmp_path / "data" / "constat.db"
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        for page in range(4, size // 4096, 2):
            damaged.seek(page * 4096)
            damaged.write(b"\xff" * 2000)
    (found,) = await stored(house)
    assert (found.about, found.state) == ("Database", State.BAD)
    assert "constat restore" in found.advice


async def test_a_file_that_is_no_database(tmp_path: Path):
    async with acting(tmp_path) as house:
        pass
    (tmp_path / "data" / "constat.db").write_bytes(b"Bonjour" * 1000)
    (found,) = await stored(house)
    assert (found.about, found.state) == ("Database", State.BAD)
    assert found.found == "damaged: file is not a database"


@pytest.mark.parametrize(("running", "state"), [(False, State.WORTH_A_LOOK), (True, State.BAD)])
async def test_a_database_of_an_older_version(tmp_path: Path, running: bool, state: State):
    async with acting(tmp_path) as house:
        await house.db.close()
        await downgrade(house.settings.database, revisions()[-2])
        (found,) = await stored(house, running=running)
    assert (found.about, found.state) == ("Database", state)
    assert revisions()[-2] in found.found


async def test_a_database_of_a_newer_version(tmp_path: Path):
    async with acting(tmp_path) as house:
        await house.db.write(
            lambda s: s.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        )
        (found,) = await stored(house)
    assert found.state is State.BAD
    assert "newer version (9999)" in found.found


async def test_a_folder_that_is_closed_to_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def closed(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "data/constat.db")

    monkeypatch.setattr(stored_part, "open_database", closed)
    async with acting(tmp_path) as house:
        examination = Examination(
            house.settings.model_copy(update={"telegram_api_url": "http://127.0.0.1:9", "signing": "off"}),
            LATER, tmp_path, False, Told(),
        )  # fmt: skip
        found = [finding async for finding in examination.findings()]
    said = about(found, "Database")
    assert said.found == "data/constat.db is closed to this user"
    assert "as the user who runs the service" in said.advice


async def test_looking_changes_nothing_even_after_a_crash(tmp_path: Path):
    async with acting(tmp_path) as house:
        await furnish(house)
        # As a killed service leaves it: with a write-ahead log that nobody emptied.
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for name in ("constat.db", "constat.db-wal"):
            (crashed / name).write_bytes((house.settings.data_dir / name).read_bytes())
    before = {path.name: path.read_bytes() for path in crashed.iterdir()}
    assert len(before["constat.db-wal"]) > 0
    settings = house.settings.model_copy(update={"data_dir": crashed})
    examination = Examination(settings, LATER, Path(), False, Told())
    found = [finding async for finding in examination.stored()]
    assert about(found, "Database").state is State.GOOD
    assert {name: (crashed / name).read_bytes() for name in before} == before
