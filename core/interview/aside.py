"""Answers to other questions than the open one: main answers out of turn, and answers that say what they answer.

Taken if they say something new; never over what was said before. Imported by `flow`.
"""

from collections.abc import Callable

from msgspec.structs import replace

from core.effects import Amend, Message, Phrase, Say, say, typed
from core.errors import Refusal
from core.interview import describe
from core.interview.given import Given, Going, Goto
from core.interview.objections import object_to
from core.interview.spec import Interview
from core.interview.steps import CHECK, sequence, step_named
from core.interview.take_lists import LONGEST_TEXT
from core.interview.take_times import FIELDS
from core.interview.takers import Unusual, taker_of
from core.reading import Entry, Unreadable, clean_text, read_severity, says_none
from core.turn import Turn, button
from core.unreadable import refusal_of
from core.visit import Remark, Severity, Visit

LISTS = frozenset({"anomalies", "materials", "photos"})
USES = ("work", "anomalies", "materials", "advice")
"""What a remark can be made into with a tap."""


def take_at(turn: Turn, interview: Interview, step_id: str, given: Given) -> Going:
    """Have another question's taker take an answer; the cursor stays. Raises Refusal and Unreadable."""
    place = turn.talk().place
    assert place is not None

    def answer() -> Going:
        turn.go(step_id)
        going = taker_of(step_id)(turn, interview, given)
        turn.go(place.step, item=place.item)
        return going

    return turn.attempt(answer)


def reads(turn: Turn, interview: Interview, step_id: str, visit: Visit | None = None) -> Phrase | None:
    """What a step's answer reads now, or None."""
    return describe.value(step_id, visit or turn.visit, interview, turn.person.language, turn.zone)


def title(turn: Turn, interview: Interview, step_id: str) -> Phrase:
    """The short name of a step."""
    return describe.title(step_id, interview, turn.person.language)


# -- several answers in one message ----------------------------------------------------------------------------------


def take_entries(turn: Turn, interview: Interview, entries: tuple[Entry, ...], given: Given) -> None:
    """Take each entry, say in one message what was noted and what was not, and why."""
    lines: list[Phrase] = []
    problems: list[Phrase] = []
    for entry in entries:
        try:
            noted = turn.attempt(_taking(turn, interview, entry, replace_value(given, entry.text)))
        except (Refusal, Unreadable) as problem:
            said = replace_value(given, entry.text)
            if isinstance(problem, Unusual):
                object_to(turn, problem, said)
            else:
                _remember(turn, said)
                refusal = problem if isinstance(problem, Refusal) else refusal_of(problem, turn)
                problems.append(_problem(turn, interview, entry, refusal))
            continue
        if noted is not None:
            lines.append(noted)
    if lines or problems:
        turn.tell(*lines, *problems)


def _problem(turn: Turn, interview: Interview, entry: Entry, refusal: Refusal) -> Phrase:
    why = turn.refusal(refusal.code, **refusal.details)
    return say("tell.not_noted", title=title(turn, interview, entry.what), why=why)


def replace_value(given: Given, text: str) -> Given:
    """The same message with another text."""
    return Given("text", text, given.at, given.message_id)


def _taking(turn: Turn, interview: Interview, entry: Entry, given: Given) -> Callable[[], Phrase | None]:
    return lambda: _entry(turn, interview, entry, given)


def _entry(turn: Turn, interview: Interview, entry: Entry, given: Given) -> Phrase | None:
    """Take one entry; the phrase that says so, or None where the taker has said it itself."""
    step_id = entry.what
    if step_id == "remark":
        keep_remark(turn, given)
        return None
    if step_id == "anomalies":
        return _anomaly(turn, interview, entry, given)
    if step_id == "materials" and says_none(entry.text):
        if turn.visit.materials:
            raise Refusal("already_listed", title=say("step.materials"))
        turn.visit = replace(turn.visit, passed=turn.visit.passed | {"materials"})
        return say("tell.noted_value", title=say("step.materials"), value=say("value.none"))
    if step_id == "outcome":
        return _outcome(turn, interview, entry, given)
    if step_id in FIELDS:
        if step_id == "left" and entry.detail == "unclear" and _at(turn) == "on_my_way":
            step_id = "on_my_way"
        if getattr(turn.visit, FIELDS[step_id]) is None or step_id in turn.visit.received:
            take_at(turn, interview, step_id, given)
            return None
    if step_id != "materials" and (known := _known(turn, interview, step_id)) is not None:
        keep_instead(turn, interview, step_id, known, given)
        return None
    take_at(turn, interview, step_id, given)
    return say("tell.noted_value", title=title(turn, interview, step_id), value=_new_value(turn, interview, step_id))


def _at(turn: Turn) -> str:
    place = turn.talk().place
    return place.step if place else ""


def _new_value(turn: Turn, interview: Interview, step_id: str) -> Phrase:
    if step_id == "materials":
        return describe.material_line(turn.visit.materials[-1])
    return reads(turn, interview, step_id) or say("value.none")


def _known(turn: Turn, interview: Interview, step_id: str) -> Phrase | None:
    if step_id.startswith(CHECK):
        answer = turn.visit.checklist.get(step_id.removeprefix(CHECK))
        return None if answer is None or answer.skipped else reads(turn, interview, step_id)
    if step_id == "advice" and turn.visit.advice is None:
        return None
    return reads(turn, interview, step_id)


