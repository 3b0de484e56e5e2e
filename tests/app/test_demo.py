"""`constat demo --once`: a stranger runs one command and gets a report that says what was typed, and nothing else."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.demonstration import daytime
from app.play.cast import cast

pytestmark = pytest.mark.poppler

SEEDS = (0, 1, 2)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)


def constat(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "app", *arguments)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


class Plays:
    """Each seed's play, played when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, seed: int) -> Path:
        """The folder that the play leaves."""
        left = self._folder / str(seed)
        if not left.exists():
            played = constat("demo", "--once", "--out", str(left), "--seed", str(seed))
            assert played.returncode == 0, played.stderr
        return left


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Plays:
    """Played once for all tests here."""
    return Plays(tmp_path_factory.mktemp("plays"))


def said_ever(calls: list[dict[str, Any]]) -> list[str]:
    """Every text that the bot ever sent to the technician, who is the one that the QR code is sent to."""
    chat = technicians_chat(calls)
    return [str(call["params"].get("text", "")) for call in calls if call.get("params", {}).get("chat_id") == chat]


def left_in_the_technicians_chat(calls: list[dict[str, Any]]) -> list[str]:
    """What the technician's chat shows in the end: the last text of each message that was not deleted."""
    texts: dict[int, str] = {}
    for call in calls:
        if call.get("params", {}).get("chat_id") != technicians_chat(calls):
            continue
        if call["method"] == "deleteMessage":
            texts.pop(int(call["params"]["message_id"]), None)
        elif isinstance(call.get("result"), dict) and "message_id" in call["result"]:
            message = call["result"]
            texts[message["message_id"]] = message.get("text") or message.get("caption") or ""
    return list(texts.values())


def technicians_chat(calls: list[dict[str, Any]]) -> str:
    """The chat's number, as the calls name it."""
    return next(str(call["params"]["chat_id"]) for call in calls if call["method"] == "sendPhoto")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_play_leaves_a_sealed_report_that_prints_what_was_answered(plays: Plays, tmp_path: Path, seed: int) -> None:
    folder = plays.of(seed)
    pdf = folder / "report.pdf"
    answers = json.loads((folder / "answers.json").read_text("utf-8"))
    text = folded(run("pdftotext", "-layout", str(pdf), "-").stdout) + folded(run("pdftotext", str(pdf), "-").stdout)
    for answer in answers:
        if answer["printed"] is None:
            assert folded(answer["typed"]) not in text, answer
        else:
            assert folded(answer["printed"]) in text, answer
    assert any(answer["question"] == "new.access.door_code" and answer["printed"] is None for answer in answers)
    calls = [json.loads(line) for line in (folder / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [call for call in calls if "error" in call] == []
    fetched = {call["params"]["file_id"] for call in calls if call["method"] == "getFile"}
    pictures = [row.split() for row in run("pdfimages", "-list", str(pdf)).stdout.splitlines()[2:]]
    encodings = sorted(encoding for _, _, kind, _, _, _, _, _, encoding, *_ in pictures if kind == "image")
    signature = [] if cast(seed).word == "refused" else ["image"]  # a refusal is not signed
    assert encodings == [*signature, *["jpeg"] * len(fetched)], "each photo and the signature; the QR code is drawn"
    code = next(answer["typed"] for answer in answers if answer["question"] == "new.access.door_code")
    assert any(code in text for text in said_ever(calls)), "the technician was told how to get in"
    assert [text for text in left_in_the_technicians_chat(calls) if code in text] == []
    assert "Signature is Valid" in run("pdfsig", str(pdf)).stdout
    said = constat("verify", str(pdf))
    assert (said.returncode, said.stdout.startswith("intact")) == (0, True)
    data = bytearray(pdf.read_bytes())
    data[len(data) // 3] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)
    said = constat("verify", str(changed))
    assert (said.returncode, said.stdout.startswith("altered")) == (1, True)


def test_the_same_seed_is_answered_the_same(plays: Plays, tmp_path: Path) -> None:
    assert constat("demo", "--once", "--out", str(tmp_path), "--seed", "0").returncode == 0
    once, again = ((folder / "answers.json").read_text("utf-8") for folder in (plays.of(0), tmp_path))
    assert once == again


def test_the_seed_chooses_the_answers() -> None:
    assert cast(3).mission != cast(4).mission or cast(3).work != cast(4).work
    one, other = cast(3), cast(3)
    assert (one.client, one.word, one.trade, one.photos) == (other.client, other.word, other.trade, other.photos)


@pytest.mark.parametrize("hour", range(24))
def test_the_play_runs_by_day_whenever_it_is_started(hour: int):
    start = datetime(2026, 11, 24, hour, 10, tzinfo=UTC)
    begun = daytime(start)
    assert 6 <= begun.astimezone(ZoneInfo("Europe/Paris")).hour <= 20
    assert timedelta() <= start - begun < timedelta(hours=10)
