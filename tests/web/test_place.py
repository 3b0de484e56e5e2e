"""The client's own place: a link to the address on file, and all that concerns them behind it."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace as with_
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlmodel import col

from core.clients import Client, Site
from core.effects import AnyEffect, SendMail
from core.reporting.place import LIFE
from core.visit import Visit
from core.work_order import WorkOrder, WorkOrderState
from storage.clients import client
from storage.documents import unpack_any
from storage.retention import Ends, Swept, sweep_rows
from storage.tables import PlaceLinkRow, WaitingRow
from tests.web.conftest import MORNING
from web.app import make_app
from web.guesses import MOST_GUESSES

ADDRESS = "camille@boulangerie.example"
SECRETS = ("Boulangerie", "RI-2026-0042", "OI-2026-0050", "Fournil", "Léa Exemple")


@pytest.fixture
async def writing(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The house writes to clients; this one has an address, an appointment to come, and a neighbour with another."""
    house = with_(scene.deps.house, mail=True)
    monkeypatch.setattr("tests.web.conftest.HOUSE", house)
    known = await scene.db.read(lambda session: client(session, 1))
    assert isinstance(known, Client)
    coming = scene.now + timedelta(days=3)
    order = WorkOrder(id=50, number="OI-2026-0050", client_id=1, site_id=1, starts_at=coming,
                      ends_at=coming + timedelta(hours=2), mission="Entretien annuel", trade="cooling", created_by=2,
                      created_at=MORNING, state=WorkOrderState.ACCEPTED, technician_id=1, visit_id=50)  # fmt: skip
    others = replace(order, id=51, number="OI-2026-0051", client_id=2, site_id=2, visit_id=51, mission="Chez le voisin")
    visit = Visit(id=50, work_order_id=50, technician_id=1, trade="cooling", interview_version="v1", offered_at=MORNING)
    await scene.save(
        replace(known, email=ADDRESS),
        Client(id=2, name="Café Échantillon", email="cafe@voisin.example"),
        Site(id=2, client_id=2, name="Salle", address="2 rue de l’Exemple"),
        order,
        others,
        visit,
        replace(visit, id=51, work_order_id=51),
    )
    scene.deps = with_(scene.deps, house=house)
    scene.app = make_app(scene.deps)
    return scene


async def letters(scene: Any) -> Sequence[SendMail]:
    """The letters that wait to be sent, oldest first."""
    query = select(col(WaitingRow.effect)).where(col(WaitingRow.kind) == "SendMail").order_by(col(WaitingRow.id))
    effects = await scene.db.read(lambda session: session.execute(query).scalars().all())
    return [mail for mail in (unpack_any(AnyEffect, effect) for effect in effects) if isinstance(mail, SendMail)]


async def asks(scene: Any, address: str = ADDRESS, **browser: Any) -> httpx.Response:
    """Ask, and wait until what follows from it is done."""
    answer: httpx.Response = await scene.browser(**browser).post("/history", data={"email": address})
    await scene.deps.errands.finish()
    return answer


async def door(scene: Any) -> str:
    """The newest link's door, as a path."""
    link = (await letters(scene))[-1].link
    assert link is not None
    return "/h/" + link.rpartition("/")[2]


async def inside(scene: Any) -> httpx.AsyncClient:
    """A browser that has opened its own place."""
    await asks(scene)
    browser: httpx.AsyncClient = scene.browser()
    answer = await browser.post(await door(scene))
    assert (answer.status_code, answer.headers["location"]) == (303, "/history/reports")
    return browser


