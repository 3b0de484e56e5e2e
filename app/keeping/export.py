"""`constat export-client`: everything held about one client, for them (GDPR, articles 15 and 20). An act.

A folder with `data.json` (all of it, as `schema.json` describes, JSON Schema 2020-12), the photos, recordings and PDFs
under names that people read, and `index.html` in the client's language. It is written beside and renamed at the end.
"""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from sqlalchemy.orm import Session

from app.acting import Inside, NotDone
from app.keeping.erase import only_client
from app.keeping.steps import Work, turn_of
from app.settings import load_company
from core.clients import Client, Site
from core.company import Company
from core.confirmation import Confirmation
from core.contest import Contest
from core.evidence_log import Chained
from core.office.message import OfficeMessage
from core.report import Report
from core.visit import Visit
from core.work_order import WorkOrder
from storage import erasing, holding
from storage.archive import Archive
from storage.backup.manifest import INCOMING, Tell
from storage.flush import copy_flushed, flush_folder, flush_tree, private_folder, remove_tree, write_flushed
from storage.holding import Holding, Journal
from templates.wording import wording

FORMAT = "constat-client-export-1"
ENDINGS = {"video/mp4": ".mp4", "video/quicktime": ".mov", "audio/ogg": ".ogg", "audio/mpeg": ".mp3",
           "application/pdf": ".pdf"}  # fmt: skip


class ExportedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file beside `data.json`: its path, what it is, its SHA-256 (hex). `there` is False where it is lost."""

    path: str
    what: str
    sha256: str
    there: bool = True


class ExportedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link to the report's page that was sent: for whose phone, and its times (UTC)."""

    device: str
    expires_at: datetime
    revoked_at: datetime | None


class ExportedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a report, what became of it, and the client's word on it. Hashes are hex SHA-256."""

    report: Report
    client_pdf_sha256: str | None
    sealed_pdf_sha256: str | None
    seal: str | None
    sealed_at: datetime | None
    opened_at: datetime | None
    replaced: bool
    confirmation: Confirmation | None
    contests: tuple[Contest, ...]
    evidence: tuple[Chained, ...]
    links: tuple[ExportedLink, ...]


class ClientExport(msgspec.Struct, frozen=True, kw_only=True):
    """All that is held about a client. Times are UTC (RFC 3339); `file_id` fields are Telegram's names of files."""

    format: str
    exported_at: datetime
    held_by: Company
    client: Client
    sites: tuple[Site, ...]
    work_orders: tuple[WorkOrder, ...]
    visits: tuple[Visit, ...]
    reports: tuple[ExportedReport, ...]
    messages: tuple[OfficeMessage, ...]
    deliveries: tuple[Journal, ...]
    files: tuple[ExportedFile, ...]


@dataclass(frozen=True)
class _Named:
    path: str
    what: str
    sha256: str


