"""Files made to keep the checker busy: each gets an answer in words, and nobody else waits for it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace as with_
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fpdf import FPDF

from evidence.checking import Looked
from evidence.identity import load_identity, make_identity
from evidence.seal import seal
from evidence.verify import State, Verdict
from templates.wording import wording
from tests.web.hostile_files import HOSTILE, NOW, SIZE, chain, sealed_bomb, signed_zeros
from web.app import make_app
from web.checking import AT_ONCE, MOST, MOST_OF_ONE, Checker
from web.guesses import MOST_GUESSES, WITHIN

FR = wording("fr")
NOT_OURS = {FR(f"page.verify.{state}") for state in ("altered", "not_sealed", "undecided")}


@pytest.fixture(scope="module")
def identity() -> Any:
    """A certificate with the company's name, as anybody can make one."""
    return load_identity(make_identity("Froid Modèle", NOW))


@pytest.fixture(scope="module")
def sealed(identity: Any) -> bytes:
    """A sealed report."""
    pdf = FPDF()
    pdf.add_page()
    return seal(bytes(pdf.output()), identity, reason="Rapport", location="Lyon", now=NOW)


def at(scene: Any, address: str) -> httpx.AsyncClient:
    """A browser at an address (IP)."""
    browser: httpx.AsyncClient = scene.browser()
    browser._transport.client = (address, 4711)  # type: ignore[attr-defined]
    return browser


async def uploads(browser: httpx.AsyncClient, pdf: bytes, lang: str = "fr") -> httpx.Response:
    return await browser.post(f"/verify?lang={lang}", files={"pdf": ("r.pdf", pdf, "application/pdf")})


def checked_by(scene: Any, checker: Checker) -> None:
    scene.deps = with_(scene.deps, checker=checker)
    scene.app = make_app(scene.deps)


def finding(page: str) -> str | None:
    return next((words for words in NOT_OURS if words in page), None)


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_file_made_to_keep_us_busy_is_none_of_ours(scene: Any, name: str) -> None:
    checked_by(scene, Checker(seconds=1))
    answer = await uploads(scene.browser(), HOSTILE[name]())
    assert answer.status_code == 200
    assert finding(answer.text)


async def test_a_real_report_with_megabytes_behind_it_is_altered(scene: Any, sealed: bytes) -> None:
    await scene.seal(sealed)
    assert finding((await uploads(scene.browser(), sealed + bytes(SIZE))).text) == FR("page.verify.altered")
    assert FR("page.verify.same") in (await uploads(scene.browser(), sealed)).text


async def test_a_sound_seal_over_a_bomb_takes_no_more_memory_than_there_is(scene: Any, identity: Any) -> None:
    bomb = await asyncio.to_thread(sealed_bomb, identity)
    assert finding((await uploads(scene.browser(), bomb)).text) == FR("page.verify.undecided")


async def test_after_a_file_that_ended_its_process_the_next_is_checked(scene: Any, sealed: bytes) -> None:
    checked_by(scene, Checker(seconds=0.3))
    assert finding((await uploads(scene.browser(), signed_zeros())).text) == FR("page.verify.undecided")
    assert "pas dans nos archives" in (await uploads(scene.browser(), sealed)).text


class Seen(Checker):
    """A checker that says how many files it looks at."""

    def __init__(self) -> None:
        super().__init__(seconds=600, longest=600)
        self.looking = asyncio.Semaphore(0)

    async def look(self, pdf: bytes) -> Looked | None:
        self.looking.release()
        return await super().look(pdf)


async def test_everybody_else_is_served_while_hostile_files_are_looked_at(scene: Any, sealed: bytes) -> None:
    await scene.seal(sealed)
    seen = Seen()
    checked_by(scene, seen)
    heavy = chain()
    attackers = [
        asyncio.create_task(uploads(at(scene, f"198.51.100.{n}"), heavy), name=f"attacker {n}") for n in range(6)
    ]
    for _ in range(AT_ONCE):
        await seen.looking.acquire()
    client = scene.browser()
    for path in ("/", "/health", "/verify", "/history", "/v/verification-code-one", "/c/client-token-one"):
        assert (await client.get(path)).status_code == 200
    assert (await client.post("/c/client-token-one")).status_code == 303
    assert (await client.get("/r/verification-code-one")).status_code == 200
    assert FR("page.verify.same") in (await uploads(client, sealed)).text, "a report of ours is known at sight"
    assert not any(attacker.done() for attacker in attackers)
    for attacker in attackers:
        attacker.cancel()
    await asyncio.wait(attackers)


