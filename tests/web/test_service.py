"""What machines ask for, and what people read when something went wrong."""

from typing import Any

from starlette.routing import Route


async def test_health_follows_the_database(scene: Any) -> None:
    browser = scene.browser()
    assert (await browser.get("/health")).json() == {"status": "ok"}
    await scene.db.close()
    for file in scene.folder.glob("constat.db*"):
        file.unlink()
    answer = await browser.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "database"})


async def test_health_says_why_nothing_can_be_stored(scene: Any) -> None:
    browser = scene.browser()
    scene.db.standstill.begin("disk_full")
    answer = await browser.get("/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "disk_full"})
    scene.db.standstill.end()
    assert (await browser.get("/health")).status_code == 200


async def test_the_front_page_names_the_company(scene: Any) -> None:
    page = (await scene.browser().get("/")).text
    assert "Froid Modèle" in page
    assert "04 00 00 00 00" in page


async def test_updates_go_to_the_handler_as_they_came(make_scene: Any) -> None:
    taken: list[tuple[bytes, str]] = []

    async def handler(raw: bytes, secret: str) -> int:
        taken.append((raw, secret))
        return 200 if secret == "right" else 401

    scene = await make_scene(webhook=handler)
    browser = scene.browser()
    raw = b'{"update_id": 1}'
    right = await browser.post("/telegram", content=raw, headers={"X-Telegram-Bot-Api-Secret-Token": "right"})
    wrong = await browser.post("/telegram", content=raw)
    assert (right.status_code, wrong.status_code) == (200, 401)
    assert taken == [(raw, "right"), (raw, "")]
    assert (await browser.get("/telegram")).status_code == 405


async def test_without_a_webhook_there_is_none(scene: Any) -> None:
    assert (await scene.browser().post("/telegram", content=b"{}")).status_code == 404


async def test_errors_are_words_in_the_readers_language(scene: Any) -> None:
    browser = scene.browser()
    assert "Il n’y a rien ici" in (await browser.get("/nothing/here")).text
    assert "There is nothing here" in (await browser.get("/nothing/here?lang=en")).text


async def test_our_own_mistake_is_owned_up_to_and_guarded(scene: Any) -> None:
    async def broken(request: Any) -> None:
        raise RuntimeError("on purpose")

    scene.app.router.routes.append(Route("/broken", broken))
    for lang, words in (("fr", "Une erreur s’est produite chez nous"), ("en", "Something went wrong on our side")):
        answer = await scene.browser().get(f"/broken?lang={lang}")
        assert answer.status_code == 500
        assert words in answer.text
        assert "on purpose" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_the_logo_stands_in_the_header(make_scene: Any) -> None:
    browser = (await make_scene(logo=b"\x89PNG a logo")).browser()
    page = (await browser.get("/")).text
    address = page.split('class="logo" src="', 1)[1].split('"', 1)[0]
    answer = await browser.get(address)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == b"\x89PNG a logo"
