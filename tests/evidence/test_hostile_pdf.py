"""Hostile texts in every field of a report: printed as typed, on few pages, nothing interpreted, nothing hidden."""

import io
import logging
import re
from decimal import Decimal

import msgspec
import pytest
from pyhanko.pdf_utils.generic import ArrayObject
from pyhanko.pdf_utils.reader import PdfFileReader

from core.reading import visible, visible_line
from core.report import CheckLine, Report, ReportAnomaly, ReportMaterial, ReportPhoto, ReportRecording, Seal
from core.visit import Answer, Outcome, Severity
from evidence.pdf_parts.edition import REPORT_FILE
from evidence.pdf_parts.glyphs import printable
from tests.evidence.documents import COMPANY, URL, a_report, at, attachments, pages_of, printed, text_of, the_word
from tests.hostile import ENORMOUS, HOSTILE, MARKUP, SEEN, UNSEEN

pytestmark = pytest.mark.poppler


def flat(text: str) -> str:
    """Without any space, which lines are broken at."""
    return re.sub(r"\s+", "", text)


def with_everywhere(typed: str) -> Report:
    """A report with this text wherever somebody types one."""
    line = visible_line(typed)[:120]
    return a_report(
        client_name=line, client_address=typed, site_name=line, site_address=typed, technician_name=line, mission=typed,
        constraints=typed, work_done=typed, advice=typed, outcome=Outcome.TO_BE_CONTINUED, outcome_reason=typed,
        anomalies=(ReportAnomaly(id=1, description=typed, severity=Severity.MAJOR),),
        materials=(ReportMaterial(name=line, reference=line, quantity=Decimal(1), unit=line),),
        checklist=(CheckLine(question_id="q", question=line, answer=Answer(text=typed)),),
        photos=(ReportPhoto(sha256=None, taken_at=at(8), phase="after", caption=typed),),
        recordings=(ReportRecording(kind="document", sha256=None, name=line, caption=typed, made_at=at(8)),),
    )  # fmt: skip


def what_can_be_done(pdf: bytes) -> set[str]:
    """Where the document's links lead; nothing else in it does anything."""
    root = PdfFileReader(io.BytesIO(pdf)).root
    assert not {"/AA", "/AcroForm"} & set(root.keys())
    assert isinstance(root["/OpenAction"], ArrayObject), "opens at a page, does nothing"
    assert set(root["/Names"].keys()) == {"/EmbeddedFiles"}
    pages = [page.get_object() for page in root["/Pages"]["/Kids"]]
    links = [link.get_object()["/A"] for page in pages for link in page.get("/Annots", [])]
    assert {str(link["/S"]) for link in links} <= {"/URI"}
    return {str(link["/URI"]) for link in links}


@pytest.mark.parametrize("table", [MARKUP, UNSEEN, SEEN], ids=["markup", "unseen", "seen"])
def test_what_is_typed_is_printed(table: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    each = [visible(text)[:300] for text in table.values()]
    typed = "\n".join(each)
    report = with_everywhere(typed)
    word = the_word(report, name=visible_line(typed)[:120], role="Gérante", remarks=typed)
    with caplog.at_level(logging.WARNING):
        pdf = printed(
            report, seal=Seal.WITH_WORD, confirmation=word, company=msgspec.structs.replace(COMPANY, name=each[0])
        )
    assert caplog.messages == [], "a font lacks something that was printed"
    text = flat(text_of(pdf, "-raw"))
    for line in each:
        wanted = flat(printable(line))
        assert text.count(wanted) >= 8, line
    assert what_can_be_done(pdf) == {URL}
    assert msgspec.json.decode(attachments(pdf)[REPORT_FILE], type=Report).work_done == typed


@pytest.mark.parametrize("name", ENORMOUS)
def test_too_much_of_something_takes_few_pages(name: str) -> None:
    typed = visible(HOSTILE[name])[:2000]
    pages = pages_of(printed(a_report(work_done=typed, client_name=visible_line(typed)[:120]), seal=Seal.AWAITING))
    assert len(pages) <= (24 if name == "lines" else 4)
    assert flat(printable(typed))[-12:] in flat("".join(pages))


def test_a_sign_that_cannot_be_printed_is_explained_to_the_reader() -> None:
    text = flat(text_of(printed(a_report(work_done="Fait 👍"), seal=Seal.AWAITING), "-raw"))
    assert flat("par exemple [U+1F44D] (thumbs up sign)") in text
    assert "Unicode" not in text_of(printed(a_report(work_done="Fait √"), seal=Seal.AWAITING), "-raw")
