"""Fifty who sign at the same moment leave one signature; ten thousand who only look leave nothing."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from core.effects import SealReport
from storage.tables import ConfirmationRow, EvidenceRow, WaitingRow

PAGE = "/r/verification-code-one"
HANDS = 50
PREVIEWS = (
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
)


async def count(scene: Any, table: type, *conditions: Any) -> int:
    query = select(func.count()).select_from(table.__table__).where(*conditions)  # type: ignore[attr-defined]
    return int(await scene.db.read(lambda session: session.execute(query).scalar()))


@pytest.mark.parametrize("number", range(4))
async def test_fifty_at_the_same_moment_are_one_signature_and_one_sealing(scene: Any, number: int) -> None:
    """Each in a browser of their own, half of them saying yes, half no."""
    browsers = [await scene.inside() for _ in range(HANDS)]
    forms = [await scene.filled(browser, name=f"Main {n}") for n, browser in enumerate(browsers)]
    for form in forms[number % 2 :: 2]:
        form.update(word="refused", remarks="Non", signature="")
    answers = await asyncio.gather(
        *(browser.post(PAGE, data=form) for browser, form in zip(browsers, forms, strict=True))
    )
    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: HANDS - 1}
    word = (await scene.file()).confirmation
    taken = next(form for form, answer in zip(forms, answers, strict=True) if answer.status_code == 303)
    assert (word.name, word.word.value) == (taken["name"], taken["word"])
    assert await count(scene, ConfirmationRow) == 1
    assert await count(scene, WaitingRow, col(WaitingRow.kind) == SealReport.__name__) == 1
    assert await count(scene, EvidenceRow, col(EvidenceRow.kind) == "word") == 1
    again = await asyncio.gather(*(browsers[0].post(PAGE, data=taken) for _ in range(5)))
    assert {answer.status_code for answer in again} == {303}, "the same once more is the same"


async def test_ten_thousand_who_only_look_change_nothing(scene: Any) -> None:
    """Previews, scanners, health checks of mail programs: GET, HEAD and OPTIONS of every address with a token."""
    addresses = ("/c/client-token-one", "/c/technician-token-one", "/c/no-such-token", PAGE, f"{PAGE}/photo/1")
    before = await count(scene, EvidenceRow)
    browsers = [scene.browser(headers={"user-agent": agent}) for agent in PREVIEWS]
    seen = 0
    for _ in range(10_000 // (len(addresses) * 3 * len(browsers)) + 1):
        for browser in browsers:
            for address in addresses:
                for method in ("GET", "HEAD", "OPTIONS"):
                    answer = await browser.request(method, address)
                    assert "set-cookie" not in answer.headers
                    seen += 1
    assert seen >= 10_000
    assert scene.events == []
    assert await count(scene, EvidenceRow) == before
    assert (await scene.file()).opened_at is None
