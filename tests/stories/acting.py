"""What stories have in common: a work order made, a visit answered, a client who signs. Used by the stories."""

import base64
import hashlib
import io
import subprocess
from collections.abc import Awaitable, Callable
from html.parser import HTMLParser

import aiohttp
from PIL import Image, ImageDraw

from core.people import Role
from core.visit import Answer
from demo.people import Person, Seen
from templates.wording import Wording

from conftest import FR, TRADES, Stage, picture

DOOR_CODE = "4B12"


async def team(stage: Stage) -> tuple[Person, Person]:
    """A dispatcher and a technician."""
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER)
    lea = await stage.comes_in("Léa Exemple", Role.TECHNICIAN)
    return camille, lea


async def assigns(
    camille: Person,
    technician: str,
    *,
    client: str = "Boulangerie Modèle",
    when: str = "aujourd'hui 8h30-10h30",
    mission: str = "Groupe froid en panne",
    trade: str = "maintenance",
    words: Wording = FR,
    email: str = "",
    beforehand: Callable[[], Awaitable[None]] | None = None,
) -> Seen:
    """`/new` for a new client, all the way; the dispatcher's card. `beforehand` answers what the trade asks then."""
    await camille.says("/new")
    await camille.sees(head(words, "new.client"))
    await camille.says(client)
    await camille.taps(words("button.new_client", name=client))
    await camille.taps(words("language.fr" if words is FR else "language.en"))
    await camille.sees(head(words, "new.client_phone"))
    await camille.taps(words("button.skip"))
    await camille.sees(head(words, "new.client_email"))
    await (camille.says(email) if email else camille.taps(words("button.skip")))
    await camille.sees(head(words, "new.site", n=0))
    await camille.says("Fournil")
    await camille.sees(head(words, "new.site_address"))
    await camille.says("1 rue de l’Exemple, 75000 Paris")
    await camille.sees(head(words, "new.access"))
    await camille.taps(words("access.door_code"))
    await camille.sees(head(words, "new.access.door_code"))
    await camille.says(DOOR_CODE)
    await camille.sees(DOOR_CODE)
    await camille.taps(words("button.go_on"))
    await camille.sees(head(words, "new.when"))
    await camille.says(when)
    await camille.sees(head(words, "new.mission"))
    await camille.says(mission)
    await camille.sees(head(words, "new.constraints"))
    await camille.taps(words("button.skip"))
    await camille.sees(head(words, "new.equipment"))
    await camille.taps(words("button.skip"))
    await camille.sees(head(words, "new.attachments"))
    await camille.taps(words("button.no_attachment"))
    await camille.sees(head(words, "new.trade"))
    await camille.taps(TRADES[trade].name["fr" if words is FR else "en"])
    await (beforehand() if beforehand else leaves_open(camille, trade, words))
    await camille.sees(head(words, "new.technician"))
    await camille.taps(technician)
    await camille.sees(head(words, "new.check"))
    await camille.taps(words("button.send"))
    return await camille.sees(words("state.offered"))


async def finds(camille: Person, part: str, client: str = "Boulangerie Modèle") -> Seen:
    """`/new` for a known client, found by part of the name; the question for the site."""
    await camille.says("/new")
    await camille.sees(head(FR, "new.client"))
    await camille.says(part)
    found = await camille.sees(FR("new.client_found", n=1, typed=part).splitlines()[1])
    assert found.labels.count(client) == 1
    await camille.taps(client)
    return await camille.sees(head(FR, "new.site", n=1))


async def goes_on(camille: Person, when: str, mission: str) -> Seen:
    """From the access notes to the choice of the technician, as shortly as it can be; that question."""
    await camille.taps(FR("button.go_on"))
    await camille.sees(head(FR, "new.when"))
    await camille.says(when)
    await camille.sees(head(FR, "new.mission"))
    await camille.says(mission)
    await camille.sees(head(FR, "new.constraints"))
    await camille.taps(FR("button.skip"))
    await camille.sees(head(FR, "new.equipment"))
    await camille.taps(FR("button.skip"))
    await camille.taps(FR("button.no_attachment"))
    await camille.taps(TRADES["maintenance"].name["fr"])
    await leaves_open(camille, "maintenance", FR)
    return await camille.sees(head(FR, "new.technician"))


async def leaves_open(camille: Person, trade: str, words: Wording) -> None:
    """Pass over what the trade asks the dispatcher beforehand."""
    await camille.sees(head(words, "new.brief"))
    several = len(TRADES[trade].before_visit({})) > 1
    await camille.taps(words("button.skip_these" if several else "button.skip"))


def head(words: Wording, id: str, **args: int) -> str:
    """A wording's first line."""
    return words(id, **args).splitlines()[0]


