"""The report that a company hands to its client: complete, legible, the same each time, and never read as markup."""

import hashlib
import io
import logging
import re
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader

from core.confirmation import Evidence, Word
from core.report import (
    CheckLine,
    Report,
    ReportAnomaly,
    ReportMaterial,
    ReportPhoto,
    ReportRecording,
    Seal,
    canonical_json,
    report_sha256,
)
from core.visit import Answer, Outcome, Severity
from evidence.identity import Identity
from evidence.pdf import Mismatch
from evidence.pdf_parts.edition import CONFIRMATION_FILE, REPORT_FILE
from evidence.pictures import clean_signature
from evidence.seal import seal
from evidence.verify import State, verify
from tests.evidence.documents import (
    COMPANY,
    URL,
    a_report,
    at,
    attachments,
    pages_of,
    photographed,
    printed,
    text_of,
    the_word,
    words_of,
)

pytestmark = pytest.mark.poppler


@pytest.fixture(scope="module")
def signature() -> bytes:
    pad = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(pad).line([(50, 150), (150, 40), (260, 160), (520, 90)], fill=(10, 20, 80, 255), width=5)
    out = io.BytesIO()
    pad.save(out, "PNG")
    return clean_signature(out.getvalue())


@pytest.fixture(autouse=True)
def _no_glyph_is_missing(caplog: pytest.LogCaptureFixture) -> Any:
    """fpdf2 only warns when a font lacks a glyph; here that is a failure."""
    caplog.set_level(logging.WARNING)
    yield
    assert [record.getMessage() for record in caplog.records] == []


def test_a_full_report_prints_everything_that_was_reported(jpegs: dict[str, bytes], signature: bytes) -> None:
    report = a_report(photos=photographed(jpegs, 8))
    word = the_word(report, signature_sha256=hashlib.sha256(signature).hexdigest())
    text = text_of(printed(report, seal=Seal.WITH_WORD, confirmation=word, photos=jpegs, signature_png=signature))
    for expected in (
        "Rapport d’intervention", "RI-2026-0042", "Version 1", "Climatique Modèle SARL", "04 00 00 00 00",
        "SIRET 000 000 000 00000", "Boulangerie Modèle", "Fournil", "4 bis place du Marché-Exemple, 69001 Lyon",
        "OI-2026-0042", "Camille Exemple", "Climatisation et froid", "mardi 24 novembre 2026", "08:00 – 10:00",
        "08:32 – 10:05", "27 min", "15 min", "1 h 18", "1 h 45", "Paris (UTC+1)",
        "Entretien annuel du groupe froid.", "Avant l’ouverture.", "Nettoyage du condenseur.", "Terminé",
        "R449A", "0,4 kg", "Câble dénudé.", "Danger", "Isolant dégradé.", "Mineure",
        "Filtre déshydrateur", "DML-083", "Tube cuivre", "3,5", "Facturable", "Non facturable",
        "Photo 8", "Vue numéro 7", "Avant", "Pendant", "Après", "Apporter la grande échelle.",
        "Accepté par le client", "Dominique Modèle", "Gérante", "Travail soigné.", "4 sur 5",
        report_sha256(report), "3f" * 32, "2026-11-24 09:18:02 UTC", "2026-11-24 10:18:02 Paris (UTC+1)",
        "2026-11-24 09:20:41 UTC", "203.0.113.24", "version 2026-11", "signature électronique simple", URL,
    ):  # fmt: skip
        assert expected in text, expected


def test_the_same_report_in_english(jpegs: dict[str, bytes]) -> None:
    report = a_report(language="en", time_zone="Europe/London")
    text = text_of(printed(report, seal=Seal.WITH_WORD, confirmation=the_word(report)))
    for expected in (
        "Service report", "Tuesday, 24 November 2026", "07:32 – 09:05", "Work, less breaks", "0.4 kg", "Done",
        "Accepted by the client", "4 out of 5", "simple electronic signature", "London (UTC)", "Typed signature",
    ):  # fmt: skip
        assert expected in text, expected
    assert "Réponse" not in text


