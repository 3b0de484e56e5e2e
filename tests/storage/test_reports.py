"""A frozen version never changes, and takes one word."""

import asyncio
import hashlib
from dataclasses import replace as with_

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.confirmation import Word
from core.report import Seal, report_sha256
from storage.database import Database
from storage.reports import (
    report_by_code,
    report_by_pdf,
    report_file,
    without_word,
)
from storage.tables import ReportRow
from tests.storage.world import HOUR, NOW, file_of, furnish, report, word


@pytest.fixture
async def frozen(db: Database) -> Database:
    await furnish(db)
    await furnish(db, file_of(report()))
    return db


async def test_freezing_spreads_the_report_into_rows(frozen: Database) -> None:
    async def all_of(query: str) -> list[tuple[object, ...]]:
        return await frozen.read(lambda session: [tuple(row) for row in session.execute(text(query))])

    assert await all_of("select kind, seconds from report_period") == [("work", 7200)]
    assert await all_of("select name, quantity, unit, billable from report_material") == [
        ("Résistance 2 kW", "1.50", "piece", 1)
    ]
    assert await all_of("select description, severity from report_anomaly") == [("Joint usé", "minor")]
    assert await all_of("select sha256, phase from report_photo") == [("ab" * 32, "after")]
    assert await all_of("select technician_id, site_id, outcome from report") == [(1, 1, "done")]


async def test_what_became_of_it_is_noted_and_the_report_stays(frozen: Database) -> None:
    rewritten = replace(report(), work_done="Tout autre chose", number="RI-2026-9999")
    await furnish(
        frozen,
        file_of(
            rewritten, client_pdf_sha256="cd" * 32, sealed_pdf_sha256="ef" * 32, seal=Seal.WITH_WORD, sealed_at=NOW
        ),
    )
    file = await frozen.read(lambda session: report_file(session, 1))
    assert file is not None
    assert file.report == report()
    assert (file.client_pdf_sha256, file.seal, file.sealed_at) == ("cd" * 32, Seal.WITH_WORD, NOW)
    stored = await frozen.read(lambda session: session.execute(ReportRow.__table__.select()).one().report_sha256)
    assert stored == report_sha256(report())


async def test_twenty_words_at_once_and_the_first_counts(frozen: Database) -> None:
    names = [f"Cliente {number}" for number in range(20)]
    await asyncio.gather(*(furnish(frozen, file_of(report(), confirmation=word(name))) for name in names))
    file = await frozen.read(lambda session: report_file(session, 1))
    assert file is not None
    assert file.confirmation is not None
    first = file.confirmation
    await furnish(frozen, file_of(report(), confirmation=word("Une autre", Word.REFUSED)))
    again = await frozen.read(lambda session: report_file(session, 1))
    assert again is not None
    assert again.confirmation == first


async def test_noting_something_else_does_not_take_the_word_back(frozen: Database) -> None:
    await furnish(frozen, file_of(report(), confirmation=word()))
    await furnish(frozen, file_of(report(), replaced=True))
    file = await frozen.read(lambda session: report_file(session, 1))
    assert file == file_of(report(), confirmation=word(), replaced=True)


async def test_the_same_number_and_version_cannot_be_frozen_twice(frozen: Database) -> None:
    twin = replace(report(2), code="another")
    with pytest.raises(IntegrityError):
        await furnish(frozen, file_of(twin))


async def test_pages_find_it_by_code_and_by_hash(frozen: Database) -> None:
    pdf = hashlib.sha256(b"sealed").hexdigest()
    await furnish(frozen, file_of(report(), sealed_pdf_sha256=pdf))
    by_code = await frozen.read(lambda session: report_by_code(session, "code-1"))
    by_pdf = await frozen.read(lambda session: report_by_pdf(session, pdf))
    assert by_code == by_pdf == file_of(report(), sealed_pdf_sha256=pdf)
    assert await frozen.read(lambda session: report_by_code(session, "guess")) is None


async def test_silence_lasts_until_the_word(frozen: Database) -> None:
    await furnish(frozen, with_(file_of(report()), replaced=True))
    assert await frozen.read(without_word) == ()
    newer = file_of(report(2, version=2, frozen_at=NOW + 6 * HOUR))
    await furnish(frozen, newer)
    assert await frozen.read(without_word) == (newer,)
    await furnish(frozen, with_(newer, confirmation=word()))
    assert await frozen.read(without_word) == ()
