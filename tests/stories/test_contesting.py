"""A client contests a line: answered in the chat, or put right in a new version, which is what they sign."""

import json
import re

import msgspec
from test_client import link, posted
from test_new_version import leaves_earlier

from core.evidence_log import Chained, first_broken
from evidence.verify import verify

from acting import Browser, assigns, presses, submits, team, whole_visit
from conftest import FR, Stage

CLIENT, NUMBER = "Boulangerie Modèle", "RI-2026-0001"
DOUBT = "Arrivé bien plus tard <b>que ça</b>"


async def test_contested_answered_corrected_and_signed(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea)
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.contests("times", DOUBT)
        assert browser.status == 200
        assert "&lt;b&gt;que ça&lt;/b&gt;" in browser.page
        told = await lea.sees(DOUBT)
        head = FR("contest.told", number=NUMBER, version=1, client=CLIENT)
        assert told.text.splitlines()[0] == re.sub("</?b>", "", head)
        theirs = await camille.sees(DOUBT)
        await presses(lea, told, FR("button.answer_client"))
        await lea.sees(FR("contest.ask"), anywhere=True)
        await lea.says("Vous avez raison, je corrige")
        await lea.sees(FR("contest.answered", number=NUMBER))
        await camille.sees("Vous avez raison, je corrige")
        answered = FR("error.contest_answered", name="Léa Exemple", answer="Vous avez raison, je corrige")
        assert await presses(camille, theirs, FR("button.answer_client")) == answered
        assert "Vous avez raison, je corrige" in await browser.gets(browser.address)
        await presses(lea, told, FR("button.correct_report"))
        await lea.taps(FR("correct.client_asked"))
        await leaves_earlier(lea)
        new = await submits(lea)
        await browser.gives("accepted")
        assert browser.status == 409, "what was contested is void: signing it shows the new version"
        await browser.opens(link(new))
        await browser.gives("accepted")
        assert browser.status == 200
    post = await posted(stage, FR("word.accepted", name="Claude Modèle"))
    found = verify(await post.download()).attachments
    assert found is not None
    log = msgspec.json.decode(found["evidence.json"], type=list[Chained])
    assert first_broken(log) is None
    kinds = [entry.kind for entry in log]
    assert [kind for kind in kinds if kind in ("contested", "answered", "replaced", "word")] == [
        "contested", "answered", "replaced", "word"
    ]  # fmt: skip
    assert json.dumps([entry.facts for entry in log], ensure_ascii=False).count(DOUBT) == 1
