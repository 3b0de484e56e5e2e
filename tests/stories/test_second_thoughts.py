"""Corrections until submission, by editing, by replying, from the review card; what is missing; the next visit."""

from demo.people import Person, Seen

from acting import arrives, assigns, finds, finishes, goes_on, head, presses, submits, team, works
from conftest import FR, Stage, picture


async def own(lea: Person, text: str) -> int:
    """The number of her own message with this text."""
    return next(m.id for m in reversed(await lea.messages()) if m.mine and m.text == text)


async def reviewed(stage: Stage) -> tuple[Person, Person, Seen]:
    """A visit answered up to its review card."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await finishes(stage, lea)
    return camille, lea, await lea.sees(FR("review.complete"), anywhere=True)


async def test_an_old_answer_is_corrected_by_editing_its_message(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.edits(await own(lea, "Filtre changé, essai concluant"), "Filtre et courroie changés")
    await lea.sees(FR("tell.corrected", title=FR("step.work"), value="Filtre et courroie changés"))
    await lea.edits(await own(lea, "Repère A"), "Repère B")
    await lea.sees("Repère B")
    await lea.says("Joint usé")
    await lea.taps(FR("severity.minor"))
    await lea.taps(FR("button.go_on"))
    await lea.edits(await own(lea, "Joint usé"), "Joint de porte usé")
    await lea.sees("Joint de porte usé")
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.says("2 x filtre 20µ")
    await lea.sees(FR("ask.materials", n=1))
    await lea.edits(await own(lea, "2 x filtre 20µ"), "3 x filtre 30µ")
    await lea.sees("3 x filtre 30µ")
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    for now in ("Filtre et courroie changés", "Repère B", "Joint de porte usé", "3\u00a0pièces · filtre 30µ"):
        assert now in review.text
    assert "20µ" not in review.text


async def test_an_old_answer_is_corrected_by_replying_to_it(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.says("Filtre et courroie changés", reply_to=await own(lea, "Filtre changé, essai concluant"))
    await lea.sees(FR("tell.corrected", title=FR("step.work"), value="Filtre et courroie changés"))
    await lea.says("8h10", reply_to=await own(lea, FR("choice.arrived")))
    await lea.sees(head(FR, "tell.noted.arrived", at="08:10"))
    await lea.says("pas encore", reply_to=await own(lea, FR("choice.arrived")))
    await lea.sees(FR("error.read_time_not_read"))
    await camille.sees("Sur place\u00a0: 08:10")
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))


async def test_editing_a_message_that_answered_nothing_changes_nothing_and_says_so(stage: Stage):
    _, lea = await team(stage)
    await lea.says("Bonjour")
    await lea.sees(FR("error.nothing_asked"))
    await lea.edits(await own(lea, "Bonjour"), "Bonsoir")
    await lea.sees(FR("error.edit_unknown"))


async def test_every_part_can_be_edited_from_the_review_card(stage: Stage):
    _, lea, _ = await reviewed(stage)
    await lea.taps(FR("button.edit", what=FR("step.work")))
    question = await lea.sees(FR("ask.work"))
    assert "Filtre changé" in question.text, "what it reads now"
    await lea.says("Courroie changée")
    review = await lea.sees(FR("review.complete"))
    assert "Courroie changée" in review.text
    await presses(lea, review, FR("button.edit", what=FR("step.left")))
    await lea.sees(FR("step.left"))
    await lea.says("8h55")
    review = await lea.sees(FR("review.complete"))
    assert "08:55" in review.text
    await presses(lea, review, FR("button.edit", what=FR("step.pauses")))
    await lea.taps(FR("button.minutes", n=15))
    review = await lea.sees(FR("review.complete"))
    assert "20\u00a0min" in review.text, "08:20 to 08:55 less a quarter of an hour"
    await presses(lea, review, FR("button.edit", what=FR("step.checklist")))
    await lea.sees(FR("review.which_check").splitlines()[1])
    await lea.taps("État à l’arrivée")
    await lea.taps("Usé")
    review = await lea.sees(FR("review.complete"))
    assert "Usé" in review.text
    await presses(lea, review, FR("button.edit", what=FR("step.outcome")))
    await lea.taps(FR("choice.to_be_continued"))
    await lea.taps(FR("reason.part_missing"))
    await lea.sees(FR("step.to_bring"))
    await lea.taps(FR("button.skip"))
    review = await lea.sees(FR("review.complete"))
    assert FR("reason.part_missing") in review.text
    await presses(lea, review, FR("button.edit", what=FR("step.materials")))
    await lea.sees(FR("ask.materials", n=1))
    await lea.says("collier")
    await lea.taps(FR("button.go_on"))
    review = await lea.sees(FR("review.complete"))
    assert "collier" in review.text
    await submits(lea)


async def test_submission_is_refused_with_the_exact_list_then_completed(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.says("/review")
    review = await lea.sees(FR("review.missing"))
    names = ("anomalies", "materials", "photos", "outcome", "left")
    titles = {name: FR(f"step.{name}") for name in names}
    titles["photos"] = FR("review.to_close", title=titles["photos"])  # There is one, of the equipment.
    listed = [FR("review.missing_line", title=titles[name]) for name in names]
    assert [line for line in review.text.splitlines() if line in listed] == listed
    assert FR("button.submit") not in review.labels
    serial = next(b["data"] for row in review.raw["buttons"] for b in row if b["data"]).split(":")[1]
    assert await lea.taps_raw(review.id, f"q:{serial}:submit") == FR("toast.incomplete")
    refusal = await lea.sees(FR("error.incomplete_report"))
    assert refusal.text.splitlines()[1:] == listed
    await presses(lea, review, FR("button.continue"))
    await lea.sees(FR("step.anomalies"))
    await finishes(stage, lea)
    await submits(lea)


async def test_the_next_visit_to_the_site_begins_with_what_the_last_one_left(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 8h30-10h30")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.says("Joint de porte usé")
    await lea.taps(FR("severity.major"))
    await lea.taps(FR("button.go_on"))
    await lea.sees("Joint de porte usé")
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.taps(FR("button.no_material"))
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.taps(FR("choice.to_be_continued"))
    await lea.taps(FR("reason.part_missing"))
    await lea.sees(FR("step.to_bring"))
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.advice"))
    await lea.says("Sonner deux fois, prévoir une échelle de 3 m")
    await lea.sees(FR("step.left"))
    await stage.passes(45)
    await lea.taps(FR("choice.left"))
    await lea.sees(FR("review.complete"))
    await submits(lea)
    await finds(camille, "boul")
    await camille.taps("Fournil")
    await camille.sees(head(FR, "new.access"))
    await goes_on(camille, "demain matin", "Poser le joint")
    await camille.taps("Léa Exemple")
    await camille.sees(head(FR, "new.check"))
    await camille.taps(FR("button.send"))
    await lea.sees("Poser le joint")
    await stage.passes(24 * 60)
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    history = await lea.sees(FR("brief.history"))
    for told in ("mardi 24 novembre 2026", "Léa Exemple", "à poursuivre", "Il manque une pièce", "Joint de porte usé",
                 "Sonner deux fois, prévoir une échelle de 3 m"):  # fmt: skip
        assert told in history.text
