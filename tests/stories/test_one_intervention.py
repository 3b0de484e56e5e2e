"""One intervention from the assignment to the sealed report, as everybody lives it."""

from core.people import Role
from evidence.verify import State, verify

from acting import DOOR_CODE, Browser, assigns, team, whole_visit
from conftest import FR, Stage


async def test_from_the_assignment_to_the_sealed_report_in_the_office(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    sign = await whole_visit(stage, lea)
    async with Browser() as browser:
        page = await browser.opens(sign.copy_text(FR("button.copy_link")))
        assert "Boulangerie Modèle" in page
        assert "Filtre changé" in page
        assert DOOR_CODE not in page
        await browser.gives("accepted", remarks="Merci", stars=5)
        assert browser.status == 200
    posted = await stage.office.document()
    assert "RI-2026-0001" in posted.text
    assert "★★★★★" in posted.text
    pdf = await posted.download()
    assert verify(pdf).state is State.INTACT
    assert (await lea.document()).file_name == posted.file_name
    await camille.sees(FR("state.done"), anywhere=True)
    door = [m for m in await lea.messages() if DOOR_CODE in m.text]
    assert door == [], "the door code leaves the chat when the visit is over"
    dominique = await stage.comes_in("Dominique Exemple", Role.MANAGER)
    await dominique.says("/summary")
    await dominique.sees(FR("summary.done", n=1))
