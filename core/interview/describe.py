"""What was answered, as phrases: for "now reads", the review card and the receipts. Imported by `core.interview`."""

from datetime import datetime, timedelta

from core.effects import Figure, Moment, Phrase, Span, say, typed
from core.interview.spec import Interview, Question
from core.interview.steps import CHECK
from core.people import Language
from core.visit import Answer, Material, Outcome, Visit

REASONS: dict[Outcome, tuple[str, ...]] = {
    Outcome.TO_BE_CONTINUED: ("part_missing", "more_time", "second_person"),
    Outcome.ABANDONED: ("nobody_there", "no_access", "unsafe", "client_refused", "wrong_address"),
}
"""Reasons that can be tapped; any other is typed."""


def title(step_id: str, interview: Interview, language: Language) -> Phrase:
    """The short name of a step."""
    if step_id.startswith(CHECK):
        question = interview.question(step_id.removeprefix(CHECK))
        return typed(question.label[language]) if question else typed(step_id)
    return say(f"step.{step_id}")


def answer(given: Answer, question: Question, language: Language) -> Phrase:
    """An answer to a trade's question."""
    if given.skipped:
        return say("value.skipped")
    match question.kind:
        case "choice":
            option = next((o for o in question.options if o.id == given.choice), None)
            return typed(option.label[language] if option else given.choice or "")
        case "number":
            if given.unmeasured:
                return say("value.unmeasured")
            if given.number is None:
                return say("value.none")
            wording = "value.unusual" if given.unusual else "value.number"
            return say(wording, number=Figure(value=given.number, unit=question.unit))
        case "yes_no":
            return say("value.yes" if given.yes else "value.no")
        case "photo":
            return say("value.photo")
        case _:
            return typed(given.text or "")


def reason(code: str | None, text: str | None) -> Phrase | None:
    """A reason: a tapped one by its wording, a typed one as typed, None when there is none."""
    if code:
        return say(f"reason.{code}")
    return typed(text) if text else None


def material_line(material: Material) -> Phrase:
    """One material, with quantity and whether it is billed."""
    return say(
        "line.material" if material.billable else "line.material_free",
        quantity=Figure(value=material.quantity, unit=material.unit),
        name=material.name if not material.reference else f"{material.name} ({material.reference})",
    )


def material_lines(visit: Visit) -> tuple[Phrase, ...]:
    """All materials, one a line."""
    return tuple(material_line(m) for m in visit.materials)


def anomaly_lines(visit: Visit) -> tuple[Phrase, ...]:
    """All anomalies, one a line, with severity and number of photos."""
    return tuple(
        say(
            "line.anomaly",
            severity=say(f"severity.{a.severity.value}") if a.severity else say("severity.unknown"),
            description=a.description,
            photos=sum(1 for p in visit.kept_photos if p.subject == f"anomaly:{a.id}"),
        )
        for a in visit.anomalies
    )


def value(step_id: str, visit: Visit, interview: Interview, language: Language, zone: str) -> Phrase | None:
    """What a step's answer reads now, or None when it has none."""
    if step_id.startswith(CHECK):
        question = interview.question(step_id.removeprefix(CHECK))
        given = visit.checklist.get(step_id.removeprefix(CHECK))
        return answer(given, question, language) if question and given else None
    match step_id:
        case "on_my_way":
            return _time(visit.departed_at, zone)
        case "arrived":
            return _time(visit.arrived_at, zone)
        case "left":
            return _time(visit.left_at, zone)
        case "work":
            return typed(visit.work_done) if visit.work_done else None
        case "anomalies":
            return _count(say("value.anomalies", n=len(visit.anomalies)), visit, "anomalies", visit.anomalies)
        case "anomaly_text" if visit.anomalies:
            return typed(visit.anomalies[-1].description)
        case "anomaly_severity" if visit.anomalies and (severity := visit.anomalies[-1].severity):
            return say(f"severity.{severity.value}")
        case "anomaly_photos" if visit.anomalies:
            subject = f"anomaly:{visit.anomalies[-1].id}"
            return say("value.photos", n=sum(1 for p in visit.kept_photos if p.subject == subject))
        case "materials":
            return _count(say("value.materials", n=len(visit.materials)), visit, "materials", visit.materials)
        case "photos":
            return _count(say("value.photos", n=len(visit.kept_photos)), visit, "photos", visit.photos)
        case "outcome":
            return say(f"outcome.{visit.outcome.value}") if visit.outcome else None
        case "outcome_reason":
            return reason(visit.reason_code, visit.outcome_reason)
        case "to_bring" if visit.outcome is Outcome.TO_BE_CONTINUED:
            if visit.to_bring:
                return typed(visit.to_bring)
            return say("value.none") if "to_bring" in visit.passed else None
        case "waited":
            length = waited(visit)
            return say("value.span", length=Span(length=length)) if length is not None else None
        case "right_address" if visit.reason_code == "wrong_address":
            if visit.right_address:
                return typed(visit.right_address)
            if visit.right_place:
                return say("value.position")
            return say("value.unknown") if "right_address" in visit.passed else None
        case "door_photo":
            if visit.kept_photos:
                return say("value.photo")
            return say("value.no_photo_possible") if "door_photo" in visit.passed else None
        case "advice":
            if visit.advice:
                return typed(visit.advice)
            return say("value.skipped") if "advice" in visit.passed else None
        case "pauses":
            if visit.pauses is None:
                return None
            total = pause_total(visit)
            return say("value.span", length=Span(length=total)) if total else say("value.none")
        case _:
            return None


def _count(counted: Phrase, visit: Visit, step_id: str, items: tuple[object, ...]) -> Phrase | None:
    if items:
        return counted
    return say("value.none") if step_id in visit.passed else None


def waited(visit: Visit) -> timedelta | None:
    """How long nobody came, where that is how the visit ended."""
    nobody = visit.outcome is Outcome.ABANDONED and visit.reason_code == "nobody_there"
    return visit.waited if nobody else None


def waiting_lines(length: timedelta | None) -> tuple[Phrase, ...]:
    """How long the technician waited, for the office; nothing where they did not."""
    return (say("post.waited", length=Span(length=length)),) if length else ()


def to_bring(visit: Visit) -> str | None:
    """What is missing next time, where there is a next time."""
    return visit.to_bring if visit.outcome is Outcome.TO_BE_CONTINUED else None


def pause_total(visit: Visit) -> timedelta:
    """The summed length of the pauses."""
    return sum((p.length for p in visit.pauses or ()), timedelta())


def _time(at: datetime | None, zone: str) -> Phrase | None:
    return say("value.time", at=Moment(at=at, zone=zone, style="short")) if at else None
