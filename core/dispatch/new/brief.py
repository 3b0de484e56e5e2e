"""The trade's questions that the dispatcher answers before the visit. Imported by its neighbours and `draft`.

Each is the step `brief.<question>`; its answer is kept in the form as JSON, empty where it was left open.
"""

from collections.abc import Mapping

import msgspec

from core.interview.spec import Interview, Question
from core.visit import Answer

BRIEF = "brief."

Trades = Mapping[str, Interview]


def interview_of(values: Mapping[str, object], trades: Trades) -> Interview | None:
    """The interview of the trade chosen; None before, and where the house has that trade no more."""
    return trades.get(str(values.get("trade")))


def answers(values: Mapping[str, object], trades: Trades) -> dict[str, Answer]:
    """What the dispatcher answered, by question, as far as the trade asks for it."""
    interview = interview_of(values, trades)
    if interview is None:
        return {}
    known = {
        question.id: msgspec.json.decode(str(value), type=Answer)
        for question in interview.questions
        if question.by == "dispatcher" and (value := values.get(BRIEF + question.id))
    }
    return {question.id: known[question.id] for question in interview.before_visit(known) if question.id in known}


def questions(values: Mapping[str, object], trades: Trades) -> tuple[Question, ...]:
    """The questions that the dispatcher is asked, given the answers so far."""
    interview = interview_of(values, trades)
    return interview.before_visit(answers(values, trades)) if interview else ()


def question_of(step: str, values: Mapping[str, object], trades: Trades) -> Question | None:
    """The question of a step `brief.<question>`; None for another step, and where it is not asked (any more)."""
    return next((question for question in questions(values, trades) if BRIEF + question.id == step), None)


def kept(answer: Answer) -> str:
    """An answer as the form keeps it."""
    return msgspec.json.encode(answer).decode()


def left_open(values: Mapping[str, object], trades: Trades) -> dict[str, str]:
    """The form's values with which all that was not asked yet is left open."""
    return {BRIEF + question.id: "" for question in questions(values, trades) if BRIEF + question.id not in values}
