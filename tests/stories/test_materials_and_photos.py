"""What a technician adds to a report: materials with their buttons, anomalies with photos, photos of every kind."""

from demo.people import Person, Seen

from acting import arrives, assigns, finishes, presses, submits, team, works
from conftest import FR, Stage, picture

BROKEN = b"\xff\xd8\xff\xe0 this is no JPEG \xff\xd9"


async def at_materials(stage: Stage) -> Person:
    """Léa at the question for materials."""
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.no_anomaly"))
    await lea.sees(FR("step.materials"))
    return lea


async def at_photos(stage: Stage) -> Person:
    """Léa at the question for photos."""
    lea = await at_materials(stage)
    await lea.taps(FR("button.no_material"))
    await lea.sees(FR("step.photos"))
    return lea


async def to_review(lea: Person, stage: Stage) -> Seen:
    """From the photos to the review card."""
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.outcome"))
    await lea.taps(FR("choice.done"))
    await lea.sees(FR("step.advice"))
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.left"))
    await stage.passes(30)
    await lea.taps(FR("choice.left"))
    return await lea.sees("Relecture du rapport")


async def test_materials_by_typing_and_by_buttons(stage: Stage):
    lea = await at_materials(stage)
    await lea.says("quelques filtres ?!\n0 x joint")
    await lea.sees(FR("error.read_quantity_zero"))
    await lea.says("2 x filtre 20µ\n3,5 m tube cuivre\ncollier")
    listed = await lea.sees(FR("ask.materials", n=3))
    assert "2\u00a0pièces · filtre 20µ" in listed.text
    assert "3,5\u00a0m · tube cuivre" in listed.text
    assert "1\u00a0pièce · collier" in listed.text
    await lea.taps(FR("button.change_this", what="filtre 20µ"))
    one = await lea.sees(FR("ask.material_hint"))
    assert one.id == listed.id, "in the same message"
    await presses(lea, one, FR("button.plus", n=10))
    more = await lea.sees("12\u00a0pièces")
    await presses(lea, more, FR("button.minus", n=1))
    await lea.sees("11\u00a0pièces")
    await lea.taps(FR("button.billable_no"))
    await lea.sees("non facturé")
    await lea.taps(FR("button.ok"))
    listed = await lea.sees(FR("ask.materials", n=3))
    assert "11\u00a0pièces · filtre 20µ · non facturé" in listed.text
    await lea.taps(FR("button.change_this", what="collier"))
    await lea.taps(FR("button.remove"))
    await lea.sees(FR("ask.materials", n=2))
    await lea.taps(FR("button.change_this", what="tube cuivre"))
    await lea.sees(FR("ask.material_hint"))
    await lea.says("4 m tube cuivre 3/8")
    await lea.sees("tube cuivre 3/8")
    await lea.taps(FR("button.ok"))
    listed = await lea.sees(FR("ask.materials", n=2))
    assert "4\u00a0m · tube cuivre 3/8" in listed.text
    assert "collier" not in listed.text
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.photos"))


async def test_what_was_used_lately_is_offered_at_the_next_visit(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple", when="aujourd'hui 8h30-10h30")
    await arrives(stage, lea)
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)
    await assigns(camille, "Léa Exemple", client="Hôtel Modèle", when="aujourd'hui 14h-15h")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.no_anomaly"))
    question = await lea.sees(FR("step.materials"))
    recent = FR("button.add_this", what="filtre 20µ")
    assert recent in question.labels
    await lea.taps(recent)
    again = await lea.sees(FR("ask.materials", n=1))
    assert "1\u00a0pièce · filtre 20µ" in again.text
    assert FR("button.change_this", what="filtre 20µ") in again.labels
    assert recent not in again.labels


