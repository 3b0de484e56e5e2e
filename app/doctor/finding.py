"""What the doctor says about one thing. Imported by its neighbours; imports nothing."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands. Only BAD makes the command end with exit code 1."""

    GOOD = "ok"
    WORTH_A_LOOK = "look"
    BAD = "mend"


@dataclass(frozen=True)
class Finding:
    """`about` names the thing in a word or two, `found` says how it stands, `advice` what to do, as a sentence."""

    state: State
    about: str
    found: str
    advice: str = ""


def good(about: str, found: str) -> Finding:
    """All is well."""
    return Finding(State.GOOD, about, found)


def look(about: str, found: str, advice: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(State.WORTH_A_LOOK, about, found, advice)


def bad(about: str, found: str, advice: str) -> Finding:
    """It does not work, or will not for long."""
    return Finding(State.BAD, about, found, advice)
