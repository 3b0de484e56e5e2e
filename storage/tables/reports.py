"""Tables of frozen reports, what became of them, and what history, summaries and exports read."""

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, document, key


class ReportRow(Row, table=True):
    """A `core.facts.ReportFile`. `document` is the frozen `core.report.Report` and never changes; the rest may."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("number", "version"),)
    id: int = key()
    number: str
    version: int
    code: str = Field(unique=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    work_order_id: int = Field(foreign_key="work_order.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    technician_id: int = Field(foreign_key="person.id", index=True)
    outcome: str
    frozen_at: datetime = Field(index=True)
    report_sha256: str
    client_pdf_sha256: str | None = Field(default=None, index=True)
    sealed_pdf_sha256: str | None = Field(default=None, index=True)
    seal: str | None = None
    sealed_at: datetime | None = None
    opened_at: datetime | None = None
    replaced: bool = False
    document: str = document()


class ConfirmationRow(Row, table=True):
    """A `core.confirmation.Confirmation`: the key allows one word per version, whoever races."""

    __tablename__ = "confirmation"
    report_id: int = key("report.id")
    word: str
    signed_at: datetime = Field(index=True)
    stars: int | None = None
    document: str = document()


class ContestRow(Row, table=True):
    """A `core.contest.Contest`."""

    __tablename__ = "contest"
    report_id: int = key("report.id")
    n: int = key()
    document: str = document()


class DeviceSeenRow(Row, table=True):
    """A `core.facts.DeviceSeen`."""

    __tablename__ = "device_seen"
    device: str = Field(primary_key=True)
    client_id: int = key("client.id")


class SignCodeRow(Row, table=True):
    """A `core.sign_code.SignCode`: the newest of each version."""

    __tablename__ = "sign_code"
    report_id: int = key("report.id")
    document: str = document()


class ClientLinkRow(Row, table=True):
    """A `core.facts.Link`. The token itself is nowhere but in the message that carries it."""

    __tablename__ = "client_link"
    token_sha256: str = Field(primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    device: str
    expires_at: datetime
    made_at: datetime | None = None
    revoked_at: datetime | None = None


class EvidenceRow(Row, table=True):
    """A `core.evidence_log.Chained` of a visit's report. `facts` (JSON) and `salt` go when its client is erased."""

    __tablename__ = "evidence"
    visit_id: int = key()
    n: int = key()
    report_id: int
    version: int
    kind: str
    at: datetime
    facts: str | None = Field(default=None, sa_type=Text)
    salt: str | None = None
    facts_sha256: str
    previous: str
    sha256: str


class ReportPeriodRow(Row, table=True):
    """A period of a frozen report. `seconds` is net: work without its pauses."""

    __tablename__ = "report_period"
    report_id: int = key("report.id")
    position: int = Field(primary_key=True)
    kind: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seconds: int


class ReportMaterialRow(Row, table=True):
    """A material of a frozen report. `quantity` is a decimal written out, since SQLite has no exact numbers."""

    __tablename__ = "report_material"
    report_id: int = key("report.id")
    position: int = Field(primary_key=True)
    name: str
    quantity: str
    unit: str
    reference: str | None = None
    billable: bool


class ReportAnomalyRow(Row, table=True):
    """An anomaly of a frozen report."""

    __tablename__ = "report_anomaly"
    report_id: int = key("report.id")
    position: int = Field(primary_key=True)
    description: str
    severity: str = Field(index=True)


class ReportPhotoRow(Row, table=True):
    """A photo of a frozen report; `sha256` is None when it was declared missing."""

    __tablename__ = "report_photo"
    report_id: int = key("report.id")
    position: int = Field(primary_key=True)
    sha256: str | None = Field(default=None, index=True)
    taken_at: datetime
    phase: str
    subject: str | None = None
    caption: str | None = None