@pytest.mark.parametrize(
    ("outcome", "mark", "word", "expected"),
    [
        (Outcome.DONE, None, None, ("Exemplaire à confirmer", "ne vaut pas acceptation", "pas scellé")),
        (Outcome.DONE, Seal.AWAITING, None, ("En attente du client", "silence ne vaut pas acceptation", "est scellé")),
        (Outcome.DONE, Seal.WITHOUT_CONFIRMATION, None, ("Sans confirmation",)),
        (Outcome.ABANDONED, Seal.NOT_ASKED, None, ("Abandonné", "Confirmation non demandée", "Volets fermés.")),
        (Outcome.TO_BE_CONTINUED, Seal.WITH_WORD, Word.REFUSED, ("À poursuivre", "Refusé par le client", "Motif")),
        (Outcome.DONE, Seal.WITH_WORD, Word.RESERVATIONS, ("Accepté avec réserves", "Réserves")),
    ],
)
def test_the_first_page_says_where_the_report_stands(
    outcome: Outcome, mark: Seal | None, word: Word | None, expected: tuple[str, ...]
) -> None:
    report = a_report(outcome=outcome, outcome_reason="Volets fermés." if outcome is not Outcome.DONE else None)
    confirmation = the_word(report, word=word) if word else None
    pdf = printed(report, seal=mark, confirmation=confirmation)
    text = text_of(pdf)
    for part in expected:
        assert part in text, part
    assert expected[0] in pages_of(pdf)[0]


def test_an_abandoned_visit_has_no_working_time_and_claims_nothing_about_anomalies() -> None:
    report = a_report(
        outcome=Outcome.ABANDONED, periods=(), arrived_at=None, left_at=None, work_done=None,
        checklist=(), anomalies=(), materials=(), advice=None, constraints=None,
    )  # fmt: skip
    pdf = printed(report, seal=Seal.NOT_ASKED)
    text = text_of(pdf)
    assert "Pas d’arrivée sur place" in text
    assert "Temps de travail –" in text_of(pdf, "-raw")
    assert "anomalie" not in text.lower()
    assert len(pages_of(pdf)) == 1


def test_nothing_typed_is_read_as_markup_and_nothing_typed_vanishes() -> None:
    typed = "**gras** __u__ ~~s~~ <b>x</b> {{x}} {nb} {0} %s [lien](https://x.example) \\ 😀 → ✓ ☐ ★ φ Ж 你好"
    shown = "**gras** __u__ ~~s~~ <b>x</b> {{x}} {nb} {0} %s [lien](https://x.example) \\ [U+1F600] → √ [ ] [*] φ Ж"
    report = a_report(
        client_name=typed, client_address=typed, site_name=typed, site_address=typed, technician_name=typed,
        mission=typed, constraints=typed, work_done=typed, advice=typed, outcome=Outcome.TO_BE_CONTINUED,
        outcome_reason=typed,
        anomalies=(ReportAnomaly(id=1, description=typed, severity=Severity.MAJOR),),
        materials=(ReportMaterial(name=typed, reference=typed, quantity=Decimal(1), unit="<i>"),),
        checklist=(CheckLine(question_id="q", question=typed, answer=Answer(text=typed)),),
        photos=(ReportPhoto(sha256=None, taken_at=at(8), phase="after", caption=typed),),
    )  # fmt: skip
    word = the_word(report, name=typed, role=typed, remarks=typed, evidence=Evidence(user_agent=typed))
    pdf = printed(report, seal=Seal.WITH_WORD, confirmation=word, company=msgspec.structs.replace(COMPANY, name=typed))
    text = text_of(pdf, "-raw")
    flat = text.replace(" ", "")
    # company and client also stand, shortened, in the running lines
    assert flat.count((shown + " [U+4F60 U+597D]").replace(" ", "")) >= 18
    assert b"/URI (https://x.example)" not in pdf


