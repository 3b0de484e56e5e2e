"""The tables, by subject. A noun is one JSON document beside the columns that are searched.

Imports SQLModel; used by `storage` alone, which answers with nouns of `core`.
"""

from storage.tables.base import Row
from storage.tables.clients import ClientRow, PlaceLinkRow, SiteRow
from storage.tables.delivery import MovedChatRow, SlotRow, WaitingRow
from storage.tables.erased import BackupPlaceRow, DoomedFileRow, RestoredRow, TombstoneRow
from storage.tables.intake import (
    AlertToldRow,
    InboxRow,
    SeenEventRow,
    SeenUpdateRow,
    SignOfLifeRow,
    SummarySentRow,
)
from storage.tables.people import ConversationRow, InvitationRow, PersonRow
from storage.tables.reports import (
    ClientLinkRow,
    ConfirmationRow,
    ContestRow,
    DeviceSeenRow,
    EvidenceRow,
    ReportAnomalyRow,
    ReportMaterialRow,
    ReportPeriodRow,
    ReportPhotoRow,
    ReportRow,
    SignCodeRow,
)
from storage.tables.work import InterviewVersionRow, OfficeMessageRow, SequenceRow, VisitRow, WorkOrderRow

__all__ = [
    "AlertToldRow",
    "BackupPlaceRow",
    "ClientLinkRow",
    "ClientRow",
    "ConfirmationRow",
    "ContestRow",
    "ConversationRow",
    "DeviceSeenRow",
    "DoomedFileRow",
    "EvidenceRow",
    "InboxRow",
    "InterviewVersionRow",
    "InvitationRow",
    "MovedChatRow",
    "OfficeMessageRow",
    "PersonRow",
    "PlaceLinkRow",
    "ReportAnomalyRow",
    "ReportMaterialRow",
    "ReportPeriodRow",
    "ReportPhotoRow",
    "ReportRow",
    "RestoredRow",
    "Row",
    "SeenEventRow",
    "SeenUpdateRow",
    "SequenceRow",
    "SignCodeRow",
    "SignOfLifeRow",
    "SiteRow",
    "SlotRow",
    "SummarySentRow",
    "TombstoneRow",
    "VisitRow",
    "WaitingRow",
    "WorkOrderRow",
]
