"""Submission, and freezing what was submitted into a report. Imported by `core.step`."""

from datetime import timedelta

from msgspec.structs import replace

from core.dispatch import addresses, cards, next_visit
from core.effects import Amend, MakeClientCopy, Message, say
from core.facts import ReportFile
from core.interview import describe, review
from core.interview.flow import interview_of
from core.interview.media import coming
from core.interview.spec import Interview
from core.interview.steps import CHECK, missing
from core.people import Language
from core.report import (
    CheckLine,
    Period,
    Report,
    ReportAnomaly,
    ReportMaterial,
    ReportPhoto,
    ReportRecording,
    report_sha256,
)
from core.reporting import contesting, replaced
from core.reporting.versions import put_down
from core.reporting.word import report_of
from core.turn import Turn
from core.visit import Outcome, Severity, Version, Visit, VisitState
from core.work_order import WorkOrderState

CODE_LENGTH = 22
"""Characters of the verification page's name: 132 bits."""


def submit(turn: Turn) -> None:
    """Take the submission, or say exactly what is missing. Freezes at once when everything sent is stored.

    A new version that says nothing new is not taken: it would void the client's word for nothing.
    """
    interview = interview_of(turn)
    open_steps = missing(turn.visit, interview)
    if open_steps:
        turn.toast("toast.incomplete")
        titles = [say("review.missing_line", title=review.name_missing(s, interview, turn)) for s in open_steps]
        turn.tell(say("error.incomplete_report"), *titles)
        return
    visit = turn.visit
    if visit.correcting is not None and says_nothing_new(turn):
        turn.refuse("nothing_corrected")
        return
    if visit.correcting is not None and contesting.unanswered(turn):
        return
    turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=review.content(turn, interview))))
    turn.toast("toast.submitted")
    turn.visit = replace(visit, state=VisitState.SUBMITTED, submitted_at=turn.now)
    order_is_reported(turn)
    back = put_down(turn, visit)
    cards.hide_access(turn, visit)
    cards.show_job_card(turn)
    waiting = coming(visit)
    if waiting:
        turn.tell(say("tell.submitted_waiting", n=waiting), buttons=back, clear_keyboard=True)
    else:
        turn.tell(say("tell.submitted"), buttons=back, clear_keyboard=True)
        freeze(turn)


def order_is_reported(turn: Turn) -> None:
    """The work order waits for the sealed report, unless another visit has taken it up meanwhile."""
    if turn.order.visit_id == turn.visit.id:
        turn.order = replace(turn.order, state=WorkOrderState.SUBMITTED)


def says_nothing_new(turn: Turn) -> bool:
    """Whether the report would read exactly as the version in force."""
    old = report_of(turn).report
    new = frozen(turn, turn.visit)
    frame = ("id", "version", "code", "frozen_at", "replaces_frozen_at")
    return replace(new, **{name: getattr(old, name) for name in frame}) == old


def freeze(turn: Turn) -> None:
    """Fix the version: what arrives later is not part of it. The client's copy is made next.

    A version before it is void from now on.
    """
    visit, correcting = turn.visit, turn.visit.correcting
    report = frozen(turn, visit)
    made = Version(
        report_id=report.id,
        number=report.version,
        by=visit.answered_by,
        at=turn.now,
        reason=correcting.reason if correcting else None,
        told=correcting is not None and replaced.client_knows(turn, report_of(turn)),
    )
    turn.visit = replace(visit, state=VisitState.FROZEN, correcting=None, versions=(*visit.versions, made))
    if correcting is not None:
        order_is_reported(turn)
        replaced.void(turn, report_of(turn), report)
        replaced.tell_the_others(turn, correcting, report)
    turn.save(ReportFile(report=report, work_order_id=turn.order.id))
    turn.note(
        report,
        "created",
        report_sha256=report_sha256(report),
        photos=str(sum(1 for photo in report.photos if photo.sha256)),
    )
    turn.do(MakeClientCopy(report_id=report.id))
    if visit.outcome is Outcome.ABANDONED and correcting is None:
        reason = describe.reason(visit.reason_code, visit.outcome_reason)
        turn.tell(
            say("tell.abandoned", number=turn.order.number, client=turn.job.client.name, why=reason),
            *describe.waiting_lines(describe.waited(visit)),
            to=turn.order.created_by,
        )
        addresses.tell(turn)
    next_visit.propose(turn)


def frozen(turn: Turn, visit: Visit) -> Report:
    """The report of the visit, in the client's language: only what is printed."""
    job, order = turn.job, turn.order
    interview = interview_of(turn)
    language = job.client.language
    technician = turn.facts.by_id.get(visit.technician_id) or turn.facts.person
    old = report_of(turn).report if visit.correcting else None
    appointment = visit.appointment or (order.starts_at, order.ends_at)
    internal = {CHECK + question.id for question in interview.questions if not question.printed}
    assert visit.outcome is not None
    return Report(
        id=turn.fresh.report_id,
        number=old.number if old else f"RI-{turn.now.astimezone(turn.tz):%Y}-{turn.fresh.report_number:04d}",
        version=old.version + 1 if old else 1,
        replaces_frozen_at=old.frozen_at if old else None,
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
        appointment_starts_at=appointment[0],
        appointment_ends_at=appointment[1],
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        periods=periods(visit),
        work_done=visit.work_done,
        outcome=visit.outcome,
        reason_code=visit.reason_code,
        outcome_reason=visit.outcome_reason,
        to_bring=describe.to_bring(visit),
        waited=describe.waited(visit),
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
            if p.subject not in internal
        ),
        recordings=tuple(
            ReportRecording(
                kind=r.kind,
                sha256=r.sha256,
                made_at=r.made_at,
                name=r.name,
                mime=r.mime,
                seconds=r.seconds,
                size=r.size,
                caption=r.caption,
            )
            for r in visit.recordings
        ),
        advice=visit.advice,
    )


def periods(visit: Visit) -> tuple[Period, ...]:
    """Travel, work (net of waiting and pauses), waiting and pauses, as far as their times are known."""
    found: list[Period] = []
    if visit.departed_at and visit.arrived_at:
        travel = visit.arrived_at - visit.departed_at
        found.append(Period(kind="travel", starts_at=visit.departed_at, ends_at=visit.arrived_at, length=travel))
    paused = sum((p.length for p in visit.pauses or ()), timedelta())
    waited = describe.waited(visit)
    if visit.arrived_at and visit.left_at:
        work = visit.left_at - visit.arrived_at - paused - (waited or timedelta())
        if waited is None or work > timedelta():
            found.append(Period(kind="work", starts_at=visit.arrived_at, ends_at=visit.left_at, length=work))
    if waited:
        found.append(Period(kind="waiting", length=waited))
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
    """Freeze a submitted visit once none of its photos and recordings is waited for any more."""
    if turn.visit.state is VisitState.SUBMITTED and not coming(turn.visit):
        freeze(turn)
