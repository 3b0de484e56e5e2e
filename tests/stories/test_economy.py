"""The standard case costs at most twenty taps and messages, all told; the figure is printed."""

from collections.abc import Sequence

from demo.people import Person

from acting import arrives, assigns, finds, finishes, goes_on, head, submits, team, works
from conftest import FR, Stage, picture

MOST = 20


class Counted:
    """A person whose taps, messages and typed characters are counted. An album counts as one message."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.taps_made: list[str] = []
        self.messages: list[str] = []
        self.typed = 0

    async def taps(self, label: str) -> None:
        """Tap a button, inline or under the text field."""
        self.taps_made.append(label)
        await self.person.taps(label)

    async def says(self, text: str) -> None:
        """Type a message."""
        self.messages.append(text)
        self.typed += len(text)
        await self.person.says(text)

    async def sends_album(self, pictures: Sequence[bytes]) -> None:
        """Choose photos and send them as one album."""
        self.messages.append(f"{len(pictures)} photos")
        await self.person.sends_photos(list(pictures), album=True)

    @property
    def figure(self) -> int:
        """Taps and messages."""
        return len(self.taps_made) + len(self.messages)

    def print(self, title: str) -> None:
        """Print the figure as it stands."""
        print(
            f"\n{title}: {self.figure} taps and messages "
            f"({len(self.taps_made)} taps, {len(self.messages)} messages, {self.typed} typed characters)"
        )


async def test_the_standard_case_takes_at_most_twenty_taps_and_messages(stage: Stage):
    camille, lea = await team(stage)
    await assigns(camille, "Léa Exemple")
    await first_visit(stage, lea)
    await stage.passes(60 * 24)
    await finds(camille, "boul")
    await camille.taps("Fournil")
    await camille.sees(head(FR, "new.access"))
    await goes_on(camille, "aujourd'hui 8h30-10h30", "Entretien annuel")
    await camille.taps("Léa Exemple")
    await camille.sees(head(FR, "new.check"))
    await camille.taps(FR("button.send"))
    counted = Counted(lea)
    await standard_case(stage, counted)
    counted.print("standard case, from the offer to handing over the phone for the signature")
    assert counted.figure <= MOST, [*counted.taps_made, *counted.messages]


async def first_visit(stage: Stage, lea: Person) -> None:
    """An earlier visit at the same site, so that there are recents and a last time."""
    await arrives(stage, lea)
    await lea.says("Pièces : 1 x courroie")
    await works(stage, lea)
    await finishes(stage, lea)
    await submits(lea)


async def standard_case(stage: Stage, lea: Counted) -> None:
    """Accept, on my way, arrived, described, checked, two materials from recents, six photos, done, left, signed."""
    sees = lea.person.sees
    await sees("Entretien annuel")
    await lea.taps(FR("button.accept"))
    await sees(FR("step.on_my_way"))
    await lea.taps(FR("choice.on_my_way"))
    await sees(FR("step.arrived"))
    await stage.passes(20)
    await lea.taps(FR("choice.arrived"))
    await sees(FR("ask.work"))
    await lea.says("Filtres et courroie changés, essai concluant")
    await sees("Repère A")
    await lea.taps(FR("button.last_time"))
    await sees("Une photo de l’équipement")
    await lea.taps(FR("button.skip_all"))
    for question, answer in (("Dans quel état", "Usé"), ("Énergies coupées", "Consigné"), ("Sécurités", "En ordre"),
                             ("tout fonctionne", FR("button.yes"))):  # fmt: skip
        await sees(question)
        await lea.taps(answer)
    await sees(FR("step.anomalies"))
    await lea.taps(FR("button.no_anomaly"))
    await sees(FR("step.materials"))
    await lea.taps("filtre 20µ")
    await sees(FR("ask.materials", n=1), anywhere=True)
    await lea.taps(FR("button.add_this", what="courroie"))
    await sees(FR("ask.materials", n=2), anywhere=True)
    await lea.taps(FR("button.go_on"))
    await sees(FR("step.photos"))
    await lea.sends_album([picture((20 * n, 90, 120)) for n in range(6)])
    await sees(FR("tell.photos", n=6, stored=6))
    await stage.passes(50)
    await lea.taps(FR("choice.done"))
    await sees(FR("step.advice"))
    await lea.taps(FR("choice.left"))
    await sees(FR("review.complete"))
    await lea.taps(FR("button.submit"))
    sign = await sees(FR("sign.how"))
    assert sign.url(FR("button.sign_here"))
    lea.taps_made.append(FR("button.sign_here"))
