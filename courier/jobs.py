"""The outbox's jobs: fetching photos and recordings, the client's copy, sealing. Each ends in an event.

May import `core`, `storage`, `templates`, `evidence`. Handed to the courier by `app`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from core.company import Company
from core.delivery import DeliveryFailed
from core.effects import FetchPhoto, FetchRecording, MakeClientCopy, SealReport
from core.events import ClientCopyMade, Event, PhotoLost, PhotoStored, RecordingLost, RecordingStored, ReportSealed
from core.facts import ReportFile
from core.report import Seal
from courier.making import Order, clean, render, render_and_seal
from courier.workers import WorkerLost, Workers
from evidence.identity import Identity
from evidence.pictures import BadPicture
from storage import reports
from storage.archive import Archive
from storage.database import Database
from storage.outbox import OutboxRow
from templates.wording import wording

Fetch = Callable[[str], Awaitable[bytes]]

CRASHES_FORGIVEN = 3


@dataclass(frozen=True)
class Jobs:
    """What the jobs need. `fetch` gives a file's bytes by its id; `logo` is a PNG or JPEG, or None."""

    db: Database
    archive: Archive
    workers: Workers
    fetch: Fetch
    company: Company
    identity: Identity
    public_url: str
    clock: Callable[[], datetime]
    logo: bytes | None = None

    async def run(self, row: OutboxRow) -> Event:
        """Do a row's job; the event that it ended in. Raises DeliveryFailed."""
        match row.effect:
            case FetchPhoto() as job:
                return await self._photo(job, row.attempts)
            case FetchRecording() as job:
                return await self._recording(job)
            case MakeClientCopy(report_id=report_id):
                file = await self._report(report_id)
                order = await self._order(file, None, file.report.frozen_at)
                sha256 = await self.archive.keep(await self.workers.run(render, order))
                return ClientCopyMade(at=self.clock(), report_id=report_id, sha256=sha256)
            case SealReport(report_id=report_id, seal=seal):
                return await self._seal(report_id, Seal(seal), row.created_at)
        raise DeliveryFailed("unknown_job", permanent=True)

    def lost(self, row: OutboxRow) -> Event | None:
        """A file whose fetching is given up is missing, and said so; the other jobs are an administrator's matter."""
        match row.effect:
            case FetchPhoto() as job:
                return self._photo_lost(job, "unknown")
            case FetchRecording() as job:
                return self._recording_lost(job, "unknown")
        return None

    async def _photo(self, job: FetchPhoto, attempts: int) -> Event:
        try:
            data = await self.fetch(job.file_id)
        except DeliveryFailed as failure:
            if failure.permanent:
                return self._photo_lost(job, failure.code if failure.code == "photo_too_big" else "unknown")
            raise
        try:
            picture = await self.workers.run(clean, data)
        except BadPicture as bad:
            return self._photo_lost(job, bad.code)
        except WorkerLost:
            # Another job's crash takes this one along, so once proves nothing; a picture that keeps doing it is bad.
            if attempts + 1 < CRASHES_FORGIVEN:
                raise
            return self._photo_lost(job, "damaged")
        sha256 = await self.archive.keep(picture.jpeg)
        return PhotoStored(at=self.clock(), visit_id=job.visit_id, photo_id=job.photo_id, sha256=sha256)

    def _photo_lost(self, job: FetchPhoto, problem: str) -> PhotoLost:
        """`problem` is worded `photo_problem.<problem>`."""
        return PhotoLost(at=self.clock(), visit_id=job.visit_id, photo_id=job.photo_id, problem=problem)

    async def _recording(self, job: FetchRecording) -> Event:
        """The bytes are kept as they came: nothing of ours opens them."""
        try:
            data = await self.fetch(job.file_id)
        except DeliveryFailed as failure:
            if failure.permanent:
                return self._recording_lost(job, "too_big" if failure.code == "photo_too_big" else "unknown")
            raise
        sha256 = await self.archive.keep(data)
        return RecordingStored(
            at=self.clock(), visit_id=job.visit_id, recording_id=job.recording_id, sha256=sha256, size=len(data)
        )

    def _recording_lost(self, job: FetchRecording, problem: str) -> RecordingLost:
        """`problem` is worded `recording_problem.<problem>`."""
        return RecordingLost(at=self.clock(), visit_id=job.visit_id, recording_id=job.recording_id, problem=problem)

    async def _seal(self, report_id: int, seal: Seal, at: datetime) -> Event:
        # Made as of the moment it was ordered, so that trying again gives the same bytes.
        file = await self._report(report_id)
        order = await self._order(file, seal, at)
        reason = wording(file.report.language)("pdf.seal_reason", number=file.report.number)
        sha256 = await self.archive.keep(await self.workers.run(render_and_seal, order, self.identity, reason))
        return ReportSealed(at=at, report_id=report_id, sha256=sha256, seal=seal.value)

    async def _report(self, report_id: int) -> ReportFile:
        file = await self.db.read(lambda session: reports.report_file(session, report_id))
        if file is None:
            raise DeliveryFailed("no_report", permanent=True)
        return file

    async def _order(self, file: ReportFile, seal: Seal | None, printed_at: datetime) -> Order:
        report = file.report
        said = file.confirmation if seal is Seal.WITH_WORD else None
        names = {photo.sha256 for photo in report.photos if photo.sha256}
        signature = said.signature_sha256 if said else None
        return Order(
            report=report,
            seal=seal,
            confirmation=said,
            company=self.company,
            photos={name: await self.archive.read(name) for name in sorted(names)},
            signature_png=await self.archive.read(signature) if signature else None,
            logo=self.logo,
            verification_url=f"{self.public_url}/v/{report.code}",
            printed_at=printed_at,
        )
