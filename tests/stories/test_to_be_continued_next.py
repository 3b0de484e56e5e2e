"""The first visit finds that something is missing; the second one brings it. Each counts on its own day."""

from core.people import Role

from acting import DOOR_CODE, Browser, assigns, everything, presses, printed, team
from conftest import FR, Stage

REMAINS = "Joint de porte à remplacer"
MISSING = "Joint de 1,20 m, colle"
ADVICE = "Prévoir une échelle de 3 m"


async def test_from_the_first_visit_to_the_next_one_with_what_was_missing(stage: Stage):
    camille, lea = await team(stage)
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER)
    await assigns(camille, "Léa Exemple")
    sign = await everything(stage, lea)
    proposal = await camille.sees(FR("next.title", number="OI-2026-0001", client="Boulangerie Modèle"))
    for part in (REMAINS, MISSING, ADVICE):
        assert part in proposal.text
    tomorrow = proposal.labels[0]
    assert "25 nov" in tomorrow
    assert "08:00" in tomorrow
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert MISSING in page
        await camille.taps(tomorrow)
        await browser.gives("accepted")
    await camille.sees("Léa Exemple")
    offer = await lea.sees("mercredi 25 novembre 2026", anywhere=True)
    assert REMAINS in offer.text
    assert MISSING in offer.text
    post = await stage.office.document()
    first = printed(await post.download())
    assert "mardi 24 novembre 2026" in first
    assert MISSING in first
    await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.offered")), anywhere=True)
    await dominique.says("/summary")
    today = await dominique.sees("mardi 24 novembre 2026")
    for line in (FR("summary.planned", n=1), FR("summary.to_be_continued", n=1), FR("summary.not_started", n=0)):
        assert line in today.text
    assert "Léa Exemple" in today.text

    await stage.passes(23 * 60)
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    briefing = await lea.sees(FR("next.remains", what=REMAINS), anywhere=True)
    for part in (MISSING, ADVICE, "Raccord flare desserré", "Isolant arraché"):
        assert part in briefing.text
    await stage.passes(15)
    await lea.taps(FR("choice.arrived"))
    await lea.sees(FR("ask.work"))
    await dominique.says("/summary")
    second = await dominique.sees("mercredi 25 novembre 2026")
    for line in (FR("summary.planned", n=1), FR("summary.to_be_continued", n=0), FR("summary.under_way", n=1)):
        assert line in second.text


async def test_the_next_visit_cancelled_leaves_the_first_report_and_its_day(stage: Stage):
    camille, lea = await team(stage)
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER)
    await assigns(camille, "Léa Exemple")
    await everything(stage, lea)
    proposal = await camille.sees(FR("next.title", number="OI-2026-0001", client="Boulangerie Modèle"))
    await camille.taps(proposal.labels[0])
    await lea.sees("mercredi 25 novembre 2026", anywhere=True)
    card = await camille.sees(FR("card.title", number="OI-2026-0001", state=FR("state.offered")), anywhere=True)
    await presses(camille, card, FR("button.cancel_order"))
    await camille.taps(FR("cancel.client"))
    await camille.sees(FR("tell.cancel_done", number="OI-2026-0001"))
    await dominique.says("/summary")
    today = await dominique.sees("mardi 24 novembre 2026")
    assert FR("summary.to_be_continued", n=1) in today.text
    assert FR("summary.planned", n=1) in today.text
    await stage.passes(24 * 60)
    await dominique.says("/summary")
    tomorrow = await dominique.sees("mercredi 25 novembre 2026")
    assert FR("summary.planned", n=0) in tomorrow.text
    assert FR("summary.cancelled", n=1) in tomorrow.text
