"""Taps said in words, for whoever types where buttons do not come through. Imported by `flow`."""

from core.interview.given import Given
from core.interview.spec import Interview
from core.interview.steps import CHECK
from core.reading import read_severity, says_enough, says_none, says_pass, says_unmeasured
from core.turn import Turn


def in_words(turn: Turn, interview: Interview, given: Given) -> Given:
    """The tap that a typed text stands for at the open question, else the text as it is."""
    place = turn.talk().place
    tap = _tap(turn, interview, place.step if place else "", given.value)
    return given if tap is None else Given("tap", tap, given.at, given.message_id)


def _tap(turn: Turn, interview: Interview, step_id: str, text: str) -> str | None:
    if step_id.startswith(CHECK):
        question = interview.question(step_id.removeprefix(CHECK))
        if question is not None and question.kind == "number" and says_unmeasured(text):
            return "unmeasured"
        return "skip" if question is not None and not question.required and says_pass(text) else None
    match step_id:
        case "anomalies" if says_none(text):
            return "none"
        case "anomaly_severity":
            return read_severity(text)
        case "anomaly_photos" | "photos" if says_enough(text):
            return "on"
        case "advice" | "to_bring" if says_none(text) or says_pass(text):
            return "skip"
        case "door_photo" if says_none(text) or says_pass(text):
            return "none"
        case "right_address" if says_pass(text):
            return "unknown"
        case _:
            return None
