"""An answer as it was given, and where a taker leads. Imported by the takers and the flow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from core.turn import Turn


@dataclass(frozen=True)
class Given:
    """`tap`: an inline button's choice; `choice`: a reply-keyboard button's; `text`: typed. `at` is UTC."""

    kind: Literal["tap", "choice", "text"]
    value: str
    at: datetime
    message_id: int | None = None


@dataclass(frozen=True)
class Goto:
    """Ask this detail question next; `item` is the anomaly or material in hand."""

    step: str
    item: int | None = None


@dataclass(frozen=True)
class Stay:
    """The same question again, in place when it was tapped. `item` replaces the item in hand."""

    item: int | None = None


ON = None
"""On to the first question that is not answered yet."""

Going = Goto | Stay | None


def remember_question(turn: Turn, step_id: str) -> None:
    """Keep which question of ours `step_id` answered, so that replying to it corrects the answer."""
    turn.visit = replace(turn.visit, sources={**turn.visit.sources, turn.question_slot: step_id})


def remember_source(turn: Turn, given: Given, what: str) -> None:
    """Keep which message gave `what` (a step, an anomaly, a material), so that editing the message corrects it."""
    if given.message_id is not None:
        turn.visit = replace(turn.visit, sources={**turn.visit.sources, str(given.message_id): what})
