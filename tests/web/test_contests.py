"""A contested line: sent from the line itself, shown there with its answer, and nothing that was typed is lost."""

from collections.abc import Awaitable, Callable
from dataclasses import replace as with_
from typing import Any

import pytest
from msgspec.structs import replace

from core.contest import LONGEST_CONTEST, MOST_CONTESTS, Contest
from core.events import Event, LineContested
from web.app import make_app

PAGE = "/r/verification-code-one"


async def sends(scene: Any, browser: Any, **fields: str) -> Any:
    form = {"form_token": await scene.form_token(browser), "line": "material:1", "text": "Un seul", **fields}
    return await browser.post(f"{PAGE}/contest?lang=fr", data=form)


async def test_a_line_is_contested_and_the_page_shows_it_there(scene: Any) -> None:
    browser = await scene.inside()
    answer = await sends(scene, browser, text="  Un seul\n\n filtre ")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lang=fr#contest-materials")
    event = scene.events[-1]
    assert isinstance(event, LineContested)
    assert (event.line, event.ip, event.device) == ("material:1", "203.0.113.7", "client")
    page = (await browser.get(PAGE)).text
    assert "Un seul" in page
    assert "Pas encore de réponse" in page
    asked = Contest(report_id=1, n=1, line="material:1", text="Un seul", at=scene.now)
    await scene.save(replace(asked, answer="Le second est là", answered_at=scene.now, answered_by="Léa Exemple"))
    page = (await browser.get(f"{PAGE}?lang=en")).text
    assert "Léa Exemple answered" in page
    assert "Le second est là" in page


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": "  \u200b "}, 422, "Écrivez ce qui ne va pas"),
        ({"text": "x" * (LONGEST_CONTEST + 1)}, 422, "501"),
        ({"line": "material:99"}, 422, "n’existe pas"),
        ({"line": "<script>"}, 422, "n’existe pas"),
        ({"form_token": "another"}, 403, "ouverte à deux endroits"),
    ],
)
async def test_what_cannot_be_taken_comes_back_with_what_to_do(
    scene: Any, fields: dict[str, str], status: int, words: str
) -> None:
    browser = await scene.inside()
    before = len(scene.events)
    answer = await sends(scene, browser, **fields)
    assert answer.status_code == status
    assert words in answer.text
    assert fields.get("text", "Un seul").strip() in answer.text
    assert "<script>" not in answer.text
    assert len(scene.events) == before


async def test_where_nothing_can_be_stored_the_text_is_still_there(scene: Any) -> None:
    browser = await scene.inside()
    scene.stuck = True
    answer = await sends(scene, browser)
    assert answer.status_code == 503
    assert ">Un seul</textarea>" in answer.text


async def test_too_many_lines(scene: Any) -> None:
    browser = await scene.inside()
    said = [Contest(report_id=1, n=n, line="other", text=str(n), at=scene.now) for n in range(1, MOST_CONTESTS + 1)]
    await scene.save(*said)
    answer = await sends(scene, browser)
    assert (answer.status_code, "refusez le rapport" in answer.text) == (422, True)


async def test_after_the_word_no_line_can_be_contested_any_more(scene: Any) -> None:
    browser = await scene.inside()
    await browser.post(PAGE, data=await scene.filled(browser))
    page = (await browser.get(PAGE)).text
    assert 'class="contest"' not in page
    assert (await sends(scene, browser)).status_code == 409


async def test_a_version_that_was_replaced_shows_the_newer_one(scene: Any) -> None:
    browser = await scene.inside()
    token = await scene.form_token(browser)
    await scene.new_version()
    answer = await browser.post(f"{PAGE}/contest", data={"form_token": token, "line": "times", "text": "Faux"})
    assert answer.status_code == 409
    assert "version 2" in answer.text


async def test_a_stranger_contests_nothing(scene: Any) -> None:
    answer = await scene.browser().post(f"{PAGE}/contest", data={"line": "times", "text": "Faux"})
    assert answer.status_code == 403
    assert scene.events == []


async def test_once_the_word_is_given_nothing_asks_for_disagreement(scene: Any) -> None:
    browser = await scene.inside()
    assert "Un désaccord" in (await browser.get(PAGE)).text
    await browser.post(PAGE, data=await scene.filled(browser))
    assert "Un désaccord" not in (await browser.get(PAGE)).text


async def test_what_was_typed_against_a_version_that_is_void_is_shown_to_be_copied(scene: Any) -> None:
    browser = await scene.inside()
    token = await scene.form_token(browser)
    await scene.new_version()
    fields = {"form_token": token, "line": "times", "text": "Parti à <b>midi</b>"}
    answer = await browser.post(f"{PAGE}/contest", data=fields)
    assert answer.status_code == 409
    assert "Parti à &lt;b&gt;midi&lt;/b&gt;" in answer.text
    assert not any(isinstance(event, LineContested) for event in scene.events)


def just_before(scene: Any, happens: Callable[[], Awaitable[object]]) -> None:
    """Let this happen once, after a POST was looked at and before it is decided."""
    waiting = [happens]

    async def submit(event: Event) -> object:
        if isinstance(event, LineContested) and waiting:
            await waiting.pop()()
        return await scene.submit(event)

    scene.app = make_app(with_(scene.deps, submit=submit))


async def test_a_version_replaced_between_looking_and_storing_shows_the_newer_one_and_what_was_typed(
    scene: Any,
) -> None:
    just_before(scene, scene.new_version)
    browser = await scene.inside()
    answer = await sends(scene, browser, text="Parti à midi")
    assert answer.status_code == 409
    assert "version 2" in answer.text
    assert "Parti à midi" in answer.text
    assert (await scene.file()).contests == ()


async def test_a_word_given_between_looking_and_storing_shows_it_and_what_was_typed(scene: Any) -> None:
    other = await scene.inside()

    async def signs() -> None:
        assert (await other.post(PAGE, data=await scene.filled(other))).status_code == 303

    just_before(scene, signs)
    browser = await scene.inside()
    answer = await sends(scene, browser, text="Parti à midi")
    assert answer.status_code == 409
    assert "déjà" in answer.text
    assert "Parti à midi" in answer.text
