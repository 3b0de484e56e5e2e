"""`constat doctor`, as somebody types it who wonders whether all is well."""

import os
import sqlite3
import stat

from demo.people import Demo
from demo.server import RunningServer
from storage.sqlite_bug import is_affected
from tests.app.prompt import Prompt, Said

from conftest import free_port


def states(said: Said) -> dict[str, str]:
    """What stands before each thing's name: ok, look, mend."""
    assert "Traceback" not in said.out + said.err
    lines = [line for line in said.out.splitlines()[:-1] if not line.startswith(" ")]
    return {line[5:21].strip(): line[:5].strip() for line in lines}


async def test_a_service_at_work_is_found_well_and_goes_on_working(prompt: Prompt, server: RunningServer):
    port = str(free_port())
    async with Demo(server.url) as demo:
        office = await demo.channel("Bureau Froid Modèle")
        here = {"http_port": port, "public_url": f"http://127.0.0.1:{port}", "office_chat_id": str(office.id)}
        service = await prompt.serves(**here)
        try:
            await prompt.types("backup", "copies", **here)
            said = await prompt.types("doctor", "--deep", **here)
            found = states(said)
            assert said.code == 0, said.out
            expected = {"SQLite", "Disk"} if is_affected(sqlite3.sqlite_version) else {"Disk"}
            assert {about for about, state in found.items() if state != "ok"} <= expected, said.out
            for about in ("Settings", "Service", "Data folder", "Secrets", "Certificate", "Database", "Archive", "Bot",
                          "Backup", "Updates", "Office channel", "Public address", "Clock"):  # fmt: skip
                assert about in found, said.out
            assert "Bureau Froid Modèle: the bot may post" in said.out
            assert server.token not in said.out + said.err
            assert f"@{server.username} answers" in said.out
            assert (await prompt.types("people", "list", **here)).code == 0
        finally:
            service.terminate()
            await service.communicate()
        data = prompt.folder / "data"
        assert stat.S_IMODE(data.stat().st_mode) == 0o700, "nobody else's business"
        # Stopped, and with a bot that was thrown out, a folder that everybody reads and secrets that others read.
        camille = await demo.user("Camille Exemple")
        await office.bot_becomes("kicked", by=camille)
        data.chmod(0o755)
        (data / "web.key").chmod(0o644)
        said = await prompt.types("doctor", **here)
    found = states(said)
    assert said.code == 1
    assert {about for about, state in found.items() if state == "mend"} == {"Office channel", "Secrets"}, said.out
    assert {"Privacy", "Public address", "Updates"} <= {about for about, state in found.items() if state == "look"}
    assert f"Run chmod 600 {os.path.join('data', 'web.key')}" in said.out
    assert "Telegram keeps them for 24 hours" in said.out
    assert said.out.splitlines()[-1].startswith("2 to mend, ")


async def test_in_an_empty_folder_everything_is_told_in_one_go(prompt: Prompt):
    (prompt.folder / "constat.toml").unlink()
    said = await prompt.types("doctor", bot_token="", public_url="")
    assert said.code == 1
    found = states(said)
    assert {about for about, state in found.items() if state == "mend"} >= {"Settings", "Company", "Public address"}
    assert found["Database"] == "look"
    assert not (prompt.folder / "data").exists(), "looking makes nothing"


async def test_a_setting_that_cannot_be_understood(prompt: Prompt):
    said = await prompt.types("doctor", mode="carrier-pigeon")
    assert said.code == 1
    assert "CONSTAT_MODE" in said.out
