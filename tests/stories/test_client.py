"""A client's word: opened, signed once, with reservations, refused, typed, on the technician's phone, late, never."""

import aiohttp

from demo.people import Person, Seen
from evidence.verify import State, verify

from acting import DOOR_CODE, Browser, assigns, presses, team, whole_visit
from conftest import EN, FR, Stage

NUMBER = "RI-2026-0001"
CLIENT = "Boulangerie Modèle"


async def asked(stage: Stage) -> tuple[Person, Person, Seen]:
    """A visit done and submitted; dispatcher, technician, and the message with the link."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    return camille, lea, await whole_visit(stage, lea)


def link(sign: Seen) -> str:
    """The link for the client."""
    return sign.copy_text(FR("button.copy_link"))


async def posted(stage: Stage, words: str) -> Seen:
    """The report's post in the office channel, once it is a document that says this."""
    return await stage.office.until(
        lambda messages: next((m for m in messages if m.file_name and words in m.text), None),
        f"a document that says {words!r}",
    )


async def reports(stage: Stage) -> int:
    """How many messages of the office channel name the report."""
    return sum(NUMBER in m.text for m in await stage.office.messages())


async def test_opening_signs_nothing_and_a_double_click_signs_once(stage: Stage):
    camille, lea, sign = await asked(stage)
    async with Browser() as browser, Browser() as twin:
        await browser.gets(link(sign))
        assert NUMBER not in browser.page, "the door tells nothing"
        page = await browser.opens(link(sign))
        for told in (CLIENT, "Léa Exemple", "Filtre changé", "filtre 20µ", NUMBER):
            assert told in page
        assert DOOR_CODE not in page
        assert "Remplacement à proposer" not in page, "an internal answer"
        assert await reports(stage) == 0
        await twin.opens(link(sign))
        await browser.gives("accepted", remarks="Merci & à bientôt <3", stars=5)
        assert browser.status == 200
        assert "Claude Modèle" in browser.page
        await twin.gives("accepted", remarks="Merci & à bientôt <3", stars=5)
        assert twin.status == 200
        await twin.opens(link(sign))
        await twin.gives("refused", remarks="Finalement non")
        assert FR("page.other_word.title") in twin.page, "the first word stands"
        post = await posted(stage, FR("word.accepted", name="Claude Modèle"))
        assert "Merci & à bientôt <3" in post.text
        assert await reports(stage) == 1
        page = await browser.gets(browser.address)
        assert "sealed.pdf" in page
        sealed = await browser.downloads("sealed.pdf")
        assert sealed == await post.download()
    told = [m for m in await lea.messages() if FR("tell.word_given", number=NUMBER, client=CLIENT) in m.text]
    assert len(told) == 1
    own = await lea.document()
    assert await own.download() == sealed
    assert verify(sealed).state is State.INTACT
    answered = next(m for m in await lea.messages() if m.id == sign.id)
    assert FR("sign.signed", number=NUMBER) in answered.text
    assert not answered.labels
    assert "a répondu" not in "".join(m.text for m in await camille.messages()), "nothing here needs her"


async def test_reservations_reach_the_dispatcher(stage: Stage):
    camille, _, sign = await asked(stage)
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.gives("reservations", remarks="")
        assert browser.status == 422
        assert FR("page.error.reservations") in browser.page
        await browser.gives("reservations", remarks="La porte ferme encore mal", stars=3)
    post = await posted(stage, FR("word.reservations", name="Claude Modèle"))
    assert "La porte ferme encore mal" in post.text
    assert "★★★☆☆" in post.text
    told = await camille.sees(FR("tell.word_bad", number=NUMBER, client=CLIENT))
    assert "La porte ferme encore mal" in told.text


async def test_refused_with_a_reason(stage: Stage):
    camille, lea, sign = await asked(stage)
    before = len(await camille.messages())
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.gives("refused", remarks="")
        assert browser.status == 422
        assert FR("page.error.reason") in browser.page
        assert 'value="Claude Modèle"' in browser.page, "nothing typed is lost"
        await browser.gives("refused", remarks="Le travail n’est pas fini", stars=1)
    told = await camille.sees(FR("word.refused", name="Claude Modèle"))
    assert "Le travail n’est pas fini" in told.text
    assert len(await camille.messages()) == before + 1, "a new message"
    await lea.sees(FR("word.refused", name="Claude Modèle"))
    post = await posted(stage, FR("word.refused", name="Claude Modèle"))
    assert "Le travail n’est pas fini" in post.text
    assert verify(await post.download()).state is State.INTACT


async def test_a_name_typed_instead_of_a_drawing(stage: Stage):
    _, _, sign = await asked(stage)
    async with Browser() as browser:
        await browser.opens(link(sign))
        fields = {"name": "Claude Modèle", "role": "", "remarks": "", "word": "accepted", "consent": "yes"}
        await browser.posts(browser.address, **fields)
        assert browser.status == 422
        assert FR("page.error.signature") in browser.page
        await browser.posts(browser.address, **fields, typed="yes")
        assert browser.status == 200
    await posted(stage, FR("word.accepted", name="Claude Modèle"))


