"""Each trade from the dispatcher's answers to the sealed report: it prints what is to be printed, nothing internal."""

import re
import subprocess
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from core.interview.spec import Interview, Question
from core.people import Role
from core.report import CheckLine
from core.visit import Answer
from demo.people import Person
from templates.wording import Wording

from acting import Browser, arrives, assigns, finishes, pictures_in, submits
from conftest import EN, FR, TRADES, Stage, picture

pytestmark = pytest.mark.poppler

PLAYED = list(zip(sorted(TRADES), (FR, EN) * len(TRADES), strict=False))
"""Every trade, one in French, one in English."""


@dataclass
class Sheet:
    """One visit's answers to a trade's questions, each chosen so that as many questions as can be are asked."""

    interview: Interview
    words: Wording
    answers: dict[str, Answer] = field(default_factory=dict)

    @property
    def language(self) -> str:
        return self.words.language

    async def answered_by(self, person: Person, who: str) -> None:
        """Answer the questions of the dispatcher, or of the technician, as they come."""
        for question in self.interview.questions:
            if question.by == who and question.applies(self.answers):
                await person.sees(question.ask[self.language])
                self.answers[question.id] = await self._gives(person, question)

    async def _gives(self, person: Person, question: Question) -> Answer:
        match question.kind:
            case "choice":
                option = max(question.options, key=lambda o: self._opened(question, Answer(choice=o.id)))
                await person.taps(option.label[self.language])
                return Answer(choice=option.id)
            case "yes_no":
                yes = self._opened(question, Answer(yes=True)) >= self._opened(question, Answer(yes=False))
                await person.taps(self.words("button.yes" if yes else "button.no"))
                return Answer(yes=yes)
            case "number":
                number = middle(question)
                await person.says(self.words.number(number))
                return Answer(number=number)
            case "photo":
                await person.sends_photos([picture((200, 30, 30))])
                return Answer(photo=True)
            case _:
                text = f"Repère {question.id} 4711"
                await person.says(text)
                return Answer(text=text)

    def _opened(self, question: Question, answer: Answer) -> int:
        known = {**self.answers, question.id: answer}
        return sum(
            1 for q in self.interview.questions if q.when and q.when.question == question.id and q.applies(known)
        )

    def printed(self) -> list[str]:
        """The lines that the report must print: label and answer."""
        return [
            folded(f"{q.label[self.language]} {self.words.check_value(self._line(q, self.answers[q.id]))}")
            for q in self.interview.questions
            if q.printed and q.id in self.answers
        ]

    def internal(self) -> list[str]:
        """Labels, and texts, that the report must not print."""
        asked = [q for q in self.interview.questions if not q.printed and q.id in self.answers]
        return [text for q in asked for text in (q.label[self.language], self.answers[q.id].text) if text is not None]

    def photos(self) -> int:
        """How many photos of answers the report must print."""
        return sum(1 for q in self.interview.questions if q.printed and q.id in self.answers and q.kind == "photo")

    def _line(self, question: Question, answer: Answer) -> CheckLine:
        option = next((o for o in question.options if o.id == answer.choice), None)
        label = option.label[self.language] if option else None
        return CheckLine(question_id=question.id, question="", answer=answer, choice=label, unit=question.unit)


def middle(question: Question) -> Decimal:
    """A number from the middle of what is plausible, with all its decimals."""
    assert question.minimum is not None
    assert question.maximum is not None
    number = (question.minimum + question.maximum) * Decimal("0.377")
    return round(number, question.decimals) if question.decimals else number.to_integral_value()


def laid_out(pdf: bytes) -> str:
    """The text of the PDF line by line, as a reader sees it (pdftotext), white space folded."""
    shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return folded(shown.stdout.decode())


def folded(text: str) -> str:
    """The text with any white space between two words as one blank."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(("trade", "words"), PLAYED, ids=sorted(TRADES))
async def test_a_trade_from_the_work_order_to_its_sealed_report(stage: Stage, trade: str, words: Wording):
    camille = await stage.comes_in("Camille Exemple", Role.DISPATCHER, language=words.language)
    lea = await stage.comes_in("Léa Exemple", Role.TECHNICIAN, language=words.language)
    sheet = Sheet(TRADES[trade], words)
    when = "aujourd'hui 8h30-10h30" if words is FR else "today 8:30-10:30"
    await assigns(camille, "Léa Exemple", trade=trade, when=when, words=words,
                  beforehand=lambda: sheet.answered_by(camille, "dispatcher"))  # fmt: skip
    beforehand = len(sheet.printed())
    await arrives(stage, lea, words)
    await lea.says("Travail fait, essai concluant")
    await sheet.answered_by(lea, "technician")
    await lea.sees(words("step.anomalies"))
    await finishes(stage, lea, words)
    sign = await submits(lea, words)
    async with Browser() as browser:
        await browser.opens(sign.copy_text(words("button.copy_link")))
        await browser.gives("accepted")
    pdf = await (await stage.office.document()).download()
    text = laid_out(pdf)
    assert beforehand, "the dispatcher answered beforehand"
    assert [line for line in sheet.printed() if line not in text] == []
    assert pictures_in(pdf) == sheet.photos() + 2, "the photo after, and the signature"
    assert sheet.internal(), "something is internal"
    assert [line for line in sheet.internal() if line in text] == []
