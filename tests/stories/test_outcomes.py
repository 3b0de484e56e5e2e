"""How a visit can end other than done: to be continued, abandoned on site, abandoned on the way."""

from demo.people import Person

from acting import DOOR_CODE, Browser, arrives, assigns, team, whole_visit, works
from conftest import FR, Stage, picture

NUMBER = "RI-2026-0001"
CLIENT = "Boulangerie Modèle"


async def abandoned_report(lea: Person, stage: Stage, *, on_site: bool) -> None:
    """From the photos of an abandoned visit to its submission."""
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    if on_site:
        await lea.sees(FR("step.left"))
        await stage.passes(15)
        await lea.taps(FR("choice.left"))
    review = await lea.sees(FR("review.complete"))
    assert FR("outcome.abandoned") in review.text
    await lea.taps(FR("button.submit"))
    await lea.sees("Rapport envoyé, merci")


async def test_to_be_continued_is_signed_like_any_other_and_says_what_remains(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea, outcome="to_be_continued")
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert "Joint à remplacer" in page
        await browser.gives("accepted")
    post = await stage.office.document()
    assert FR("post.outcome", outcome=FR("outcome.to_be_continued")) in post.text
    assert "Joint à remplacer" in post.text
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.to_be_continued")))
    await lea.says("/today")
    await lea.sees(FR("today.nothing"))


async def test_abandoned_on_site_with_a_tapped_reason(stage: Stage):
    camille, lea = await team(stage)
    card = await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    before = {m.id for m in await camille.messages()}
    await lea.taps(FR("choice.abandoned"))
    reason = await lea.sees(FR("ask.reason.abandoned"))
    assert FR("reason.no_access") in reason.labels
    await lea.taps(FR("reason.no_access"))
    await abandoned_report(lea, stage, on_site=True)
    told = await camille.sees(FR("reason.no_access"))
    assert told.id not in before, "a new message"
    assert CLIENT in told.text
    post = await stage.office.document()
    assert FR("post.reason", reason=FR("reason.no_access")) in post.text
    assert FR("post.not_asked") in post.text
    assert FR("sign.how") not in "".join(m.text for m in await lea.messages()), "nobody is asked"
    assert DOOR_CODE not in "".join(m.text for m in await lea.messages())
    state = FR("card.title", number="OI-2026-0001", state=FR("state.abandoned"))
    assert (await camille.sees(state, anywhere=True)).id == card.id


async def test_abandoned_on_the_way_with_a_typed_reason(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await lea.taps(FR("choice.abandoned"))
    await lea.sees(FR("ask.reason.abandoned"))
    await lea.says("Route inondée, demi-tour")
    await lea.sees(FR("step.photos"))
    await lea.taps(FR("button.no_photo"))
    await lea.sees(FR("review.complete"))
    await lea.taps(FR("button.submit"))
    await lea.sees(FR("tell.submitted"))
    told = await camille.sees("Route inondée, demi-tour")
    assert "abandonné" in told.text
    post = await stage.office.document()
    assert "Route inondée, demi-tour" in post.text
    assert FR("post.not_asked") in post.text


async def test_abandoned_in_the_middle_of_the_questions_and_thought_better_of(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.says(FR("choice.abandoned"))
    await lea.sees(FR("ask.reason.abandoned"))
    await lea.taps(FR("button.back"))
    await lea.sees(FR("step.outcome"))
    await lea.says(FR("choice.done"))
    await lea.sees(FR("step.anomalies"))
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    assert FR("outcome.done") in review.text
    assert "Filtre changé" in review.text, "nothing was lost"
    assert FR("state.on_site") in (await camille.sees("OI-2026-0001 · ", anywhere=True)).text
