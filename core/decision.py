"""What `core.step` answers. Stored whole, in one transaction, by `storage.apply`."""

from dataclasses import dataclass

from core.clients import Client, Site
from core.contest import Contest
from core.conversation import Conversation
from core.effects import AnyEffect
from core.evidence_log import Entry
from core.facts import AlertTold, DeviceSeen, Link, PlaceLink, ReportFile, SummarySent
from core.office.message import OfficeMessage
from core.people import Invitation, Person
from core.sign_code import SignCode
from core.visit import Visit
from core.work_order import WorkOrder

Saved = (
    Conversation
    | Visit
    | WorkOrder
    | Client
    | Site
    | Person
    | Invitation
    | ReportFile
    | Link
    | SummarySent
    | AlertTold
    | OfficeMessage
    | Entry
    | Contest
    | SignCode
    | DeviceSeen
    | PlaceLink
)


@dataclass(frozen=True)
class Decision:
    """Nouns in their new state (insert or replace, by their id) and what to do, in order.

    A ReportFile with a confirmation stores it once: a second word on the same version is never stored. An Entry is
    added to its report's log.
    """

    saves: tuple[Saved, ...] = ()
    effects: tuple[AnyEffect, ...] = ()
