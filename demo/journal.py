"""Every Bot API call, in memory and, where a path is given, as one JSON line each. Files are noted by name and size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

_QUIET = frozenset({"getUpdates"})


class Journal:
    """What the bot asked and what it was answered, in order."""

    def __init__(self, path: Path | None) -> None:
        self.lines: list[dict[str, Any]] = []
        self._file: TextIO | None = path.open("a", encoding="utf-8", errors="backslashreplace") if path else None

    def add(self, line: dict[str, Any]) -> None:
        """Append a call: at, method, params, files, and result, error or fault. Empty polls are left out."""
        if line["method"] in _QUIET and not line.get("result") and "error" not in line:
            return
        self.lines.append(line)
        if self._file:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
