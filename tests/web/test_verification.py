"""The page behind the QR code: what a stranger who holds the PDF may know, and whether a file is the real one."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from fpdf import FPDF
from sqlalchemy import text

from core.report import canonical_json
from evidence.identity import load_identity, make_identity
from evidence.seal import seal
from storage.erasing import bury

PAGE = "/v/verification-code-one"
NOW = datetime(2026, 11, 24, 10, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed() -> list[bytes]:
    """Two reports sealed by the same company."""
    identity = load_identity(make_identity("Froid Modèle", NOW))
    made = []
    for _ in range(2):
        pdf = FPDF()
        for _ in range(len(made) + 1):
            pdf.add_page()
        made.append(seal(bytes(pdf.output()), identity, reason="Rapport", location="Lyon", now=NOW))
    return made


async def signed(scene: Any, pdf: bytes) -> None:
    browser = await scene.inside()
    await browser.post("/r/verification-code-one", data=await scene.filled(browser, stars="1", remarks="Déçue"))
    await scene.seal(pdf)


async def checks(scene: Any, pdf: bytes, lang: str = "fr") -> str:
    answer = await scene.browser().post(f"{PAGE}?lang={lang}", files={"pdf": ("r.pdf", pdf, "application/pdf")})
    assert answer.status_code == 200
    return answer.text


async def test_a_stranger_learns_the_seal_and_nothing_personal(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    file = await scene.file()
    page = (await scene.browser().get(PAGE)).text
    for word in ("RI-2026-0042", file.sealed_pdf_sha256, "mardi 24 novembre 2026", "Paris (UTC+1)", "Donnée pour"):
        assert word in page
    for word in ("Camille", "Boulangerie", "Léa", "place du Modèle", "Déçue", "★", "étoile", "refus"):
        assert word not in page


async def test_the_history_is_told_without_saying_who_or_what(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    page = (await scene.browser().get(PAGE)).text
    for word in ("Version 1 ouverte", "Réponse du client à la version 1", "rien n’y manque"):
        assert word in page
    for word in ("203.0.113.7", "TestPhone"):
        assert word not in page
    await scene.db.write(lambda session: session.execute(text("UPDATE evidence SET at = '2026-11-23' WHERE n = 2")))
    assert "from line 2 on" in (await scene.browser().get(f"{PAGE}?lang=en")).text


async def test_before_the_seal_and_the_word_the_page_says_so(scene: Any) -> None:
    page = (await scene.browser(headers={"accept-language": "en"}).get(PAGE)).text
    assert "Not sealed yet" in page
    assert "None for this version" in page


async def test_a_replaced_version_says_by_which(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    await scene.new_version()
    page = (await scene.browser().get(PAGE)).text
    assert "remplacée par la version 2 du mardi 24 novembre 2026 à\u00a011:30" in page
    assert "Donnée pour cette version\u202f; ne compte plus" in page
    page = (await scene.browser().get(f"{PAGE}?lang=en")).text
    assert "Version 1 no longer counts: it was replaced by version 2 of" in page
    assert "Given for this version; no longer counts" in page
    checked = await checks(scene, sealed[0])
    assert "à l’octet près" in checked
    assert "ne compte plus" in checked
    assert "ne compte plus" not in (await scene.browser().get("/v/verification-code-two")).text


async def test_an_erased_report_says_so_and_a_copy_can_still_be_checked(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    file = await scene.file()
    await scene.new_version()
    erased_at = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    await scene.db.write(lambda session: bury(session, [file.work_order_id], erased_at, lambda _: None))
    page = (await scene.browser().get(PAGE)).text
    assert "effacé le mardi 5 janvier 2027" in page
    assert "remplacée par la version 2" in page
    for word in ("RI-2026-0042", file.sealed_pdf_sha256):
        assert word in page
    for word in ("Camille", "Boulangerie", "Léa", "Déçue"):
        assert word not in page
    assert "were erased on" in (await scene.browser().get(f"{PAGE}?lang=en")).text
    assert "à l’octet près" in await checks(scene, sealed[0])
    assert "copie client" in await checks(scene, b"%PDF-1.7 the client's copy")
    for path in ("/r/verification-code-one", "/r/verification-code-one/sealed.pdf"):
        assert (await scene.browser().get(path)).status_code == 403


async def test_an_unknown_code_is_told_plainly(scene: Any) -> None:
    for lang, words in (("fr", "Aucun rapport pour ce code"), ("en", "No report with this code")):
        answer = await scene.browser().get(f"/v/unknown?lang={lang}")
        assert answer.status_code == 404
        assert words in answer.text


async def test_a_file_is_checked_against_its_seal_and_the_archive(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    altered = sealed[0].replace(b"%%EOF", b"%%EOG", 1)
    assert "à l’octet près" in await checks(scene, sealed[0])
    assert "Intact" in await checks(scene, sealed[0], "en")
    assert "pas dans nos archives" in await checks(scene, sealed[1])
    await scene.archive.keep(sealed[1])
    assert "« Froid Modèle »".replace(" ", "\u00a0", 1) in (await checks(scene, sealed[1])).replace("\u00a0»", " »")
    assert "Modifié" in await checks(scene, altered)
    assert "Altered" in await checks(scene, altered, "en")
    assert "ne porte pas notre sceau" in await checks(scene, b"%PDF-1.7 anything")
    assert "copie client" in await checks(scene, b"%PDF-1.7 the client's copy")


@pytest.mark.parametrize(
    "files", [{}, {"pdf": ("", b"", "application/pdf")}, {"pdf": ("r.pdf", b"", "application/pdf")}]
)
async def test_without_a_file_the_page_asks_for_one(scene: Any, files: Any) -> None:
    for lang, words in (("fr", "Choisissez d’abord un PDF."), ("en", "Please choose a PDF first.")):
        answer = await scene.browser().post(f"{PAGE}?lang={lang}", files=files or {"other": ("", b"", "text/plain")})
        assert answer.status_code == 422
        assert words in answer.text


async def finds(scene: Any, pdf: bytes, lang: str = "fr") -> str:
    answer = await scene.browser().post(f"/verify?lang={lang}", files={"pdf": ("r.pdf", pdf, "application/pdf")})
    assert answer.status_code == 200
    return answer.text


async def test_a_file_alone_is_enough_to_be_checked(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    assert "Vérifier un rapport" in (await scene.browser().get("/verify?lang=fr")).text
    page = await finds(scene, sealed[0])
    assert "à l’octet près" in page
    assert "RI-2026-0042" in page
    assert "copie client" in await finds(scene, b"%PDF-1.7 the client's copy")
    for data, words in (
        (sealed[1], "pas dans nos archives"),
        (sealed[0].replace(b"%%EOF", b"%%EOG", 1), "Modifié"),
        (b"%PDF-1.7 anything", "ne porte pas notre sceau"),
    ):
        page = await finds(scene, data)
        assert words in page
        assert "RI-2026-0042" not in page, "a stranger's file tells nothing of ours"
    assert (await scene.browser().post("/verify", files={"pdf": ("r.pdf", b"", "application/pdf")})).status_code == 422


async def test_a_file_alone_says_by_which_version_it_was_replaced(scene: Any, sealed: list[bytes]) -> None:
    await signed(scene, sealed[0])
    await scene.new_version()
    assert "remplacée par la version 2" in await finds(scene, sealed[0])


async def test_an_earlier_state_of_a_report_finds_its_page_by_what_it_says(scene: Any) -> None:
    identity = load_identity(make_identity("Froid Modèle", NOW))
    pdf = FPDF()
    pdf.add_page()
    data = canonical_json(scene.report)
    pdf.embed_file(basename="report.json", bytes=data, creation_date=NOW, modification_date=NOW)
    printed = bytes(pdf.output())
    earlier = await asyncio.to_thread(seal, printed, identity, reason="Rapport", location="Lyon", now=NOW)
    page = await finds(scene, earlier)
    assert "RI-2026-0042" in page
    assert "pas dans nos archives" in page, "anybody can make a certificate with our name, and print our number"
    await scene.archive.keep(earlier)
    assert "pas le fichier scellé de ce rapport" in await finds(scene, earlier)
