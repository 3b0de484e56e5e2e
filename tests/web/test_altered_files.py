"""A sealed and time-stamped report, altered in any way: `constat verify` and the page for everybody both say so.

A part of the authority's answer is bound by nothing in the file; there the archive decides, which both have at hand.
"""

import asyncio
import functools
import io
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as with_
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from rich.console import Console

from app.verifying import INTACT, examine
from core.evidence_log import Entry, chained
from core.report import Seal
from evidence.checking import Looked
from evidence.identity import load_identity, make_identity
from evidence.seal import seal
from evidence.verify import State, verify
from templates.wording import wording
from tests.evidence.authority import authority
from tests.evidence.documents import printed, the_word
from web.app import make_app

NOW = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)
FR = wording("fr")
SAME, ALTERED, ELSEWHERE = FR("page.verify.same"), FR("page.verify.altered"), "pas dans nos archives"
STAMP = bytes.fromhex("060b2a864886f70d010910020e").hex().upper().encode()
"""Where the time stamp begins: id-aa-timeStampToken (RFC 3161, appendix A), as it stands in the signature value."""
ANYWHERE, IN_THE_STAMP = 350, 150


@dataclass
class Desk:
    """Somebody with the command, and a stranger with the page."""

    scene: Any
    file: Path

    def types(self, pdf: bytes) -> int:
        """`constat verify` with this file; the exit code."""
        self.file.write_bytes(pdf)
        return examine(self.file, self.scene.folder, Console(file=io.StringIO()))

    async def uploads(self, browser: Any, pdf: bytes) -> str:
        """What the page finds: `same`, `altered`, `elsewhere`, or the whole page."""
        answer = await browser.post("/verify?lang=fr", files={"pdf": ("r.pdf", pdf, "application/pdf")})
        assert answer.status_code == 200
        words = {SAME: "same", ALTERED: "altered", ELSEWHERE: "elsewhere"}
        found = [short for said, short in words.items() if said in answer.text]
        return found[0] if len(found) == 1 else answer.text


@pytest.fixture
async def stamped(scene: Any) -> bytes:
    """The scene's report as it is posted: with its photos, the word, the certificate page, the seal, the stamp."""
    browser = await scene.inside()
    await browser.post("/r/verification-code-one", data=await scene.filled(browser))
    report = scene.report
    photos = {photo.sha256: scene.archive.load(photo.sha256) for photo in report.photos if photo.sha256}
    entry = Entry(visit_id=1, report_id=1, version=1, kind="created", at=NOW, facts={})
    log = (chained(entry, 1, "salt", ""),)
    plain = printed(report, seal=Seal.WITH_WORD, confirmation=the_word(report), photos=photos, log=log)
    # The name's length matters: asn1crypto takes a length that ends in 0x80 for an endless one, and takes its time.
    identity = load_identity(make_identity("Froid Modèle SARL", NOW))
    with authority(NOW) as tsa:
        order = {"reason": report.number, "location": "Lyon", "now": NOW, "tsa_url": tsa.url}
        pdf = await asyncio.to_thread(seal, plain, identity, **order)
    await scene.seal(pdf)
    return pdf


@pytest.fixture
def desk(scene: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Both look through the same pair of eyes, once at each file: the seal alone decides what those see."""
    once = functools.lru_cache(verify)

    async def here(_look: Any, pdf: bytes, _seconds: float, **_: Any) -> Any:
        return Looked(once(pdf))

    monkeypatch.setattr("app.verifying.verify", once)
    monkeypatch.setattr("web.checking.to_process.run_sync", here)
    scene.app = make_app(with_(scene.deps, uploaders=None))
    return Desk(scene, tmp_path / "r.pdf")


def places(pdf: bytes) -> list[int]:
    """Five hundred places: anywhere, and inside the stamp."""
    chance = random.Random(20261124)
    start = pdf.index(STAMP)
    stamp = range(start, pdf.index(b">", start))
    assert len(stamp) > 2000
    return chance.sample(range(len(pdf)), ANYWHERE) + chance.sample(stamp, IN_THE_STAMP)


async def test_five_hundred_single_bytes_are_flagged_by_command_and_page(
    desk: Desk, stamped: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(1)
    browser = desk.scene.browser()
    assert desk.types(stamped) == INTACT
    assert await desk.uploads(browser, stamped) == "same"
    codes: Counter[int] = Counter()
    pages: Counter[str] = Counter()
    for place in places(stamped):
        changed = bytearray(stamped)
        changed[place] ^= chance.randrange(1, 256)
        codes[desk.types(bytes(changed))] += 1
        pages[await desk.uploads(browser, bytes(changed))] += 1
    with capsys.disabled():
        print(f"\n{len(stamped)} bytes, 500 changed one by one: exit codes {dict(codes)}, pages {dict(pages)}")
    assert codes[INTACT] == 0
    assert set(pages) <= {"altered", "elsewhere"}
    assert codes.total() == pages.total() == ANYWHERE + IN_THE_STAMP
    assert pages["altered"] > ANYWHERE, "nearly all show it by themselves"


def revisions(pdf: bytes) -> Iterator[tuple[str, bytes]]:
    """What can be put behind a sealed file without touching a byte of it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    yield "a revision by a program", out.getvalue()
    last = int(pdf.rpartition(b"startxref")[2].split()[0])
    thing = b"9999 0 obj\n<< /Type /Catalog >>\nendobj\n"
    table = b"xref\n9999 1\n%010d 00000 n \ntrailer\n<< /Size 10000 /Root 9999 0 R /Prev %d >>\n" % (len(pdf), last)
    end = b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(thing))
    yield "a revision by hand", pdf + thing + table + end
    yield "an empty line", pdf + b"\n"
    yield "a remark", pdf + b"% seen\n"
    yield "nothing, many times", pdf + b"\0" * 300
    yield "the file again", pdf + pdf


async def test_what_is_put_behind_the_seal_is_flagged_by_command_and_page(desk: Desk, stamped: bytes) -> None:
    browser = desk.scene.browser()
    for what, changed in revisions(stamped):
        assert changed.startswith(stamped)
        assert verify(changed).state is State.ALTERED, what
        assert desk.types(changed) == 1, what
        assert await desk.uploads(browser, changed) == "altered", what
