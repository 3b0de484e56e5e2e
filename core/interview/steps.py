"""The interview's steps as a table, and the way through them. Imported by the rest of `core.interview`.

The visit is the truth: which question comes next is read off what is answered, never remembered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core.interview.spec import Interview, Question
from core.visit import Outcome, Visit

CHECK = "check:"
"""A trade's question `x` is the step `check:x`."""
OPTIONAL = "optional_checks"
"""In `Visit.passed`: the trade's questions that nobody must answer are not asked (any more)."""
PAUSES_AGAIN = "pauses_again"
"""In `Visit.passed`: the pauses did not fit into a corrected time, so they are asked even of a short visit."""
MAIN_ANSWERS: dict[str, tuple[str, ...]] = {
    "on_my_way": ("on_my_way", "arrived", "abandoned"),
    "arrived": ("arrived", "abandoned"),
    "outcome": ("done", "to_be_continued", "abandoned"),
    "left": ("left",),
}
"""Which main answers answer which question."""
ENDINGS: dict[str, tuple[str, ...]] = {
    "nobody_there": ("door_photo", "waited"),
    "wrong_address": ("right_address",),
}
"""What is asked of an abandoned visit for a reason that can be tapped, instead of its photos."""
PAUSE_ASKED_FROM = timedelta(hours=3)
"""Nobody is asked for the pauses of a short visit; they can still be noted."""


@dataclass(frozen=True)
class Step:
    """`takes` says which answers the question accepts; `reply` that its buttons stand under the text field, where

    they queue on a phone without network; `passes` that it may be passed over. `inside` names the step that a detail
    question belongs to.
    """

    id: str
    takes: frozenset[str]
    answered: Callable[[Visit], bool]
    reply: bool = False
    passes: bool = False
    inside: str | None = None


