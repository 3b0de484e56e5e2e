"""What a dispatcher assigns. Imported by every room."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from core.base import Noun
from core.effects import Phrase
from core.visit import Answer, Outcome


class WorkOrderState(StrEnum):
    """Where a work order stands, in the order in which it usually moves."""

    UNASSIGNED = "unassigned"
    OFFERED = "offered"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    SUBMITTED = "submitted"
    DONE = "done"
    TO_BE_CONTINUED = "to_be_continued"
    ABANDONED = "abandoned"
    CANCELLED = "cancelled"


FINAL_STATES = {
    Outcome.DONE: WorkOrderState.DONE,
    Outcome.TO_BE_CONTINUED: WorkOrderState.TO_BE_CONTINUED,
    Outcome.ABANDONED: WorkOrderState.ABANDONED,
}
"""How a work order stands after a visit that ended so."""

OPEN_STATES = frozenset(
    {
        WorkOrderState.UNASSIGNED,
        WorkOrderState.OFFERED,
        WorkOrderState.DECLINED,
        WorkOrderState.ACCEPTED,
        WorkOrderState.ON_THE_WAY,
        WorkOrderState.ON_SITE,
    }
)
"""States before submission: cancelling and reassigning are possible."""
MOVABLE_STATES = OPEN_STATES - {WorkOrderState.ON_THE_WAY, WorkOrderState.ON_SITE}


class Attachment(Noun, frozen=True, kw_only=True):
    """A plan, photo or PDF given by the dispatcher; `file_id` is Telegram's and can be sent again as it is."""

    kind: Literal["photo", "document"]
    file_id: str
    name: str | None = None
    caption: str | None = None


class Remains(Noun, frozen=True, kw_only=True):
    """What an earlier visit of the same work order left to do: which visit, when it was there (UTC), and why."""

    visit_id: int
    at: datetime
    reason_code: str | None = None
    reason: str | None = None


class Noted(Noun, frozen=True, kw_only=True):
    """What a technician (by name) had noted before the work order was given to somebody else. Internal.

    `lines` are in the language of whoever it was given to.
    """

    name: str
    lines: tuple[Phrase, ...]


class WorkOrder(Noun, frozen=True, kw_only=True):
    """An assignment. Times are UTC; `number` is what people say (`OI-2026-0042`)."""

    id: int
    number: str
    client_id: int
    site_id: int
    starts_at: datetime
    ends_at: datetime
    mission: str
    trade: str
    created_by: int
    created_at: datetime
    state: WorkOrderState = WorkOrderState.UNASSIGNED
    technician_id: int | None = None
    visit_id: int | None = None
    constraints: str | None = None
    equipment: str | None = None
    attachments: tuple[Attachment, ...] = ()
    brief: dict[str, Answer] = {}
    """Answers to the trade's questions that the dispatcher gave before the visit, by question."""
    decline_reason: str | None = None
    remains: Remains | None = None
    """For the next visit of a work order that was to be continued."""
    noted: tuple[Noted, ...] = ()
    """By those who had begun before the present technician."""
    unplanned: bool = False
    """Begun by its technician, without having been assigned."""
    changes: int = 0
    """How often the appointment was moved or cancelled."""
    office_messages: int = 0
    """How many entries its thread with the office has (`core.office`); the last one's number."""

    @property
    def is_movable(self) -> bool:
        """True while the appointment can be moved: until the technician sets off."""
        return self.state in MOVABLE_STATES and not self.unplanned

    @property
    def is_open(self) -> bool:
        """True until the report is submitted or the work order is cancelled."""
        return self.state in OPEN_STATES
