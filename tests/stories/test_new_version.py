"""A report is corrected after submission: by the technician, by the office, by neither; and what became of the old one.

A photo that comes too late becomes part of a new version.
"""

from test_client import CLIENT, NUMBER, link, posted, reports

from demo.people import Person, Seen
from evidence.verify import State, verify

from acting import Browser, assigns, presses, printed, submits, team, whole_visit
from conftest import EN, FR, Stage, Wording, picture

VOID = FR("post.word_void")
REPLACED = FR("post.replaced", version=2)


async def signed(stage: Stage) -> tuple[Person, Person, Seen, Seen]:
    """Version 1 signed, sealed and posted; dispatcher, technician, the message with the link, the post."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea)
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.gives("accepted", stars=5)
    post = await posted(stage, FR("word.accepted", name="Claude Modèle"))
    await lea.document()
    return camille, lea, sign, post


async def leaves_earlier(person: Person, words: Wording = FR, at: str = "9h00") -> None:
    """From the review card: another time of leaving, and back to the card."""
    card = await person.sees(words("review.complete"))
    await presses(person, card, words("button.edit", what=words("step.left")))
    await person.sees(words("ask.left"))
    await person.says(at)
    await person.sees(words("review.complete"))


async def test_the_technician_corrects_a_signed_report(stage: Stage):
    camille, lea, sign, post = await signed(stage)
    first = await post.download()
    own = await lea.document()
    assert FR("button.correct_report") in own.labels
    await presses(lea, own, FR("button.correct_report"))
    await lea.sees(FR("correct.ask", number=NUMBER).splitlines()[0])
    await lea.taps(FR("correct.wrong_time"))
    await lea.sees(FR("correct.begun", number=NUMBER, version=1))
    at_it = await camille.sees(FR("card.correcting", name="Léa Exemple"), anywhere=True)
    await presses(camille, at_it, FR("button.correct_report"))
    await camille.sees("déjà en train de corriger")
    await lea.says("/today")
    await lea.sees(FR("state.correcting"))
    await lea.taps(FR("button.open_this", number="OI-2026-0001", client=CLIENT))
    async with Browser() as old:
        page = await old.opens(link(sign))
        assert FR("page.word.accepted.title") in page, "version 1 stands until version 2 is submitted"
        await leaves_earlier(lea)
        new_sign = await submits(lea)
        await old.gets(old.address)
        assert old.status == 409
        assert FR("page.replaced.title", version=2) in old.page
        assert "ne compte plus" in old.page
    told = await camille.sees(FR("correct.wrong_time"), anywhere=True)
    assert "Léa Exemple" in told.text
    async with Browser() as again:
        await again.opens(link(sign))
        assert FR("page.replaced.open", version=2) in again.page
        await again.posts(f"{again.address.partition('?')[0]}/newer")
        assert FR("page.form.send") in again.page
        code = again.address.partition("/r/")[2].partition("?")[0]
    void = await posted(stage, REPLACED)
    assert void.id == post.id, "the old post is edited"
    assert VOID in void.text
    assert await void.download() == first, "a sealed report never changes"
    copy = next(m for m in await lea.messages() if m.id == own.id)
    assert REPLACED in copy.text
    assert not copy.labels
    gone = next(m for m in await lea.messages() if m.id == sign.id)
    assert FR("sign.replaced", number=NUMBER, old=1, version=2) in gone.text
    async with Browser() as client:
        await client.opens(link(new_sign))
        await client.gives("accepted", stars=4)
        assert client.status == 200
    new = await posted(stage, FR("post.replaces", old=1))
    sealed = await new.download()
    assert verify(sealed).state is State.INTACT
    text = printed(sealed)
    assert "Remplace la version 1 du mardi 24 novembre 2026" in text
    assert FR("correct.wrong_time") not in text
    assert await reports(stage) == 2, "each version is posted once"
    async with Browser() as anyone:
        page = await anyone.gets(f"{stage.settings.public_url}/v/{code}?lang=fr")
        assert FR("page.verify.word_given") in page


async def finished_card(camille: Person, words: Wording = FR) -> Seen:
    """The dispatcher's card of the finished work order."""
    return await camille.until(
        lambda messages: next((m for m in messages if words("button.correct_report") in m.labels), None),
        "a card with the button to correct",
    )


