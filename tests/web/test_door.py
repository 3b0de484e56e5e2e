"""The link: what looks at it learns and changes nothing; one button opens the report."""

import re
from datetime import timedelta
from typing import Any

import pytest

from core.events import PageOpened
from web.session import LIFETIME

CLIENT_DATA = ("Boulangerie", "RI-2026-0042", "Léa Exemple", "verification-code-one")


async def test_a_preview_or_a_scanner_sees_nothing_and_changes_nothing(scene: Any) -> None:
    browser = scene.browser()
    for method in ("GET", "HEAD", "OPTIONS"):
        for address in ("/c/client-token-one", "/c/no-such-token", "/r/verification-code-one"):
            answer = await browser.request(method, address)
            assert not any(word in answer.text for word in CLIENT_DATA)
            assert "set-cookie" not in answer.headers
    assert scene.events == []
    assert (await scene.file()).opened_at is None


async def test_the_door_looks_the_same_for_every_token(scene: Any) -> None:
    browser = scene.browser()
    known, unknown = await browser.get("/c/client-token-one"), await browser.get("/c/no-such-token")
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


async def test_the_button_opens_the_report_and_is_remembered(scene: Any) -> None:
    browser = scene.browser()
    answer = await browser.post("/c/client-token-one")
    assert (answer.status_code, answer.headers["location"]) == (303, "/r/verification-code-one")
    [opened] = scene.events
    assert isinstance(opened, PageOpened)
    assert (opened.report_id, opened.device, opened.ip, opened.user_agent) == (
        1, "client", "203.0.113.7", "TestPhone/1.0"
    )  # fmt: skip
    assert (await scene.file()).opened_at == scene.now
    assert "RI-2026-0042" in (await browser.get(answer.headers["location"])).text


async def test_the_cookie_is_for_the_browser_alone_and_does_not_hold_the_token(scene: Any) -> None:
    answer = await scene.browser().post("/c/client-token-one")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert f"Max-Age={int(LIFETIME.total_seconds())}" in cookie
    assert "Secure" not in cookie
    assert "client-token-one" not in cookie


async def test_over_https_the_cookie_cannot_be_set_or_read_by_anyone_else(make_scene: Any) -> None:
    scene = await make_scene(secure=True)
    browser = await scene.inside(base_url="https://constat.test")
    assert {c.name for c in browser.cookies.jar} == {"__Host-report-verification-code-one", "__Host-device"}
    assert (await browser.get("/r/verification-code-one")).status_code == 200


@pytest.mark.parametrize("which", ["unknown", "expired", "revoked", "cut off"])
async def test_every_token_that_opens_nothing_gets_the_same_answer(scene: Any, which: str) -> None:
    await scene.link("old-token", expires_at=scene.now)
    await scene.link("revoked-token", revoked_at=scene.now - timedelta(days=1))
    token = {"unknown": "x" * 43, "expired": "old-token", "revoked": "revoked-token", "cut off": "client-token-on"}
    answer = await scene.browser().post(f"/c/{token[which]}")
    plain = await scene.browser().post("/c/anything-else")
    assert (answer.status_code, answer.text) == (404, plain.text)
    assert answer.headers.items() == plain.headers.items()
    assert "Ce lien n’ouvre aucun rapport" in answer.text
    assert scene.events == []


async def test_without_the_cookie_nobody_learns_whether_there_is_a_report(scene: Any) -> None:
    browser = scene.browser()
    for path in ("", "/photo/1", "/thumb/1", "/copy.pdf", "/sealed.pdf", "/signature"):
        known = await browser.get(f"/r/verification-code-one{path}")
        unknown = await browser.get(f"/r/some-other-code{path}")
        assert known.status_code == unknown.status_code == 403
        assert known.text == unknown.text
    assert (await browser.post("/r/verification-code-one", data={"word": "accepted"})).status_code == 403
    assert (await browser.post("/r/verification-code-one/newer")).status_code == 403


async def test_a_cookie_ends_after_two_hours(scene: Any) -> None:
    browser = await scene.inside()
    scene.now += LIFETIME - timedelta(seconds=1)
    assert (await browser.get("/r/verification-code-one")).status_code == 200
    scene.now += timedelta(seconds=1)
    answer = await browser.get("/r/verification-code-one")
    assert answer.status_code == 403
    assert "Merci de rouvrir votre lien" in answer.text


async def test_a_revoked_link_closes_the_open_page_at_once(scene: Any) -> None:
    browser = await scene.inside()
    await scene.link("client-token-one", revoked_at=scene.now)
    assert (await browser.get("/r/verification-code-one")).status_code == 403


async def test_a_cookie_cannot_be_made_or_moved_to_another_report(scene: Any) -> None:
    browser = await scene.inside()
    value = browser.cookies["report-verification-code-one"]
    forged = re.sub(r"\.(\d+)\.", lambda m: f".{int(m[1]) + 60}.", value)
    for name, content in (
        ("report-verification-code-one", forged),
        ("report-verification-code-one", value[:-1]),
        ("report-verification-code-one", "a.b.c"),
        ("report-verification-code-two", value),
    ):
        other = scene.browser(cookies={name: content})
        assert (await other.get(f"/r/{name.removeprefix('report-')}")).status_code == 403


async def test_the_door_speaks_the_browsers_language_until_the_reader_switches(scene: Any) -> None:
    english = scene.browser(headers={"accept-language": "en-GB,en;q=0.9,fr;q=0.3"})
    assert "Open the report" in (await english.get("/c/client-token-one")).text
    assert "Ouvrir le rapport" in (await english.get("/c/client-token-one?lang=fr")).text
    assert "Ouvrir le rapport" in (await scene.browser(headers={"accept-language": "de;q=x,*"}).get("/c/t")).text
    answer = await english.post("/c/client-token-one?lang=en")
    assert answer.headers["location"] == "/r/verification-code-one?lang=en"
