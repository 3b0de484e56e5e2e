"""Everything that one PDF is printed from, and the few questions that several of its parts ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.company import Company
from core.confirmation import Confirmation, Word
from core.evidence_log import Chained
from core.report import Report, Seal, Stamp
from core.visit import Outcome
from evidence.pdf_parts.palette import AMBER, GREEN, MUTED, RED, RGB
from templates.wording import Wording

REPORT_FILE, CONFIRMATION_FILE, LOG_FILE = "report.json", "confirmation.json", "evidence.json"
"""Names of the attached files: canonical JSON of the report, of the client's word once there is one, of the evidence

log up to the sealing.
"""


@dataclass(frozen=True)
class Edition:
    """The printing of one version: as shown to the client (`seal` None), or as it will be sealed."""

    report: Report
    seal: Seal | None
    confirmation: Confirmation | None
    company: Company
    photos: Mapping[str, bytes]
    signature_png: bytes | None
    logo: bytes | None
    verification_url: str
    words: Wording
    unknown: str | None = None
    """The first character of what was typed that no font has."""
    log: tuple[Chained, ...] = ()
    """What is known of the report's history, where it is sealed."""
    stamp: Stamp | None = None

    @property
    def mark(self) -> tuple[str, RGB]:
        """The wording id of where the client's word stands, and its colour."""
        if self.confirmation is not None:
            word = self.confirmation.word
            colour = {Word.ACCEPTED: GREEN, Word.RESERVATIONS: AMBER, Word.REFUSED: RED}[word]
            return f"pdf.mark.{word.value}", colour
        if self.seal is None:
            return "pdf.mark.client_copy", MUTED
        return f"pdf.mark.{self.seal.value}", AMBER if self.seal is Seal.AWAITING else MUTED

    @property
    def outcome(self) -> tuple[str, RGB]:
        """The wording id of the outcome, and its colour."""
        outcome = self.report.outcome
        colour = {Outcome.DONE: GREEN, Outcome.TO_BE_CONTINUED: AMBER, Outcome.ABANDONED: RED}[outcome]
        return f"pdf.outcome.{outcome.value}", colour

    def clock(self, at: datetime) -> str:
        """The site's local time of day; with the date when that is another day than the appointment's."""
        zone = ZoneInfo(self.report.time_zone)
        same_day = at.astimezone(zone).date() == self.report.appointment_starts_at.astimezone(zone).date()
        return self.words.time(at, zone.key) if same_day else self.words.moment(at, zone.key)

    def interval(self, start: datetime, end: datetime) -> str:
        """From when to when, on the site's clock."""
        return self.words("pdf.interval", start=self.clock(start), end=self.clock(end))

    def both_clocks(self, at: datetime) -> str:
        """A moment of the evidence to the second: UTC, and the site's local time with its zone named."""
        zone = ZoneInfo(self.report.time_zone)
        local = f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S} {self.words.zone_label(at, zone.key)}"
        return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M:%S} UTC  ·  {local}"

    @property
    def on_the_job(self) -> timedelta:
        """Travel, work and waiting together, pauses left out."""
        return self.report.total("travel") + self.report.total("work") + self.report.total("waiting")