async def test_a_client_finds_reports_what_is_planned_and_their_own_words(writing: Any) -> None:
    reader = await writing.inside()
    await reader.post("/r/verification-code-one", data=await writing.filled(reader, remarks="Très bien", stars="4"))
    await writing.seal()
    browser = await inside(writing)
    page = (await browser.get("/history/reports")).text
    for words in ("RI-2026-0042", "Léa Exemple", "Très bien", "4 sur 5", "Accepté", "Filtre déshydrateur", "2 h 20",
                  "Entretien annuel", "Fournil"):  # fmt: skip
        assert words in page.replace("\u202f", " ").replace("\u00a0", " "), words
    assert "Chiffons" not in page, "what is not billable is not in the list of what was"
    assert "Chez le voisin" not in page
    pdf = await browser.get("/history/reports/verification-code-one.pdf")
    assert pdf.content == await writing.archive.read((await writing.file()).sealed_pdf_sha256)
    packed = zipfile.ZipFile(io.BytesIO((await browser.get("/history/reports.zip")).content))
    assert packed.namelist() == ["RI-2026-0042-v1.pdf"]
    assert packed.read("RI-2026-0042-v1.pdf") == pdf.content


@pytest.mark.parametrize("address", [ADDRESS, " CAMILLE@Boulangerie.example ", "nobody@nowhere.example"])
async def test_the_answer_is_the_same_whoever_asks(writing: Any, address: str) -> None:
    answer = await asks(writing, address)
    other = await asks(writing, "somebody@else.example")
    assert (answer.status_code, answer.text) == (200, other.text)
    assert not any(word in answer.text for word in (*SECRETS, ADDRESS))
    known = address.strip().casefold() == ADDRESS
    sent = await letters(writing)
    assert [letter.address for letter in sent] == ([ADDRESS] if known else [])
    assert {letter.good_until for letter in sent} <= {writing.now + LIFE}, "a link that opens nothing is not sent"


async def test_what_is_no_address_is_said_and_kept(writing: Any) -> None:
    answer = await asks(writing, "camille@boulangerie")
    assert answer.status_code == 422
    assert 'value="camille@boulangerie"' in answer.text
    assert "semble incomplète" in answer.text
    assert await letters(writing) == []


async def test_a_get_of_the_link_shows_and_changes_nothing(writing: Any) -> None:
    await asks(writing)
    address, events = await door(writing), len(writing.events)
    known, unknown = await writing.browser().get(address), await writing.browser().get("/h/" + "x" * 43)
    assert known.text == unknown.text
    assert not any(word in known.text for word in SECRETS)
    assert len(writing.events) == events


async def test_expired_replaced_and_unknown_links_open_nothing_alike(writing: Any) -> None:
    await asks(writing)
    first = await door(writing)
    writing.now += timedelta(minutes=3)
    await asks(writing)
    second = await door(writing)
    refused = [await writing.browser().post(path) for path in (first, "/h/" + "x" * 43, second[:-1])]
    writing.now += timedelta(hours=24)
    refused.append(await writing.browser().post(second))
    assert {answer.status_code for answer in refused} == {404}
    assert len({answer.text for answer in refused}) == 1


async def test_the_place_closes_after_two_hours_and_when_the_address_is_taken_away(writing: Any) -> None:
    browser = await inside(writing)
    assert (await browser.get("/history/reports")).status_code == 200
    known = await writing.db.read(lambda session: client(session, 1))
    await writing.save(replace(known, email="cafe@voisin.example"))
    assert (await browser.get("/history/reports")).status_code == 403, "the neighbour's place is not theirs"
    await writing.save(replace(known, email=None))
    for path in ("/history/reports", "/history/reports.zip", "/history/reports/verification-code-one.pdf"):
        assert (await browser.get(path)).status_code == 403
    await writing.save(known)
    assert (await browser.get("/history/reports")).status_code == 200
    writing.now += timedelta(hours=2)
    assert (await browser.get("/history/reports")).status_code == 403
    assert (await writing.browser().get("/history/reports")).status_code == 403


async def test_nobody_is_flooded_with_letters(writing: Any) -> None:
    for _ in range(3):
        await asks(writing)
    assert len(await letters(writing)) == 1
    for _ in range(8):
        writing.now += timedelta(minutes=11)
        await asks(writing)
    assert len(await letters(writing)) == 5
    writing.now += timedelta(hours=24)
    await asks(writing)
    assert len(await letters(writing)) == 6


