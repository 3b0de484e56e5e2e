"""A client asks what is held about them, and then that it be erased."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.acts import ACTS
from app.keeping.backup import backup
from app.keeping.erase import erase_client
from app.keeping.export import export_client
from core.contest import Contest
from core.evidence_log import Entry
from core.work_order import WorkOrderState
from storage import ledger
from storage.save import save_all
from tests.app.house import OURS, THEIRS, Acting, acting, furnish
from tests.storage.world import NOW, ORDER


@pytest.fixture
async def house(tmp_path: Path) -> Any:
    async with acting(tmp_path) as house:
        await furnish(house)
        yield house


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestExport:
    async def test_everything_of_theirs_is_in_it_and_nothing_of_anybody_elses(self, house: Acting, tmp_path: Path):
        done = (await house.does(export_client, who="boulangerie", folder=str(tmp_path / "out")))["result"]
        assert (done["files"], done["missing"]) == (6, [])
        files = contents(Path(done["folder"]))
        data = files.pop("data.json").decode()
        assert [words for words in OURS if words not in data] == []
        assert [words for words in THEIRS if words in data] == []
        assert b"theirs" not in b"".join(files.values())
        assert {name: content for name, content in files.items() if name not in ("schema.json", "index.html")} == {
            "OI-2026-0001/visit-1/photo-01-during.jpg": b"both",
            "OI-2026-0001/visit-1/photo-02-during.jpg": b"ours",
            "OI-2026-0001/visit-1/document-03.pdf": b"notice",
            "RI-2026-0001/version-1/as-shown.pdf": b"copy",
            "RI-2026-0001/version-1/sealed.pdf": b"sealed",
            "RI-2026-0001/version-1/signature.png": b"drawn",
        }

    async def test_what_was_noted_of_their_page_and_what_they_contested_is_in_it(self, house: Acting, tmp_path: Path):
        opened = Entry(visit_id=1, report_id=1, version=1, kind="opened", at=NOW, facts={"ip": "203.0.113.7"})
        contest = Contest(report_id=1, n=1, line="times", text="Bien plus tard", at=NOW)
        await house.db.write(lambda session: save_all(session, [opened, contest]))
        done = (await house.does(export_client, who="boulangerie", folder=str(tmp_path / "out")))["result"]
        [report] = json.loads(contents(Path(done["folder"]))["data.json"])["reports"]
        assert [entry["facts"] for entry in report["evidence"]] == [{"ip": "203.0.113.7"}]
        assert [contest["text"] for contest in report["contests"]] == ["Bien plus tard"]

    async def test_the_data_describe_themselves(self, house: Acting, tmp_path: Path):
        done = (await house.does(export_client, who="1", folder=str(tmp_path)))["result"]
        files = contents(Path(done["folder"]))
        data, schema = json.loads(files["data.json"]), json.loads(files["schema.json"])
        described = schema["$defs"]["ClientExport"]["properties"]
        assert set(described) == set(data)
        assert {entry["path"] for entry in data["files"]} <= set(files)

    async def test_the_index_is_for_reading_in_their_language_and_markup_is_shown_as_typed(
        self, house: Acting, tmp_path: Path
    ):
        done = (await house.does(export_client, who="1", folder=str(tmp_path)))["result"]
        page = (Path(done["folder"]) / "index.html").read_text("utf-8")
        assert "Données détenues sur Boulangerie &lt;Modèle&gt;" in page
        assert 'href="OI-2026-0001/visit-1/photo-01-during.jpg"' in page
        done = (await house.does(export_client, who="café", folder=str(tmp_path)))["result"]
        assert "Data held about Café Échantillon" in (Path(done["folder"]) / "index.html").read_text("utf-8")

    async def test_a_file_that_is_lost_is_said(self, house: Acting, tmp_path: Path):
        house.archive.remove(house.archive.store(b"ours")) or house.archive.path(house.archive.store(b"ours")).unlink()
        done = (await house.does(export_client, who="1", folder=str(tmp_path)))["result"]
        assert done["missing"] == ["OI-2026-0001/visit-1/photo-02-during.jpg"]

    @pytest.mark.parametrize(("who", "says"), [("personne", "No client is called personne"),
                                               ("e", "1 Boulangerie <Modèle>, 2 Café Échantillon")])  # fmt: skip
    async def test_who_is_meant_must_be_clear(self, house: Acting, tmp_path: Path, who: str, says: str):
        assert says in (await house.does(export_client, who=who, folder=str(tmp_path)))["refused"]


class TestErasing:
    async def erases(self, house: Acting) -> dict[str, Any]:
        return await house.does(erase_client, client=1, name="Boulangerie <Modèle>")

    async def test_first_it_is_shown_what_goes_and_what_stays_why_and_until_when(self, house: Acting):
        shown = (await house.does(ACTS["erase_client_shown"], who="boulangerie"))["result"]
        assert shown["goes"]["photos"] == 2
        assert shown["goes"]["messages with the office"] == 1
        (kept,) = shown["kept"]
        assert "RI-2026-0001, version 1" in kept["what"]
        assert "L123-22" in kept["reason"]
        assert kept["until"] == "2037-01-01"
        assert await house.does(ACTS["erase_client_shown"], who="1") == {"result": shown}, "showing changes nothing"

    async def test_then_it_goes_files_too_and_the_others_stay(self, house: Acting):
        done = (await self.erases(house))["result"]
        assert (done["files"], done["unreachable"]) == (4, [])
        there = {file.read_bytes() for file in (house.settings.data_dir / "archive").rglob("*") if file.is_file()}
        assert there == {b"both", b"theirs", b"their copy", b"theirs sealed", b"sealed"}
        assert "No client" in (await house.does(export_client, who="boulangerie", folder="/nowhere"))["refused"]

    async def test_work_that_is_not_over_stands_in_the_way(self, house: Acting):
        await house.db.write(lambda s: save_all(s, [replace(ORDER, state=WorkOrderState.OFFERED)]))
        for refused in (await house.does(ACTS["erase_client_shown"], who="1"), await self.erases(house)):
            assert "OI-2026-0001" in refused["refused"]
            assert "finish or cancel" in refused["refused"]
        assert not (house.settings.data_dir / ledger.NAME).exists()

    async def test_it_is_noted_where_backups_are_and_who_cannot_be_reached_is_named(
        self, house: Acting, tmp_path: Path
    ):
        for place in ("here", "unplugged"):
            assert "result" in await house.does(backup, folder=str(tmp_path / place))
        (tmp_path / "unplugged").rename(tmp_path / "in a drawer")
        done = (await self.erases(house))["result"]
        assert done["unreachable"] == [str(tmp_path / "unplugged")]
        noted = ledger.read(tmp_path / "here" / ledger.NAME)
        assert noted == ledger.read(house.settings.data_dir / ledger.NAME)
        assert [each.client for each in noted] == [1]
        text = (tmp_path / "here" / ledger.NAME).read_text("utf-8")
        assert [words for words in OURS if words in text] == []

    async def test_what_a_restore_moved_aside_is_named(self, house: Acting):
        aside = house.settings.data_dir / "before-20260301T080000Z"
        aside.mkdir()
        assert (await self.erases(house))["result"]["set_aside"] == [str(aside)]

    async def test_another_client_under_that_number_is_not_taken_for_it(self, house: Acting):
        refused = await house.does(erase_client, client=2, name="Boulangerie <Modèle>")
        assert "ask again" in refused["refused"]
