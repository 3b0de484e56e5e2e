"""Photos, client copies and seals: made in worker processes, and what becomes of bad ones."""

import hashlib
import io
import os
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed
from PIL import Image

from core.delivery import DeliveryFailed
from core.effects import AnyEffect, FetchPhoto, FetchRecording, MakeClientCopy, SealReport
from core.events import ClientCopyMade, PhotoLost, PhotoStored, RecordingLost, RecordingStored, ReportSealed
from core.report import Seal, report_sha256
from courier.jobs import CRASHES_FORGIVEN, TSA_PATIENCE, Jobs
from courier.pictures import PictureLost, Pictures
from courier.workers import WorkerLost, Workers
from evidence.identity import load_identity, make_identity
from evidence.verify import State, verify
from storage.archive import Archive
from storage.database import Database
from storage.incoming import Incoming
from storage.outbox import OutboxRow
from tests.courier.rooms import Room
from tests.evidence.authority import authority
from tests.evidence.documents import text_of
from tests.storage.world import HOUSE, NOW, file_of, furnish, report, word

PHOTO = FetchPhoto(visit_id=1, photo_id=2, file_id="f")
RECORDING = FetchRecording(visit_id=1, recording_id=3, file_id="f")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pool = Workers(1)
    yield pool
    pool.close()


def jpeg() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass
class Bench:
    """Jobs on a real database, archive and worker; `file` is what the messenger gives, or how it fails."""

    jobs: Jobs
    file: bytes | Exception = b""

    async def fetch(self, file_id: str, into: Incoming) -> None:
        assert file_id == "f"
        if isinstance(self.file, Exception):
            raise self.file
        await into.write(self.file)

    async def run(self, effect: AnyEffect, attempts: int = 0) -> object:
        return await self.jobs.run(row(effect, attempts))


def row(effect: AnyEffect, attempts: int = 0) -> OutboxRow:
    return OutboxRow(
        id=1,
        lane="job",
        effect=effect,
        recipient=None,
        chat_id=None,
        language="fr",
        zone="Europe/Paris",
        slot=None,
        stage=None,
        attempts=attempts,
        created_at=NOW,
        ready_at=NOW,
        not_before=NOW,
    )


@pytest.fixture
async def bench(room: Room, tmp_path: Path, workers: Workers) -> AsyncIterator[Bench]:
    database: Database = room.db
    archive = Archive(tmp_path / "archive")
    pictures = Pictures(archive, 1)
    identity = load_identity(make_identity("Dépannage Modèle", NOW))
    made = Bench(
        Jobs(
            db=database,
            archive=archive,
            workers=workers,
            pictures=pictures,
            fetch=lambda file_id, into: made.fetch(file_id, into),
            company=HOUSE.company,
            identity=identity,
            public_url="https://constat.example",
            clock=lambda: NOW,
        )
    )
    yield made
    await pictures.close()


class Crashing(Pictures):
    """Processes that a picture kills each time."""

    async def photo(self, came: Incoming) -> str:
        raise PictureLost("worker_died")


class TestRecordings:
    async def test_a_recording_is_archived_as_it_came(self, bench: Bench) -> None:
        bench.file = b"OggS any bytes at all"
        sha256 = hashlib.sha256(bench.file).hexdigest()
        assert await bench.run(RECORDING) == RecordingStored(
            at=NOW, visit_id=1, recording_id=3, sha256=sha256, size=len(bench.file)
        )
        assert bench.jobs.archive.load(sha256) == bench.file

    @pytest.mark.parametrize("data", [jpeg(), b"II*\0 a TIFF", b"\0\0\0\x18ftypheic and more"])
    async def test_a_picture_under_another_name_is_not_kept_with_its_exif(self, bench: Bench, data: bytes) -> None:
        bench.file = data
        assert await bench.run(RECORDING) == RecordingLost(at=NOW, visit_id=1, recording_id=3, problem="picture")

    @pytest.mark.parametrize(("code", "problem"), [("file_too_big", "too_big"), ("file_gone", "unknown")])
    async def test_one_that_cannot_be_had_is_lost_with_a_reason(self, bench: Bench, code: str, problem: str) -> None:
        bench.file = DeliveryFailed(code, permanent=True)
        assert await bench.run(RECORDING) == RecordingLost(at=NOW, visit_id=1, recording_id=3, problem=problem)

    async def test_a_messenger_that_is_away_is_asked_again(self, bench: Bench) -> None:
        bench.file = DeliveryFailed("network")
        with pytest.raises(DeliveryFailed):
            await bench.run(RECORDING)

    async def test_given_up_it_is_lost(self, bench: Bench) -> None:
        lost = bench.jobs.lost(row(RECORDING))
        assert lost == RecordingLost(at=NOW, visit_id=1, recording_id=3, problem="unknown")


