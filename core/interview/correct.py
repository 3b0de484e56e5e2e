"""Corrections by editing an old message or replying to it, until submission. Imported by `core.step`."""

from datetime import datetime

from msgspec.structs import replace

from core.effects import Phrase, say
from core.errors import Refusal
from core.interview import describe
from core.interview.flow import interview_of, refresh_review
from core.interview.given import Given
from core.interview.steps import CHECK, sequence
from core.interview.take_lists import LONGEST_TEXT, change_material
from core.interview.take_times import FIELDS, set_time
from core.interview.takers import check_answer, set_check
from core.reading import Unreadable, clean_text, read_time
from core.turn import Turn
from core.unreadable import explain
from core.visit import Visit


def source_of(visit: Visit, message_id: int | None) -> str | None:
    """Which answer the message gave, or None."""
    return visit.sources.get(str(message_id)) if message_id is not None else None


def correct(turn: Turn, source: str, text: str, at: datetime) -> None:
    """Take the corrected text for the answer that `source` names; say what it reads now, or why it cannot be taken."""
    try:
        said = turn.attempt(lambda: _corrected(turn, source, Given("text", text, at)))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    if said is not None:
        turn.tell(said)
    refresh_review(turn)


def _corrected(turn: Turn, source: str, given: Given) -> Phrase | None:
    interview = interview_of(turn)
    language = turn.person.language
    kind, _, which = source.partition(":")
    if source in FIELDS:
        set_time(
            turn,
            source,
            read_time(given.value, now=given.at, zone=turn.tz, near=getattr(turn.visit, FIELDS[source])).at,
        )
        return None
    if source.startswith(CHECK):
        question = interview.question(which)
        if question is None:
            raise Refusal("edit_unknown")
        set_check(turn, question, check_answer(turn, question, given))
    elif kind == "anomaly":
        text = clean_text(given.value, limit=LONGEST_TEXT)
        if which not in {str(a.id) for a in turn.visit.anomalies}:
            raise Refusal("edit_unknown")
        turn.visit = replace(
            turn.visit,
            anomalies=tuple(replace(a, description=text) if str(a.id) == which else a for a in turn.visit.anomalies),
        )
        return say("tell.corrected", title=say("step.anomalies"), value=text)
    elif kind == "material":
        if which not in {str(m.id) for m in turn.visit.materials}:
            raise Refusal("edit_unknown")
        change_material(turn, int(which), given.value)
        return say("tell.corrected", title=say("step.materials"), value=clean_text(given.value, limit=LONGEST_TEXT))
    else:
        text = clean_text(given.value, limit=LONGEST_TEXT)
        if source == "work":
            turn.visit = replace(turn.visit, work_done=text)
        elif source == "advice":
            turn.visit = replace(turn.visit, advice=text)
        elif source == "outcome_reason" and source in sequence(turn.visit, interview):
            turn.visit = replace(turn.visit, outcome_reason=text, reason_code=None)
        else:
            raise Refusal("edit_unknown")
    known = describe.value(source, turn.visit, interview, language, turn.zone)
    return say("tell.corrected", title=describe.title(source, interview, language), value=known or say("value.none"))
