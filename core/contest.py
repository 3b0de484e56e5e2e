"""A line of a report that the client contests, and what they were answered. Imported by every room."""

from datetime import datetime

from core.base import Noun
from core.effects import Phrase, say
from core.report import Report

LONGEST_CONTEST = 500
"""Characters of what a client writes about a line, and of the answer."""
MOST_CONTESTS = 20
"""In one version."""


class Contest(Noun, frozen=True, kw_only=True):
    """What a client says against one line of a version, number `n` from 1; `answer` is None until somebody answers.

    `line` names what it is about: `times`, `work`, `other`, `material:<n>` and `photo:<n>` (their places in the report,
    from 1), `anomaly:<id>`, `check:<question>`. Times are UTC.
    """

    report_id: int
    n: int
    line: str
    text: str
    at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"{self.report_id}:{self.n}"


def line_of(report: Report, line: str) -> Phrase | None:
    """What a line says, in words; None where the report has no such line."""
    kind, _, which = line.partition(":")
    number = int(which) if which.isdecimal() and len(which) < 10 else 0
    match kind:
        case "times" if not which:
            return say("contest.line.times")
        case "other" if not which:
            return say("contest.line.other")
        case "work" if not which and report.work_done:
            return say("contest.line.work")
        case "material" if 1 <= number <= len(report.materials):
            return say("contest.line.material", name=report.materials[number - 1].name)
        case "photo" if 1 <= number <= len(report.photos):
            return say("contest.line.photo", number=number)
        case "anomaly":
            found = next((a for a in report.anomalies if str(a.id) == which), None)
            return say("contest.line.anomaly", description=found.description) if found else None
        case "check":
            asked = next((c for c in report.checklist if c.question_id == which), None)
            return say("contest.line.check", question=asked.question) if asked else None
    return None