class Held(Checker):
    """A checker whose looks wait until they may go on; `came` and `looking` count who came and who is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.at: list[bytes] = []
        self.came, self.looking = asyncio.Semaphore(0), asyncio.Semaphore(0)

    @contextlib.asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        self.came.release()
        async with super().turn(address):
            yield

    async def look(self, pdf: bytes) -> Looked | None:
        self.at.append(pdf)
        self.looking.release()
        await self.go_on.wait()
        return Looked(Verdict(State.NOT_SEALED))

    async def until(self, number: int) -> None:
        """Until so many more came."""
        for _ in range(number):
            await self.came.acquire()


@pytest.fixture
async def held(scene: Any) -> AsyncIterator[Held]:
    """The scene's checker, held up."""
    checker = Held()
    checked_by(scene, checker)
    yield checker
    checker.go_on.set()


async def test_nobody_takes_all_hands_or_waits_without_end(scene: Any, held: Held) -> None:
    hers = [asyncio.create_task(uploads(at(scene, "198.51.100.1"), b"hers %d" % n)) for n in range(MOST_OF_ONE)]
    await held.until(MOST_OF_ONE)
    await held.looking.acquire()
    for lang, words in (("fr", "Attendez une minute"), ("en", "Wait a minute")):
        answer = await uploads(at(scene, "198.51.100.1"), b"hers again", lang)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert words in answer.text
    his = asyncio.create_task(uploads(at(scene, "198.51.100.2"), b"his"))
    await held.looking.acquire()
    assert held.at[1:] == [b"his"], "one hand is free for others"
    held.go_on.set()
    answers = await asyncio.gather(*hers, his)
    assert {answer.status_code for answer in answers} == {200}
    assert held._waiting.total() == len(held._lines) == 0, "nothing is remembered of who is done"


async def test_in_all_so_many_may_wait(scene: Any, held: Held, sealed: bytes) -> None:
    await scene.seal(sealed)
    crowd = [asyncio.create_task(uploads(at(scene, f"198.51.100.{n}"), b"file %d" % n)) for n in range(MOST)]
    await held.until(MOST)
    answer = await uploads(at(scene, "203.0.113.200"), b"one more")
    assert answer.status_code == 503
    assert "Beaucoup de vérifications" in answer.text
    assert FR("page.verify.same") in (await uploads(scene.browser(), sealed)).text
    held.go_on.set()
    assert {answer.status_code for answer in await asyncio.gather(*crowd)} == {200}


async def test_whoever_uploads_file_after_file_has_to_wait(scene: Any, held: Held, sealed: bytes) -> None:
    await scene.seal(sealed)
    held.go_on.set()
    browser = scene.browser()
    for number in range(MOST_GUESSES):
        assert (await uploads(browser, sealed)).status_code == 200, "ours cost nothing"
        assert (await uploads(browser, b"file %d" % number)).status_code == 200
    for address, lang, words in (("/verify", "fr", "dix minutes"), ("/v/verification-code-one", "en", "ten minutes")):
        files = {"pdf": ("r.pdf", b"one more", "application/pdf")}
        answer = await browser.post(f"{address}?lang={lang}", files=files)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= WITHIN.total_seconds()
        assert words in answer.text
    assert (await uploads(at(scene, "198.51.100.4"), b"another's")).status_code == 200
    scene.now += WITHIN + timedelta(seconds=1)
    assert (await uploads(browser, b"later")).status_code == 200


async def test_for_a_code_that_nobody_knows_no_file_is_looked_at(scene: Any, held: Held) -> None:
    answer = await scene.browser().post("/v/unknown", files={"pdf": ("r.pdf", b"a file", "application/pdf")})
    assert answer.status_code == 404
    assert held.at == []