@pytest.mark.parametrize(
    ("lang", "how_seldom"),
    [("fr", ("en 2 minutes", "5 en 24 heures", "Vous veniez déjà")), ("en", ("within 2 minutes", "5 within 24 hours"))],
)
async def test_asking_again_too_soon_says_where_to_look_and_not_who_is_known(
    writing: Any, lang: str, how_seldom: tuple[str, ...]
) -> None:
    pages = set()
    for address in (ADDRESS, ADDRESS, "nobody@nowhere.example", "nobody@nowhere.example"):
        answer = await writing.browser().post(f"/history?lang={lang}", data={"email": address})
        await writing.deps.errands.finish()
        pages.add(answer.text.replace("\u00a0", " "))
    [page] = pages
    assert all(words in page for words in how_seldom)
    assert len(await letters(writing)) == 1


async def test_ss_is_not_another_way_to_write_sz(writing: Any) -> None:
    known = await writing.db.read(lambda session: client(session, 1))
    await writing.save(replace(known, email="c@straße.example"))
    await asks(writing, "c@strasse.example")
    assert await letters(writing) == []


async def test_whoever_tries_many_addresses_is_slowed_down(writing: Any) -> None:
    answers = [await asks(writing, f"guess{n}@example.org") for n in range(MOST_GUESSES + 1)]
    assert [answer.status_code for answer in answers] == [200] * MOST_GUESSES + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert (await writing.browser().post("/c/client-token-one")).status_code == 303, "and signs all the same"


async def test_one_address_of_two_clients_opens_both(writing: Any) -> None:
    await writing.save(Client(id=2, name="Café Échantillon", email=ADDRESS.upper()))
    page = (await (await inside(writing)).get("/history/reports")).text
    assert "Entretien annuel" in page
    assert "Chez le voisin" in page
    assert len(await letters(writing)) == 1


async def test_the_link_to_answer_is_sent_from_there_once(writing: Any) -> None:
    browser = await inside(writing)
    page = (await browser.get("/history/reports")).text
    [token] = re.findall(r'name="form_token" value="([^"]+)"', page)
    path = "/history/reports/verification-code-one/ask"
    assert (await browser.post(path, data={"form_token": "made-up"})).status_code == 403
    assert len(await letters(writing)) == 1
    for _ in range(2):
        answer = await browser.post(path, data={"form_token": token})
        assert "arrive par e-mail" in answer.text
    assert [letter.kind for letter in await letters(writing)] == ["place_link", "ask"]
    assert (await browser.post("/history/reports/of-somebody-else/ask", data={"form_token": token})).status_code == 403


async def test_a_house_without_mail_says_whom_to_ask(scene: Any) -> None:
    page = (await scene.browser().get("/history")).text
    assert "<form" not in page
    assert "écrivez ou téléphonez" in page
    assert 'href="/history' not in (await scene.browser().get("/verify")).text


async def test_nothing_of_it_stays_when_its_time_is_over(writing: Any) -> None:
    await asks(writing)
    assert await links(writing) == 1
    assert await swept(writing, timedelta(hours=23)) == 1
    assert await swept(writing, timedelta(hours=25)) == 0


async def swept(scene: Any, later: timedelta) -> int:
    """How many links are there after a night's sweeping so much later."""
    now = scene.now + later
    ends = Ends(reports=MORNING, outbox=MORNING, office_messages=MORNING, inbox=MORNING, clients=MORNING)
    await scene.db.write(lambda session: sweep_rows(session, now, ends, Swept()))
    return await links(scene)


async def links(scene: Any) -> int:
    """How many there are."""
    count = select(func.count()).select_from(PlaceLinkRow)
    found: int = await scene.db.read(lambda session: session.execute(count).scalar())
    return found


async def test_a_tab_that_is_opened_again_shows_the_place(writing: Any) -> None:
    answer = await (await inside(writing)).get("/history/reports/verification-code-one/ask?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/history/reports?lang=en")
