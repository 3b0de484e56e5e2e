"""What was corrected: old and new values of a visit, by comparing it before and after. Imported by `core.said`."""

from datetime import timedelta

from msgspec.structs import replace

from core.effects import Phrase, say, typed
from core.interview import describe
from core.interview.media import recording_title
from core.interview.spec import Interview
from core.interview.steps import CHECK
from core.people import Language
from core.turn import Turn
from core.visit import Change, Visit

STEPS = ("on_my_way", "arrived", "left", "pauses", "work", "outcome", "outcome_reason",
         "to_bring", "waited", "right_address", "advice")  # fmt: skip
ONE_GO = timedelta(minutes=5)
"""What is changed tap by tap (a quantity, a photo's phase) by the same person within this time is one correction."""
TAPPED = ("material:", "photo:")
MOST_CHANGES = 500


def note_changes(turn: Turn) -> None:
    """Keep what this event changed of the visit on the desk that had been answered before: who, when, old, new."""
    job = turn.facts.job
    if job is None or job.visit is None or job.interview is None or not turn.has_visit or turn.visit is job.visit:
        return
    before, after = job.visit, turn.visit
    language, zone = turn.person.language, turn.zone
    old, new = (_values(each, job.interview, language, zone) for each in (before, after))
    found = [
        Change(at=turn.now, by=turn.person.id, what=what, was=was, now=new.get(what))
        for what, was in old.items()
        if new.get(what) != was
    ]
    if found:
        turn.visit = _with(after, found)


def _one_go(change: Change) -> timedelta:
    return ONE_GO if change.what.startswith(TAPPED) else timedelta()


def _with(visit: Visit, found: list[Change]) -> Visit:
    changes = list(visit.changes)
    for change in found:
        recent = next((c for c in reversed(changes) if c.what == change.what), None)
        if recent is not None and recent.by == change.by and change.at - recent.at <= _one_go(change):
            changes.remove(recent)
            change = Change(at=change.at, by=change.by, what=change.what, was=recent.was, now=change.now)
            if change.was == change.now:
                continue
        changes.append(change)
    return replace(visit, changes=tuple(changes[-MOST_CHANGES:]))


def _values(visit: Visit, interview: Interview, language: Language, zone: str) -> dict[str, Phrase]:
    """Every answer as it reads, by what it answers; what has no answer yet is left out."""
    found: dict[str, Phrase] = {}
    checks = (CHECK + question_id for question_id in visit.checklist)
    for step_id in (*STEPS, *checks):
        known = describe.value(step_id, visit, interview, language, zone)
        if known is not None and not _passed_over(step_id, visit):
            found[step_id] = known
    for anomaly in visit.anomalies:
        found[f"anomaly:{anomaly.id}"] = typed(anomaly.description)
        if anomaly.severity is not None:
            found[f"severity:{anomaly.id}"] = say(f"severity.{anomaly.severity.value}")
    for material in visit.materials:
        found[f"material:{material.id}"] = describe.material_line(material)
    for photo in visit.photos:
        found[f"photo:{photo.id}"] = say(f"phase.{photo.phase}")
        if photo.caption:
            found[f"caption:{photo.id}"] = typed(photo.caption)
    for recording in visit.recordings:
        found[f"recording:{recording.id}"] = recording_title(recording)
        if recording.caption:
            found[f"caption:{recording.id}"] = typed(recording.caption)
    return found


def _passed_over(step_id: str, visit: Visit) -> bool:
    if step_id.startswith(CHECK):
        return visit.checklist[step_id.removeprefix(CHECK)].skipped
    return step_id in ("advice", "to_bring") and getattr(visit, step_id) is None


def change_lines(turn: Turn, visit: Visit, interview: Interview, most: int = 15) -> tuple[Phrase, ...]:
    """The last corrections, newest first: when, who, what, old and new."""
    language = turn.person.language
    nothing = say("value.none")
    return tuple(
        say(
            "changes.line",
            at=turn.at(change.at, "short"),
            who=(turn.facts.by_id[change.by].name if change.by in turn.facts.by_id else say("card.nobody")),
            what=_title(change.what, interview, language),
            was=change.was or nothing,
            now=change.now or nothing,
        )
        for change in reversed(visit.changes[-most:])
    )


def _title(what: str, interview: Interview, language: Language) -> Phrase:
    kind = what.partition(":")[0]
    if what.startswith(CHECK) or ":" not in what:
        return describe.title(what, interview, language)
    lists = {
        "anomaly": "anomalies",
        "severity": "anomaly_severity",
        "material": "materials",
        "photo": "photos",
        "caption": "caption",
        "recording": "recordings",
    }
    return say(f"step.{lists[kind]}")