class TestPhotos:
    async def test_a_photo_is_cleaned_and_archived(self, bench: Bench) -> None:
        bench.file = jpeg()
        event = await bench.run(PHOTO)
        assert isinstance(event, PhotoStored)
        assert (event.visit_id, event.photo_id) == (1, 2)
        kept = bench.jobs.archive.load(event.sha256)
        assert b"PhoneMaker" in bench.file
        assert b"PhoneMaker" not in kept

    @pytest.mark.parametrize(
        ("file", "problem"),
        [
            (b"%PDF-1.7", "not_a_picture"),
            (jpeg()[:200], "damaged"),
            (DeliveryFailed("file_too_big", permanent=True), "photo_too_big"),
            (DeliveryFailed("file_gone", permanent=True), "photo_gone"),
            (DeliveryFailed("refused", permanent=True), "unknown"),
        ],
    )
    async def test_what_is_no_good_photo_is_lost_with_a_reason(
        self, bench: Bench, file: bytes | Exception, problem: str
    ) -> None:
        bench.file = file
        assert await bench.run(PHOTO) == PhotoLost(at=NOW, visit_id=1, photo_id=2, problem=problem)

    async def test_a_messenger_that_is_away_is_asked_again(self, bench: Bench) -> None:
        bench.file = DeliveryFailed("network")
        with pytest.raises(DeliveryFailed):
            await bench.run(PHOTO)

    async def test_a_photo_whose_process_dies_each_time_is_refused_in_the_end(self, bench: Bench) -> None:
        bench.file = jpeg()
        bench.jobs = replace(bench.jobs, pictures=Crashing(bench.jobs.archive, 0))
        for attempts in range(CRASHES_FORGIVEN - 1):
            with pytest.raises(PictureLost):
                await bench.run(PHOTO, attempts)
        event = await bench.run(PHOTO, CRASHES_FORGIVEN - 1)
        assert event == PhotoLost(at=NOW, visit_id=1, photo_id=2, problem="too_heavy")

    async def test_only_a_photo_that_is_given_up_is_lost(self, bench: Bench) -> None:
        assert bench.jobs.lost(row(PHOTO)) == PhotoLost(at=NOW, visit_id=1, photo_id=2, problem="unknown")
        assert bench.jobs.lost(row(SealReport(report_id=1, seal="awaiting"))) is None


class TestPapers:
    @pytest.fixture
    async def frozen(self, bench: Bench) -> Bench:
        bench.file = jpeg()
        photo = await bench.run(PHOTO)
        assert isinstance(photo, PhotoStored)
        with_photo = changed(report(), photos=(changed(report().photos[0], sha256=photo.sha256),))
        said = changed(word(), report_sha256=report_sha256(with_photo))
        await furnish(bench.jobs.db)
        await furnish(bench.jobs.db, file_of(with_photo, confirmation=said))
        return bench

    async def test_the_clients_copy_is_the_same_each_time(self, frozen: Bench) -> None:
        first = await frozen.run(MakeClientCopy(report_id=1))
        assert isinstance(first, ClientCopyMade)
        assert frozen.jobs.archive.load(first.sha256).startswith(b"%PDF")
        assert await frozen.run(MakeClientCopy(report_id=1), attempts=3) == first

    async def test_the_seal_holds_and_is_the_same_each_time(self, frozen: Bench) -> None:
        order = SealReport(report_id=1, seal="with_word")
        first = await frozen.run(order)
        assert isinstance(first, ReportSealed)
        assert (first.at, first.seal) == (NOW, Seal.WITH_WORD.value)
        pdf = frozen.jobs.archive.load(first.sha256)
        assert hashlib.sha256(pdf).hexdigest() == first.sha256
        verdict = await frozen.jobs.workers.run(verify, pdf)
        assert (verdict.state, verdict.signed_at) == (State.INTACT, NOW)
        assert await frozen.run(order, attempts=3) == first

    @pytest.mark.poppler
    async def test_a_time_stamp_is_waited_for_and_its_lack_is_said_in_the_report(self, frozen: Bench) -> None:
        order = SealReport(report_id=1, seal="with_word")
        with authority(NOW) as tsa:
            jobs = replace(frozen.jobs, tsa_url=tsa.url)
            stamped = await jobs.run(row(order))
            tsa.down = True
            with pytest.raises(DeliveryFailed, match="no_time_stamp") as failure:
                await jobs.run(row(order, attempts=1))
            later = replace(jobs, clock=lambda: NOW + TSA_PATIENCE)
            without = await later.run(row(order, attempts=9))
        assert not failure.value.permanent
        cases = ((stamped, "stamped", "attestée"), (without, "missed", "l’horloge de l’entreprise"))
        for sealed, stamp, words in cases:
            assert isinstance(sealed, ReportSealed)
            assert sealed.stamp == stamp
            pdf = frozen.jobs.archive.load(sealed.sha256)
            assert (verify(pdf).stamped_at == NOW) is (stamp == "stamped")
            assert words in text_of(pdf)

    async def test_a_report_that_is_not_there_is_an_administrators_matter(self, bench: Bench) -> None:
        with pytest.raises(DeliveryFailed) as failure:
            await bench.run(MakeClientCopy(report_id=99))
        assert failure.value.permanent


def die() -> None:
    os._exit(1)


def hang() -> None:
    time.sleep(3600)  # killed by the pool


def answer(number: int) -> int:
    return number + 1


class TestWorkers:
    async def test_a_worker_that_dies_takes_nobody_along_for_long(self, workers: Workers) -> None:
        with pytest.raises(WorkerLost, match="worker_died"):
            await workers.run(die)
        assert await workers.run(answer, 1) == 2

    async def test_a_worker_that_hangs_is_killed(self) -> None:
        pool = Workers(1, longest=0.05)
        with pytest.raises(WorkerLost, match="worker_too_slow"):
            await pool.run(hang)
        pool.close()