def test_very_long_texts_break_over_pages_and_lose_nothing() -> None:
    words = [f"mot{number}" for number in range(3000)]
    endless = "x" * 3000
    report = a_report(
        work_done=" ".join(words),
        advice=endless,
        checklist=(CheckLine(question_id="q", question="Question", answer=Answer(text=" ".join(words))),),
        photos=(ReportPhoto(sha256=None, taken_at=at(8), phase="before", caption=" ".join(words[:400])),),
    )
    pages = pages_of(printed(report, seal=Seal.AWAITING))
    text = " ".join(re.sub(r"\s+", " ", page) for page in pages)
    for number in range(3000):
        assert len(re.findall(rf"\bmot{number}\b", text)) == (3 if number < 400 else 2)
    assert text.count("x" * 40) >= 3000 // 130
    assert sum(page.count("Constat\n") for page in pages) > 1, "a table that goes on repeats its head"
    for number, page in enumerate(pages, 1):
        assert f"Page {number} / {len(pages)}" in page
        assert len(page.split()) > 25, "no page is left nearly empty"


def test_absurdly_long_names_still_give_a_complete_report_with_nothing_off_the_page() -> None:
    report = a_report(client_name="😀x" * 600, site_address="voie " * 900, technician_name="Nom " * 300)
    word = the_word(report, name="N " * 700, role="R " * 500, evidence=Evidence(user_agent="Mozilla " * 900))
    pdf = printed(report, seal=Seal.WITH_WORD, confirmation=word)
    text = text_of(pdf, "-raw")
    assert re.sub(r"\s+", "", text).count("[U+1F600]x") >= 600
    assert (text.count("Mozilla"), text.count("voie "), text.count("Nom ")) == (900, 900, 300)
    boxes = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"', words_of(pdf))
    assert len(boxes) > 3000
    assert all(float(left) > 50 and float(right) < 546 for left, _, right, _ in boxes)
    assert all(float(top) > 28 and float(bottom) < 812 for _, top, _, bottom in boxes)


def test_photos_go_in_byte_for_byte_and_twenty_stay_under_five_megabytes(
    jpegs: dict[str, bytes], tmp_path: Path
) -> None:
    pdf = printed(a_report(photos=photographed(jpegs, 20)), seal=Seal.AWAITING, photos=jpegs)
    assert len(pdf) < 5_000_000
    assert all(jpeg in pdf for jpeg in jpegs.values())
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    listed = subprocess.run(["pdfimages", "-list", file], capture_output=True, text=True, check=True).stdout
    assert listed.count(" jpeg ") == len(listed.splitlines()) - 2 == 20


def test_a_new_version_says_which_one_it_replaces_and_of_which_day() -> None:
    for language, replaces in (("fr", "Remplace la version 1 du lundi 23"), ("en", "Replaces version 1 of Monday, 23")):
        second = a_report(version=2, replaces_frozen_at=at(9) - timedelta(days=1), language=language)
        assert replaces in " ".join(text_of(printed(second)).split())
    assert "Remplace" not in text_of(printed(a_report()))


def test_photos_that_could_not_be_kept_are_named_in_one_line(jpegs: dict[str, bytes]) -> None:
    shown, *_ = photographed(jpegs, 1)
    lost = ReportPhoto(sha256=None, taken_at=at(8), phase="after")
    text = text_of(printed(a_report(photos=(lost, shown, replace(lost, caption="Compteur"))), photos=jpegs))
    assert "Photos 1, 3 (Compteur) : envoyées, elles n’ont pas pu être conservées." in text
    assert "Photo 2" in text


def test_the_same_picture_sent_twice_is_two_photos(jpegs: dict[str, bytes]) -> None:
    shown, *_ = photographed(jpegs, 1)
    lost = ReportPhoto(sha256=None, taken_at=at(8), phase="after")
    photos = (shown, replace(shown), lost, replace(lost))
    text = text_of(printed(a_report(photos=photos), photos=jpegs))
    assert [text.count(f"Photo {number} ·") for number in (1, 2)] == [1, 1]
    assert "Photos 3, 4 : envoyées" in text


def test_the_logo_stands_on_top(jpegs: dict[str, bytes]) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 100), (10, 90, 120, 128)).save(out, "PNG")
    with_logo = PdfFileReader(io.BytesIO(printed(a_report(), logo=out.getvalue())))
    assert len(with_logo.root["/Pages"]["/Kids"][0]["/Resources"]["/XObject"]) == 1


