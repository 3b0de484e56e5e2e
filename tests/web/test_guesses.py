"""Guessing tokens: the same answer in the same time for every wrong one, and soon no answer at all."""

import statistics
import time
from dataclasses import replace as with_
from datetime import timedelta
from typing import Any

from web.app import make_app
from web.guesses import MOST_ADDRESSES, MOST_GUESSES, WITHIN, Guesses


async def test_whoever_guesses_has_to_wait_and_nobody_else(scene: Any) -> None:
    browser = scene.browser()
    for number in range(MOST_GUESSES):
        assert (await browser.post(f"/c/guess-{number}")).status_code == 404
    answer = await browser.post("/c/client-token-one")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= WITHIN.total_seconds()
    assert "dix minutes" in answer.text
    elsewhere = scene.browser()
    elsewhere._transport.client = ("198.51.100.4", 1)
    assert (await elsewhere.post("/c/client-token-one")).status_code == 303
    scene.now += WITHIN + timedelta(seconds=1)
    assert (await browser.post("/c/client-token-one")).status_code == 303


async def test_right_ones_cost_nothing(scene: Any) -> None:
    browser = scene.browser()
    for _ in range(MOST_GUESSES + 5):
        assert (await browser.post("/c/client-token-one")).status_code == 303


def test_memory_is_bounded(scene: Any) -> None:
    guesses = Guesses()
    for number in range(MOST_ADDRESSES + 10):
        guesses.wrong(str(number), scene.now)
    assert len(guesses._wrong) == MOST_ADDRESSES


async def test_unknown_expired_revoked_and_cut_off_are_answered_alike(scene: Any) -> None:
    """Two thousand guesses without the limit: one answer, and times that differ less than they vary."""
    await scene.link("expired-token", expires_at=scene.now - timedelta(days=1))
    await scene.link("revoked-token", revoked_at=scene.now)
    scene.deps = with_(scene.deps, guesses=None)
    scene.app = make_app(scene.deps)
    browser = scene.browser()
    tokens = ["no-such-token-at-all", "expired-token", "revoked-token", "client-token-on"]
    answers: set[tuple[int, str]] = set()
    took: dict[str, list[float]] = {token: [] for token in tokens}
    for _ in range(500):
        for token in tokens:
            began = time.perf_counter()
            answer = await browser.post(f"/c/{token}?lang=fr")
            took[token].append(time.perf_counter() - began)
            answers.add((answer.status_code, answer.text))
    assert len(answers) == 1
    middles = {token: statistics.median(times) for token, times in took.items()}
    # A report that is read costs a little; noise from one request to the next is larger.
    spread = statistics.quantiles([one for times in took.values() for one in times], n=4)
    assert max(middles.values()) - min(middles.values()) < max(spread[2] - spread[0], 0.001), middles
    print({token: f"{middle * 1000:.2f} ms" for token, middle in middles.items()})
    assert scene.events == []
