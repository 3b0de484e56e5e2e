"""Takes an answer to the open question and moves on. Imported by `core.step` and the rest of `core`.

A taker changes the visit and says where to go: on, stay, or to a detail question. Whatever it refuses changes nothing.
"""

from msgspec.structs import replace

from core.effects import Amend, Message, say
from core.errors import Refusal
from core.interview import describe, last_time, review
from core.interview.aside import keep_remark, main_answer, take_entries
from core.interview.ask import ask, question_message
from core.interview.given import ON, Given, Going, Goto, Stay, remember_question
from core.interview.in_words import in_words
from core.interview.objections import object_to
from core.interview.spec import Interview
from core.interview.steps import CHECK, MAIN_ANSWERS, OPTIONAL, before, first_open, missing, sequence, step_named
from core.interview.take_times import FIELDS
from core.interview.takers import taker_of
from core.reading import Entry, Unreadable, read_entries
from core.turn import Turn
from core.unreadable import reason_of
from core.visit import Answer

SAID_BESIDE = frozenset(
    {"time_not_read", "number_not_read", "yes_no_not_read", "choose_one", "photo_needed", "write_it", "tap_please"}
)
"""Codes of what is no answer to the open question: the words are kept as a remark."""


def interview_of(turn: Turn) -> Interview:
    """The interview that the visit on the desk began with."""
    assert turn.job.interview is not None
    return turn.job.interview


def take(turn: Turn, given: Given) -> None:
    """Take an answer to the question at the cursor, or say why it cannot be taken."""
    interview = interview_of(turn)
    place = turn.talk().place
    assert place is not None
    step = step_named(place.step)
    if given.kind == "text":
        if entries := read_entries(given.value, _labels(interview)):
            take_entries(turn, interview, entries, given)
            go_on_if_answered(turn, interview, place.step)
            return
        given = in_words(turn, interview, given)
    if given.kind == "text" and "text" not in step.takes:
        keep_remark(turn, given)
        return
    if given.kind == "choice" and given.value != "back" and not _belongs(turn, given, place.step):
        _out_of_turn(turn, interview, given)
        return
    try:
        going = turn.attempt(lambda: _taken(turn, interview, given))
    except (Refusal, Unreadable) as problem:
        if given.kind == "text" and problem.code in SAID_BESIDE:
            # No answer at all: perhaps said on the way, perhaps mistyped. Kept, and told what would be one.
            keep_remark(turn, given, reason_of(turn, problem))
        else:
            object_to(turn, problem, given)
        return
    moved = given.kind != "text" and given.value in ("back", "keep")
    if not moved and not isinstance(going, Stay) and step_named(place.step).inside is None:
        remember_question(turn, place.step)
    follow(turn, interview, going, in_place=given.kind == "tap")


def _labels(interview: Interview) -> dict[str, str]:
    """The trade's questions by what they are called, in either language."""
    return {label: question.id for question in interview.questions for label in question.label.values()}


def answers_named(turn: Turn, text: str) -> tuple[Entry, ...]:
    """The answers of a typed text that says itself which of the visit's questions it answers; else none."""
    return read_entries(text, _labels(interview_of(turn)))


def _belongs(turn: Turn, given: Given, step_id: str) -> bool:
    """Whether a main answer answers the open question; the button of a time that is known is no answer to another."""
    if given.value == step_id:
        return True
    if given.value in FIELDS and getattr(turn.visit, FIELDS[given.value]) is not None:
        return False
    return given.value in MAIN_ANSWERS.get(step_id, ())


def _out_of_turn(turn: Turn, interview: Interview, given: Given) -> None:
    place = turn.talk().place
    assert place is not None
    try:
        going = main_answer(turn, interview, given)
    except (Refusal, Unreadable) as problem:
        object_to(turn, problem, given)
        return
    if isinstance(going, Goto):
        follow(turn, interview, going, in_place=False)
    elif going:
        follow(turn, interview, ON, in_place=False)
    elif place.step == "review":
        refresh_review(turn)
    else:
        _ask_again(turn, interview)


def _ask_again(turn: Turn, interview: Interview) -> None:
    """Ask the open question below what was said meanwhile; its older message loses its buttons."""
    place = turn.talk().place
    if place is not None and place.serial and not place.keyboard:
        lines = question_message(turn, interview).lines
        turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=lines)))
    ask(turn, interview)


def go_on_if_answered(turn: Turn, interview: Interview, step_id: str) -> None:
    """After answers to any questions: the next one, where the open one is answered now or asked no more."""
    if step_id == "review":
        refresh_review(turn)
    elif step_named(step_id).inside is None and (
        step_named(step_id).answered(turn.visit) or step_id not in sequence(turn.visit, interview)
    ):
        follow(turn, interview, ON, in_place=False)


