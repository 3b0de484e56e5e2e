"""The disk broke: a backup comes back, checked; whoever was erased stays erased; a night tidies up."""

import errno
import shutil
import sqlite3
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.keeping.backup import backup
from app.keeping.erase import erase_client
from app.keeping.night import Night, last_hour
from app.keeping.restore import NotWhole, Returned, restore
from app.keeping.start import check_data_folder, go_on_from_backup, make_good, tell
from app.settings import Settings, SettingsMistake, load_company
from core.events import Alerted, BroughtBack
from storage import ledger
from storage.apply import Arrival
from storage.backup import manifest as manifests
from storage.backup import returning
from storage.backup.manifest import Unusable
from storage.flush import hash_of
from storage.holding import clients_called
from storage.lock import ServiceLock
from tests.app.house import OURS, Acting, acting, furnish
from tests.storage.world import NOW

LATER = NOW + timedelta(hours=30)


def quietly(done: int, of: int, what: str) -> None:
    assert done <= of


@pytest.fixture
async def backed_up(tmp_path: Path) -> Path:
    """A backup of a furnished house, and the house as it was."""
    async with acting(tmp_path) as house:
        await furnish(house)
        done = await house.does(backup, folder=str(tmp_path / "backups"))
    return Path(done["result"]["folder"])


async def brings_back(folder: Path, taken: Path, **how: Any) -> Returned:
    settings = Settings(data_dir=folder / "data", company_file=folder / "constat.toml", _env_file=None)
    return await restore(settings, taken, LATER, quietly, **how)


async def starts(house: Acting) -> list[str]:
    """What a start does before anybody is served; the names of the clients who are then there."""
    check_data_folder(house.settings)
    await make_good(house.db, house.archive, house.settings, LATER)
    company, _ = load_company(house.settings.company_file)
    await go_on_from_backup(house.db, house.settings, company)
    return [client.name for client in await house.db.read(lambda s: clients_called(s, "e"))]


async def test_a_backup_beside_what_it_saves_is_refused(tmp_path: Path):
    async with acting(tmp_path) as house:
        for inside in (house.settings.data_dir, house.settings.data_dir / "backups"):
            assert "elsewhere" in (await house.does(backup, folder=str(inside)))["refused"]


