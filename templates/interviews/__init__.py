"""The trades' interviews: one TOML file per trade beside this module, read into `core.interview.spec`.

May import: `core`, msgspec. Imported by `bot`, `evidence`, `web` and `app`.
"""

import hashlib
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from core.interview.spec import Interview
from templates.interviews.checks import ID, ID_RULE, first_mistake
from templates.interviews.lines import line_of

VERSION_LENGTH = 12


class InterviewMistake(Exception):
    """An interview file that is not taken. `line` counts from 1; `reason` is a sentence for whoever wrote the file."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}.")
        self.file = file
        self.line = line
        self.reason = reason


def load_interviews(folder: Path | None = None) -> dict[str, Interview]:
    """Every trade's interview in `folder` (ours when None), by trade, which is the file's name without `.toml`.

    An interview's version is the first 12 hex digits of the SHA-256 of its file.
    Raises `InterviewMistake` at the first mistake in any file.
    """
    files = sorted((folder or Path(__file__).parent).glob("*.toml"))
    return {file.stem: read_interview(file.name, file.read_bytes()) for file in files}


def read_interview(file: str, content: bytes) -> Interview:
    """The interview that a file's bytes describe. Raises `InterviewMistake`."""
    trade = file.removesuffix(".toml")
    if not ID.fullmatch(trade):
        raise InterviewMistake(file, 1, f"the file's name, which names the trade, {ID_RULE}")
    text, data = _parse(file, content)
    if mistake := first_mistake(data):
        raise InterviewMistake(file, line_of(text, mistake.path), mistake.reason)
    version = hashlib.sha256(content).hexdigest()[:VERSION_LENGTH]
    return msgspec.convert({**data, "trade": trade, "version": version}, Interview)


def _parse(file: str, content: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InterviewMistake(file, line, "this is not UTF-8 text") from error
    try:
        # Decimal from the start: 0.1 kg stays 0.1.
        return text, tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        stated = re.match(r"line (\d+)", place)
        line = int(stated[1]) if stated else len(text.splitlines()) or 1
        raise InterviewMistake(file, line, f"this is not TOML: {reason}") from error
