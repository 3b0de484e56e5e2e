"""What the desk holds when an event is decided: facts as data, loaded by `storage` because `core` asked for them.

First the person and the conversation are known; `core.step.needs` then says what else; `storage.desk` lays it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from core.clients import Client, Site
from core.company import Company
from core.confirmation import Confirmation
from core.contest import Contest
from core.conversation import Conversation
from core.interview.spec import Interview
from core.office.message import OfficeMessage
from core.people import Invitation, Person, Role
from core.report import Report, Seal
from core.sign_code import SignCode
from core.visit import Anomaly, Answer, Material, Outcome, Visit
from core.work_order import WorkOrder


@dataclass(frozen=True)
class House:
    """The rules of this installation. `trades` holds the current interview of each trade."""

    company: Company
    trades: Mapping[str, Interview]
    bot_username: str
    signing: bool = True
    mail: bool = False
    """Whether clients can be written to by mail."""
    link_life: timedelta = timedelta(days=30)
    """How long a link leads to its report."""
    tell_appointments: bool = True
    """Whether the client is told by mail when an appointment is set, moved or cancelled."""
    tell_on_the_way: bool = True
    """Whether the client is told by mail that the technician set off."""
    code: Literal["never", "remote", "always"] = "never"
    """From whom a one-time code by mail is demanded with the word: `remote` spares the technician's own phone."""
    public_url: str = ""
    overdue_after: timedelta = timedelta(hours=24)
    zones: frozenset[str] = frozenset()
    """The IANA names of the time zones that this installation knows."""


@dataclass(frozen=True)
class Job:
    """A work order with everything that belongs to it. `visit` is its present visit, None before it was assigned."""

    work_order: WorkOrder
    client: Client
    site: Site
    visit: Visit | None = None
    interview: Interview | None = None


@dataclass(frozen=True)
class ReportFile:
    """A frozen version, what became of it, and its work order. Hashes are hex, None until made.

    `replaced` is True once a newer version exists.
    """

    report: Report
    work_order_id: int
    client_pdf_sha256: str | None = None
    sealed_pdf_sha256: str | None = None
    seal: Seal | None = None
    sealed_at: datetime | None = None
    opened_at: datetime | None = None
    confirmation: Confirmation | None = None
    replaced: bool = False
    contests: tuple[Contest, ...] = ()
    """What the client contested, in order; stored each by itself."""
    code: SignCode | None = None
    """The one-time code that was sent last; stored by itself."""

    @property
    def awaits_word(self) -> bool:
        """Whether the client can still say their word on this version."""
        return self.confirmation is None and not self.replaced


@dataclass(frozen=True)
class PastVisit:
    """An earlier visit at a site, for the briefing. `at` is the arrival (or the submission), UTC."""

    at: datetime
    technician_name: str
    mission: str
    outcome: Outcome
    trade: str = ""
    checklist: Mapping[str, Answer] = field(default_factory=dict)
    """The printed answers to the trade's questions, by question; what was passed over is left out."""
    work_order_number: str = ""
    reason_code: str | None = None
    outcome_reason: str | None = None
    to_bring: str | None = None
    work_done: str | None = None
    anomalies: tuple[Anomaly, ...] = ()
    advice: str | None = None


@dataclass(frozen=True)
class Link:
    """A way to a report's page. Only the SHA-256 (hex) of the token is kept.

    `device`: for whose phone it was made, `client` or `technician`; `mail` for the client's, by mail.
    """

    token_sha256: str
    report_id: int
    device: str
    expires_at: datetime
    made_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class PlaceLink:
    """A way to the place of the clients of one address, which it was sent to. Only the token's SHA-256 (hex) is kept.

    `client_id` is one of them.
    """

    token_sha256: str
    client_id: int
    address: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class DeviceSeen:
    """That a report of a client was opened on a device: the hash of what its browser keeps for us. Stored once."""

    device: str
    client_id: int

    @property
    def key(self) -> str:
        """Its name among all."""
        return f"{self.device}:{self.client_id}"


@dataclass(frozen=True)
class SummarySent:
    """That a person was sent the daily summary of this local date; stored once."""

    person_id: int
    local_date: date


@dataclass(frozen=True)
class AlertTold:
    """When the administrators were told of a trouble; the last time counts."""

    key: str
    at: datetime