def test_the_same_version_prints_to_the_same_bytes_so_that_its_hash_can_be_had_again(jpegs: dict[str, bytes]) -> None:
    report = a_report(photos=photographed(jpegs, 3))
    long_ago = datetime(2019, 3, 4, 5, 6, 7, tzinfo=UTC)
    first, again = (printed(report, photos=jpegs, printed_at=long_ago) for _ in range(2))
    assert again == first
    years = re.findall(rb"D:(\d{4})", first) + re.findall(rb'Date="(\d{4})', first)
    assert len(years) >= 5
    assert set(years) == {b"2019"}, "no clock but the argument"


def test_it_is_built_as_pdf_a_3b_with_its_data_inside(tmp_path: Path) -> None:
    """Structure only: the marks, the output intent, embedded fonts, attachments in the right places."""
    report = a_report()
    word = the_word(report)
    pdf = printed(report, seal=Seal.WITH_WORD, confirmation=word)
    assert_pdf_a_3b(pdf, tmp_path)
    attached = attachments(pdf)
    assert attached == {REPORT_FILE: canonical_json(report), CONFIRMATION_FILE: canonical_json(word)}
    assert hashlib.sha256(attached[REPORT_FILE]).hexdigest() == word.report_sha256
    assert msgspec.json.decode(attached[REPORT_FILE], type=Report) == report


def test_sealing_keeps_the_marks_and_the_data_can_be_read_from_the_sealed_file(
    identity: Identity, now: datetime, tmp_path: Path
) -> None:
    report = a_report()
    sealed = seal(printed(report, seal=Seal.AWAITING), identity, reason=report.number, location="Lyon", now=now)
    assert_pdf_a_3b(sealed, tmp_path)
    verdict = verify(sealed)
    assert verdict.state is State.INTACT
    assert verdict.attachments == {REPORT_FILE: canonical_json(report)}


def test_things_that_do_not_belong_together_are_refused(jpegs: dict[str, bytes], signature: bytes) -> None:
    report = a_report(photos=photographed(jpegs, 2))
    other = the_word(a_report(version=2))
    for wrong in (
        {"photos": {}},
        {"seal": Seal.WITH_WORD},
        {"seal": Seal.AWAITING, "confirmation": the_word(report)},
        {"seal": Seal.WITH_WORD, "confirmation": other},
        {"signature_png": signature},
        {"seal": Seal.WITH_WORD, "confirmation": the_word(report, signature_sha256="ab" * 32)},
    ):
        with pytest.raises(Mismatch):
            printed(report, **{"photos": jpegs, **wrong})


def assert_pdf_a_3b(pdf: bytes, folder: Path) -> None:
    assert pdf.startswith(b"%PDF-1.7")
    root = PdfFileReader(io.BytesIO(pdf)).root
    metadata = root["/Metadata"].data.decode()
    assert 'pdfaid:part="3"' in metadata
    assert 'pdfaid:conformance="B"' in metadata
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert all(file.get_object()["/AFRelationship"] == "/Data" for file in root["/AF"])
    assert root["/Lang"] == "fr-FR"
    for page in root["/Pages"]["/Kids"]:
        for annotation in page.get_object().get("/Annots", []):
            assert annotation.get_object()["/F"] & 4, "annotations are to be printed (ISO 19005-3 §6.3.2)"
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), "embedded, subset, with text"


def test_films_sounds_and_papers_are_named_with_the_beginning_of_their_hash() -> None:
    film = ReportRecording(kind="video", sha256="ab" * 32, made_at=at(8, 10), name="VID_1.mp4", seconds=75,
                           caption="Bruit du ventilateur")  # fmt: skip
    lost = ReportRecording(kind="voice", sha256=None, made_at=at(8, 12), seconds=3725)
    text = text_of(printed(a_report(recordings=(film, lost))))
    for named in ("Vidéo", "VID_1.mp4", "Bruit du ventilateur", "09:10", "1:15", "ab" * 8, "Message vocal", "1:02:05",
                  "annoncé, jamais reçu", "par le lien du rapport"):  # fmt: skip
        assert named in text
    assert "Vidéos, sons" not in text_of(printed(a_report()))