async def test_signed_on_the_technicians_phone(stage: Stage):
    _, lea, sign = await asked(stage)
    own = sign.url(FR("button.sign_here"))
    assert own != link(sign)
    async with Browser() as browser:
        page = await browser.opens(own)
        assert CLIENT in page
        await browser.gives("accepted")
    await posted(stage, FR("word.accepted", name="Claude Modèle"))
    await lea.sees(FR("word.accepted", name="Claude Modèle"))


async def test_an_absent_client_answers_later_and_the_same_post_carries_it(stage: Stage):
    camille, lea, sign = await asked(stage)
    assert await lea.taps(FR("button.client_absent")) == FR("toast.noted")
    await lea.sees(FR("tell.client_absent", number=NUMBER))
    waiting = await posted(stage, FR("post.awaiting"))
    first = await waiting.download()
    assert verify(first).state is State.INTACT
    assert await presses(lea, sign, FR("button.client_absent")) == FR("error.already_awaiting")
    await stage.passes(3 * 60)
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.gives("accepted", stars=4)
    after = await posted(stage, FR("word.accepted", name="Claude Modèle"))
    assert after.id == waiting.id, "the same post"
    assert FR("post.awaiting") not in after.text
    second = await after.download()
    assert second != first
    assert verify(second).state is State.INTACT
    assert await reports(stage) == 1
    await camille.sees(FR("tell.word_late", number=NUMBER, client=CLIENT))
    own = [m for m in await lea.messages() if m.file_name]
    assert len(own) == 1, "the technician's copy is replaced as well"
    assert await presses(lea, sign, FR("button.client_absent")) == FR("error.word_given", number=NUMBER)


async def test_a_day_of_silence_is_no_acceptance(stage: Stage):
    camille, lea, sign = await asked(stage)
    await stage.passes(23 * 60)
    assert stage.service.jobs is not None
    assert await stage.service.jobs.end_silence() == 0
    await stage.passes(70)
    assert await stage.service.jobs.end_silence() == 1
    await lea.sees(FR("tell.word_overdue", number=NUMBER, client=CLIENT))
    post = await posted(stage, FR("post.awaiting"))
    assert "★" not in post.text
    assert await stage.service.jobs.end_silence() == 0
    async with Browser() as browser:
        page = await browser.opens(link(sign))
        assert FR("page.form.send") in page, "the link stays valid"
        await browser.gives("accepted")
    after = await posted(stage, FR("word.accepted", name="Claude Modèle"))
    assert after.id == post.id
    await camille.sees(FR("tell.word_late", number=NUMBER, client=CLIENT))


async def checked(url: str, pdf: bytes) -> str:
    """The verification page's answer to an uploaded file."""
    form = aiohttp.FormData()
    form.add_field("pdf", pdf, filename="rapport.pdf", content_type="application/pdf")
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_the_verification_page_knows_the_sealed_report_from_a_changed_one(stage: Stage):
    _, _, sign = await asked(stage)
    async with Browser() as browser:
        await browser.opens(link(sign))
        copy = await browser.downloads("copy.pdf")
        await browser.gives("accepted")
        post = await posted(stage, FR("word.accepted", name="Claude Modèle"))
        sealed = await post.download()
        code = browser.address.partition("/r/")[2].partition("?")[0]
        url = f"{stage.settings.public_url}/v/{code}?lang=fr"
        page = await browser.gets(url)
        assert NUMBER in page
        assert CLIENT not in page, "whoever holds the PDF learns nothing more"
    changed = bytearray(sealed)
    changed[len(changed) // 3] ^= 1
    assert FR("page.verify.same") in await checked(url, sealed)
    assert FR("page.verify.altered") in await checked(url, bytes(changed))
    assert FR("page.verify.client_copy") in await checked(url, copy)
    assert FR("page.verify.not_sealed") in await checked(url, b"%PDF-1.4\nautre chose\n%%EOF\n")


async def test_an_english_client_reads_english_whoever_comes(stage: Stage):
    camille, lea = await team(stage)
    await camille.says("/language")
    await camille.taps("English")
    await camille.sees(EN("language.now"))
    await assigns(camille, "Léa Exemple", client="Model Bakery", when="today 8:30-10:30", words=EN)
    sign = await whole_visit(stage, lea)
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert EN("page.form.send") in page
        assert EN("page.report.title") in page
        await browser.gives("accepted")
        assert EN("page.word.accepted.title") in browser.page
    post = await stage.office.document()
    assert "Model Bakery" in post.text
    assert FR("post.outcome", outcome=FR("outcome.done")) in post.text, "the office reads its own language"
