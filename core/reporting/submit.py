"""Submission, and freezing what was submitted into a report. Imported by `core.step`."""

from datetime import timedelta

from msgspec.structs import replace

from core.dispatch import cards
from core.effects import Amend, MakeClientCopy, Message, say
from core.facts import ReportFile
from core.interview import describe, photos, review
from core.interview.flow import interview_of
from core.interview.spec import Interview
from core.interview.steps import missing
from core.people import Language
from core.report import (
    CheckLine,
    Period,
    Report,
    ReportAnomaly,
    ReportMaterial,
    ReportPhoto,
)
from core.turn import Turn
from core.visit import Outcome, PhotoState, Severity, Visit, VisitState
from core.work_order import WorkOrderState

CODE_LENGTH = 22
"""Characters of the verification page's name: 132 bits."""


def submit(turn: Turn) -> None:
    """Take the submission, or say exactly what is missing. Freezes at once when every photo is stored."""
    interview = interview_of(turn)
    open_steps = missing(turn.visit, interview)
    if open_steps:
        turn.toast("toast.incomplete")
        titles = [say("review.missing_line", title=review.name_missing(s, interview, turn)) for s in open_steps]
        turn.tell(say("error.incomplete_report"), *titles)
        return
    turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=review.content(turn, interview))))
    turn.toast("toast.submitted")
    visit = turn.visit
    turn.visit = replace(visit, state=VisitState.SUBMITTED, submitted_at=turn.now)
    turn.order = replace(turn.order, state=WorkOrderState.SUBMITTED)
    talk = turn.talk()
    places = {k: v for k, v in talk.places.items() if k != str(visit.id)}
    turn.set_conversation(replace(talk, visit_id=None, places=places))
    cards.hide_access(turn, visit)
    cards.show_job_card(turn)
    waiting = sum(1 for p in visit.photos if p.state is PhotoState.FETCHING)
    if waiting:
        turn.tell(say("tell.submitted_waiting", n=waiting), clear_keyboard=True)
    else:
        turn.tell(say("tell.submitted"), clear_keyboard=True)
        freeze(turn)


def freeze(turn: Turn) -> None:
    """Fix the version: what arrives later is not part of it. The client's copy is made next."""
    visit = turn.visit
    turn.visit = replace(visit, state=VisitState.FROZEN)
    report = frozen(turn, visit)
    turn.save(ReportFile(report=report, work_order_id=turn.order.id))
    turn.do(MakeClientCopy(report_id=report.id))
    if visit.outcome is Outcome.ABANDONED:
        reason = describe.reason(visit.reason_code, visit.outcome_reason)
        turn.tell(
            say("tell.abandoned", number=turn.order.number, client=turn.job.client.name, why=reason),
            to=turn.order.created_by,
        )


def frozen(turn: Turn, visit: Visit) -> Report:
    """The report of the visit, in the client's language: only what is printed."""
    job, order = turn.job, turn.order
    interview = interview_of(turn)
    language = job.client.language
    technician = turn.facts.by_id.get(visit.technician_id) or turn.facts.person
    assert visit.outcome is not None
    return Report(
        id=turn.fresh.report_id,
        number=f"RI-{turn.now.astimezone(turn.tz):%Y}-{turn.fresh.report_id:04d}",
        version=1,
        code=turn.fresh.tokens[0][0][:CODE_LENGTH],
        visit_id=visit.id,
        language=language,
        time_zone=turn.zone,
        frozen_at=turn.now,
        work_order_number=order.number,
        client_name=job.client.name,
        client_address=job.client.address,
        site_name=job.site.name,
        site_address=job.site.address,
        technician_name=technician.name if technician else "",
        trade=order.trade,
        trade_name=interview.name[language],
        mission=order.mission,
        constraints=order.constraints,
        appointment_starts_at=order.starts_at,
        appointment_ends_at=order.ends_at,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        periods=periods(visit),
        work_done=visit.work_done,
        outcome=visit.outcome,
        reason_code=visit.reason_code,
        outcome_reason=visit.outcome_reason,
        checklist=check_lines(visit, interview, language),
        anomalies=tuple(
            ReportAnomaly(id=a.id, description=a.description, severity=a.severity or Severity.MINOR)
            for a in visit.anomalies
        ),
        materials=tuple(
            ReportMaterial(name=m.name, quantity=m.quantity, unit=m.unit, reference=m.reference, billable=m.billable)
            for m in visit.materials
        ),
        photos=tuple(
            ReportPhoto(sha256=p.sha256, taken_at=p.taken_at, phase=p.phase, subject=p.subject, caption=p.caption)
            for p in visit.photos
        ),
        advice=visit.advice,
    )


def periods(visit: Visit) -> tuple[Period, ...]:
    """Travel, work (net of pauses) and pauses, as far as their times are known."""
    found: list[Period] = []
    if visit.departed_at and visit.arrived_at:
        travel = visit.arrived_at - visit.departed_at
        found.append(Period(kind="travel", starts_at=visit.departed_at, ends_at=visit.arrived_at, length=travel))
    paused = sum((p.length for p in visit.pauses or ()), timedelta())
    if visit.arrived_at and visit.left_at:
        work = visit.left_at - visit.arrived_at - paused
        found.append(Period(kind="work", starts_at=visit.arrived_at, ends_at=visit.left_at, length=work))
    if paused:
        found.append(Period(kind="pause", length=paused))
    return tuple(found)


def check_lines(visit: Visit, interview: Interview, language: Language) -> tuple[CheckLine, ...]:
    """The printed lines of the trade's checklist, as asked in this visit."""
    lines = []
    for question in interview.asked(visit.checklist):
        given = visit.checklist.get(question.id)
        if not question.printed or given is None:
            continue
        option = next((o for o in question.options if o.id == given.choice), None)
        lines.append(
            CheckLine(
                question_id=question.id,
                question=question.label[language],
                answer=None if given.skipped else given,
                choice=option.label[language] if option else None,
                unit=question.unit,
            )
        )
    return tuple(lines)


def photo_settled(turn: Turn) -> None:
    """Freeze a submitted visit once none of its photos is waited for any more."""
    if turn.visit.state is VisitState.SUBMITTED and not photos.waiting(turn.visit):
        freeze(turn)
