"""A trade's own questions, as read from its interview file. Made by `templates.interviews`; used by `core`."""

from decimal import Decimal
from typing import Literal

from core.base import Noun
from core.people import Language
from core.visit import Answer, Outcome


class Option(Noun, frozen=True, kw_only=True):
    """One choice of a choice question. `id` has at most 24 characters of a-z, 0-9 and `_`."""

    id: str
    label: dict[Language, str]


class Condition(Noun, frozen=True, kw_only=True):
    """The question is asked only when the earlier answer to `question` is one of `choices` or equals `yes`."""

    question: str
    choices: tuple[str, ...] = ()
    yes: bool | None = None


class Question(Noun, frozen=True, kw_only=True):
    """One typed question. `minimum` and `maximum` bound what is plausible for a number, in `unit` as printed.

    `required` answers block submission unless the visit is abandoned; `printed` False keeps the answer internal.
    """

    id: str
    kind: Literal["choice", "number", "text", "yes_no", "photo"]
    ask: dict[Language, str]
    label: dict[Language, str]
    """The short form, for the review card and the PDF."""
    by: Literal["dispatcher", "technician"] = "technician"
    """Who fills it: the dispatcher before the visit, or the technician, who is also asked what was left open."""
    keeps: bool = False
    """Whether the answer of an earlier visit at the site may be taken over: about what stays, never a reading."""
    required: bool = True
    printed: bool = True
    options: tuple[Option, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 1
    when: Condition | None = None

    def applies(self, checklist: dict[str, Answer]) -> bool:
        """Whether the question is asked, given the answers so far."""
        if self.when is None:
            return True
        answer = checklist.get(self.when.question)
        if answer is None or answer.skipped:
            return False
        if self.when.yes is not None:
            return answer.yes is self.when.yes
        return answer.choice in self.when.choices


class Interview(Noun, frozen=True, kw_only=True):
    """A trade's interview in one version (the SHA-256 of its file, shortened)."""

    trade: str
    version: str
    name: dict[Language, str]
    questions: tuple[Question, ...]
    photos_required_for: tuple[Outcome, ...] = ()
    """Outcomes for which at least one `after` photo is demanded."""

    def asked(self, checklist: dict[str, Answer]) -> tuple[Question, ...]:
        """The questions that are asked, given the answers so far; one that is not asked opens no other."""
        found: list[Question] = []
        known: dict[str, Answer] = {}
        for question in self.questions:
            if question.applies(known):
                found.append(question)
                if question.id in checklist:
                    known[question.id] = checklist[question.id]
        return tuple(found)

    def before_visit(self, answers: dict[str, Answer]) -> tuple[Question, ...]:
        """The questions that the dispatcher is asked before the visit, given the answers so far."""
        return tuple(question for question in self.asked(answers) if question.by == "dispatcher")

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((q for q in self.questions if q.id == question_id), None)
