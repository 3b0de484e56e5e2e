"""The client's word through the page: given once, with its evidence; whatever goes wrong, nothing typed is lost."""

import asyncio
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from core.confirmation import Confirmation, Word
from core.events import WordGiven
from core.report import report_sha256

PAGE = "/r/verification-code-one"


def words(scene: Any) -> list[WordGiven]:
    return [event for event in scene.events if isinstance(event, WordGiven)]


async def test_a_drawn_acceptance_is_taken_with_its_evidence(scene: Any) -> None:
    browser = await scene.inside()
    opened_at = scene.now
    scene.now += timedelta(minutes=2)
    form = await scene.filled(browser, role="Gérante", remarks="Parfait,\nmerci !", stars="5")
    answer = await browser.post(PAGE, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lang=fr")
    word: Confirmation = (await scene.file()).confirmation
    assert (word.word, word.name, word.role, word.remarks, word.stars, word.signed_at) == (
        Word.ACCEPTED, "Camille Exemple", "Gérante", "Parfait,\nmerci !", 5, scene.now,
    )  # fmt: skip
    assert word.client_pdf_sha256 == (await scene.file()).client_pdf_sha256
    assert word.report_sha256 == report_sha256(scene.report)
    said = word.evidence
    assert (said.opened_at, said.ip, said.user_agent, said.device) == (
        opened_at, "203.0.113.7", "TestPhone/1.0", "client",
    )  # fmt: skip
    assert (said.consent_version, said.consent_language) == ("1", "fr")
    png = await scene.archive.read(word.signature_sha256)
    width, height = Image.open(io.BytesIO(png)).size
    assert 700 < width < 760
    assert 220 < height < 280


async def test_afterwards_the_page_says_it_is_signed_and_offers_the_pdf(scene: Any) -> None:
    browser = await scene.inside()
    await browser.post(PAGE, data=await scene.filled(browser, remarks="Très bien", stars="4"))
    page = (await browser.get(PAGE)).text
    assert "Rapport accepté" in page
    assert "Signé par Camille Exemple, mardi 24 novembre 2026 à\u00a011:30." in page
    assert "Très bien" in page
    assert "4 étoiles" in page
    assert "<form" not in page
    assert f'href="{PAGE}/copy.pdf"' in page
    assert "data-waiting" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert (await browser.get(f"{PAGE}/signature")).headers["content-type"] == "image/png"
    await scene.seal()
    page = (await browser.get(PAGE)).text
    assert f'href="{PAGE}/sealed.pdf"' in page
    assert "data-waiting" not in page
    assert "http-equiv" not in page
    assert (await browser.get(f"{PAGE}/sealed.pdf")).content == b"%PDF-1.7 the sealed report"


async def test_without_scripts_the_typed_name_signs(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser, signature="", ink="", typed="yes")
    assert (await browser.post(PAGE, data=form)).status_code == 303
    assert (await scene.file()).confirmation.signature_sha256 is None
    assert (await browser.get(f"{PAGE}/signature")).status_code == 404


@pytest.mark.parametrize(
    ("word", "french", "english"),
    [
        ("reservations", "Rapport accepté avec réserves", "Report accepted with reservations"),
        ("refused", "Refusé par Camille Exemple", "Refused by Camille Exemple"),
    ],
)
async def test_reservations_and_refusals_are_taken_with_their_reason(
    scene: Any, word: str, french: str, english: str
) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser, word=word, remarks="Le joint reste à changer")
    assert (await browser.post(PAGE, data=form)).status_code == 303
    assert (await scene.file()).confirmation.remarks == "Le joint reste à changer"
    assert french in (await browser.get(PAGE)).text
    assert english in (await browser.get(f"{PAGE}?lang=en")).text


async def test_on_the_technicians_phone_the_evidence_says_so(scene: Any) -> None:
    browser = await scene.inside("technician-token-one")
    await browser.post(PAGE, data=await scene.filled(browser))
    assert (await scene.file()).confirmation.evidence.device == "technician"