async def test_several_anomalies_each_with_severity_and_photos(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await works(stage, lea)
    await lea.taps(FR("button.add_anomaly"))
    await lea.sees(FR("ask.anomaly_text"))
    await lea.says("Câble dénudé derrière le groupe")
    await lea.sees("Quelle gravité")
    await lea.taps(FR("severity.dangerous"))
    await lea.sees(FR("step.anomaly_photos"))
    await lea.sends_photos([picture(), picture((9, 9, 9))], album=True)
    await lea.sees(FR("tell.photos", n=3, stored=3))
    await lea.taps(FR("button.go_on"))
    await lea.sees("Câble dénudé")
    await lea.says("Joint usé")
    await lea.taps(FR("severity.minor"))
    await lea.sees(FR("step.anomaly_photos"))
    await lea.taps(FR("button.go_on"))
    listed = await lea.sees("Joint usé")
    assert "Danger · Câble dénudé derrière le groupe · 📷 2" in listed.text
    assert "Mineure · Joint usé · 📷 0" in listed.text
    await lea.taps(FR("button.remove_this", what="Joint usé"))
    await lea.sees("Câble dénudé")
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    assert "Câble dénudé" in review.text
    assert "Joint usé" not in review.text


async def test_an_album_of_six_and_one_late_picture_in_one_receipt(stage: Stage):
    lea = await at_photos(stage)
    album = await lea.sends_photos([picture((n * 20, 90, 90)) for n in range(6)], caption="Après nettoyage", album=True)
    await lea.sees(FR("tell.photos", n=7, stored=7))
    await lea.sends_late_photo(picture((200, 200, 10)), album["media_group_id"])
    await lea.sees(FR("tell.photos", n=8, stored=8))
    receipts = [m for m in await lea.messages() if "enregistrée" in m.text]
    assert len(receipts) == 2, "one for the photo of the equipment, one, edited, for all that came here"
    review = await to_review(lea, stage)
    assert "Photos\u00a0: 8" in review.text
    assert FR("review.complete") in review.text


async def test_a_picture_sent_as_a_file_counts_and_a_broken_one_is_named(stage: Stage):
    lea = await at_photos(stage)
    await lea.sends_files({"img_1.jpg": picture((30, 160, 60))}, mime="image/jpeg")
    await lea.sees(FR("tell.photos", n=2, stored=2))
    broken = await lea.sends_file(BROKEN, name="img_2.jpg", mime="image/jpeg")
    answer = await lea.sees(FR("tell.photo_lost", why=FR("photo_problem.damaged")), anywhere=True)
    assert answer.raw["reply_to"]["id"] == broken["message_id"]
    await lea.sees(FR("tell.photos", n=3, stored=2), anywhere=True)
    review = await to_review(lea, stage)
    assert FR("tell.photos_missing", n=1) in review.text
    assert "Photos\u00a0: 2" in review.text
    sign = await submits(lea)
    assert "RI-2026-0001" in sign.text, "the broken picture holds nothing up"


async def test_photos_are_sorted_and_removed(stage: Stage):
    lea = await at_photos(stage)
    await lea.sends_photos([picture((n * 40, 90, 90)) for n in range(3)], album=True)
    await lea.sees(FR("tell.photos", n=4, stored=4))
    await lea.taps(FR("button.sort_photos"))
    sorting = await lea.sees(FR("tell.photos_sort"))
    assert FR("button.photo_phase", index=3, phase=FR("phase.after")) in sorting.labels
    await lea.taps(FR("button.photo_phase", index=3, phase=FR("phase.after")))
    await lea.sees(FR("tell.photos_sort"))
    changed = await lea.sees(FR("tell.photos_sort"), anywhere=True)
    assert FR("button.photo_phase", index=3, phase=FR("phase.before")) in changed.labels
    assert await lea.taps(FR("button.photo_remove", index=2)) == FR("toast.removed")
    await lea.sees(FR("tell.photos", n=3, stored=3))
    left = await lea.sees(FR("tell.photos_sort"), anywhere=True)
    assert FR("button.photo_phase", index=2, phase=FR("phase.before")) in left.labels
    await presses(lea, left, FR("button.ok"))
    review = await to_review(lea, stage)
    assert "Photos\u00a0: 3" in review.text


async def test_removing_the_photo_that_answered_a_question_opens_the_question_again(stage: Stage):
    lea = await at_photos(stage)
    await lea.taps(FR("button.sort_photos"))
    assert await lea.taps(FR("button.photo_remove", index=1)) == FR("toast.removed")
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.sees("Une photo de l’équipement")
    await lea.taps(FR("button.skip"))
    await lea.sees(FR("step.outcome"))


async def test_a_done_report_without_an_after_photo_is_not_complete(stage: Stage):
    lea = await at_photos(stage)
    review = await to_review(lea, stage)
    assert FR("step.photos_after") in review.text
    assert FR("button.submit") not in review.labels
    await lea.taps(FR("button.continue"))
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("review.complete"))
    await submits(lea)


async def test_a_photo_with_no_visit_open_is_refused_with_what_to_do(stage: Stage):
    _, lea = await team(stage)
    await lea.sends_photos([picture()])
    await lea.sees(FR("error.photo_without_visit"))
