"""Every answer keeps what it says to itself, and nobody may send without end."""

from typing import Any

import pytest

CODE = "verification-code-one"
ADDRESSES = ["/", "/health", "/c/client-token-one", f"/r/{CODE}", f"/r/{CODE}/photo/1", f"/r/{CODE}/copy.pdf",
             f"/v/{CODE}", "/nothing", "/static/page.css"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_is_guarded(scene: Any, address: str) -> None:
    answer = await (await scene.inside()).get(address)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if answer.headers["content-type"].startswith("text/html"):
        assert "default-src 'none'" in policy
    if not address.startswith("/static"):
        assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in answer.headers


async def test_a_page_holds_no_inline_script_style_or_foreign_address(scene: Any) -> None:
    browser = await scene.inside()
    for address in ("/", "/c/t", "/share", f"/r/{CODE}", f"/v/{CODE}"):
        page = (await browser.get(address)).text
        assert "<style" not in page
        assert "style=" not in page
        assert "<script>" not in page
        assert "://" not in page


async def test_over_https_browsers_are_told_to_stay_there(make_scene: Any) -> None:
    scene = await make_scene(secure=True)
    answer = await scene.browser(base_url="https://constat.test").get("/")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_static_files_are_kept_for_a_year_under_their_version_only(scene: Any) -> None:
    browser = scene.browser()
    page = (await browser.get("/")).text
    address = page.split('href="/static/page.css', 1)[1].split('"', 1)[0]
    assert "immutable" in (await browser.get(f"/static/page.css{address}")).headers["cache-control"]
    assert (await browser.get("/static/page.css?v=old")).headers["cache-control"] == "no-cache"
    assert (await browser.get("/static/base.html")).status_code == 404
    assert (await browser.get("/static/font-400.ttf")).headers["content-type"] == "font/ttf"
    assert (await browser.get("/static/page.css")).headers["content-encoding"] == "gzip"


async def test_pages_with_secrets_are_not_compressed(scene: Any) -> None:
    assert "content-encoding" not in (await (await scene.inside()).get(f"/r/{CODE}")).headers


@pytest.mark.parametrize(
    ("language", "form", "file"),
    [
        ("fr", ("Cet envoi est trop volumineux", "refaites la signature"), "Un PDF peut peser 20"),
        ("en", ("That was too much at once", "draw the signature again"), "A PDF may have 20"),
    ],
)
async def test_too_much_is_refused_in_words(scene: Any, language: str, form: tuple[str, ...], file: str) -> None:
    browser = await scene.inside()
    answer = await browser.post(f"/r/{CODE}?lang={language}", data={"remarks": "x" * 1_100_000})
    assert answer.status_code == 413
    assert all(words in answer.text for words in form)
    assert "PDF" not in answer.text, "nobody sent one"
    upload = {"pdf": ("big.pdf", b"%PDF-" + b"x" * 20_000_000, "application/pdf")}
    for address in (f"/v/{CODE}", "/verify"):
        answer = await browser.post(f"{address}?lang={language}", files=upload)
        assert answer.status_code == 413
        assert file in answer.text
