"""The review card: everything answered, each part with its Edit, and what is still missing. Imported by `ask`."""

from datetime import timedelta

from core.effects import Button, Phrase, Span, say, typed
from core.interview import describe
from core.interview.media import coming, missing_lines
from core.interview.spec import Interview
from core.interview.steps import CHECK, missing, sequence
from core.turn import Turn, button, q
from core.visit import Outcome, Visit

PARTS = (
    "on_my_way",
    "arrived",
    "left",
    "pauses",
    "work",
    "anomalies",
    "materials",
    "photos",
    "outcome",
    "outcome_reason",
    "to_bring",
    "waited",
    "right_address",
    "advice",
)


CAME_TOGETHER = timedelta(minutes=2)
"""Arrival and departure so close, and typed by nobody, came in one go from a phone that had had no network."""


def worked(visit: Visit) -> timedelta | None:
    """Time on site less the pauses, or None while it is not known."""
    if visit.arrived_at is None or visit.left_at is None:
        return None
    waited = describe.waited(visit) or timedelta()
    return max(visit.left_at - visit.arrived_at - describe.pause_total(visit) - waited, timedelta())


def card(turn: Turn, interview: Interview) -> tuple[Phrase, ...]:
    """The lines of the review card: everything answered, then what is missing or that nothing is."""
    lines = [*content(turn, interview), say("blank")]
    open_steps = missing(turn.visit, interview)
    if open_steps:
        lines.append(say("review.missing"))
        lines += [say("review.missing_line", title=name_missing(s, interview, turn)) for s in open_steps]
    else:
        lines.append(say("review.complete"))
    return tuple(lines)


def content(turn: Turn, interview: Interview) -> tuple[Phrase, ...]:
    """Everything answered, as it stays in the chat after submission."""
    return (
        say("review.title", number=turn.order.number),
        say("review.place", client=turn.job.client.name, site=turn.job.site.name),
        say("blank"),
        *answered(turn, interview),
    )


def answered(turn: Turn, interview: Interview) -> tuple[Phrase, ...]:
    """Everything answered so far, a line each, in the language of the person of the turn."""
    visit = turn.visit
    language = turn.person.language
    lines: list[Phrase] = []

    def add(step_id: str) -> None:
        known = describe.value(step_id, visit, interview, language, turn.zone)
        if known is not None:
            lines.append(say("review.line", title=describe.title(step_id, interview, language), value=known))

    for step_id in ("on_my_way", "arrived", "left", "pauses"):
        add(step_id)
    on_site = worked(visit)
    if on_site is not None and (on_site or not visit.waited):
        lines.append(say("review.hours", length=Span(length=on_site)))
        if {"arrived", "left"} <= visit.received and on_site <= CAME_TOGETHER:
            lines.append(say("review.times_together"))
    add("work")
    for question in interview.asked(visit.checklist):
        add(CHECK + question.id)
    add("anomalies")
    lines += describe.anomaly_lines(visit)
    add("materials")
    lines += describe.material_lines(visit)
    add("photos")
    if visit.recordings:
        lines.append(say("review.recordings", n=len(visit.recordings)))
    waiting = coming(visit)
    if waiting:
        lines.append(say("review.photos_waiting", n=waiting))
    lines += missing_lines(visit.photos, visit.recordings)
    no_photo = () if visit.kept_photos else ("door_photo",)
    for step_id in ("outcome", "outcome_reason", *no_photo, "waited", "right_address", "to_bring", "advice"):
        add(step_id)
    return tuple(lines)


def name_missing(step_id: str, interview: Interview, turn: Turn) -> Phrase:
    """The name of something that is missing."""
    if step_id == "photos_after":
        return say("step.photos_after")
    if step_id in ("anomalies", "materials", "photos") and getattr(turn.visit, step_id):
        return say("review.to_close", title=say(f"step.{step_id}"))
    return describe.title(step_id, interview, turn.person.language)


def editable(turn: Turn, interview: Interview) -> tuple[str, ...]:
    """The steps that the card's buttons lead to: those of the way, and what was answered before it was abandoned."""
    visit = turn.visit
    way = sequence(visit, interview)
    checks = (CHECK + question.id for question in interview.asked(visit.checklist))
    return tuple(
        step_id
        for step_id in (*PARTS, *checks)
        if (step_id.startswith(CHECK) and visit.outcome is not Outcome.ABANDONED)
        or (step_id == "pauses" and visit.left_at is not None)
        or (step_id in way and (step_id != "on_my_way" or visit.departed_at))
        or describe.value(step_id, visit, interview, turn.person.language, turn.zone) is not None
    )


def rows(turn: Turn, interview: Interview, serial: int) -> tuple[tuple[Button, ...], ...]:
    """Submit first, or go on while something is missing; then an Edit for each part, the trade's questions in one."""
    steps = editable(turn, interview)
    edits = [
        button("button.edit", q(serial, f"edit:{step_id}"), what=say(f"step.{step_id}"))
        for step_id in steps
        if not step_id.startswith(CHECK)
    ]
    if any(step_id.startswith(CHECK) for step_id in steps):
        edits.append(button("button.edit", q(serial, "checks"), what=say("step.checklist")))
    pairs = tuple(tuple(edits[i : i + 2]) for i in range(0, len(edits), 2))
    if missing(turn.visit, interview):
        return ((button("button.continue", q(serial, "continue")),), *pairs)
    return ((button("button.submit", q(serial, "submit")),), *pairs)


def leave(turn: Turn, serial: int) -> tuple[Button, ...]:
    """Only a submitted report can be left as it is."""
    return (button("button.leave_as_is", q(serial, "leave")),) if turn.visit.correcting else ()


def check_rows(turn: Turn, interview: Interview, serial: int) -> tuple[tuple[Button, ...], ...]:
    """One button for each of the trade's questions that apply."""
    steps = editable(turn, interview)
    return tuple(
        (
            Button(
                label=typed(question.label[turn.person.language]),
                data=q(serial, f"edit:{CHECK}{question.id}"),
            ),
        )
        for question in interview.questions
        if CHECK + question.id in steps
    )
