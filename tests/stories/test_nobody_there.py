"""A closed door and a wrong address: a few taps, and the sealed report and the office know what happened."""

from datetime import timedelta

from acting import DOOR_CODE, arrives, assigns, printed, team
from conftest import FR, Stage, picture

SITE = "1 rue de l’Exemple, 75000 Paris"
WAITED = FR.span(timedelta(minutes=22))
RIGHT = "12 rue de l’Essai, 75000 Paris"


async def test_nobody_there_with_photo_and_waiting_time_in_the_sealed_report(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    await stage.passes(22)
    await lea.taps(FR("choice.abandoned"))
    await lea.sees(FR("ask.reason.abandoned"))
    await lea.taps(FR("reason.nobody_there"))
    await lea.sees(FR("ask.door_photo"))
    await lea.sends_photos([picture()])
    waited = await lea.sees(FR("ask.waited"))
    assert FR("button.since_arrival", n=22) in waited.labels
    await lea.taps(FR("button.since_arrival", n=22))
    review = await lea.sees(FR("review.complete"))
    assert WAITED in review.text
    await lea.taps(FR("button.submit"))
    told = await camille.sees(FR("reason.nobody_there"))
    assert "Boulangerie Modèle" in told.text
    post = await stage.office.document()
    assert FR("post.waited", length=WAITED) in post.text
    assert FR("post.reason", reason=FR("reason.nobody_there")) in post.text
    pdf = printed(await post.download())
    assert " ".join(FR("pdf.waited", length=WAITED).split()) in pdf
    assert "Personne sur place" in pdf
    assert "Photo 1" in pdf
    assert DOOR_CODE not in "".join(m.text for m in await lea.messages())


async def test_a_wrong_address_is_taken_over_to_the_site_with_a_tap(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await stage.passes(20)
    await lea.taps(FR("choice.abandoned"))
    await lea.sees(FR("ask.reason.abandoned"))
    await lea.taps(FR("reason.wrong_address"))
    await lea.sees(FR("ask.right_address"))
    await lea.says(RIGHT)
    await lea.sees(FR("review.complete"))
    await lea.taps(FR("button.submit"))
    await lea.sees(FR("tell.submitted"))
    told = await camille.sees(RIGHT)
    assert SITE in told.text
    await camille.taps(FR("button.take_address"))
    await camille.sees(FR("address.taken", client="Boulangerie Modèle", site="Fournil", address=RIGHT))
    pdf = printed(await (await stage.office.document()).download())
    assert SITE in pdf, "the report says where the technician was sent"
    await camille.sees(f"📍 Fournil, {RIGHT}", anywhere=True)
