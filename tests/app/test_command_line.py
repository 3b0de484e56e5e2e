"""`constat` as people type it: what they read, and the exit code that scripts read."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fpdf import FPDF

from demo.people import Demo
from demo.server import RunningServer
from demo.server import start as start_demo
from evidence.identity import load_identity, make_identity
from evidence.seal import seal

COMPANY = 'name = "Froid Modèle SARL"\ntime_zone = "Europe/Paris"\n'
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ROOMS = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Prompt:
    """Somebody at the command line, in a folder of their own, with these settings (without CONSTAT_)."""

    folder: Path
    settings: dict[str, str]

    async def types(self, *words: str, **changes: str) -> Said:
        """Run a command to its end; `changes` are other settings, empty for none."""
        command = await self._start(*words, **changes)
        out, err = await asyncio.wait_for(command.communicate(), 20)
        return Said(await command.wait(), out.decode(), err.decode())

    async def serves(self, **changes: str) -> asyncio.subprocess.Process:
        """Start serving; returns once people are served."""
        service = await self._start("serve", **changes)
        assert service.stderr is not None
        async with asyncio.timeout(20):
            while b'"serving"' not in (line := await service.stderr.readline()):
                assert line, f"it ended with {await service.wait()}"
        return service

    async def _start(self, *words: str, **changes: str) -> asyncio.subprocess.Process:
        bare = {name: value for name, value in os.environ.items() if not name.startswith("CONSTAT_")}
        settings = {name: value for name, value in {**self.settings, **changes}.items() if value}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app", *words),
            cwd=self.folder,
            env={**bare, "PYTHONPATH": str(ROOMS), **{f"CONSTAT_{k.upper()}": v for k, v in settings.items()}},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )


@pytest.fixture
async def server() -> AsyncIterator[RunningServer]:
    """A demo server in the messenger's place."""
    server = await start_demo(allow_local_urls=True)
    yield server
    await server.stop()


@pytest.fixture
def prompt(tmp_path: Path, server: RunningServer) -> Prompt:
    """Everything set as it should be."""
    (tmp_path / "constat.toml").write_text(COMPANY, "utf-8")
    settings = {
        "bot_token": server.token,
        "telegram_api_url": server.api_url,
        "public_url": "https://constat.example",
        "http_port": "0",
    }
    return Prompt(tmp_path, settings)


def is_one_sentence(text: str) -> bool:
    """Whether this is what a person reads: one line, ended, and no traceback."""
    return len(text.strip().splitlines()) == 1 and text.strip().endswith(".") and "Traceback" not in text


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


async def test_a_port_that_somebody_holds(prompt: Prompt):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        said = await prompt.types("serve", http_port=port)
    assert said.code == 2
    sentence = said.err.strip().splitlines()[-1]
    assert f"127.0.0.1:{port}" in sentence
    assert "CONSTAT_HTTP_PORT" in sentence
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
