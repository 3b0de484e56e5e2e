"""A house that asks nobody to sign, with a mail server: the client gets the report, and is never asked or reminded."""

import re

import pytest
from pydantic import SecretStr
from test_client import posted

from demo.letters import text_of
from demo.people import Person
from demo.postbox import Postbox, postbox
from evidence.verify import State, verify

from acting import Browser, arrives, assigns, finishes, presses, team, whole_visit, works
from conftest import FR, Stage

ADDRESS = "claude@boulangerie.example"
NUMBER = "RI-2026-0001"
DAY = 24 * 60


async def begins(stage: Stage, box: Postbox, **settings: str) -> Person:
    """The house writes to clients; a work order is with the technician."""
    mail = {"smtp_url": SecretStr(box.url), "mail_from": "rapports@froid.example", "tell_appointments": "off",
            "tell_on_the_way": "off"}  # fmt: skip
    stage.settings = stage.settings.model_copy(update={**mail, **settings})
    await stage.restarts()
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", email=ADDRESS)
    return lea


async def is_submitted(stage: Stage, lea: Person) -> None:
    """The visit, to its submission."""
    await arrives(stage, lea)
    await works(stage, lea)
    await finishes(stage, lea)
    await lea.taps(FR("button.submit"))


async def nobody_is_asked_later(stage: Stage) -> None:
    """Days go by, at hours when clients are written to."""
    jobs, courier = stage.service.jobs, stage.service.courier
    assert jobs is not None
    assert courier is not None
    await stage.passes(6 * 60)
    for _ in range(12):
        await stage.passes(DAY)
        assert await jobs.write_to_clients() == 0
        await jobs.end_silence()
        await courier.rest()


@pytest.mark.parametrize("public_url", ["https://constat.example", ""])
async def test_the_client_receives_the_sealed_report_and_nothing_is_asked(stage: Stage, public_url: str):
    async with postbox() as box:
        lea = await begins(stage, box, signing="off", public_url=public_url)
        await is_submitted(stage, lea)
        post = await posted(stage, FR("post.without_confirmation"))
        await box.came(1)
        await nobody_is_asked_later(stage)
        [letter] = box.letters
    [pdf] = list(letter.iter_attachments())
    assert pdf.get_content() == await post.download()
    assert verify(pdf.get_content()).state is State.INTACT
    assert "Rien ne vous est demandé" in text_of(letter)
    assert "/c/" not in text_of(letter)
    assert ("/history" in text_of(letter)) is bool(public_url)
    said = "".join(m.text for m in await lea.messages())
    assert FR("sign.how") not in said
    async with Browser() as browser:
        form = await browser.gets(f"http://127.0.0.1:{(await stage.service.ready()).http_port}/history")
        assert ('name="email"' in form) is bool(public_url), "without a public address no link could go out"


async def test_the_own_place_shows_the_report_and_offers_nothing_to_sign(stage: Stage):
    async with postbox() as box:
        lea = await begins(stage, box, signing="off")
        await is_submitted(stage, lea)
        await box.came(1)
        home = f"http://127.0.0.1:{(await stage.service.ready()).http_port}"
        async with Browser() as browser:
            await browser.posts(f"{home}/history", email=ADDRESS)
            await box.came(2)
            [link] = re.findall(r"http\S+/h/\S+", text_of(box.letters[1]))
            page = await browser.opens(link)
        assert NUMBER in page
        assert FR("page.place.word_none") in page
        assert FR("page.place.send_link") not in page


async def test_switched_off_while_a_client_was_asked_the_question_is_taken_back(stage: Stage):
    async with postbox() as box:
        lea = await begins(stage, box)
        sign = await whole_visit(stage, lea)
        await presses(lea, sign, FR("button.send_mail", address="c…@boulangerie.example"))
        await box.came(1)
        link = sign.copy_text(FR("button.copy_link"))
        stage.settings = stage.settings.model_copy(update={"signing": "off"})
        await stage.restarts()
        for button in (FR("button.client_absent"), FR("button.send_mail", address="c…@boulangerie.example")):
            assert await presses(lea, sign, button) == FR("error.signing_off", number=NUMBER)
        async with Browser() as browser:
            page = await browser.opens(link)
            assert NUMBER in page
            assert "Votre réponse n’est plus demandée" in page
            assert 'name="consent"' not in page
            await browser.gives("accepted")
            assert "Votre réponse n’est plus demandée" in browser.page
        await nobody_is_asked_later(stage)
        await posted(stage, FR("post.without_confirmation"))
        await box.came(2)
        assert ["ask" if "confirmer" in letter["Subject"] else "report" for letter in box.letters] == ["ask", "report"]
