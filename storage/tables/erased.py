"""Tables of what is left of erased work, of files to be removed, and of backups taken and brought back."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field

from storage.tables.base import Row, key


class TombstoneRow(Row, table=True):
    """What is left of a version of a report once its client, or its time, is gone: numbers, dates, hashes.

    Until `kept_until` the law wants more: `report` (a `core.report.Report`), `confirmation` and the sealed PDF stay,
    read by nobody but the export. Afterwards these are None and the PDF is removed.
    """

    __tablename__ = "tombstone"
    id: int = key()
    number: str
    version: int
    code: str = Field(unique=True)
    visit_id: int = Field(index=True)
    work_order_id: int
    frozen_at: datetime
    report_sha256: str
    client_pdf_sha256: str | None = None
    sealed_pdf_sha256: str | None = Field(default=None, index=True)
    seal: str | None = None
    sealed_at: datetime | None = None
    replaced: bool = False
    erased_at: datetime
    kept_until: datetime | None = Field(default=None, index=True)
    report: str | None = Field(default=None, sa_type=Text)
    confirmation: str | None = Field(default=None, sa_type=Text)


class DoomedFileRow(Row, table=True):
    """A file of the archive that nothing names any more: to be removed once the transaction that says so is stored."""

    __tablename__ = "doomed_file"
    sha256: str = Field(primary_key=True)
    at: datetime


class BackupPlaceRow(Row, table=True):
    """A folder into which backups were put: what is erased later is noted there too."""

    __tablename__ = "backup_place"
    folder: str = Field(primary_key=True)
    at: datetime


class RestoredRow(Row, table=True):
    """That a backup was brought back at `at`, as of `taken_at`: what happened between is not known here."""

    __tablename__ = "restored"
    at: datetime = Field(primary_key=True)
    taken_at: datetime
