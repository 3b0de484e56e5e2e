"""`constat` as people type it: what they read, and the exit code that scripts read."""

import asyncio
import signal
import socket
from datetime import UTC, datetime

import pytest
from fpdf import FPDF

from demo.people import Demo
from demo.server import RunningServer
from evidence.identity import load_identity, make_identity
from evidence.seal import seal
from storage.archive import Archive
from tests.app.prompt import Prompt, is_one_sentence
from tests.evidence.authority import authority

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"bot_token": ""}, "CONSTAT_BOT_TOKEN"),
        ({"bot_token": "123456789:AAnotthetokenofthedemoserver"}, "CONSTAT_BOT_TOKEN"),
        ({"mode": "carrier-pigeon"}, "CONSTAT_MODE"),
        ({"company_file": "nowhere.toml"}, "nowhere.toml"),
        ({"telegram_api_url": "http://127.0.0.1:9"}, "CONSTAT_TELEGRAM_API_URL"),
    ],
)
async def test_a_wrong_start_ends_with_one_sentence(prompt: Prompt, changes: dict[str, str], names: str):
    said = await prompt.types("serve", **changes)
    assert (said.code, said.out) == (2, "")
    assert is_one_sentence(said.err), said.err
    assert names in said.err


async def test_a_port_that_somebody_holds(prompt: Prompt, server: RunningServer):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        said = await prompt.types("serve", http_port=port)
    assert said.code == 2
    sentence = said.err.strip().splitlines()[-1]
    assert f"127.0.0.1:{port}" in sentence
    assert "CONSTAT_HTTP_PORT" in sentence
    assert server.journal.lines == [], "nobody is written to before"
    assert "Traceback" not in said.err


async def test_a_second_service_on_the_same_folder_is_refused_and_the_first_ends_when_told(prompt: Prompt):
    first = await prompt.serves()
    said = await prompt.types("serve")
    assert said.code == 2
    assert is_one_sentence(said.err), said.err
    assert "CONSTAT_DATA_DIR" in said.err
    first.send_signal(signal.SIGTERM)
    _, err = await asyncio.wait_for(first.communicate(), 5)
    assert first.returncode == 0
    assert b"Traceback" not in err
    again = await prompt.serves()
    again.send_signal(signal.SIGINT)
    await asyncio.wait_for(again.communicate(), 5)
    assert again.returncode == 0


@pytest.mark.parametrize("folder", ["constat.toml", "constat.toml/data", "/proc/data"])
@pytest.mark.parametrize("command", ["serve", "people list"])
async def test_what_cannot_be_a_data_folder_is_named(prompt: Prompt, folder: str, command: str):
    said = await prompt.types(*command.split(), data_dir=folder)
    assert said.code == 2
    assert is_one_sentence(said.err), said.err
    assert "cannot be the data folder" in said.err


async def test_an_invitation_is_one_link_that_lets_one_person_in(prompt: Prompt, server: RunningServer):
    said = await prompt.types("invite", "--role", "technician", "--name", "Léa Exemple")
    assert said.code == 0
    link = said.out.strip()
    assert link.startswith(f"https://t.me/{server.username}?start=")
    assert len(link.splitlines()) == 1
    assert "Léa Exemple" in said.err
    service = await prompt.serves()
    async with Demo(server.url) as demo:
        lea, somebody = await demo.user("Léa Exemple"), await demo.user("Sacha Témoin")
        await lea.start(link.rpartition("start=")[2])
        await lea.sees("Léa Exemple")
        await somebody.start(link.rpartition("start=")[2])
        refused = await somebody.sees("")
        assert "Léa" not in refused.text
    service.terminate()
    await service.communicate()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "technician", "--name", " "), "--name"),
        (("--role", "manager", "--name", "Dominique Exemple", "--time-zone", "Paris"), "Europe/Paris"),
    ],
)
async def test_an_invitation_that_cannot_be_made(prompt: Prompt, words: tuple[str, ...], says: str):
    said = await prompt.types("invite", *words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert "Traceback" not in said.err


async def test_whether_a_report_is_intact(prompt: Prompt):
    pdf = FPDF(enforce_compliance="PDF/A-3B")
    pdf.set_lang("fr")
    pdf.add_page()
    plain = bytes(pdf.output())
    identity = load_identity(make_identity("Froid Modèle SARL", NOON))
    sealed = await asyncio.to_thread(seal, plain, identity, reason="Rapport", location="Froid Modèle SARL", now=NOON)
    changed = bytearray(sealed)
    changed[len(changed) // 3] ^= 1
    for name, data, code, word in (
        ("sealed", sealed, 0, "intact"),
        ("changed", changed, 1, "altered"),
        ("plain", plain, 1, "not sealed"),
        ("no-pdf", b"Bonjour", 1, "not sealed"),
    ):
        (prompt.folder / f"{name}.pdf").write_bytes(data)
        said = await prompt.types("verify", f"{name}.pdf")
        assert (said.code, said.out.partition(":")[0].strip()) == (code, word)
        assert said.err == ""
    assert (await prompt.types("verify", "nowhere.pdf")).code == 2


async def test_one_that_this_archive_never_held(prompt: Prompt):
    pdf = FPDF()
    pdf.add_page()
    identity = load_identity(make_identity("Froid Modèle SARL", NOON))
    with authority(NOON) as tsa:
        order = {"reason": "Rapport", "location": "Froid Modèle SARL", "now": NOON, "tsa_url": tsa.url}
        sealed = await asyncio.to_thread(seal, bytes(pdf.output()), identity, **order)
    (prompt.folder / "sealed.pdf").write_bytes(sealed)
    archive = Archive(prompt.folder / "data" / "archive")
    await archive.keep(b"another file")
    said = await prompt.types("verify", "sealed.pdf")
    assert (said.code, said.out.splitlines()[-1].partition(":")[0].split(" in ")[0]) == (3, "not")
    assert "time stamp: 2026-11-24 12:00:00 UTC, by Horodatage Exemple" in said.out
    await archive.keep(sealed)
    said = await prompt.types("verify", "sealed.pdf")
    assert (said.code, said.out.splitlines()[-1]) == (0, "in this archive, byte for byte")
