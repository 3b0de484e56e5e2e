"""What a client finds in their own place of what they said: on versions that are void, and against single lines."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from core.clients import Client
from core.contest import Contest
from tests.web.test_place import ADDRESS, inside, letters, writing  # noqa: F401

PLACE = "/history/reports"
REPORT = "/r/verification-code-one"


async def looked_at(browser: Any, lang: str = "fr") -> str:
    """The place as it reads, with ordinary spaces."""
    page: str = (await browser.get(f"{PLACE}?lang={lang}")).text
    return page.replace("\u202f", " ").replace("\u00a0", " ")


async def says(scene: Any, word: str, **fields: str) -> None:
    """The client gives their word on version 1, and the report is sealed with it."""
    reader = await scene.inside()
    form = await scene.filled(reader, word=word, stars="2", role="Gérante", **fields)
    assert (await reader.post(REPORT, data=form)).status_code == 303
    await scene.seal()


@pytest.mark.parametrize(
    ("word", "remarks", "french", "english"),
    [
        ("accepted", "Très propre", ("Accepté · 2 sur 5", "Remarques"), ("Accepted · 2 out of 5", "Remarks")),
        (
            "reservations",
            "Le joint reste à changer",
            ("Accepté avec réserves", "Réserves"),
            ("Accepted", "Reservations"),
        ),
        ("refused", "Rien ne marche", ("Refusé", "Raison"), ("Refused", "Reason")),
    ],
)
async def test_a_version_that_was_answered_stays_and_says_that_it_counts_no_more(
    writing: Any,  # noqa: F811
    word: str,
    remarks: str,
    french: tuple[str, ...],
    english: tuple[str, ...],
) -> None:
    await says(writing, word, remarks=remarks)
    sealed = (await writing.file()).sealed_pdf_sha256
    await writing.new_version()
    browser = await inside(writing)
    page = await looked_at(browser)
    assert "1 rapport<" in page, "it is one visit, not two"
    void = page.partition("Version 1 : remplacée par la version 2, elle ne compte plus")[2]
    for words in (*french, remarks, "Camille Exemple (Gérante), mardi 24 novembre 2026 à 11:30, Paris (UTC+1)"):
        assert words in void, words
    void = (await looked_at(browser, "en")).partition("Version 1: replaced by version 2, it no longer counts")[2]
    for words in (*english, remarks, "Tuesday, 24 November 2026 at 11:30, Paris (UTC+1)"):
        assert words in void, words
    pdf = await browser.get(f"{PLACE}/verification-code-one.pdf")
    assert pdf.content == await writing.archive.read(sealed)
    packed = zipfile.ZipFile(io.BytesIO((await browser.get(f"{PLACE}.zip")).content))
    assert packed.namelist() == ["RI-2026-0042-v2.pdf", "RI-2026-0042-v1.pdf"]
    assert packed.read("RI-2026-0042-v1.pdf") == pdf.content
    assert packed.getinfo("RI-2026-0042-v1.pdf").date_time == (2026, 11, 24, 11, 30, 4), "when it was sealed, on site"


async def test_a_version_that_nobody_answered_leaves_nothing_behind(writing: Any) -> None:  # noqa: F811
    await writing.new_version()
    browser = await inside(writing)
    assert "remplacée" not in await looked_at(browser)
    assert (await browser.get(f"{PLACE}/verification-code-one.pdf")).status_code == 404
    packed = zipfile.ZipFile(io.BytesIO((await browser.get(f"{PLACE}.zip")).content))
    assert packed.namelist() == ["RI-2026-0042-v2.pdf"]


async def test_only_the_version_in_force_can_be_answered_from_there(writing: Any) -> None:  # noqa: F811
    await says(writing, "refused", remarks="Rien ne marche")
    await writing.new_version()
    browser = await inside(writing)
    page = await looked_at(browser)
    assert re.findall(r'action="/history/reports/([^/]+)/ask', page) == ["verification-code-two"]
    token = page.partition('name="form_token" value="')[2].partition('"')[0]
    answer = await browser.post(f"{PLACE}/verification-code-one/ask", data={"form_token": token})
    assert answer.status_code == 403
    assert "ask" not in [letter.kind for letter in await letters(writing)]


async def test_contested_lines_and_their_answers_stand_with_the_visit(writing: Any) -> None:  # noqa: F811
    asked = Contest(report_id=1, n=1, line="material:2", text="Un seul\n<filtre>", at=writing.now)
    answered = replace(
        asked, answer="Le second est\ndans le groupe", answered_at=writing.now, answered_by="Léa Exemple"
    )
    await writing.save(answered, replace(asked, n=2, line="times", text="Parti plus tôt"))
    page = await looked_at(await inside(writing))
    for words in ("Filtre déshydrateur", "Un seul\n&lt;filtre&gt;", "Léa Exemple a répondu", "Parti plus tôt",
                  "Le second est\ndans le groupe", "Pas encore de réponse"):  # fmt: skip
        assert words in page, words
    assert "(version 1)" not in page
    await writing.new_version()
    page = await looked_at(await inside_again(writing))
    assert "Un seul" in page, "what led to the new version is still there"
    assert page.count("(version 1)") == 2
    assert "Pas encore de réponse" not in page, "nobody can answer it any more"


async def inside_again(scene: Any) -> Any:
    """Another browser, some minutes later."""
    scene.now += timedelta(minutes=5)
    return await inside(scene)


async def test_where_one_address_serves_two_clients_each_visit_says_whose_it_is(writing: Any) -> None:  # noqa: F811
    def told(page: str) -> list[str]:
        return re.findall(r"</h3>\s*<p><strong>(.*?)</strong>", page)

    alone = await looked_at(await inside(writing))
    assert told(alone) == []
    await writing.save(Client(id=2, name="Café Échantillon", email=ADDRESS))
    both = await looked_at(await inside_again(writing))
    names = ["Boulangerie Modèle &amp; Fils", "Café Échantillon", "Boulangerie Modèle &amp; Fils"]
    assert sorted(told(both)) == sorted(names)
    assert both.index("Café Échantillon</strong>") < both.index("Chez le voisin")


async def test_inside_no_link_leads_back_to_the_form_for_the_address(writing: Any) -> None:  # noqa: F811
    browser = await inside(writing)
    assert 'href="/history?' not in await looked_at(browser)
    assert 'href="/history?' in (await browser.get("/verify")).text


async def lose(scene: Any, sha256: str | None) -> str:
    """The file of that name disappears from the archive."""
    assert sha256 is not None
    scene.archive.path(sha256).unlink()
    return sha256


@pytest.mark.parametrize(("lang", "words"), [("fr", "nous manque"), ("en", "We are missing this document")])
async def test_a_lost_pdf_is_owned_up_to_in_words(writing: Any, lang: str, words: str) -> None:  # noqa: F811
    browser, reader = await inside(writing), await writing.inside()
    gone = await lose(writing, (await writing.file()).client_pdf_sha256)
    for path, back in ((f"{PLACE}/verification-code-one.pdf", PLACE), (f"{REPORT}/copy.pdf", REPORT)):
        with capture_logs() as logs:
            answer = await (browser if back == PLACE else reader).get(f"{path}?lang={lang}")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
        for said in (words, "04 00 00 00 00", "Froid Modèle", f'href="{back}?lang={lang}"'):
            assert said in answer.text, said
        assert 'href="/history?' not in answer.text
        assert logs == [{"event": "archived_file_lost", "log_level": "error", "report": 1, "sha256": gone}]


async def test_a_photo_or_a_signature_that_is_lost_breaks_nothing_else(writing: Any) -> None:  # noqa: F811
    reader = await writing.inside()
    await lose(writing, writing.report.photos[0].sha256)
    for path in (f"{REPORT}/photo/1", f"{REPORT}/thumb/1"):
        assert (await reader.get(path)).status_code == 503
    assert (await reader.get(f"{REPORT}/photo/2")).status_code == 200
    assert (await reader.get(REPORT)).status_code == 200


@pytest.mark.parametrize(
    ("lang", "name", "words"),
    [
        ("fr", "LISEZ-MOI - fichiers manquants.txt", "Ces rapports manquent dans ce dossier"),
        ("en", "READ ME - missing files.txt", "These reports are missing in this folder"),
    ],
)
async def test_the_zip_names_what_is_lost_and_whom_to_call(
    writing: Any,  # noqa: F811
    lang: str,
    name: str,
    words: str,
) -> None:
    await says(writing, "refused", remarks="Rien ne marche")
    await writing.new_version()
    browser = await inside(writing)
    gone = await lose(writing, (await writing.file(1)).sealed_pdf_sha256)
    with capture_logs() as logs:
        packed = zipfile.ZipFile(io.BytesIO((await browser.get(f"{PLACE}.zip?lang={lang}")).content))
    assert packed.namelist() == ["RI-2026-0042-v2.pdf", name]
    told = packed.read(name).decode()
    for said in (words, "- RI-2026-0042-v1.pdf\n", "Froid Modèle", "04 00 00 00 00", "bonjour@froid-modele.example"):
        assert said in told, said
    assert "v2" not in told
    assert logs == [{"event": "archived_file_lost", "log_level": "error", "report": 1, "sha256": gone}]
    await lose(writing, (await writing.file(2)).client_pdf_sha256)
    packed = zipfile.ZipFile(io.BytesIO((await browser.get(f"{PLACE}.zip?lang={lang}")).content))
    assert packed.namelist() == [name], "where all is lost the ZIP says so, too"
