"""Who plays, and what they would answer, chosen by a seed. Names are invented. Used by `scenes`."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.play.jobs import JOBS
from core.interview.spec import Question
from core.people import Language
from core.visit import Answer


@dataclass(frozen=True)
class Part:
    """Everything that the seed decides. `language` is everyone's; the client's report is in `client_language`."""

    dice: random.Random
    language: Language
    client_language: Language
    trade: str
    client: str
    site: str
    address: str
    door_code: str
    mission: str
    work: str
    anomaly: str | None
    severity: str
    materials: tuple[tuple[str, str], ...]
    """What is typed, and the name as printed."""
    outcome: str
    remains: str
    advice: str
    word: str
    remarks: str
    stars: int
    photos: int
    signatory: str = "Claude Modèle"
    role: str = "Gérance"
    email: str = "client@modele.example"
    dispatcher: str = "Camille Exemple"
    technician: str = "Léa Exemple"
    manager: str = "Dominique Exemple"


FRENCH = {
    "advice": ("Prévoir une échelle de 3 m la prochaine fois", "Demander la clé du local à l’accueil"),
    "remarks": ("Passage soigné, merci", "Merci de prévenir la veille", "Travail propre"),
    "reserve": ("La porte du local ferme mal depuis l’intervention",),
    "refusal": ("Le problème est revenu aussitôt",),
}
ENGLISH = {
    "advice": ("Bring a 3 m ladder next time", "Ask for the plant room key at the desk"),
    "remarks": ("Careful work, thank you", "Please call the day before", "Clean work"),
    "reserve": ("The plant room door has not closed well since",),
    "refusal": ("The trouble came straight back",),
}


def cast(seed: int) -> Part:
    """The part that this seed decides; the same seed gives the same part."""
    dice = random.Random(seed)
    language: Language = "fr" if seed % 2 == 0 else "en"
    client_language: Language = language if dice.random() < 0.8 else ("en" if language == "fr" else "fr")
    texts = FRENCH if language == "fr" else ENGLISH
    trade = dice.choice(tuple(JOBS[language]))
    job = JOBS[language][trade]
    word = dice.choices(("accepted", "reservations", "refused"), (6, 2, 1))[0]
    return Part(
        dice=dice,
        language=language,
        client_language=client_language,
        trade=trade,
        client=dice.choice(("Boulangerie Modèle", "Hôtel de l’Exemple", "Clinique Témoin", "Model & Sons <Test>")),
        site=dice.choice(("Fournil", "Cuisine centrale", "Bâtiment B")),
        address=f"{dice.randrange(1, 90)} rue de l’Exemple, 75000 Paris",
        door_code=f"{dice.randrange(1000, 9999)}B{dice.randrange(10, 99)}",
        mission=job.mission,
        work=job.work,
        anomaly=job.anomaly if dice.random() < 0.7 else None,
        severity=dice.choice(("minor", "major", "dangerous")),
        materials=tuple(dice.sample(job.materials, k=dice.randrange(1, 3))),
        outcome=dice.choices(("done", "to_be_continued"), (4, 1))[0],
        remains=job.remains,
        advice=dice.choice(texts["advice"]),
        word=word,
        remarks=dice.choice(texts[{"accepted": "remarks", "reservations": "reserve", "refused": "refusal"}[word]]),
        stars=dice.randrange(4, 6) if word == "accepted" else dice.randrange(1, 4),
        photos=dice.randrange(2, 6),
    )


def answer_to(question: Question, part: Part) -> Answer:
    """What the people of this part answer to a trade's question."""
    dice = part.dice
    match question.kind:
        case "choice":
            return Answer(choice=dice.choice(question.options).id)
        case "yes_no":
            return Answer(yes=dice.random() < 0.6)
        case "number":
            return Answer(number=_number(question, dice))
        case "photo":
            return Answer(photo=True)
        case _:
            code = dice.randrange(100, 999)
            return Answer(text=f"Repère {code}" if part.language == "fr" else f"Mark {code}")


def _number(question: Question, dice: random.Random) -> Decimal:
    low = question.minimum if question.minimum is not None else Decimal(0)
    high = question.maximum if question.maximum is not None else low + 100
    value = low + (high - low) * Decimal(dice.randrange(10, 60)) / 100
    return round(value, question.decimals) if question.decimals else value.to_integral_value()


def asked(questions: Sequence[Question], checklist: dict[str, Answer]) -> Question | None:
    """The next of these questions that applies and is not answered."""
    return next((q for q in questions if q.applies(checklist) and q.id not in checklist), None)
