"""What the report's page says and asks about contested lines. Pure. Imported by `web.client` and `web.contests`."""

from dataclasses import dataclass

from core.contest import LONGEST_CONTEST, Contest, line_of
from core.effects import Phrase
from core.facts import ReportFile
from core.people import Language
from templates.wording import Wording


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
        """Whether lines can be contested now: there is something to agree to, and nothing was said yet."""
        file = self.file
        return file.client_pdf_sha256 is not None and file.confirmation is None and not file.replaced

    @property
    def typed(self) -> str:
        """What was typed and not taken."""
        return self.refused[1] if self.refused else ""

    def about(self, line: str) -> tuple[Contest, ...]:
        """What was said about a line."""
        return tuple(contest for contest in self.file.contests if contest.line == line)

    def problem_with(self, line: str) -> Phrase | None:
        """Why what was sent about this line was not taken."""
        return self.refused[2] if self.refused and self.refused[0] == line else None

    def named(self, w: Wording, line: str) -> str:
        """The line, for people who hear the page."""
        phrase = line_of(self.file.report, line)
        return w.phrase(phrase) if phrase else ""