async def export_client(inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Write all that is held about the client `who` into a new folder below `folder` (absolute)."""
    now = inside.clock()

    def look(session: Session) -> tuple[Holding, tuple[Journal, ...]]:
        held = holding.of_client(session, only_client(session, args["who"]).id)
        assert held is not None
        rows = erasing.deliveries_about(session, erasing.traces_of(session, held))
        return held, holding.journal_of(session, rows)

    try:
        held, journal = await inside.db.read(look)
    except NotDone as refusal:
        yield {"refused": str(refusal)}
        return
    company, _ = load_company(inside.settings.company_file)
    folder = Path(args["folder"]) / f"{_plain(held.client.name)}-{held.client.id}-{now:%Y%m%dT%H%M%SZ}"
    work = Work(lambda tell: _write(held, journal, company, inside.archive, folder, now, tell))
    async with turn_of(inside.db):
        try:
            async for step in work.progress():
                yield step
        except OSError as error:
            yield {"refused": f"{folder.parent} cannot take the export ({error.strerror}): write another folder."}
            return
    lost = [file.path for file in work.result if not file.there]
    yield {"result": {"folder": str(folder), "files": len(work.result), "missing": lost}}


def _write(
    held: Holding,
    journal: tuple[Journal, ...],
    company: Company,
    archive: Archive,
    folder: Path,
    now: datetime,
    tell: Tell,
) -> tuple[ExportedFile, ...]:
    incoming = folder.parent / f"{INCOMING}{folder.name}"
    private_folder(folder.parent)
    remove_tree(incoming)
    incoming.mkdir(mode=0o700)
    try:
        files = tuple(_copied(held, archive, incoming, tell))
        export = _export(held, journal, company, files, now)
        write_flushed(incoming / "data.json", msgspec.json.format(msgspec.json.encode(export), indent=1))
        write_flushed(incoming / "schema.json", msgspec.json.format(msgspec.json.encode(schema()), indent=1))
        write_flushed(incoming / "index.html", _index(export).encode())
        flush_tree(incoming)
        incoming.rename(folder)
        flush_folder(folder.parent)
    except BaseException:
        remove_tree(incoming)
        raise
    return files


def schema() -> dict[str, Any]:
    """What `data.json` looks like (JSON Schema 2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(ClientExport)}


def _copied(held: Holding, archive: Archive, folder: Path, tell: Tell) -> Iterator[ExportedFile]:
    named = {each.path: each for each in _names(held)}
    for count, each in enumerate(named.values()):
        tell(count, len(named), "files")
        target = folder / each.path
        private_folder(target.parent)
        try:
            copy_flushed(archive.path(each.sha256), target)
        except FileNotFoundError:
            yield ExportedFile(path=each.path, what=each.what, sha256=each.sha256, there=False)
        else:
            yield ExportedFile(path=each.path, what=each.what, sha256=each.sha256)
    tell(len(named), len(named), "files")


def _names(held: Holding) -> Iterator[_Named]:
    numbers = {order.id: order.number for order in held.orders}
    for visit in held.visits:
        place = f"{_plain(numbers[visit.work_order_id])}/visit-{visit.id}"
        for photo in visit.photos:
            if photo.sha256 is not None:
                yield _Named(f"{place}/photo-{photo.id:02}-{photo.phase}.jpg", "photo", photo.sha256)
        for recording in visit.recordings:
            if recording.sha256 is not None:
                ending = ENDINGS.get(recording.mime or "") or _ending(recording.name)
                yield _Named(f"{place}/{recording.kind}-{recording.id:02}{ending}", recording.kind, recording.sha256)
    for file in held.reports:
        place = f"{_plain(file.report.number)}/version-{file.report.version}"
        shown = {photo.sha256 for visit in held.visits for photo in visit.photos}
        for number, printed in enumerate(file.report.photos, start=1):
            if printed.sha256 is not None and printed.sha256 not in shown:
                yield _Named(f"{place}/photo-{number:02}-{printed.phase}.jpg", "photo", printed.sha256)
        if file.client_pdf_sha256 is not None:
            yield _Named(f"{place}/as-shown.pdf", "client_copy", file.client_pdf_sha256)
        if file.sealed_pdf_sha256 is not None:
            yield _Named(f"{place}/sealed.pdf", "sealed_report", file.sealed_pdf_sha256)
        if file.confirmation is not None and file.confirmation.signature_sha256 is not None:
            yield _Named(f"{place}/signature.png", "signature", file.confirmation.signature_sha256)


def _export(
    held: Holding, journal: tuple[Journal, ...], company: Company, files: tuple[ExportedFile, ...], now: datetime
) -> ClientExport:
    reports = tuple(
        ExportedReport(
            report=file.report,
            client_pdf_sha256=file.client_pdf_sha256,
            sealed_pdf_sha256=file.sealed_pdf_sha256,
            seal=file.seal.value if file.seal else None,
            sealed_at=file.sealed_at,
            opened_at=file.opened_at,
            replaced=file.replaced,
            confirmation=file.confirmation,
            contests=file.contests,
            evidence=tuple(entry for entry in held.evidence if entry.report_id == file.report.id),
            links=tuple(
                ExportedLink(device=link.device, expires_at=link.expires_at, revoked_at=link.revoked_at)
                for link in held.links
                if link.report_id == file.report.id
            ),
        )
        for file in held.reports
    )
    return ClientExport(
        format=FORMAT,
        exported_at=now,
        held_by=company,
        client=held.client,
        sites=held.sites,
        work_orders=held.orders,
        visits=held.visits,
        reports=reports,
        messages=held.messages,
        deliveries=journal,
        files=files,
    )


def _index(export: ClientExport) -> str:
    pages = Environment(loader=PackageLoader("templates", "pages"), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    language = export.client.language
    return pages.get_template("export.html").render(
        w=wording(language), lang=language, export=export, zone=export.held_by.time_zone
    )


def _plain(name: str) -> str:
    """A name for a folder: letters, digits, dashes."""
    return re.sub(r"[^\w-]+", "-", name).strip("-_")[:60] or "client"


def _ending(name: str | None) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", name or "")
    return found.group().lower() if found else ""
