"""A basement without network: the whole visit is typed blind, and arrives in one burst in any order."""

import random

import pytest

from demo.people import Person

from acting import Browser, arrives, assigns, head, presses, printed, submits, team
from conftest import FR, Stage, picture

BURST = (
    "Arrivé 8h40",
    "Travaux : condensateur nettoyé, essai concluant",
    "Équipement : groupe froid A",
    "État à l’arrivée : Usé",
    "Coupure des énergies : Consigné",
    "Dispositifs de sécurité : En ordre",
    "Essai concluant : oui",
    "Pièces : 2 x filtre 20µ",
    "Anomalie grave : isolant arraché",
    "Conseil : prévoir une échelle",
    "Départ du site 10h15",
)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_twelve_answers_typed_without_network_arrive_shuffled_and_make_the_same_report(stage: Stage, seed: int):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await lea.sees(FR("step.arrived"))
    await lea.network(False)
    await stage.passes(170)
    burst = [*BURST, FR("choice.done")]
    random.Random(seed).shuffle(burst)
    for text in burst:
        await lea.says(text)
    await lea.network(True)
    await settled(lea)
    await lea.says("/review")
    review = await lea.sees("Relecture du rapport")
    for answer in ("08:40", "10:15", "condensateur nettoyé", "groupe froid A", "Usé", "Consigné", "filtre 20µ",
                   "isolant arraché", "Majeure", FR("outcome.done"), "prévoir une échelle"):  # fmt: skip
        assert answer in review.text, answer
    await presses(lea, review, FR("button.continue"))
    await finishes_what_is_left(lea)
    sign = await submits(lea)
    async with Browser() as client:
        await client.opens(sign.copy_text(FR("button.copy_link")))
        await client.gives("accepted")
    text = printed(await (await stage.office.document()).download())
    for answer in ("condensateur nettoyé", "groupe froid A", "filtre 20µ", "isolant arraché", "prévoir une échelle"):
        assert answer in text, answer


async def settled(lea: Person) -> None:
    """Until every queued message was answered: each entry is noted in so many words, each time with its receipt."""
    wanted = ("condensateur nettoyé", "groupe froid A", "Usé", "Consigné", "filtre 20µ", "isolant arraché",
              "prévoir une échelle", "08:40", "10:15", FR("outcome.done"))  # fmt: skip
    for answer in wanted:
        await lea.sees(answer, anywhere=True)


async def finishes_what_is_left(lea: Person) -> None:
    """The optional questions in one tap, the lists closed, an after photo."""
    await lea.taps(FR("button.skip_all"))
    await lea.sees(FR("step.anomalies"))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.photos"))
    await lea.sends_photos([picture()])
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("review.complete"))


async def test_words_that_fit_nothing_are_kept_and_become_an_answer_with_a_tap(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await lea.taps(FR("button.accept"))
    await lea.sees(FR("step.on_my_way"))
    await lea.network(False)
    await lea.says("Remplacé le pressostat")
    await lea.says(FR("choice.on_my_way"))
    await lea.says(FR("choice.arrived"))
    await lea.network(True)
    await lea.sees(FR("ask.work"))
    kept = await lea.sees(head(FR, "tell.remark_kept"), anywhere=True)
    await presses(lea, kept, FR("button.use_as_work"))
    await lea.sees("Quel équipement")
    await lea.says("/review")
    assert "Remplacé le pressostat" in (await lea.sees("Relecture du rapport")).text


async def test_times_that_came_together_are_doubted_and_corrected_by_replying(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await arrives(stage, lea)
    noted = await lea.sees(FR("tell.noted.arrived", at="08:20"), anywhere=True)
    await lea.says("/resume")
    await lea.sees(FR("ask.work"))
    await lea.says("8h12", reply_to=noted.id)
    await lea.sees(FR("tell.noted.arrived", at="08:12"))