async def arrives(stage: Stage, lea: Person, words: Wording = FR) -> None:
    """Accept, on my way, arrived."""
    await lea.taps(words("button.accept"))
    await lea.sees(words("step.on_my_way"))
    await lea.taps(words("choice.on_my_way"))
    await lea.sees(DOOR_CODE)
    await stage.passes(20)
    await lea.taps(words("choice.arrived"))
    await lea.sees(words("ask.work"))


async def works(stage: Stage, lea: Person, words: Wording = FR, trade: str = "maintenance") -> None:
    """Work done and the trade's questions, as plainly as they can be answered."""
    await lea.says("Filtre changé, essai concluant")
    await checks(lea, words, trade)
    await lea.sees(words("step.anomalies"))


async def checks(lea: Person, words: Wording, trade: str) -> None:
    """Every question of the trade: the first option, no, the least number, a word, a photo."""
    language = "fr" if words is FR else "en"
    checklist: dict[str, Answer] = {}
    for question in TRADES[trade].questions:
        if not question.applies(checklist) or (question.by == "dispatcher" and not question.required):
            continue
        await lea.sees(question.ask[language])
        match question.kind:
            case "choice":
                await lea.taps(question.options[0].label[language])
                checklist[question.id] = Answer(choice=question.options[0].id)
            case "yes_no":
                await lea.taps(words("button.no"))
                checklist[question.id] = Answer(yes=False)
            case "number":
                await lea.says(str(question.minimum))
                checklist[question.id] = Answer(number=question.minimum)
            case "photo":
                await lea.sends_photos([picture((200, 30, 30))])
                checklist[question.id] = Answer(photo=True)
            case _:
                await lea.says("Repère A")
                checklist[question.id] = Answer(text="Repère A")


async def finishes(stage: Stage, lea: Person, words: Wording = FR, *, outcome: str = "done") -> None:
    """From the anomalies to the review card."""
    await lea.taps(words("button.no_anomaly"))
    await lea.sees(words("step.materials"))
    await lea.says("2 x filtre 20µ")
    await lea.sees("filtre 20µ")
    await lea.taps(words("button.go_on"))
    await lea.sees(words("step.photos"))
    await lea.sends_photos([picture((30, 160, 60))])
    await lea.taps(words("button.go_on"))
    await lea.sees(words("step.outcome"))
    await lea.taps(words(f"choice.{outcome}"))
    if outcome == "to_be_continued":
        await lea.sees(words("ask.reason.to_be_continued"))
        await lea.says("Joint à remplacer")
        await lea.sees(words("step.to_bring"))
        await lea.taps(words("button.skip"))
    await lea.sees(words("step.advice"))
    await lea.taps(words("button.skip"))
    await lea.sees(words("step.left"))
    await stage.passes(45)
    await lea.taps(words("choice.left"))
    await lea.sees(words("review.complete"))


async def submits(lea: Person, words: Wording = FR) -> Seen:
    """Submit; the message with the client's QR code."""
    await lea.taps(words("button.submit"))
    return await lea.sees(words("sign.how"))


async def whole_visit(stage: Stage, lea: Person, words: Wording = FR, *, outcome: str = "done") -> Seen:
    """Accept to submission; the message with the client's QR code."""
    await arrives(stage, lea, words)
    await works(stage, lea, words)
    await finishes(stage, lea, words, outcome=outcome)
    return await submits(lea, words)


async def presses(person: Person, message: Seen, label: str) -> str | None:
    """Tap the button with exactly this label on exactly this message, stale or not; the bot's short answer."""
    data = next(b["data"] for row in message.raw["buttons"] for b in row if b["text"] == label)
    return await person.taps_raw(message.id, data)


