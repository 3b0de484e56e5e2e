"""`constat demo --once`: a stranger runs one command and gets a report that says what was typed, and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.play.cast import cast

pytestmark = pytest.mark.poppler

SEEDS = (0, 1, 2, 3, 4)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)


def constat(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "app", *arguments)


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_play_leaves_a_sealed_report_that_prints_what_was_answered(tmp_path: Path, seed: int) -> None:
    played = constat("demo", "--once", "--out", str(tmp_path), "--seed", str(seed))
    assert played.returncode == 0, played.stderr
    pdf = tmp_path / "report.pdf"
    answers = json.loads((tmp_path / "answers.json").read_text("utf-8"))
    text = folded(run("pdftotext", "-layout", str(pdf), "-").stdout) + folded(run("pdftotext", str(pdf), "-").stdout)
    for answer in answers:
        if answer["printed"] is None:
            assert folded(answer["typed"]) not in text, answer
        else:
            assert folded(answer["printed"]) in text, answer
    assert any(answer["question"] == "new.access.door_code" and answer["printed"] is None for answer in answers)
    calls = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()]
    assert [call for call in calls if "error" in call] == []
    fetched = {call["params"]["file_id"] for call in calls if call["method"] == "getFile"}
    photos = [row for row in run("pdfimages", "-list", str(pdf)).stdout.splitlines() if " jpeg " in row]
    assert len(photos) == len(fetched)
    assert "Signature is Valid" in run("pdfsig", str(pdf)).stdout
    said = constat("verify", str(pdf))
    assert (said.returncode, said.stdout.startswith("intact")) == (0, True)
    data = bytearray(pdf.read_bytes())
    data[len(data) // 3] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(data)
    said = constat("verify", str(changed))
    assert (said.returncode, said.stdout.startswith("altered")) == (1, True)


def test_the_seed_chooses_the_answers() -> None:
    assert cast(3).mission != cast(4).mission or cast(3).work != cast(4).work
    one, other = cast(3), cast(3)
    assert (one.client, one.word, one.trade, one.photos) == (other.client, other.word, other.trade, other.photos)
