"""Until submission: corrected by Edit, by editing the old message, by replying; who changed what stays on record."""

from acting import arrives, assigns, presses, team
from conftest import FR, Stage


async def test_three_ways_to_correct_and_the_dispatcher_sees_old_and_new(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    said = await lea.says("Filtre chnagé")
    equipment = await lea.sees("Quel équipement")
    await lea.edits(said["message_id"], "Filtre changé")
    await lea.sees("Filtre changé")
    await lea.says("Groupe B")
    await lea.sees("Une photo de l’équipement")
    await lea.says("Groupe A", reply_to=equipment.id)
    await lea.sees("Groupe A")
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    assert "Filtre changé" in review.text
    assert "Groupe A" in review.text
    await presses(lea, review, FR("button.edit", what=FR("step.arrived")))
    await lea.sees(FR("step.arrived"))
    await lea.says("8h15")
    await lea.sees(FR("tell.noted.arrived", at="08:15"))
    card = await camille.sees("08:15", anywhere=True)
    await presses(camille, card, FR("button.changes"))
    changes = await camille.sees(FR("changes.title", number="OI-2026-0001"))
    for before, after in (("Filtre chnagé", "Filtre changé"), ("Groupe B", "Groupe A"), ("08:20", "08:15")):
        line = next(line for line in changes.text.splitlines() if before in line)
        assert after in line
        assert "Léa Exemple" in line


async def test_a_reply_to_a_question_that_cannot_be_told_is_kept(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    asked = await lea.sees(FR("step.on_my_way"))
    await lea.says("/resume")
    await lea.sees(FR("step.on_my_way"))
    await lea.says("on verra", reply_to=asked.id)
    await lea.sees(FR("error.reply_unknown"))
