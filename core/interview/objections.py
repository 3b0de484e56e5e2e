"""Why an answer is not taken, with a way out where there is one. Imported by `flow` and `correct`."""

from core.effects import Button, Phrase, say
from core.errors import Refusal
from core.interview.given import Given
from core.interview.take_times import FIELDS
from core.interview.takers import Unusual
from core.reading import Unreadable
from core.turn import Turn, button
from core.unreadable import explain


def _times(turn: Turn, problem: Refusal, given: Given) -> tuple[tuple[Button, ...], ...]:
    """Of two times that do not fit either may be the wrong one."""
    named = problem.details.get("step")
    steps = [given.value] if given.kind == "choice" and given.value in FIELDS else []
    steps += [named.id.removeprefix("step.")] if isinstance(named, Phrase) else []
    return tuple(
        (button("button.correct_this", f"visit:{turn.visit.id}:fix:{step_id}", what=say(f"step.{step_id}")),)
        for step_id in steps
    )


def object_to(turn: Turn, problem: Refusal | Unreadable, given: Given) -> None:
    """Say it: a number that is not plausible can be kept with a tap, a time that does not fit can be typed."""
    visit = turn.visit
    if isinstance(problem, Unusual):
        data = f"visit:{visit.id}:number:{problem.question_id}:{problem.number}"
        turn.tell(
            say("error.out_of_range", **problem.details),
            buttons=((button("button.keep_number", data, number=problem.number),),),
        )
    elif isinstance(problem, Refusal) and problem.code in ("time_before", "time_after"):
        turn.tell(turn.refusal(problem.code, **problem.details), buttons=_times(turn, problem, given))
    else:
        explain(turn, problem)
