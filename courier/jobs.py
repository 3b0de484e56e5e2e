"""The outbox's jobs: fetching photos and recordings, the client's copy, sealing. Each ends in an event.

Strangers' bytes are streamed into a file and opened by a process of their own; none is ever whole in this one.
May import `core`, `storage`, `templates`, `evidence`. Handed to the courier by `app`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.company import Company
from core.delivery import DeliveryFailed
from core.effects import FetchPhoto, FetchRecording, MakeClientCopy, SealReport, SendMail
from core.events import (
    ClientCopyMade,
    Event,
    MailLapsed,
    MailRefused,
    MailSent,
    PhotoLost,
    PhotoStored,
    RecordingLost,
    RecordingStored,
    ReportSealed,
)
from core.evidence_log import Chained
from core.facts import ReportFile
from core.report import Report, Seal, Stamp
from courier.mail import Mail, Refused
from courier.making import Order, render, render_and_seal
from courier.pictures import PictureLost, Pictures
from courier.workers import Workers
from evidence.identity import Identity
from evidence.kinds import kind_of
from evidence.pictures import BadPicture
from evidence.seal import NoTimestamp
from storage import reports
from storage.archive import Archive
from storage.database import Database
from storage.evidence_log import evidence_of
from storage.incoming import Incoming
from storage.outbox import OutboxRow
from templates.wording import wording

Fetch = Callable[[str, Incoming], Awaitable[None]]

CRASHES_FORGIVEN = 3
TSA_PATIENCE = timedelta(minutes=5)
"""How long a seal waits for the time stamping authority."""
PHOTO_PROBLEMS = {"file_too_big": "photo_too_big", "file_gone": "photo_gone"}
"""What fetching met, as it is worded: `photo_problem.<problem>`."""


@dataclass(frozen=True)
class Jobs:
    """What the jobs need. `fetch` writes the file of an id; `workers` are for PDFs; `logo` is a PNG, or None."""

    db: Database
    archive: Archive
    workers: Workers
    pictures: Pictures
    fetch: Fetch
    company: Company
    identity: Identity
    public_url: str
    clock: Callable[[], datetime]
    logo: bytes | None = None
    tsa_url: str | None = None
    mail: Mail | None = None

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
            case SendMail() as mail:
                return await self._mail(mail, row)
        raise DeliveryFailed("unknown_job", permanent=True)

    def lost(self, row: OutboxRow) -> Event | None:
        """A file whose fetching is given up is missing, and said so; the other jobs are an administrator's matter."""
        match row.effect:
            case FetchPhoto() as job:
                return self._photo_lost(job, "unknown")
            case FetchRecording() as job:
                return self._recording_lost(job, "unknown")
            case SendMail() as mail:
                return self._mail_refused(mail, "–")
        return None

    async def _mail(self, mail: SendMail, row: OutboxRow) -> Event:
        now = self.clock()
        if mail.good_until is not None and mail.good_until <= now:
            return MailLapsed(at=now, topic=mail.topic, about=mail.about, kind=mail.kind, address=mail.address)
        if self.mail is None:
            raise DeliveryFailed("no_mail_server", permanent=True)
        pdf = await self.archive.read(mail.pdf_sha256) if mail.pdf_sha256 else None
        try:
            await self.mail.send(mail, pdf, number=row.id, at=row.created_at, zone=row.zone)
        except Refused as refusal:
            return self._mail_refused(mail, refusal.reason)
        return MailSent(at=self.clock(), topic=mail.topic, about=mail.about, kind=mail.kind, address=mail.address)

    def _mail_refused(self, mail: SendMail, reason: str) -> MailRefused:
        return MailRefused(
            at=self.clock(), topic=mail.topic, about=mail.about, kind=mail.kind, address=mail.address, reason=reason
        )

    async def _photo(self, job: FetchPhoto, attempts: int) -> Event:
        try:
            async with self.archive.receive() as came:
                await self.fetch(job.file_id, came)
                sha256 = await self.pictures.photo(came)
        except BadPicture as bad:
            return self._photo_lost(job, bad.code)
        except PictureLost:
            # A busy machine, or somebody who ends processes, proves nothing; a picture that keeps doing it does.
            if attempts + 1 < CRASHES_FORGIVEN:
                raise
            return self._photo_lost(job, "too_heavy")
        except DeliveryFailed as failure:
            if not failure.permanent:
                raise
            return self._photo_lost(job, PHOTO_PROBLEMS.get(failure.code, "unknown"))
        return PhotoStored(at=self.clock(), visit_id=job.visit_id, photo_id=job.photo_id, sha256=sha256)

    def _photo_lost(self, job: FetchPhoto, problem: str) -> PhotoLost:
        """`problem` is worded `photo_problem.<problem>`."""
        return PhotoLost(at=self.clock(), visit_id=job.visit_id, photo_id=job.photo_id, problem=problem)

    async def _recording(self, job: FetchRecording) -> Event:
        """The bytes are kept as they came: nothing of ours opens them. A picture would keep its EXIF: it is refused."""
        try:
            async with self.archive.receive() as came:
                await self.fetch(job.file_id, came)
                if kind_of(await came.start()) in ("photo", "picture"):
                    return self._recording_lost(job, "picture")
                sha256, size = await came.keep(), came.size
        except DeliveryFailed as failure:
            if not failure.permanent:
                raise
            return self._recording_lost(job, "too_big" if failure.code == "file_too_big" else "unknown")
        return RecordingStored(
            at=self.clock(), visit_id=job.visit_id, recording_id=job.recording_id, sha256=sha256, size=size
        )

    def _recording_lost(self, job: FetchRecording, problem: str) -> RecordingLost:
        """`problem` is worded `recording_problem.<problem>`."""
        return RecordingLost(at=self.clock(), visit_id=job.visit_id, recording_id=job.recording_id, problem=problem)

    async def _seal(self, report_id: int, seal: Seal, at: datetime) -> Event:
        # Made as of the moment it was ordered, so that trying again gives the same bytes, but for a time stamp.
        file = await self._report(report_id)
        order = await self._order(file, seal, at)
        reason = wording(file.report.language)("pdf.seal_reason", number=file.report.number)
        stamp = Stamp.STAMPED if self.tsa_url else None
        try:
            pdf = await self._sealed(order, stamp, reason)
        except NoTimestamp as missing:
            if self.clock() - at < TSA_PATIENCE:
                raise DeliveryFailed("no_time_stamp") from missing
            stamp = Stamp.MISSED
            pdf = await self._sealed(order, stamp, reason)
        sha256 = await self.archive.keep(pdf)
        return ReportSealed(at=at, report_id=report_id, sha256=sha256, seal=seal.value, stamp=stamp)

    async def _sealed(self, order: Order, stamp: Stamp | None, reason: str) -> bytes:
        url = self.tsa_url if stamp is Stamp.STAMPED else None
        return await self.workers.run(render_and_seal, replace(order, stamp=stamp), self.identity, reason, url)

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
            log=await self._log(report, printed_at) if seal is not None else (),
        )

    async def _log(self, report: Report, until: datetime) -> tuple[Chained, ...]:
        return await self.db.read(lambda session: evidence_of(session, report.visit_id, until=until))
