"""What the report's page says and asks about contested lines. Pure. Imported by `web.client` and `web.contests`."""

from dataclasses import dataclass
from typing import Literal

from core.contest import LONGEST_CONTEST, Contest, line_of
from core.effects import Phrase
from core.facts import ReportFile
from core.people import Language
from templates.wording import Wording

Part = Literal["times", "work", "anomalies", "materials", "checks", "photos", "other"]
PARTS: dict[str, Part] = {"times": "times", "work": "work", "anomaly": "anomalies", "material": "materials",
                          "check": "checks", "photo": "photos"}  # fmt: skip
"""Where on the page a line of that kind stands."""


@dataclass(frozen=True)
class Lines:
    """What the template asks about contested lines. `refused`: a line, what was typed, and why it was not taken."""

    file: ReportFile
    lang: Language
    form_token: str
    refused: tuple[str, str, Phrase] | None = None
    longest: int = LONGEST_CONTEST

    @property
    def code(self) -> str:
        """The report's name in addresses."""
        return self.file.report.code

    @property
    def open(self) -> bool:
        """Whether lines can be contested now."""
        return can_contest(self.file)

    @property
    def typed(self) -> str:
        """What was typed and not taken."""
        return self.refused[1] if self.refused else ""

    @property
    def chosen(self) -> str:
        """The line that was chosen and not taken."""
        return self.refused[0] if self.refused else ""

    def choices(self, part: Part) -> tuple[str, ...]:
        """The lines of a part of the report that can be contested."""
        report = self.file.report
        match part:
            case "materials":
                return tuple(f"material:{n}" for n in range(1, len(report.materials) + 1))
            case "photos":
                return tuple(f"photo:{n}" for n in range(1, len(report.photos) + 1))
            case "anomalies":
                return tuple(f"anomaly:{anomaly.id}" for anomaly in report.anomalies)
            case "checks":
                return tuple(f"check:{line.question_id}" for line in report.checklist)
            case _:
                return (part,)

    def about(self, part: Part) -> tuple[Contest, ...]:
        """What was said about a part."""
        lines = self.choices(part)
        return tuple(contest for contest in self.file.contests if contest.line in lines)

    def problem_with(self, part: Part) -> Phrase | None:
        """Why what was sent about this part was not taken."""
        return self.refused[2] if self.refused and self.refused[0] in self.choices(part) else None

    def named(self, w: Wording, line: str) -> str:
        """A line in words."""
        phrase = line_of(self.file.report, line)
        return w.phrase(phrase) if phrase else ""


def can_contest(file: ReportFile) -> bool:
    """Whether there is something to agree to, and nothing was said yet."""
    return file.client_pdf_sha256 is not None and file.awaits_word


def part_of(line: str) -> str:
    """The part of the page where a line stands."""
    return PARTS.get(line.partition(":")[0], "other")
