"""`constat backup`, `restore`, `export-client`, `erase-client`: as somebody types them."""

import re
from pathlib import Path

import pytest

from tests.app.house import acting, furnish
from tests.app.prompt import Prompt, is_one_sentence


@pytest.fixture
async def furnished(prompt: Prompt) -> Path:
    """Two clients in the data folder."""
    async with acting(prompt.folder) as house:
        await furnish(house)
    return prompt.folder


async def test_a_backup_beside_a_running_service_and_its_return(prompt: Prompt, furnished: Path):
    (furnished / "data" / "identity.p12").unlink()  # the service makes a real one
    service = await prompt.serves()
    said = await prompt.types("backup", "backups")
    assert said.code == 0, said.err
    (taken,) = (furnished / "backups").glob("constat-*")
    assert said.out.startswith(f"{taken}: 13 files")
    assert "CONSTAT_BOT_TOKEN" in said.out
    refused = await prompt.types("restore", str(taken), "--replace")
    assert refused.code == 2
    assert "stop it first" in refused.err
    service.terminate()
    await service.communicate()
    refused = await prompt.types("restore", str(taken))
    assert is_one_sentence(refused.err)
    assert "--replace" in refused.err
    said = await prompt.types("restore", str(taken), "--replace")
    assert said.code == 0, said.err
    assert "constat outbox list" in said.out
    assert list((furnished / "data").glob("before-*/constat.db")) != []
    service = await prompt.serves()
    service.terminate()
    await service.communicate()


async def test_a_damaged_backup_is_told_file_by_file(prompt: Prompt, furnished: Path):
    assert (await prompt.types("backup", "backups")).code == 0
    (taken,) = (furnished / "backups").glob("constat-*")
    (taken / "web.key").write_bytes(b"kez")
    said = await prompt.types("restore", str(taken), data_dir="elsewhere")
    assert said.code == 2
    assert said.err.splitlines()[-2:] == [
        "altered: web.key",
        "Nothing was brought back: use another backup, or write --anyway to go without these.",
    ]
    assert (await prompt.types("restore", str(taken), "--anyway", data_dir="elsewhere")).code == 0


async def test_a_client_is_exported_shown_and_erased(prompt: Prompt, furnished: Path):
    said = await prompt.types("export-client", "boulangerie", "--to", "exports")
    assert said.code == 0, said.err
    assert len(list((furnished / "exports").glob("Boulangerie-Mod*/data.json"))) == 1
    said = await prompt.types("erase-client", "boulangerie")
    assert said.code != 0, "nobody said yes"
    assert "Client 1: Boulangerie <Modèle>" in said.out
    text = re.sub(r"[\s│]+", " ", said.out)
    assert "work orders 1" in text.replace("┃", " ")
    assert "L123-22" in text
    assert "2037-01-01" in text
    said = await prompt.types("erase-client", "boulangerie", "--yes")
    assert said.code == 0, said.err
    assert "clients 1" in said.out
    said = await prompt.types("erase-client", "boulangerie", "--yes")
    assert said.code == 2
    assert is_one_sentence(said.err)


async def test_a_full_or_forbidden_place_is_one_sentence(prompt: Prompt, furnished: Path):
    (furnished / "file").write_bytes(b"")
    said = await prompt.types("backup", "file/backups")
    assert said.code == 2
    assert is_one_sentence(said.err)
