"""The report's page: the whole report, in the reader's language, and nothing for anyone else."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from markupsafe import escape
from msgspec.structs import replace as changed
from PIL import Image

from core.reading import visible
from core.report import ReportRecording
from core.visit import Outcome
from tests.hostile import HOSTILE

FRENCH = (
    "Rapport d’intervention", "RI-2026-0042", "Version 1, mardi 24 novembre 2026 à\u00a011:20",
    "Boulangerie Modèle &amp; Fils",
    "Fournil", "Léa Exemple", "Froid et climatisation", "mardi 24 novembre 2026, de 08:30 à 10:30", "08:35", "11:10",
    "Trajet", "08:05 – 08:35", "30\u00a0min", "2\u00a0h\u00a020", "Pause", "Paris (UTC+1)",
    "Chambre froide positive", "Intervenir avant", "Condenseur nettoyé", "Travail terminé",
    "R-134a", "0,85\u00a0kg", "Oui", "Mineure", "Joint de porte fendu", "Danger", "Filtre déshydrateur",
    "Réf. DML-083", "Facturable",
    "Non facturé", "Avant", "Groupe encrassé", "Après",
    "Photo 6 (Vue d’ensemble)\u00a0: envoyée, elle n’a pas pu être conservée.",
    "Prévoir un joint de porte", "Ouvrir ce rapport en PDF",
)  # fmt: skip
ENGLISH = (
    "Service report", "Version 1, Tuesday, 24 November 2026 at\u00a011:20", "Air conditioning and refrigeration",
    "Tuesday, 24 November 2026, 08:30 to 10:30", "Travel", "Work done", "0.85\u00a0kg", "Yes", "Minor", "Danger",
    "Ref. DML-083", "Billable", "Not billed", "Before", "After",
    "Photo 6 (Vue d’ensemble): sent, but could not be saved.",
    "Open this report as a PDF",
)  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("fr", FRENCH), ("en", ENGLISH)])
async def test_the_whole_report_stands_on_the_page(make_scene: Any, language: str, words: tuple[str, ...]) -> None:
    browser = await (await make_scene(language)).inside()
    page = (await browser.get("/r/verification-code-one")).text
    assert f'<html lang="{language}">' in page
    assert [word for word in words if word not in page] == []


async def test_the_reader_switches_the_language(scene: Any) -> None:
    browser = await scene.inside()
    page = (await browser.get("/r/verification-code-one?lang=en")).text
    assert "I accept it with reservations" in page
    assert 'action="/r/verification-code-one?lang=en"' in page
    assert "Chambre froide positive" in page


async def test_nothing_typed_is_read_as_markup(make_scene: Any) -> None:
    nasty = "<script>alert(1)</script>\"'&{{ 7*7 }}"
    scene = await make_scene(client_name=nasty, mission=nasty, work_done=nasty, advice=nasty, outcome_reason=nasty)
    page = (await (await scene.inside()).get("/r/verification-code-one")).text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 5
    assert "{{ 7*7 }}" in page


async def test_hostile_texts_stand_on_the_page_as_typed(make_scene: Any) -> None:
    texts = [visible(text)[:1000] for text in HOSTILE.values()]
    scene = await make_scene(mission="\n".join(texts), client_name=" ".join(texts)[:120])
    page = (await (await scene.inside()).get("/r/verification-code-one")).text
    assert [text for text in texts if str(escape(text)) not in page] == []
    assert page.count("<script") == page.count("<script src=")
    assert "<svg onload" not in page
    assert "<img src=x" not in page


async def test_reasons_are_said_in_the_readers_language(make_scene: Any) -> None:
    scene = await make_scene(outcome=Outcome.TO_BE_CONTINUED, outcome_reason="Pièce à commander")
    page = (await (await scene.inside()).get("/r/verification-code-one")).text
    assert "À poursuivre" in page
    assert "Pièce à commander" in page


async def test_photos_come_large_and_small(scene: Any) -> None:
    browser = await scene.inside()
    page = (await browser.get("/r/verification-code-one")).text
    for number in (1, 2, 3, 4, 5):
        assert page.count(f'href="/r/verification-code-one/photo/{number}"') == 1
        assert page.count(f'src="/r/verification-code-one/thumb/{number}"') == 1
    large = await browser.get("/r/verification-code-one/photo/1")
    small = await browser.get("/r/verification-code-one/thumb/1")
    assert large.content == scene.archive.load(scene.report.photos[0].sha256)
    assert Image.open(io.BytesIO(small.content)).size == (640, 480)
    for number in (0, 6, 7):
        assert (await browser.get(f"/r/verification-code-one/photo/{number}")).status_code == 404


async def test_the_pdf_of_exactly_this_version(scene: Any) -> None:
    browser = await scene.inside()
    answer = await browser.get("/r/verification-code-one/copy.pdf")
    assert answer.content == b"%PDF-1.7 the client's copy"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="RI-2026-0042-v1.pdf"'
    assert (await browser.get("/r/verification-code-one/sealed.pdf")).status_code == 404


async def test_while_the_pdf_is_being_made_there_is_nothing_to_agree_to(make_scene: Any) -> None:
    browser = await (await make_scene(ready=False)).inside()
    page = (await browser.get("/r/verification-code-one")).text
    assert "en préparation" in page
    assert "<form" not in page


async def test_a_report_with_little_in_it_is_a_page_too(make_scene: Any) -> None:
    scene = await make_scene(
        outcome=Outcome.ABANDONED, arrived_at=None, left_at=None, periods=(), work_done=None, checklist=(),
        anomalies=(), materials=(), photos=(), advice=None, constraints=None, client_address=None,
    )  # fmt: skip
    page = (await (await scene.inside()).get("/r/verification-code-one")).text
    assert "Aucune anomalie constatée" in page
    assert "Fournitures" not in page


PLAYED = ReportRecording(kind="voice", sha256=None, made_at=datetime(2026, 11, 24, 8, 0, tzinfo=UTC), seconds=42,
                         size=61_000, mime="audio/ogg", caption="Le <bruit> du ventilateur")  # fmt: skip


async def kept(make_scene: Any, data: bytes, **what: Any) -> tuple[Any, Any]:
    """A scene whose report has one recording; its browser, inside."""
    recording = changed(PLAYED, sha256=hashlib.sha256(data).hexdigest(), **what)
    scene = await make_scene(recordings=(recording,))
    await scene.archive.keep(data)
    return scene, await scene.inside()


async def test_a_recording_is_named_and_played_on_the_page(make_scene: Any) -> None:
    _, browser = await kept(make_scene, b"OggS" + bytes(2000))
    page = (await browser.get("/r/verification-code-one")).text
    for shown in ("Message vocal", "0:42", "0,1\u00a0Mo", "Le &lt;bruit&gt; du ventilateur", "<audio"):
        assert shown in page
    whole = await browser.get("/r/verification-code-one/recording/1")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/ogg")
    assert whole.headers["content-disposition"].startswith("inline")
    part = await browser.get("/r/verification-code-one/recording/1", headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"OggS")


async def test_anything_but_a_known_sound_or_film_is_only_downloaded(make_scene: Any) -> None:
    nasty = {"kind": "document", "name": 'a"\r\nX-Y: z<.html', "mime": "text/html"}
    _, browser = await kept(make_scene, b"<script>alert(1)</script>", **nasty)
    answer = await browser.get("/r/verification-code-one/recording/1")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "x-y" not in answer.headers


async def test_a_recording_that_never_came_says_so(make_scene: Any) -> None:
    scene = await make_scene(recordings=(PLAYED,))
    browser = await scene.inside()
    assert "Ce fichier n’a pas pu être conservé" in (await browser.get("/r/verification-code-one")).text
    for number in (0, 1, 2):
        assert (await browser.get(f"/r/verification-code-one/recording/{number}")).status_code == 404


async def test_recordings_are_nothing_to_strangers(make_scene: Any) -> None:
    scene, _ = await kept(make_scene, b"OggS")
    answer = await scene.browser().get("/r/verification-code-one/recording/1")
    assert answer.status_code in (401, 403, 404)
    assert b"OggS" not in answer.content


async def test_the_report_keeps_its_language_and_says_so_to_who_reads_another(scene: Any) -> None:
    browser = await scene.inside()
    page = (await browser.get("/r/verification-code-one?lang=en")).text
    assert '<html lang="en">' in page
    assert "This report is written in French." in page
    article = page[page.index("<article") : page.index("</article>")]
    assert article.startswith('<article class="report" lang="fr"')
    assert "Travail réalisé" in article or "Fournitures" in article
    assert "Materials" not in article
    assert '<details class="contest" lang="en"' in article, "what the reader is asked is in the reader's language"
    own = (await browser.get("/r/verification-code-one?lang=fr")).text
    assert "rédigé en" not in own
