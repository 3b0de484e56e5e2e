"""Corrections by editing an old message or replying to it, until submission. Imported by `core.step`."""

from msgspec.structs import replace

from core.effects import Phrase, say
from core.errors import Refusal
from core.interview import describe
from core.interview.aside import replace_value, take_at
from core.interview.flow import answers_named, follow, interview_of, refresh_review
from core.interview.given import ON, Given
from core.interview.objections import object_to
from core.interview.steps import CHECK, sequence, step_named
from core.interview.take_lists import LONGEST_TEXT, change_material
from core.reading import Unreadable, clean_text
from core.turn import Turn
from core.visit import Severity, Visit

BY_TEXT = frozenset(
    {"on_my_way", "arrived", "left", "work", "outcome_reason", "to_bring", "waited", "right_address", "advice",
     "pauses"}
)  # fmt: skip


def source_of(visit: Visit, message_id: int | None) -> str | None:
    """What the person's message gave (a step, `anomaly:<id>`, `material:<id>`, `remark:<id>`), or None."""
    if message_id is None:
        return None
    remark = next((r for r in visit.remarks if r.message_id == message_id), None)
    return visit.sources.get(str(message_id)) or (f"remark:{remark.id}" if remark else None)


def source_of_slot(visit: Visit, slot: str | None) -> str | None:
    """What our message in that slot asked for or noted: a question that was answered, a time's receipt; or None."""
    if slot is None:
        return None
    head, _, rest = slot.partition(":")
    number, _, step_id = rest.partition(":")
    if head == "noted" and number == str(visit.id):
        return step_id
    return visit.sources.get(slot) if head == "q" else None


def correct(turn: Turn, source: str, given: Given) -> None:
    """Take the corrected text for the answer that `source` names; say what it reads now, or why it cannot be taken."""
    try:
        said = turn.attempt(lambda: _corrected(turn, source, given))
    except (Refusal, Unreadable) as problem:
        object_to(turn, problem, given)
        return
    if said is not None:
        turn.tell(said)
    after_correcting(turn)


def after_correcting(turn: Turn) -> None:
    """Bring what is open up to date: the review card, or the next question where the open one is answered now."""
    place = turn.talk().place
    if place is None or turn.talk().visit_id != turn.visit.id:
        return
    interview = interview_of(turn)
    if place.step == "review":
        refresh_review(turn)
    elif step_named(place.step).inside is None and place.step not in sequence(turn.visit, interview):
        follow(turn, interview, ON, in_place=False)


def _read_as_before(turn: Turn, source: str, given: Given) -> tuple[Given, str]:
    """The text without the name of what it answers, and what else stood there (a severity, perhaps nothing).

    Raises Refusal `edit_other` where it answers something else now, or several things.
    """
    entries = answers_named(turn, given.value)
    if not entries:
        return given, ""
    kind = source.partition(":")[0]
    what = {"anomaly": "anomalies", "material": "materials"}.get(kind, "remark" if kind == "remark" else source)
    (entry, *more) = entries
    meant = {entry.what, "on_my_way"} if entry.detail == "unclear" else {entry.what}
    if more or what not in meant:
        raise Refusal("edit_other")
    return replace_value(given, entry.text), entry.detail


def _corrected(turn: Turn, source: str, given: Given) -> Phrase | None:
    given, detail = _read_as_before(turn, source, given)
    kind, _, which = source.partition(":")
    if source in BY_TEXT or source.startswith(CHECK):
        return _step(turn, source, given)
    text = clean_text(given.value, limit=LONGEST_TEXT)
    visit = turn.visit
    if kind == "anomaly" and any(str(a.id) == which for a in visit.anomalies):
        also = {"severity": Severity(detail)} if detail else {}
        changed = (replace(a, description=text, **also) if str(a.id) == which else a for a in visit.anomalies)
        turn.visit = replace(visit, anomalies=tuple(changed))
        return say("tell.corrected", title=say("step.anomalies"), value=text)
    if kind == "material" and any(str(m.id) == which for m in visit.materials):
        change_material(turn, int(which), given.value)
        return say("tell.corrected", title=say("step.materials"), value=text)
    if kind == "remark":
        remarks = (replace(r, text=text) if str(r.id) == which else r for r in visit.remarks)
        turn.visit = replace(visit, remarks=tuple(remarks))
        return say("tell.corrected", title=say("step.remark"), value=text)
    raise Refusal("edit_unknown")


def _step(turn: Turn, step_id: str, given: Given) -> Phrase | None:
    interview, language = interview_of(turn), turn.person.language
    if step_id == "outcome_reason" and step_id not in sequence(turn.visit, interview):
        raise Refusal("edit_unknown")
    take_at(turn, interview, step_id, given)
    if step_id in ("on_my_way", "arrived", "left"):
        return None
    known = describe.value(step_id, turn.visit, interview, language, turn.zone)
    return say("tell.corrected", title=describe.title(step_id, interview, language), value=known or say("value.none"))