@dataclass(frozen=True)
class Needs:
    """What a decision asks for. Empty by default: the person, the conversation and the visit in hand always come."""

    visit_id: int | None = None
    work_order_id: int | None = None
    report_id: int | None = None
    """This version, and the job it came from."""
    version_of: int | None = None
    """The newest version of this visit's report, and the links to it."""
    last_visit_of: int | None = None
    """The job that this technician submitted last, where no visit is in hand; and the newest version of its report."""
    site_id: int | None = None
    client_id: int | None = None
    invitation: str | None = None
    """Its SHA-256; one that moves somebody to another chat brings this person as `subject`, with their work."""
    clients_matching: str | None = None
    clients_at: str | None = None
    """Those who have this mail address on file, in place of those of a name."""
    places_since: datetime | None = None
    """The links to the own place of the clients found that were made since then (UTC)."""
    sites_of: int | None = None
    agenda_of: int | None = None
    """The open jobs of a technician, and those whose report is being corrected, by appointment."""
    history_of_visit: int | None = None
    """The earlier visits at the site of this visit, latest first."""
    visits_of: tuple[int, datetime, datetime] | None = None
    """A technician's jobs whose visit was on site at some time between these two moments."""
    materials_of: int | None = None
    """Materials lately used by this technician, most frequent of the last visits first."""
    people_with: tuple[Role, ...] = ()
    busy_between: tuple[datetime, datetime] | None = None
    """Open jobs of anyone whose appointment touches this window."""
    busy_of_order: int | None = None
    """The same for the window of this work order."""
    busy_of_next: bool = False
    """Where the visit on the desk is to be continued: the open jobs of its technician."""
    trades_of: int | None = None
    """The trades of this technician's visits, the last one first."""
    jobs_between: tuple[datetime, datetime] | None = None
    """All jobs of this window, by arrival or appointment, each finished visit with its own; and their reports."""
    open_work_orders: bool = False
    """Every job that is still open, by appointment: for lists of the dispatcher."""
    summary_for: tuple[int, date] | None = None
    """Whether this person was already sent the summary of this local date."""
    office_of: int | None = None
    """The thread with the office about this work order."""
    replied_to: int | None = None
    """The number of the message that was answered by replying: which of ours is it?"""
    subject: int | None = None
    """The person whom the event is about, if not the one whose event it is."""
    work_of: int | None = None
    """The jobs that this person has to do or has made, still open or due after `work_since`."""
    work_since: datetime | None = None
    everyone: bool = False
    """All people, disabled ones too."""
    invitations: bool = False
    """Those that were neither used nor withdrawn."""
    alert: str | None = None
    """When the administrators were last told of this trouble."""
    device: str | None = None
    """Of how many clients other than the report's this device opened reports."""
    fresh: bool = False
    """New numbers and tokens."""


@dataclass(frozen=True)
class Fresh:
    """Numbers and tokens that nobody has used. `tokens` are URL-safe, 256 bits, with their SHA-256 in hex.

    `report_id` is for a version, `report_number` for a report, whose versions share it.
    """

    person_id: int
    client_id: int
    site_id: int
    work_order_id: int
    visit_id: int
    report_id: int
    tokens: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]
    report_number: int


@dataclass(frozen=True)
class Facts:
    """The desk. Fields that were not asked for are empty."""

    house: House
    person: Person | None = None
    conversation: Conversation | None = None
    job: Job | None = None
    """The visit in hand, or the one asked for by `visit_id` or `work_order_id`."""
    report: ReportFile | None = None
    links: tuple[Link, ...] = ()
    """The ways to the report on the desk."""
    client: Client | None = None
    site: Site | None = None
    invitation: Invitation | None = None
    clients: tuple[Client, ...] = ()
    places: tuple[PlaceLink, ...] = ()
    """Those asked for by `places_since`, oldest first."""
    sites: tuple[Site, ...] = ()
    agenda: tuple[Job, ...] = ()
    history: tuple[PastVisit, ...] = ()
    materials: tuple[Material, ...] = ()
    people: tuple[Person, ...] = ()
    busy: tuple[Job, ...] = ()
    visits: tuple[Job, ...] = ()
    trades: tuple[str, ...] = ()
    """The trades asked for by `trades_of`."""
    jobs: tuple[Job, ...] = ()
    reports: tuple[ReportFile, ...] = ()
    summary_sent: bool = False
    office: tuple[OfficeMessage, ...] = ()
    """Entries of the thread asked for, oldest first."""
    replied: str | None = None
    """The slot of our message that was replied to, or None."""
    subject: Person | None = None
    """The person asked for by `subject`, or whom the invitation moves to another chat."""
    subject_talk: Conversation | None = None
    """The conversation of that person."""
    work: tuple[Job, ...] = ()
    """The jobs asked for by `work_of`, or those of the person whom the invitation moves; by appointment."""
    invitations: tuple[Invitation, ...] = ()
    alert_told_at: datetime | None = None
    other_clients: int = 0
    """Of how many other clients the device that was asked for opened reports."""
    fresh: Fresh | None = None
    chat_id: int | None = None
    """The chat that an event came from, known or not."""
    by_id: Mapping[int, Person] = field(default_factory=dict)
    """Everyone in `people`, asked for by id, re-linked by the invitation, or belonging to a job on the desk."""
