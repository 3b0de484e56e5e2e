"""What could not be read, as a refusal that can be put into words. Imported by whoever reads typed answers."""

from datetime import date, datetime, time

from core.effects import Argument, Phrase
from core.errors import Refusal
from core.reading import Unreadable
from core.turn import Turn


def refusal_of(problem: Unreadable, turn: Turn) -> Refusal:
    """The refusal `read_<code>`; moments among the details are in the zone of the desk, days are ISO dates."""
    details: dict[str, Argument] = {}
    for name, value in problem.details.items():
        if isinstance(value, datetime):
            details[name] = turn.at(value, "both")
        elif isinstance(value, date):
            noon = datetime.combine(value, time(12), turn.tz)
            details[name] = turn.at(noon, "date")
        elif isinstance(value, int):
            details[name] = value
        else:
            details[name] = str(value)
    return Refusal(f"read_{problem.code}", **details)


def reason_of(turn: Turn, problem: Refusal | Unreadable) -> Phrase:
    """Why an answer cannot be taken, in words."""
    refusal = problem if isinstance(problem, Refusal) else refusal_of(problem, turn)
    return turn.refusal(refusal.code, **refusal.details)


def explain(turn: Turn, problem: Refusal | Unreadable) -> None:
    """Say why an answer cannot be taken and what to do; the question stays open."""
    refusal = problem if isinstance(problem, Refusal) else refusal_of(problem, turn)
    turn.refuse(refusal.code, **refusal.details)
