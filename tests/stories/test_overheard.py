"""The secrets of a link: from the first message to the sealed report nobody overhears them, whatever way it went."""

import json
import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from test_client import link, posted
from test_mail import asked, link_in

import app.service
from demo.postbox import Postbox, postbox
from evidence.verify import State, verify
from tests.web.overheard import Overheard, overhearing
from tests.web.phones import Phone, shop

from acting import presses
from conftest import FR, Stage

pytestmark = pytest.mark.browser
TOKEN = re.compile(r"/c/([A-Za-z0-9_-]{20,})")


async def opened_by_all(stage: Stage, box: Postbox, heard: Overheard, lea: Any, sign: Any) -> set[str]:
    """Three phones by three links, one of them signs and loads the PDF; every secret that there was."""
    await presses(lea, sign, FR("button.send_mail", address="c…@boulangerie.example"))
    await box.came(1)
    mailed = link_in(box.letters[0])
    secrets = set(TOKEN.findall(unquote(json.dumps(sign.raw)) + mailed))
    assert len(secrets) >= 3, "the client's, the technician's, the mail's"
    async with shop("fr", *heard.flags) as phones:
        opened: list[Phone] = []
        for address in (sign.url(FR("button.sign_here")), mailed, link(sign)):
            phone = await phones.phone()
            heard.watches(phone.page.context)
            await phone.opens(address)
            secrets.add(await phone.page.locator("form.answer [name=form_token]").input_value())
            opened.append(phone)
        client = opened[-1]
        await client.page.get_by_role("link", name="English").tap()
        await client.page.get_by_role("link", name="Français").tap()
        await client.page.wait_for_url("**lang=fr")
        await client.page.goto(f"{stage.settings.public_url}/c/no-such-token-{'x' * 30}")
        await client.button("page.door.open").tap()
        await client.reads("page.closed.title")
        await client.opens(link(sign))
        await client.fills_in("accepted", name="Claude Modèle")
        await client.sends()
        await client.reads("page.word.accepted.title")
        await posted(stage, FR("word.accepted", name="Claude Modèle"))
        paper = client.page.get_by_role("link", name=FR("page.word.sealed"))
        await paper.wait_for()
        async with client.page.expect_popup():
            await paper.tap()
        for phone in opened:
            secrets |= {str(cookie["value"]) for cookie in await phone.page.context.cookies()}
    await box.came(2)
    [pdf] = list(box.letters[1].iter_attachments())
    assert verify(pdf.get_content()).state is State.INTACT
    return secrets


async def test_no_secret_of_a_link_is_overheard(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    async with postbox() as box, overhearing() as heard:
        heard.own = urlsplit(stage.settings.public_url).netloc
        pages = app.service.make_app
        monkeypatch.setattr(app.service, "make_app", lambda deps: heard.wraps(pages(deps)))
        _, lea, sign = await asked(stage, box)
        secrets = await opened_by_all(stage, box, heard, lea, sign)
        await stage.closes()
    heard.log.write("".join(capfd.readouterr()))
    assert '"event": "serving"' in heard.log.getvalue()
    assert len(secrets) >= 10
    assert heard.finds(secrets) == {"log": 0, "referer": 0, "elsewhere": 0}
    assert heard.asked_by_pages == [], "nothing comes from anybody else"
    assert heard.referers == []
