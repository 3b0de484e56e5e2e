"""An emergency on the way to another visit: begun in four messages, completed by the office, and back again."""

from acting import DOOR_CODE, arrives, assigns, head, team
from conftest import FR, Stage

NUMBER = "OI-2026-0002"


async def test_an_emergency_beside_the_visit_under_way(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await lea.says("/today")
    await lea.taps(FR("button.urgent"))
    await lea.sees(head(FR, "urgent.client"))
    await lea.says("Garage Modèle")
    await lea.taps(FR("button.new_client", name="Garage Modèle"))
    await lea.sees(head(FR, "new.client_phone"))
    await lea.taps(FR("button.skip"))
    await lea.sees(head(FR, "urgent.address"))
    await lea.says("3 rue de l’Essai, 75000 Paris")
    await lea.sees(head(FR, "new.trade"))
    await lea.taps("Maintenance")
    mission = await lea.sees("3 rue de l’Essai")
    assert "Garage Modèle" in mission.text
    before = {m.id for m in await camille.messages()}
    await lea.says("Rideau métallique bloqué, accès au compteur impossible")
    begun = await lea.sees(FR("urgent.begun", number=NUMBER), anywhere=True)
    assert "OI-2026-0001 · Boulangerie Modèle" in begun.labels
    await lea.sees(FR("step.on_my_way"))

    card = await camille.sees(FR("card.unplanned"))
    assert card.id not in before, "a new message"
    assert "Rideau métallique bloqué" in card.text
    await camille.taps(FR("button.complete"))
    await camille.sees(head(FR, "complete.title", number=NUMBER))  # type: ignore[arg-type]
    await camille.taps(FR("button.edit", what=FR("new.part.constraints")))
    await camille.sees(head(FR, "new.constraints"))
    await camille.says("Chien dans la cour")
    await lea.sees("Chien dans la cour", anywhere=True)

    await lea.taps(FR("choice.on_my_way"))
    await lea.sees("Chien dans la cour", anywhere=True)
    await camille.taps(FR("button.edit", what=FR("new.part.access")))
    await camille.taps(FR("access.door_code"))
    await camille.sees(head(FR, "new.access.door_code"))
    await camille.says("9C77")
    await lea.sees("9C77", anywhere=True)

    await lea.taps("OI-2026-0001 · Boulangerie Modèle")
    await lea.sees(FR("tell.now_in_hand", number="OI-2026-0001", client="Boulangerie Modèle"), anywhere=True)
    await lea.sees(FR("ask.work"))
    assert DOOR_CODE in "".join(m.text for m in await lea.messages()), "the first visit is as it was"


async def test_a_known_client_with_one_site_takes_four_steps_and_ends_in_a_report(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="demain 8h30-10h30")
    await lea.says("/urgent")
    await lea.sees(head(FR, "urgent.client"))
    await lea.says("boul")
    await lea.taps("Boulangerie Modèle")
    await lea.sees(head(FR, "new.trade"))
    await lea.taps("Maintenance")
    await lea.sees("Boulangerie Modèle, Fournil")
    await lea.says("Fuite d’eau sous la chambre froide")
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await stage.passes(10)
    await lea.taps(FR("choice.abandoned"))
    await lea.taps(FR("reason.nobody_there"))
    await lea.sees(FR("ask.door_photo"))
    await lea.taps(FR("button.no_photo_possible"))
    await lea.taps(FR("button.minutes", n=5))
    await lea.sees(FR("review.complete"))
    await lea.taps(FR("button.submit"))
    await lea.sees(FR("tell.submitted"))
    post = await stage.office.document()
    assert "Fuite d’eau" not in post.text
    assert FR("reason.nobody_there") in post.text
    assert "9C77" not in post.text
    await camille.sees(FR("card.title", number=NUMBER, state=FR("state.abandoned")), anywhere=True)
    await lea.says("/today")
    await lea.sees("OI-2026-0001")