async def test_the_consent_is_kept_in_the_language_in_which_it_was_read(scene: Any) -> None:
    browser = await scene.inside()
    await browser.post(f"{PAGE}?lang=en", data=await scene.filled(browser))
    assert (await scene.file()).confirmation.evidence.consent_language == "en"


async def test_a_mistake_brings_the_form_back_with_everything_that_was_typed(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(
        browser, word="refused", name='Camille "Cam" Exemple', role="Gérante", stars="2", ink="[[1]]"
    )
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 422
    assert '<p class="problem" id="remarks-problem">Dites pourquoi vous refusez.</p>' in answer.text
    assert '<a href="#remarks">Dites pourquoi vous refusez.</a>' in answer.text
    assert 'aria-describedby="remarks-problem"' in answer.text
    for kept in (
        'value="refused" required checked', 'value="Camille &#34;Cam&#34; Exemple"', 'value="Gérante"',
        'name="stars" value="2" checked', 'name="ink" value="[[1]]"', 'name="consent" value="yes" required checked',
    ):  # fmt: skip
        assert kept in answer.text
    assert words(scene) == []


@pytest.mark.parametrize(
    ("which", "french", "english"),
    [
        ("blank", "Le tracé est presque vide.", "The drawing is nearly empty."),
        ("broken", "Le tracé n’est pas arrivé entier.", "The drawing did not arrive whole."),
    ],
)
async def test_a_drawing_that_is_none_is_asked_for_again(scene: Any, which: str, french: str, english: str) -> None:
    browser = await scene.inside()
    signature = scene.drawing(ink=False) if which == "blank" else "data:image/png;base64,aGVsbG8="
    form = await scene.filled(browser, signature=signature)
    for lang, words_ in (("fr", french), ("en", english)):
        answer = await browser.post(f"{PAGE}?lang={lang}", data=form)
        assert answer.status_code == 422
        assert words_ in answer.text
    assert words(scene) == []


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
async def test_a_form_from_elsewhere_signs_nothing(scene: Any, token: str) -> None:
    browser = await scene.inside()
    answer = await browser.post(PAGE, data=await scene.filled(browser, form_token=token))
    assert answer.status_code == 403
    assert "Cette page ne venait pas de nous" in answer.text
    assert (
        "This page did not come from us"
        in (await browser.post(f"{PAGE}?lang=en", data=await scene.filled(browser, form_token=token))).text
    )
    assert 'value="Camille Exemple"' in answer.text
    assert words(scene) == []


async def test_looking_signs_nothing(scene: Any) -> None:
    browser = await scene.inside()
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        await browser.request(method, PAGE, params={"word": "accepted", "name": "Camille", "consent": "yes"})
    assert words(scene) == []


async def test_sent_twice_it_is_signed_once(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser)
    first = await browser.post(PAGE, data=form)
    scene.now += timedelta(seconds=2)
    second = await browser.post(PAGE, data=form)
    assert first.status_code == second.status_code == 303
    assert len(words(scene)) == 1
    assert (await scene.file()).confirmation.signed_at == scene.now - timedelta(seconds=2)


async def test_twenty_at_the_same_moment_are_one_signature(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser)
    answers = await asyncio.gather(*(browser.post(PAGE, data=form) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {303}
    assert (await scene.file()).confirmation.name == "Camille Exemple"


async def test_two_people_at_the_same_moment_the_first_word_counts_and_the_other_is_told(scene: Any) -> None:
    one, other = await scene.inside(), await scene.inside("technician-token-one")
    forms = [
        await scene.filled(one),
        await scene.filled(other, word="refused", remarks="Non", name="Dominique Exemple"),
    ]
    answers = await asyncio.gather(one.post(PAGE, data=forms[0]), other.post(PAGE, data=forms[1]))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "Une réponse a déjà été donnée" in told
    assert (await scene.file()).confirmation.name in told


async def test_another_word_after_the_first_changes_nothing_and_shows_the_first(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser)
    await browser.post(PAGE, data=form)
    answer = await browser.post(f"{PAGE}?lang=en", data={**form, "word": "refused", "remarks": "The leak is back"})
    assert answer.status_code == 409
    assert "An answer has already been given" in answer.text
    assert "The leak is back" in answer.text, "to be copied, where the phone does not keep it"
    assert "Report accepted" in answer.text
    assert (await scene.file()).confirmation.word is Word.ACCEPTED


async def test_a_version_that_was_replaced_is_not_signed_and_leads_to_the_new_one(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser, remarks="Porte à graisser")
    second = await scene.new_version()
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 409
    assert "Remplacé par la version 2" in answer.text
    assert "Porte à graisser" in answer.text, "to be copied, where the phone does not keep it"
    assert "Froid Modèle vous en enverra le lien" in answer.text
    await scene.link("client-token-two", report_id=2)
    answer = await browser.get(f"{PAGE}?lang=en")
    assert answer.status_code == 409
    assert "Open version 2" in answer.text
    answer = await browser.post(f"{PAGE}/newer?lang=en")
    assert answer.headers["location"] == f"/r/{second.code}?lang=en"
    assert "Corrigé." in (await browser.get(answer.headers["location"])).text
    assert words(scene) == []


async def test_the_clients_session_never_leads_to_the_technicians_link(scene: Any) -> None:
    browser = await scene.inside()
    await scene.new_version()
    await scene.link("technician-token-two", report_id=2, device="technician")
    assert "Ouvrir la version 2" not in (await browser.get(PAGE)).text
    assert (await browser.post(f"{PAGE}/newer")).status_code == 409


async def test_what_could_not_be_stored_is_not_called_signed(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser, remarks="Bon travail")
    scene.deaf = True
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 503
    assert "Rien n’est perdu" in answer.text
    assert "Bon travail" in answer.text
    assert "Nothing is lost" in (await browser.post(f"{PAGE}?lang=en", data=form)).text
    scene.deaf = False
    assert (await browser.post(PAGE, data=form)).status_code == 303


async def test_nothing_is_taken_before_there_is_a_pdf_to_agree_to(make_scene: Any) -> None:
    scene = await make_scene(ready=False)
    browser = await scene.inside()
    answer = await browser.post(PAGE, data={"word": "accepted", "name": "Camille", "consent": "yes", "typed": "yes"})
    assert answer.status_code == 409
    assert words(scene) == []


@pytest.mark.parametrize(
    ("lang", "words_of_it"), [("fr", "renvoyez-la dans un instant"), ("en", "please send it again")]
)
async def test_while_nothing_can_be_stored_the_form_comes_back_and_the_next_try_is_taken(
    scene: Any, lang: str, words_of_it: str
) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser, remarks="Très bien")
    scene.stuck = True
    answer = await browser.post(f"{PAGE}?lang={lang}", data=form)
    assert answer.status_code == 503
    assert words_of_it in answer.text
    assert "Très bien" in answer.text
    scene.stuck = False
    assert (await browser.post(PAGE, data=form)).status_code == 303


async def test_while_nothing_can_be_stored_the_report_can_be_read_all_the_same(scene: Any) -> None:
    scene.stuck = True
    browser = await scene.inside()
    assert (await browser.get(PAGE)).status_code == 200


async def test_a_page_stays_open_when_the_clock_is_set_back(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser)
    scene.now -= timedelta(hours=2)
    assert (await browser.post(PAGE, data=form)).status_code == 303


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("client-token-one", "Votre lien vers cette page l’ouvre jusqu’au"),
        ("technician-token-one", "Pour recevoir le rapport scellé, adressez-vous à"),
    ],
)
async def test_without_mail_nobody_is_promised_a_letter(scene: Any, token: str, words: str) -> None:
    browser = await scene.inside(token)
    assert words in (await browser.get(PAGE)).text
    await browser.post(PAGE, data=await scene.filled(browser))
    page = (await browser.get(PAGE)).text
    assert words in page
    assert "e-mail" not in page