async def test_the_office_corrects_in_its_own_language(stage: Stage):
    camille, lea, _, post = await signed(stage)
    await camille.says("/language")
    await camille.taps("English")
    await camille.sees(EN("language.now"))
    await presses(camille, await finished_card(camille), FR("button.correct_report"))
    await camille.taps(EN("correct.client_asked"))
    await leaves_earlier(camille, EN, "9:00")
    await camille.taps(EN("button.submit"))
    await camille.sees(EN("sign.how"))
    told = await lea.sees(FR("correct.client_asked"), anywhere=True)
    assert "Camille Exemple" in told.text
    await lea.until(
        lambda messages: next((m for m in messages if m.id > told.id and FR("sign.how") in m.text), None),
        "the new code",
    )
    assert (await posted(stage, REPLACED)).id == post.id


async def test_left_as_it_is_nothing_happened(stage: Stage):
    camille, lea, sign, post = await signed(stage)
    own = await lea.document()
    calls = len(await stage.office.messages())
    await presses(lea, own, FR("button.correct_report"))
    await lea.taps(FR("correct.wrong_time"))
    await leaves_earlier(lea)
    await lea.taps(FR("button.leave_as_is"))
    await lea.sees(FR("correct.left_as_is", number="OI-2026-0001"))
    await finished_card(camille)
    assert len(await stage.office.messages()) == calls
    now = next(m for m in await stage.office.messages() if m.id == post.id)
    assert now.text == post.text
    async with Browser() as browser:
        page = await browser.opens(link(sign))
        assert FR("page.word.accepted.title") in page
    await presses(lea, own, FR("button.correct_report"))
    await lea.taps(FR("correct.wrong_time"))
    card = await lea.sees(FR("review.complete"))
    assert "9:00" not in card.text
    assert await presses(lea, card, FR("button.submit")) == FR("error.nothing_corrected")


async def test_a_photo_that_comes_too_late_makes_a_new_version(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await whole_visit(stage, lea)
    await lea.sends_photos([picture((200, 120, 10))], caption="Plaque après remontage")
    late = await lea.sees(FR("late.kept", number="OI-2026-0001", client=CLIENT))
    await presses(lea, late, FR("button.correct_report"))
    await lea.taps(FR("correct.photo_missing"))
    await lea.sees(FR("review.complete"))
    new_sign = await submits(lea)
    async with Browser() as browser:
        page = await browser.opens(link(new_sign))
        assert "Plaque après remontage" in page
        await browser.gives("accepted")
    post = await posted(stage, FR("post.replaces", old=1))
    assert verify(await post.download()).state is State.INTACT
    assert await reports(stage) == 1, "version 1 was never posted, and is not now"


async def test_a_post_that_still_waits_goes_out_once_and_ends_as_replaced(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea)
    await stage.demo.fault("error", chat_id=stage.office.id)
    async with Browser() as browser:
        await browser.opens(link(sign))
        await browser.gives("accepted")
    own = await lea.document()
    await presses(lea, own, FR("button.correct_report"))
    await lea.taps(FR("correct.wrong_time"))
    await leaves_earlier(lea)
    await submits(lea)
    assert await stage.office.messages() == []
    await stage.demo.no_faults()
    await stage.demo.fault("drop_after", method="editMessageCaption", chat_id=stage.office.id, times=1)
    await stage.passes(15)
    void = await posted(stage, REPLACED)
    assert VOID in void.text
    assert await reports(stage) == 1