async def test_a_backup_is_taken_also_where_its_place_cannot_be_noted(
    backed_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async def full(work: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with acting(tmp_path) as house:
        house.now = LATER
        monkeypatch.setattr(house.db, "write", full)
        done = (await house.does(backup, folder=str(tmp_path / "elsewhere")))["result"]
    assert not done["noted"]
    assert manifests.read(Path(done["folder"])).missing == ()


async def test_everything_is_back_in_an_empty_place(backed_up: Path, tmp_path: Path):
    new = tmp_path / "another machine"
    returned = await brings_back(new, backed_up)
    assert returned.found.is_whole
    assert returned.company_file == new / "constat.toml"
    before, after = (tmp_path / "data" / "archive", new / "data" / "archive")
    assert {f.name for f in after.rglob("*") if f.is_file()} == {f.name for f in before.rglob("*") if f.is_file()}
    assert (new / "data" / "web.key").read_bytes() == b"key"
    assert (new / "data" / "identity.p12").read_bytes() == b"identity"
    async with acting(new) as house:
        assert await starts(house) == ["Boulangerie <Modèle>", "Café Échantillon"]


async def test_the_company_s_file_and_logo_come_along(backed_up: Path, tmp_path: Path):
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "ours.png").write_bytes(b"a picture")
    (tmp_path / "constat.toml").write_text('name = "Froid Modèle SARL"\nlogo = "logos/ours.png"\n', "utf-8")
    async with acting(tmp_path) as house:
        house.now = LATER
        done = await house.does(backup, folder=str(tmp_path / "backups"))
    await brings_back(tmp_path / "new", Path(done["result"]["folder"]))
    _, logo = load_company(tmp_path / "new" / "constat.toml")
    assert logo is not None
    assert logo.read_bytes() == b"a picture"


class TestRefusals:
    async def test_what_is_altered_or_missing_is_refused_and_nothing_changes(self, backed_up: Path, tmp_path: Path):
        files = sorted((backed_up / "archive").rglob("*"))
        names = [file for file in files if file.is_file()]
        names[0].chmod(0o600)
        names[0].write_bytes(b"something else")
        names[1].unlink()
        with pytest.raises(NotWhole) as refusal:
            await brings_back(tmp_path / "new", backed_up)
        assert refusal.value.found.altered == [str(names[0].relative_to(backed_up))]
        assert refusal.value.found.missing == [str(names[1].relative_to(backed_up))]
        assert [file.name for file in (tmp_path / "new" / "data").iterdir()] == ["service.lock"]
        returned = await brings_back(tmp_path / "new", backed_up, anyway=True)
        assert not returned.found.is_whole
        assert not (tmp_path / "new" / "data" / names[0].relative_to(backed_up)).exists()

    async def test_a_damaged_database_is_refused_whatever_is_said(self, backed_up: Path, tmp_path: Path):
        database = backed_up / manifests.DATABASE
        database.write_bytes(database.read_bytes()[:5000] + b"\0" * 5000)
        with pytest.raises(NotWhole) as refusal:
            await brings_back(tmp_path / "new", backed_up, anyway=True)
        assert "damaged" in refusal.value.found.wrong[0]

    async def test_a_folder_that_is_not_empty_a_service_that_runs_half_a_backup_and_no_backup(
        self, backed_up: Path, tmp_path: Path
    ):
        with pytest.raises(Unusable, match="--replace"):
            await brings_back(tmp_path, backed_up)
        with ServiceLock(tmp_path / "data" / "service.lock"), pytest.raises(Unusable, match="stop it first"):
            await brings_back(tmp_path, backed_up, replace=True)
        with pytest.raises(Unusable, match="no backup"):
            await brings_back(tmp_path / "new", tmp_path)
        half = backed_up.rename(backed_up.parent / f".incoming-{backed_up.name}")
        with pytest.raises(Unusable, match="interrupted"):
            await brings_back(tmp_path / "new", half)

    async def test_a_backup_of_a_newer_version_needs_that_version(self, backed_up: Path, tmp_path: Path):
        with sqlite3.connect(backed_up / manifests.DATABASE) as database:
            database.execute("update alembic_version set version_num = '9999'")
        whole = manifests.read(backed_up)
        (backed_up / manifests.NAME).unlink()
        sha256, size = hash_of(backed_up / manifests.DATABASE)
        listed = tuple(
            manifests.Listed(path=f.path, size=size, sha256=sha256) if f.path == manifests.DATABASE else f
            for f in whole.files
        )
        manifests.write(
            backed_up,
            manifests.Manifest(format=1, version="9.0", revision="9999", taken_at=NOW, database="sqlite", files=listed),
        )
        with pytest.raises(Unusable, match=r"Constat 9\.0.*newer"):
            await brings_back(tmp_path / "new", backed_up)

    async def test_no_service_starts_on_half_a_return(self, backed_up: Path, tmp_path: Path):
        async with acting(tmp_path) as house:
            (house.settings.data_dir / ".incoming-restore").mkdir()
            with pytest.raises(SettingsMistake, match="interrupted"):
                check_data_folder(house.settings)
        returned = await brings_back(tmp_path, backed_up, replace=True)
        assert returned.aside is not None
        assert (returned.aside / "constat.db").is_file()
        async with acting(tmp_path) as house:
            assert len(await starts(house)) == 2


class TestStillErased:
    @pytest.mark.parametrize("served", [True, False])
    async def test_from_the_first_backup_in_its_folder_after_it_was_brought_back(
        self, backed_up: Path, tmp_path: Path, served: bool
    ):
        await brings_back(tmp_path, backed_up, replace=True)
        if served:
            async with acting(tmp_path) as house:
                await starts(house)
                returning.went_on(house.settings.data_dir)
        await self.erases(tmp_path)
        assert (await brings_back(tmp_path / "new", backed_up)).erasures == 1
        assert await self.gone(tmp_path / "new")

    async def erases(self, tmp_path: Path) -> None:
        async with acting(tmp_path) as house:
            house.now = NOW + timedelta(hours=1)
            assert "result" in await house.does(erase_client, client=1, name="Boulangerie <Modèle>")

    async def gone(self, folder: Path) -> bool:
        async with acting(folder) as house:
            names = await starts(house)
            archive = {f.read_bytes() for f in (house.settings.data_dir / "archive").rglob("*") if f.is_file()}
        assert b"both" in archive, "what the other client shows as well stays"
        return "Boulangerie <Modèle>" not in names and not archive & {b"ours", b"copy", b"notice", b"drawn"}

    async def test_in_the_same_place_by_the_list_that_lay_there(self, backed_up: Path, tmp_path: Path):
        await self.erases(tmp_path)
        (backed_up.parent / ledger.NAME).unlink()
        assert (await brings_back(tmp_path, backed_up, replace=True)).erasures == 1
        assert await self.gone(tmp_path)

    async def test_on_another_machine_by_the_list_beside_the_backups(self, backed_up: Path, tmp_path: Path):
        await self.erases(tmp_path)
        await brings_back(tmp_path / "new", backed_up)
        assert await self.gone(tmp_path / "new")

    async def test_by_a_list_that_is_handed_over(self, backed_up: Path, tmp_path: Path):
        await self.erases(tmp_path)
        alone = Path(shutil.move(backed_up, tmp_path / backed_up.name))
        (tmp_path / "new").mkdir()
        listed = tmp_path / "data" / ledger.NAME
        await brings_back(tmp_path / "new", alone, erasures=(listed,))
        assert await self.gone(tmp_path / "new")
        await brings_back(tmp_path / "without", alone)
        assert not await self.gone(tmp_path / "without"), "or this test could not fail"

    async def test_what_the_law_has_kept_is_kept_again_and_out_of_sight(self, backed_up: Path, tmp_path: Path):
        await self.erases(tmp_path)
        await brings_back(tmp_path / "new", backed_up)
        async with acting(tmp_path / "new") as house:
            await starts(house)
            rows = await house.db.read(lambda s: s.connection().exec_driver_sql("select * from tombstone").all())
            assert len(rows) == 1
            assert "2026-03-02 09:00" in str(rows[0].erased_at), "when it was erased first"
            assert (house.settings.data_dir / "archive" / rows[0].sealed_pdf_sha256[:2]).is_dir()


async def test_everybody_is_told_once(backed_up: Path, tmp_path: Path):
    told: list[Arrival] = []

    async def submit(arrival: Arrival) -> None:
        told.append(arrival)

    await brings_back(tmp_path / "new", backed_up)
    async with acting(tmp_path / "new") as house:
        company, _ = load_company(house.settings.company_file)
        for _ in range(2):
            went_on = await go_on_from_backup(house.db, house.settings, company)
            if went_on is not None:
                await tell(house.settings, company, *went_on, submit, LATER)
    events = [arrival.event for arrival in told]
    assert [type(event) for event in events] == [Alerted, BroughtBack]
    assert isinstance(events[0], Alerted)
    assert events[0].code == "restored_none_held"
    assert told[1].person_id == 1


class TestNight:
    async def test_it_is_swept_once_a_night(self, tmp_path: Path):
        async with acting(tmp_path) as house:
            night = Night(house.db, house.archive, house.settings, "Europe/Paris", lambda: house.now)
            assert await night.sweep() == {}
            assert await night.sweep() is None
            house.now = NOW + timedelta(hours=18)
            assert await night.sweep() is None
            house.now = NOW + timedelta(days=5)
            assert await night.sweep() == {}, "a night that was missed is made up"

    async def test_after_ten_years_everything_of_an_old_client_goes(self, tmp_path: Path):
        async with acting(tmp_path) as house:
            await furnish(house)
            night = Night(house.db, house.archive, house.settings, "Europe/Paris", lambda: house.now)
            house.now = NOW.replace(year=2036, month=12)
            assert (await night.sweep() or {}).get("clients") is None, "the year 2026 is kept to the end of 2036"
            house.now = NOW.replace(year=2037)
            swept = await night.sweep()
            assert swept is not None
            assert swept["clients"] == 2
            left = [f for f in (house.settings.data_dir / "archive").rglob("*") if f.is_file()]
            assert left == []
        stored = (tmp_path / "data" / "constat.db").read_bytes()
        of_the_staff = ("Camille Exemple",)
        assert [words for words in OURS if words.encode() in stored and words not in of_the_staff] == []

    def test_it_is_not_at_an_hour_when_clocks_change(self):
        paris = ZoneInfo("Europe/Paris")
        for hour in range(365 * 24):
            now = NOW + timedelta(hours=hour)
            at = last_hour(now, "Europe/Paris")
            assert now - timedelta(hours=25) < at <= now
            assert at.astimezone(paris).time() == time(3, 30)