def _anomaly(turn: Turn, interview: Interview, entry: Entry, given: Given) -> Phrase:
    head = say("step.anomalies")
    if says_none(entry.text):
        if turn.visit.anomalies:
            raise Refusal("already_listed", title=head)
        turn.visit = replace(turn.visit, passed=turn.visit.passed | {"anomalies"})
        return say("tell.noted_value", title=head, value=say("value.none"))
    take_at(turn, interview, "anomaly_text", given)
    newest = turn.visit.anomalies[-1]
    if severity := read_severity(entry.detail):
        newest = replace(newest, severity=Severity(severity))
        turn.visit = replace(turn.visit, anomalies=(*turn.visit.anomalies[:-1], newest))
    return say("tell.noted_value", title=head, value=describe.anomaly_lines(turn.visit)[-1])


def _outcome(turn: Turn, interview: Interview, entry: Entry, given: Given) -> Phrase | None:
    known = reads(turn, interview, "outcome")
    if known is not None:
        keep_instead(turn, interview, "outcome", known, given)
        return None
    take_at(turn, interview, "outcome", Given("choice", entry.detail, given.at, given.message_id))
    if entry.text and "outcome_reason" in sequence(turn.visit, interview):
        take_at(turn, interview, "outcome_reason", given)
    value = reads(turn, interview, "outcome") or say("value.none")
    return say("tell.noted_value", title=say("step.outcome"), value=value)


# -- remarks ---------------------------------------------------------------------------------------------------------


def keep_remark(turn: Turn, given: Given, *more: Phrase) -> None:
    """Keep a text that answers no open question as an internal remark, say so (and `more`), and offer to use it."""
    remark = _remember(turn, given)
    visit = turn.visit
    uses = [use for use in USES if use in LISTS or reads(turn, _interview(turn), use) is None]
    buttons = tuple(button(f"button.use_as_{use}", f"visit:{visit.id}:use:{remark.id}:{use}") for use in uses)
    rows = tuple(buttons[i : i + 2] for i in range(0, len(buttons), 2))
    message = Message(lines=(say("tell.remark_kept"), *more), buttons=rows)
    turn.do(Say(to=turn.person.id, message=message, slot=f"remark:{visit.id}:{remark.id}"))


def keep_instead(turn: Turn, interview: Interview, step_id: str, known: Phrase, given: Given) -> None:
    """Something else is noted there: keep the new text as a remark, and offer to put it in place of the old."""
    remark = _remember(turn, given)
    data = f"visit:{turn.visit.id}:use:{remark.id}:{step_id}"
    message = Message(
        lines=(say("tell.kept_beside", title=title(turn, interview, step_id), value=known, text=remark.text),),
        buttons=((button("button.use_instead", data),),) if step_id != "outcome" else (),
    )
    turn.do(Say(to=turn.person.id, message=message, slot=f"remark:{turn.visit.id}:{remark.id}"))


def _remember(turn: Turn, given: Given) -> Remark:
    visit = turn.visit
    remark = Remark(id=visit.next_id, at=given.at, text=given.value[:4096], message_id=given.message_id)
    turn.visit = replace(visit, remarks=(*visit.remarks, remark), next_id=visit.next_id + 1)
    return remark


def _interview(turn: Turn) -> Interview:
    assert turn.job.interview is not None
    return turn.job.interview


def use_remark(turn: Turn, interview: Interview, number: str, step_id: str) -> bool:
    """Make a kept remark an answer, as tapped; it is a remark no more. False when there is no such remark.

    Raises Refusal and Unreadable: then it stays a remark.
    """
    remark = next((r for r in turn.visit.remarks if str(r.id) == number), None)
    if remark is None or not (step_id in USES or step_id in sequence(turn.visit, interview)):
        return False
    given = Given("text", clean_text(remark.text, limit=LONGEST_TEXT), remark.at, remark.message_id)
    taker_step = "anomaly_text" if step_id == "anomalies" else step_id
    take_at(turn, interview, taker_step, given)
    visit = turn.visit
    turn.visit = replace(visit, remarks=tuple(r for r in visit.remarks if r.id != remark.id))
    line = say("tell.noted_value", title=title(turn, interview, step_id), value=typed(remark.text))
    turn.do(Amend(to=turn.person.id, slot=f"remark:{visit.id}:{remark.id}", message=Message(lines=(line,))))
    return True


# -- main answers ----------------------------------------------------------------------------------------------------


def closes(turn: Turn, step_id: str, choice: str) -> bool:
    """Whether a main answer also says that the list at hand is complete, or that there is no advice."""
    visit = turn.visit
    if step_id in LISTS and choice in ("done", "to_be_continued", "left"):
        return bool(getattr(visit, step_id))
    return step_id == "advice" and choice == "left"


def main_answer(turn: Turn, interview: Interview, given: Given) -> Going | bool:
    """A main answer out of turn. A `Goto` leads to its detail question; True when the open question was answered

    along with it, False when it stays open. Raises Refusal and Unreadable.
    """
    step_id = given.value if given.value in FIELDS else "outcome"
    known = reads(turn, interview, step_id)
    head = title(turn, interview, step_id)
    if known is not None and given.value != "abandoned":
        turn.tell(say("tell.already", title=head, value=known))
        return False
    place = turn.talk().place
    assert place is not None
    closing = closes(turn, place.step, given.value)
    going = take_at(turn, interview, step_id, given)
    if closing:
        turn.visit = replace(turn.visit, passed=turn.visit.passed | {place.step})
    if isinstance(going, Goto):
        return going
    if step_id == "outcome":
        turn.tell(say("tell.noted_value", title=head, value=reads(turn, interview, step_id)))
    way = sequence(turn.visit, interview)
    return (place.step not in way and step_named(place.step).inside is None) or step_named(place.step).answered(
        turn.visit
    )
