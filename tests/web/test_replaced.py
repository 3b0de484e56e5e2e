"""A version that was replaced: its old link still opens, and says what counts now and that the word given does not."""

from typing import Any

import pytest

from core.events import WordGiven
from core.visit import Outcome

PAGE = "/r/verification-code-one"


async def test_the_old_link_leads_to_what_replaces_it_and_never_to_a_form(scene: Any) -> None:
    await scene.new_version()
    browser = await scene.inside()
    answer = await browser.get(PAGE)
    assert answer.status_code == 409
    assert "Remplacé par la version 2" in answer.text
    assert "La version 1, que ce lien ouvrait, ne compte plus" in answer.text
    assert 'name="word"' not in answer.text
    assert "Boulangerie" not in answer.text
    assert "Replaced by version 2" in (await browser.get(f"{PAGE}?lang=en")).text


@pytest.mark.parametrize(
    ("word", "french", "english"),
    [
        ("accepted", "L’accord donné par Camille Exemple", "The acceptance given by Camille Exemple"),
        ("reservations", "L’accord avec réserves donné par", "The acceptance with reservations given by"),
        ("refused", "Le refus donné par Camille Exemple", "The refusal given by Camille Exemple"),
    ],
)
async def test_the_word_that_was_given_is_kept_and_counts_no_more(
    scene: Any, word: str, french: str, english: str
) -> None:
    browser = await scene.inside()
    await browser.post(PAGE, data=await scene.filled(browser, word=word, remarks="Le joint reste à changer"))
    await scene.new_version()
    assert (await scene.file()).confirmation.word == word
    old = await scene.inside()
    for lang, told, void in (("fr", french, "ne compte plus"), ("en", english, "no longer counts")):
        page = (await old.get(f"{PAGE}?lang={lang}")).text
        assert told in page
        assert void in page.partition(told)[2]


async def test_nobody_spoke_so_no_word_is_void(scene: Any) -> None:
    await scene.new_version()
    assert "note warn" not in (await (await scene.inside()).get(PAGE)).text


async def test_a_link_that_was_revoked_for_another_reason_stays_closed(scene: Any) -> None:
    await scene.link("client-token-one", revoked_at=scene.now)
    assert (await scene.browser().post("/c/client-token-one")).status_code == 404


async def test_the_same_person_goes_on_to_the_new_version_with_one_tap(scene: Any) -> None:
    second = await scene.new_version()
    await scene.link("client-token-two", report_id=2)
    browser = await scene.inside()
    assert "Ouvrir la version 2" in (await browser.get(PAGE)).text
    answer = await browser.post(f"{PAGE}/newer?lang=fr")
    assert answer.headers["location"] == f"/r/{second.code}?lang=fr"
    page = (await browser.get(answer.headers["location"])).text
    assert "Corrigé." in page
    assert 'name="word"' in page


async def test_a_word_sent_to_the_old_version_is_not_taken(scene: Any) -> None:
    browser = await scene.inside()
    form = await scene.filled(browser)
    await scene.new_version()
    await scene.link("client-token-two", report_id=2)
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 409
    assert "Ouvrir la version 2" in answer.text
    assert not [event for event in scene.events if isinstance(event, WordGiven)]
    assert (await scene.file()).confirmation is None


async def test_nobody_is_promised_a_link_where_the_new_version_asks_for_no_word(scene: Any) -> None:
    await scene.new_version(outcome=Outcome.ABANDONED)
    page = (await (await scene.inside()).get(PAGE)).text
    assert "Remplacé par la version 2" in page
    assert "vous en enverra le lien" not in page