class Fields(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.hidden[str(found["name"])] = found.get("value") or ""


class Browser:
    """A client's browser without JavaScript."""

    def __init__(self) -> None:
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.page = ""
        self.address = ""
        self.status = 0

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def opens(self, url: str) -> str:
        """Open the link and go through its door; the report's page."""
        await self.gets(url)
        return await self.posts(url)

    async def gets(self, url: str) -> str:
        """GET a page."""
        async with self.session.get(url) as answer:
            self.status, self.page, self.address = answer.status, await answer.text(), str(answer.url)
        return self.page

    async def posts(self, url: str, **fields: str) -> str:
        """Send the page's form with these fields."""
        async with self.session.post(url, data={**Fields(self.page).hidden, **fields}) as answer:
            self.status, self.page, self.address = answer.status, await answer.text(), str(answer.url)
        return self.page

    async def gives(self, word: str, *, remarks: str = "", stars: int = 5, name: str = "Claude Modèle") -> str:
        """Fill in and send the form: accepted, reservations or refused."""
        fields = {"name": name, "role": "Gérance", "remarks": remarks, "stars": str(stars), "word": word,
                  "consent": "yes", "signature": drawing(self.address)}  # fmt: skip
        return await self.posts(self.address, **fields)

    async def contests(self, line: str, text: str) -> str:
        """Contest a line of the report, from its page."""
        return await self.posts(f"{self.address.partition('?')[0]}/contest", line=line, text=text)

    async def downloads(self, path: str) -> bytes:
        """A file of the page, by its path below the report."""
        async with self.session.get(f"{self.address.partition('?')[0]}/{path}") as answer:
            answer.raise_for_status()
            return await answer.read()


def drawing(address: str) -> str:
    """A drawn signature, as the page sends it; no two reports are signed with the same strokes."""
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    heights = hashlib.sha256(address.encode()).digest()
    strokes = [(x, 20 + height * 160 // 255) for x, height in zip(range(30, 571, 45), heights, strict=False)]
    ImageDraw.Draw(image).line(strokes, fill=(10, 20, 90, 255), width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


ANSWERS = (
    "Condensateur nettoyé, pressostat remplacé",
    "Isolant arraché sur la ligne liquide",
    "Majeure",
    "Raccord flare desserré",
    "Danger",
    "filtre 20µ",
    "Non facturable",
    "tube cuivre",
    "3,5 m",
    "Vue du condenseur",
    "À poursuivre",
    "Joint de porte à remplacer",
    "Joint de 1,20 m, colle",
    "Prévoir une échelle de 3 m",
    "15 min",
)
"""What `everything` is told, as the French report prints it; the trade's answers apart."""
PHOTOS = 5
"""How many photos `everything` sends, those of the trade's questions among them."""


async def everything(stage: Stage, lea: Person) -> Seen:
    """A visit, in French, that goes through each question and its details; the message with the client's QR code."""
    await arrives(stage, lea)
    await reports(lea)
    await stage.passes(45)
    return await leaves(lea)


async def reports(lea: Person) -> None:
    """From the work done to the question when the visit ended."""
    await lea.says(ANSWERS[0])
    await checks(lea, FR, "maintenance")
    await finds_anomalies(lea)
    await lists_materials(lea)
    await lea.taps(FR("button.phase_before"))
    await lea.sends_photos([picture((30, 160, 60)), picture((40, 60, 160))], album=True, caption="Vue du condenseur")
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.outcome"))
    await lea.taps(FR("choice.to_be_continued"))
    await lea.sees(FR("ask.reason.to_be_continued"))
    await lea.says("Joint de porte à remplacer")
    await lea.sees(FR("step.to_bring"))
    await lea.says("Joint de 1,20 m, colle")
    await lea.sees(FR("step.advice"))
    await lea.says("Prévoir une échelle de 3 m")
    await lea.sees(FR("step.left"))


async def leaves(lea: Person) -> Seen:
    """From leaving to the message with the client's QR code."""
    await lea.taps(FR("choice.left"))
    review = await lea.sees(FR("review.complete"))
    await presses(lea, review, FR("button.edit", what=FR("step.pauses")))
    await lea.taps(FR("button.minutes", n=15))
    await lea.sees(FR("review.complete"))
    return await submits(lea)


async def finds_anomalies(lea: Person) -> None:
    """One by the button, with two photos, one typed straight away; up to the materials."""
    await lea.taps(FR("button.add_anomaly"))
    await lea.sees(FR("ask.anomaly_text"))
    await lea.says("Isolant arraché sur la ligne liquide")
    await lea.taps(FR("severity.major"))
    await lea.sees(FR("ask.anomaly_photos", anomaly="Isolant arraché sur la ligne liquide"))
    await lea.sends_photos([picture((160, 160, 30))])
    await lea.sends_photos([picture((160, 30, 160))])
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("ask.anomalies", n=1))
    await lea.says("Raccord flare desserré")
    await lea.taps(FR("severity.dangerous"))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("ask.anomalies", n=2))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.materials"))


async def lists_materials(lea: Person) -> None:
    """Two in one message, one of them one more and not to be billed; up to the photos."""
    await lea.says("2 x filtre 20µ\n3,5 m tube cuivre")
    await lea.sees("tube cuivre")
    await lea.taps(FR("button.change_this", what="filtre 20µ"))
    await lea.taps(FR("button.plus", n=1))
    await lea.taps(FR("button.billable_no"))
    await lea.sees("non facturé")
    await lea.taps(FR("button.ok"))
    await lea.taps(FR("button.go_on"))
    await lea.sees(FR("step.photos"))


# -- what a PDF shows ------------------------------------------------------------------------------------------------


def printed(pdf: bytes) -> str:
    """The text that a reader of the PDF sees (pdftotext), white space folded."""
    shown = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(shown.stdout.decode().split())


def pictures_in(pdf: bytes) -> int:
    """How many pictures a reader of the PDF sees (pdfimages); masks, which are pictures' shapes, not counted."""
    listed = subprocess.run(["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True)
    return sum(1 for line in listed.stdout.decode().splitlines()[2:] if line.split()[2] == "image")
