"""Same as last time: an earlier visit's answers to questions about what stays. Imported by its neighbours."""

from msgspec.structs import replace

from core.effects import Phrase, say, typed
from core.errors import Refusal
from core.facts import PastVisit
from core.interview import describe
from core.interview.given import ON, Going
from core.interview.spec import Interview, Question
from core.turn import Turn
from core.visit import Answer


def last(turn: Turn, interview: Interview) -> tuple[PastVisit, dict[str, Answer]] | None:
    """The last visit here of the same trade, and its answers that can be taken over now; None when there are none."""
    for past in turn.facts.history:
        if past.trade == turn.visit.trade and (answers := _kept(turn, interview, past)):
            return past, answers
    return None


def _kept(turn: Turn, interview: Interview, past: PastVisit) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for question in interview.questions:
        known = {**turn.visit.checklist, **found}
        answer = past.checklist.get(question.id)
        wanted = question.keeps and question.id not in known and question.applies(known)
        if wanted and answer is not None and _fits(question, answer):
            found[question.id] = answer
    return found


def _fits(question: Question, answer: Answer) -> bool:
    """Whether an answer of then is one today: the trade's file may have changed."""
    match question.kind:
        case "choice":
            return any(option.id == answer.choice for option in question.options)
        case "number":
            return answer.number is not None
        case "yes_no":
            return answer.yes is not None
        case "text":
            return bool(answer.text)
        case _:
            return False


def take(turn: Turn, interview: Interview) -> Going:
    """Take all of them over. Raises Refusal `stale` when there is nothing (any more)."""
    found = last(turn, interview)
    if found is None:
        raise Refusal("stale")
    turn.visit = replace(turn.visit, checklist={**turn.visit.checklist, **found[1]})
    return ON


def lines(turn: Turn, interview: Interview, past: PastVisit, answers: dict[str, Answer]) -> list[Phrase]:
    """When that was, and what would be taken over."""
    language = turn.person.language
    found = [say("ask.last_time", day=turn.at(past.at, "date"))]
    for question in interview.questions:
        if question.id in answers:
            value = describe.answer(answers[question.id], question, language)
            found.append(say("ask.last_time_line", title=typed(question.label[language]), value=value))
    return found
