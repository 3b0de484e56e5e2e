"""A one-time code on the page: asked for without losing what was filled in, and nothing is signed without it."""

from dataclasses import replace as with_
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlmodel import col

from core.clients import Client
from core.effects import AnyEffect, SendMail
from storage.clients import client
from storage.documents import unpack_any
from storage.tables import WaitingRow
from web.app import make_app

PAGE = "/r/verification-code-one"


@pytest.fixture
async def strict(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house demands a code from whoever is not at the technician's phone; the client has an address."""
    house = with_(scene.deps.house, mail=True, code="remote")
    monkeypatch.setattr("tests.web.conftest.HOUSE", house)
    known = await scene.db.read(lambda session: client(session, 1))
    assert isinstance(known, Client)
    await scene.save(replace(known, email="camille@boulangerie.example"))
    scene.deps = with_(scene.deps, house=house)
    scene.app = make_app(scene.deps)
    return scene


async def code_in_the_mail(scene: Any) -> str:
    """The code of the newest mail that waits to be sent."""
    query = select(col(WaitingRow.effect)).where(col(WaitingRow.kind) == "SendMail").order_by(col(WaitingRow.id).desc())
    effect = await scene.db.read(lambda session: session.execute(query).scalars().first())
    mail = unpack_any(AnyEffect, effect)
    assert isinstance(mail, SendMail)
    [code] = [str(line.args["code"]) for line in mail.lines if "code" in line.args]
    return code


async def test_the_code_is_asked_for_sent_and_taken_and_what_was_filled_in_stays(strict: Any) -> None:
    browser = await strict.inside()
    assert "c…@boulangerie.example" in (await browser.get(PAGE)).text
    form = await strict.filled(browser, remarks="Merci", name="Camille Exemple")
    refused = await browser.post(PAGE, data=form)
    assert (refused.status_code, "six chiffres" in refused.text) == (422, True)
    sent = await browser.post(f"{PAGE}/code", data=form)
    assert (sent.status_code, "Un code est parti" in sent.text) == (200, True)
    assert 'value="Camille Exemple"' in sent.text
    assert ">Merci</textarea>" in sent.text
    code = await code_in_the_mail(strict)
    taken = await browser.post(PAGE, data={**form, "code": f"{code[:3]} {code[3:]}"})
    assert taken.status_code == 303
    assert (await strict.file()).confirmation.name == "Camille Exemple"


async def test_a_wrong_code_signs_nothing_and_says_so(strict: Any) -> None:
    browser = await strict.inside()
    form = await strict.filled(browser)
    await browser.post(f"{PAGE}/code", data=form)
    right = await code_in_the_mail(strict)
    wrong = "000000" if right != "000000" else "111111"
    answer = await browser.post(PAGE, data={**form, "code": wrong})
    assert (answer.status_code, "pas le bon" in answer.text) == (422, True)
    assert (await strict.file()).confirmation is None


async def test_two_codes_in_a_moment_are_one(strict: Any) -> None:
    browser = await strict.inside()
    form = await strict.filled(browser)
    assert (await browser.post(f"{PAGE}/code", data=form)).status_code == 200
    again = await browser.post(f"{PAGE}/code", data=form)
    assert (again.status_code, "Attendez une demi-minute" in again.text) == (429, True)


async def test_on_the_technicians_phone_no_code_is_asked_for(strict: Any) -> None:
    browser = await strict.inside("technician-token-one")
    assert 'name="code"' not in (await browser.get(PAGE)).text
    assert (await browser.post(PAGE, data=await strict.filled(browser))).status_code == 303


async def test_a_stranger_has_no_code_sent(strict: Any) -> None:
    assert (await strict.browser().post(f"{PAGE}/code")).status_code == 403
    assert strict.events == []


async def test_a_form_that_is_not_the_pages_own_has_no_code_sent(strict: Any) -> None:
    browser = await strict.inside()
    answer = await browser.post(f"{PAGE}/code", data={**await strict.filled(browser), "form_token": "another"})
    assert (answer.status_code, "ouverte à deux endroits" in answer.text) == (403, True)
    assert (await strict.file()).code is None


@pytest.mark.parametrize("where", ["code", "contest", "newer"])
async def test_a_tab_that_is_opened_again_shows_the_report(strict: Any, where: str) -> None:
    browser = await strict.inside()
    answer = await browser.get(f"{PAGE}/{where}?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?lang=en")
    assert (await browser.get(answer.headers["location"])).status_code == 200


async def test_a_wrong_code_says_how_often_it_can_be_tried_until_another_one_is_needed(strict: Any) -> None:
    browser = await strict.inside()
    form = await strict.filled(browser)
    assert "Recevoir un code" in (await browser.get(PAGE)).text
    await browser.post(f"{PAGE}/code", data=form)
    wrong = {**form, "code": "000000" if await code_in_the_mail(strict) != "000000" else "111111"}
    for left in ("4 essais", "3 essais", "2 essais", "1 essai."):
        page = (await browser.post(PAGE, data=wrong)).text
        assert f"il reste {left}" in page
        assert 'aria-describedby="code-problem code-hint"' in page
        assert "avant " in page, "the field still says where the code went and how long it counts"
        assert "Recevoir un autre code" in page
    page = (await browser.post(PAGE, data=wrong)).text
    assert "Ce code ne compte plus. Demandez-en un nouveau" in page
    assert "Recevoir un code" in page


async def test_a_code_that_is_over_says_so(strict: Any) -> None:
    browser = await strict.inside()
    form = await strict.filled(browser)
    await browser.post(f"{PAGE}/code", data=form)
    code = await code_in_the_mail(strict)
    strict.now += timedelta(minutes=16)
    page = await browser.post(PAGE, data={**form, "code": code})
    assert (page.status_code, "Ce code ne compte plus" in page.text) == (422, True)


async def test_the_page_says_truly_how_the_sealed_report_reaches_the_client(strict: Any) -> None:
    browser = await strict.inside("technician-token-one")
    assert "vous est envoyé par e-mail à c…@boulangerie.example" in (await browser.get(PAGE)).text
    await browser.post(PAGE, data=await strict.filled(browser))
    page = (await browser.get(PAGE)).text
    assert "vous est envoyé par e-mail à c…@boulangerie.example" in page
    assert "Votre lien" not in page, "the link on this phone is the technician's"
