"""Which taker takes which step's answers, and the short takers. Imported by `core.interview.flow`."""

from collections.abc import Callable
from decimal import Decimal

from msgspec.structs import replace

from core.effects import Argument, Figure
from core.errors import Refusal
from core.interview import describe
from core.interview.given import ON, Given, Going, remember_source
from core.interview.spec import Interview, Question
from core.interview.steps import CHECK
from core.interview.take_endings import take_door_photo, take_right_address, take_to_bring, take_waited
from core.interview.take_lists import (
    LONGEST_TEXT,
    take_anomalies,
    take_anomaly_photos,
    take_anomaly_text,
    take_material,
    take_materials,
    take_photos,
    take_severity,
)
from core.interview.take_times import decide, take_pauses, take_time
from core.reading import clean_text, converted, read_number, read_yes_no
from core.turn import Turn
from core.visit import Answer, Outcome

Taker = Callable[[Turn, Interview, Given], Going]


def take_work(turn: Turn, interview: Interview, given: Given) -> Going:
    """What was done, in the technician's words."""
    turn.visit = replace(turn.visit, work_done=clean_text(given.value, limit=LONGEST_TEXT))
    remember_source(turn, given, "work")
    return ON


def take_outcome(turn: Turn, interview: Interview, given: Given) -> Going:
    """Done, to be continued, abandoned; the latter two ask for a reason."""
    if given.value not in {o.value for o in Outcome}:
        raise Refusal("not_here", title=describe.title("outcome", interview, turn.person.language))
    return decide(turn, Outcome(given.value))


def take_reason(turn: Turn, interview: Interview, given: Given) -> Going:
    """What remains, or why it was abandoned: a usual reason tapped, any other typed."""
    outcome = turn.visit.outcome
    if given.kind == "tap":
        code = given.value.removeprefix("reason:")
        if outcome is None or code not in describe.REASONS.get(outcome, ()):
            raise Refusal("stale")
        turn.visit = replace(turn.visit, reason_code=code, outcome_reason=None)
    else:
        turn.visit = replace(turn.visit, reason_code=None, outcome_reason=clean_text(given.value, limit=LONGEST_TEXT))
        remember_source(turn, given, "outcome_reason")
    return ON


def take_advice(turn: Turn, interview: Interview, given: Given) -> Going:
    """Advice for whoever comes next."""
    if given.kind != "text":
        raise Refusal("stale")
    turn.visit = replace(turn.visit, advice=clean_text(given.value, limit=LONGEST_TEXT))
    remember_source(turn, given, "advice")
    return ON


def take_check(turn: Turn, interview: Interview, given: Given) -> Going:
    """An answer to one of the trade's questions.

    Raises Refusal `choose_one`, `out_of_range`, `photo_needed`, and Unreadable for what cannot be read.
    """
    place = turn.talk().place
    assert place is not None
    question = interview.question(place.step.removeprefix(CHECK))
    if question is None:
        raise Refusal("stale")
    set_check(turn, question, check_answer(turn, question, given))
    if given.kind == "text":
        remember_source(turn, given, place.step)
    return ON


def set_check(turn: Turn, question: Question, answer: Answer) -> None:
    """Store an answer to a trade's question."""
    turn.visit = replace(turn.visit, checklist={**turn.visit.checklist, question.id: answer})


def check_answer(turn: Turn, question: Question, given: Given) -> Answer:
    """Read an answer to a trade's question, typed or tapped."""
    match question.kind:
        case "choice":
            return Answer(choice=_choice(question, given))
        case "yes_no":
            if given.kind == "tap" and given.value in ("yes", "no"):
                return Answer(yes=given.value == "yes")
            return Answer(yes=read_yes_no(given.value))
        case "number":
            if given.kind == "tap" and given.value == "unmeasured":
                return Answer(unmeasured=True)
            return Answer(number=_number(question, given))
        case "photo":
            if given.kind == "tap" and any(p.subject == CHECK + question.id for p in turn.visit.kept_photos):
                return Answer(photo=True)
            raise Refusal("photo_needed")
        case _:
            if given.kind != "text":
                raise Refusal("write_it")
            return Answer(text=clean_text(given.value, limit=LONGEST_TEXT))


def _choice(question: Question, given: Given) -> str:
    if given.kind == "tap":
        option = given.value.removeprefix("o:")
        if any(o.id == option for o in question.options):
            return option
        raise Refusal("stale")
    wanted = given.value.strip().casefold()
    for option_ in question.options:
        if wanted in {label.casefold() for label in option_.label.values()}:
            return option_.id
    raise Refusal("choose_one")


def _number(question: Question, given: Given) -> Decimal:
    read = read_number(given.value)
    number = converted(read.value, read.unit, question.unit)
    if number is None:
        raise Refusal("unit_differs", typed=read.unit, unit=question.unit)
    number = round(number, question.decimals) if question.decimals else number.to_integral_value()
    low, high = question.minimum, question.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        most = f"… {question.unit}".strip() if high is None else Figure(value=high, unit=question.unit)
        raise Unusual(question.id, number, low="…" if low is None else low, high=most)
    return number


def keep_number(turn: Turn, interview: Interview, question_id: str, number: str) -> bool:
    """Take a number although it is outside what is plausible, as tapped; False where it cannot be one."""
    question = interview.question(question_id)
    if question is None or question.kind != "number":
        return False
    set_check(turn, question, Answer(number=read_number(number).value, unusual=True))
    return True


class Unusual(Refusal):
    """`out_of_range`: a number outside what is plausible, which can be kept all the same."""

    def __init__(self, question_id: str, number: Decimal, **details: Argument | Decimal) -> None:
        super().__init__("out_of_range", number=number, **details)
        self.question_id = question_id
        self.number = number


TAKERS: dict[str, Taker] = {
    "on_my_way": take_time,
    "arrived": take_time,
    "left": take_time,
    "work": take_work,
    "anomalies": take_anomalies,
    "anomaly_text": take_anomaly_text,
    "anomaly_severity": take_severity,
    "anomaly_photos": take_anomaly_photos,
    "materials": take_materials,
    "material": take_material,
    "photos": take_photos,
    "outcome": take_outcome,
    "outcome_reason": take_reason,
    "to_bring": take_to_bring,
    "door_photo": take_door_photo,
    "waited": take_waited,
    "right_address": take_right_address,
    "advice": take_advice,
    "pauses": take_pauses,
}


def taker_of(step_id: str) -> Taker:
    """The taker of a step, the trade's questions included."""
    return take_check if step_id.startswith(CHECK) else TAKERS[step_id]