def _taken(turn: Turn, interview: Interview, given: Given) -> Going:
    place = turn.talk().place
    assert place is not None
    if given.value == "back" and given.kind in ("tap", "choice"):
        earlier = before(place.step, turn.visit, interview)
        if earlier is None:
            raise Refusal("no_way_back")
        return Goto(earlier)
    if given.kind == "tap" and given.value == "skip":
        return _skip(turn, interview, place.step)
    if given.kind == "tap" and given.value == "skip_all" and place.step.startswith(CHECK):
        _skip(turn, interview, place.step)
        turn.visit = replace(turn.visit, passed=turn.visit.passed | {OPTIONAL})
        return ON
    if given.kind == "tap" and given.value == "last" and place.step.startswith(CHECK):
        return last_time.take(turn, interview)
    if given.kind == "tap" and given.value == "keep" and step_named(place.step).answered(turn.visit):
        return ON
    return taker_of(place.step)(turn, interview, given)


def _skip(turn: Turn, interview: Interview, step_id: str) -> Going:
    if step_id.startswith(CHECK):
        question = interview.question(step_id.removeprefix(CHECK))
        if question is None or question.required:
            raise Refusal("not_skippable")
        checklist = {**turn.visit.checklist, question.id: Answer(skipped=True)}
        turn.visit = replace(turn.visit, checklist=checklist)
    elif step_named(step_id).passes:
        turn.visit = replace(turn.visit, passed=turn.visit.passed | {step_id}, **{step_id: None})
    else:
        raise Refusal("not_skippable")
    return ON


def follow(turn: Turn, interview: Interview, going: Going, *, in_place: bool) -> None:
    """Go where the taker says: the answered question is closed, the next one asked."""
    place = turn.talk().place
    assert place is not None
    if isinstance(going, Stay) or (isinstance(going, Goto) and _same_question(place.step, going.step)):
        item = going.item
        step = going.step if isinstance(going, Goto) else place.step
        turn.go(step, item=item)
        if in_place:
            turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=question_message(turn, interview)))
            return
        close(turn, interview)
    else:
        close(turn, interview)
        turn.go(going.step, item=going.item) if going else turn.go(first_open(turn.visit, interview))
    ask(turn, interview)


def _same_question(one: str, other: str) -> bool:
    """Whether one message can show both in turn: a list and its details."""
    return {one, other} <= {"materials", "material"} or (one, other) == ("anomalies", "anomaly_text")


def close(turn: Turn, interview: Interview) -> None:
    """Turn the open question's message into what was answered, without buttons."""
    place = turn.talk().place
    if place is None or place.keyboard or not place.serial:
        return
    title = describe.title(place.step, interview, turn.person.language)
    known = describe.value(place.step, turn.visit, interview, turn.person.language, turn.zone)
    line = say("ask.answered", title=title, value=known) if known else say("ask.left_open", title=title)
    turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=(line,))))


def refresh_review(turn: Turn) -> None:
    """Bring the open review card up to date: the visit was changed past it."""
    place = turn.talk().place
    if place is not None and place.step == "review" and turn.talk().visit_id == turn.visit.id:
        message = question_message(turn, interview_of(turn))
        turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=message))


def resume(turn: Turn) -> None:
    """Ask again where the visit in hand stands; a cursor that no longer fits is moved to the first open question,

    and so is one on a review card that still misses answers.
    """
    interview = interview_of(turn)
    talk = turn.talk()
    place = talk.places.get(str(turn.visit.id))
    fits = place is not None and (place.step in sequence(turn.visit, interview) or step_named(place.step).inside)
    open_steps = missing(turn.visit, interview)
    if place is not None and place.step == "review" and open_steps:
        fits = False
    if place is not None and fits and _item_exists(turn, place.step, place.item):
        turn.go(place.step, item=place.item)
    else:
        step_id = first_open(turn.visit, interview)
        turn.go("photos" if step_id == "review" and "photos_after" in open_steps else step_id)
    ask(turn, interview)


def _item_exists(turn: Turn, step_id: str, item: int | None) -> bool:
    if step_id in ("anomaly_severity", "anomaly_photos"):
        return any(a.id == item for a in turn.visit.anomalies)
    if step_id == "material":
        return any(m.id == item for m in turn.visit.materials)
    return True


def take_review(turn: Turn, choice: str) -> bool:
    """A tap on the review card. True when it says submit, which `core.reporting.submit` decides on."""
    interview = interview_of(turn)
    if choice == "submit":
        return True
    if choice == "continue":
        turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=(say("review.continuing"),))))
        resume(turn)
        return False
    kind, _, step_id = choice.partition(":")
    place = turn.talk().place
    serial = place.serial if place else 0
    slot = turn.question_slot
    if kind == "checks":
        message = Message(lines=(say("review.which_check"),), buttons=review.check_rows(turn, interview, serial))
        turn.do(Amend(to=turn.person.id, slot=slot, message=message))
    elif kind == "edit" and step_id in review.editable(turn, interview):
        turn.do(Amend(to=turn.person.id, slot=slot, message=Message(lines=(say("review.editing"),))))
        turn.go(step_id)
        ask(turn, interview)
    else:
        turn.refuse("stale")
    return False