def _takes(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


def _passed(step: str) -> Callable[[Visit], bool]:
    return lambda visit: step in visit.passed


STEPS: tuple[Step, ...] = (
    Step("on_my_way", _takes("choice", "text"), lambda v: bool(v.departed_at or v.arrived_at), reply=True),
    Step("arrived", _takes("choice", "text"), lambda v: v.arrived_at is not None, reply=True),
    Step("work", _takes("text"), lambda v: v.work_done is not None, reply=True),
    # The trade's own questions stand here, one step each.
    Step("anomalies", _takes("tap", "text"), _passed("anomalies")),
    Step("anomaly_text", _takes("tap", "text"), _passed("anomalies"), inside="anomalies"),
    Step("anomaly_severity", _takes("tap"), _passed("anomalies"), inside="anomalies"),
    Step("anomaly_photos", _takes("tap"), _passed("anomalies"), inside="anomalies"),
    Step("materials", _takes("tap", "text"), _passed("materials")),
    Step("material", _takes("tap", "text"), _passed("materials"), inside="materials"),
    Step("photos", _takes("tap"), _passed("photos")),
    Step("outcome", _takes("choice"), lambda v: v.outcome is not None, reply=True),
    Step("outcome_reason", _takes("tap", "text"), lambda v: bool(v.reason_code or v.outcome_reason)),
    Step("to_bring", _takes("tap", "text"), lambda v: v.to_bring is not None or "to_bring" in v.passed, passes=True),
    Step("door_photo", _takes("tap"), lambda v: bool(v.kept_photos) or "door_photo" in v.passed),
    Step("waited", _takes("tap", "text"), lambda v: v.waited is not None),
    Step(
        "right_address",
        _takes("tap", "text"),
        lambda v: bool(v.right_address or v.right_place) or "right_address" in v.passed,
    ),
    Step("advice", _takes("tap", "text"), lambda v: v.advice is not None or "advice" in v.passed, passes=True),
    Step("left", _takes("choice", "text"), lambda v: v.left_at is not None, reply=True),
    Step("pauses", _takes("tap", "text"), lambda v: v.pauses is not None),
    Step("review", _takes("tap"), lambda v: False),
)
BY_ID = {step.id: step for step in STEPS}


def step_named(step_id: str) -> Step:
    """The step of that id, the trade's questions (`check:<id>`) included."""
    if step_id.startswith(CHECK):
        question = step_id.removeprefix(CHECK)
        return Step(step_id, _takes("tap", "text"), lambda v: question in v.checklist, passes=True)
    return BY_ID[step_id]


def sequence(visit: Visit, interview: Interview) -> tuple[str, ...]:
    """The steps of this visit in their order, as far as the answers so far tell; the last is the review."""
    if visit.outcome is Outcome.ABANDONED:
        on_the_way = ("on_my_way",) if visit.departed_at else ()
        pauses = ("pauses",) if _pauses_asked(visit) else ()
        arrived, left = (("arrived",), ("left", *pauses)) if visit.arrived_at else ((), ())
        asked = ENDINGS.get(visit.reason_code or "", ("photos",))
        return (*on_the_way, *arrived, "outcome", "outcome_reason", *asked, *left, "review")
    checks = tuple(CHECK + q.id for q in interview.asked(visit.checklist) if _asked_on_site(q, visit))
    pauses = ("pauses",) if _pauses_asked(visit) else ()
    reason = ("outcome_reason", "to_bring") if visit.outcome is Outcome.TO_BE_CONTINUED else ()
    return ("on_my_way", "arrived", "work", *checks, "anomalies", "materials", "photos", "outcome", *reason,
            "advice", "left", *pauses, "review")  # fmt: skip


def _asked_on_site(question: Question, visit: Visit) -> bool:
    """Whether a trade's question is the technician's: what the dispatcher answered or could leave open is not."""
    known = question.id in visit.checklist
    if question.by == "dispatcher":
        return CHECK + question.id in visit.sources.values() if known else question.required
    return question.required or known or OPTIONAL not in visit.passed


def _pauses_asked(visit: Visit) -> bool:
    """Whether pauses are asked for: of a long visit, or where some were noted."""
    if visit.pauses or visit.arrived_at is None or visit.left_at is None:
        return bool(visit.pauses)
    if visit.pauses is None and PAUSES_AGAIN in visit.passed:
        return True
    return visit.left_at - visit.arrived_at >= PAUSE_ASKED_FROM


def optional_left(visit: Visit, interview: Interview) -> int:
    """How many of the trade's questions that nobody must answer are still to be asked, as far as the answers tell."""
    return sum(
        1
        for q in interview.asked(visit.checklist)
        if q.by == "technician" and not q.required and q.id not in visit.checklist
    )


def first_open(visit: Visit, interview: Interview) -> str:
    """The first step that is not answered yet; the review when all are."""
    return next(s for s in sequence(visit, interview) if s == "review" or not step_named(s).answered(visit))


def before(step_id: str, visit: Visit, interview: Interview) -> str | None:
    """Where "back" leads, or None at the beginning: from a detail question to the question it belongs to."""
    inside = step_named(step_id).inside
    if inside:
        return inside
    way = sequence(visit, interview)
    if step_id not in way:
        return first_open(visit, interview)
    place = way.index(step_id)
    return way[place - 1] if place > 0 else None


def progress(step_id: str, visit: Visit, interview: Interview) -> tuple[int, int]:
    """Which question of how many this is, the review not counted."""
    way = [s for s in sequence(visit, interview) if s != "review"]
    step = step_named(step_id).inside or step_id
    return (way.index(step) + 1 if step in way else len(way), len(way))


def missing(visit: Visit, interview: Interview) -> tuple[str, ...]:
    """The steps that must still be answered before submission; `photos_after` when an after photo is demanded."""
    open_steps = []
    for step_id in sequence(visit, interview):
        if step_id in ("review", "on_my_way"):
            continue
        step = step_named(step_id)
        if step_id.startswith(CHECK):
            question = interview.question(step_id.removeprefix(CHECK))
            answer = visit.checklist.get(step_id.removeprefix(CHECK))
            if question and question.required and (answer is None or answer.skipped):
                open_steps.append(step_id)
        elif not step.answered(visit) and not step.passes:
            open_steps.append(step_id)
    if any(a.severity is None for a in visit.anomalies) and "anomalies" not in open_steps:
        open_steps.append("anomalies")
    if visit.outcome in interview.photos_required_for and not any(p.phase == "after" for p in visit.kept_photos):
        open_steps.append("photos_after")
    return tuple(open_steps)
