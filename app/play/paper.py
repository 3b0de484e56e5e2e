"""What was answered in the play, and how the report must print it. Used by `scenes`."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answered:
    """`printed` is how the PDF prints the answer, None where it must not be printed (door codes, internal notes)."""

    who: str
    question: str
    typed: str
    printed: str | None


class Paper:
    """Collects answers."""

    def __init__(self) -> None:
        self.answers: list[Answered] = []

    def note(self, who: str, question: str, typed: str, printed: str | None) -> None:
        """Keep one answer."""
        self.answers.append(Answered(who, question, typed, printed))

    def write(self, file: Path) -> None:
        """Write `answers.json`."""
        file.write_text(json.dumps([asdict(a) for a in self.answers], ensure_ascii=False, indent=1) + "\n", "utf-8")
