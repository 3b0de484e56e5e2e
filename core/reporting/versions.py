"""Correcting a report after submission: the reason, the visit open again, and the way out. Imported by `core.step`.

The visit as it was frozen is kept aside, so that "leave as it is" puts everything back. The version in force stays in
force, and can be signed, until the new one is frozen (`core.reporting.replaced`).
"""

from typing import TypeVar

from msgspec.structs import replace

from core.dispatch import cards
from core.effects import Amend, Button, Message, say
from core.errors import Refusal
from core.forms import close_question, drop_form, form_of, leave_form, number_value, open_form
from core.interview.ask import ask
from core.interview.flow import interview_of, resume
from core.interview.given import Given
from core.reading import Unreadable, clean_text
from core.turn import Turn, button, q
from core.unreadable import explain
from core.visit import Correcting, Outcome, Photo, Recording, Visit, VisitState

Kept = TypeVar("Kept", Photo, Recording)

CORRECT_REASONS = ("wrong_time", "wrong_material", "photo_missing", "client_asked")
LONGEST_REASON = 500


def correct_button(visit: Visit) -> Button:
    """Starts a new version of this visit's report."""
    return button("button.correct_report", f"correct:{visit.id}:begin")


def tapped(turn: Turn, choice: str) -> None:
    """The button "correct the report": asks why, or goes on with what this person began, or says who is at it."""
    visit, correcting = turn.visit, turn.visit.correcting
    if visit.technician_id != turn.person.id and not turn.person.dispatches:
        turn.refuse("not_yours")
    elif visit.state is VisitState.SUBMITTED:
        turn.refuse("correct_soon", number=turn.order.number)
    elif correcting is not None and correcting.by == turn.person.id:
        leave_form(turn)
        turn.set_conversation(replace(turn.talk(), visit_id=visit.id))
        resume(turn)
    elif correcting is not None and choice == "over" and turn.person.dispatches:
        _take_over(turn, correcting)
    elif correcting is not None:
        _say_who(turn, correcting)
    elif visit.state is not VisitState.FROZEN or turn.facts.report is None or choice != "begin":
        turn.refuse("stale")
    else:
        leave_form(turn)
        open_form(turn, "correct", "reason", _why, visit=visit.id)


def _why(turn: Turn, serial: int) -> Message:
    assert turn.facts.report is not None
    rows = tuple((button(f"correct.{code}", q(serial, f"reason:{code}")),) for code in CORRECT_REASONS)
    leave = (button("button.quit", q(serial, "quit")),)
    report = turn.facts.report.report
    again = turn.house.signing and report.outcome is not Outcome.ABANDONED
    lines = (say("correct.ask", number=report.number), *([say("correct.client_again")] if again else []))
    return Message(lines=lines, buttons=(*rows, leave))


def take_reason(turn: Turn, given: Given) -> None:
    """Why the report is corrected, tapped or typed; then the visit is open again in the hand of whoever says so."""
    if given.kind == "tap" and given.value == "quit":
        close_question(turn)
        drop_form(turn)
        turn.tell(say("form.closed"))
        return
    try:
        reason = _reason(given)
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    here = turn.facts.job is not None and turn.facts.job.visit is not None
    if not here or turn.facts.report is None or turn.visit.id != number_value(form_of(turn), "visit"):
        close_question(turn)
        drop_form(turn)
        turn.refuse("stale")
        return
    if turn.visit.state is not VisitState.FROZEN:
        # Meanwhile somebody else began.
        close_question(turn)
        drop_form(turn)
        tapped(turn, "begin")
        return
    close_question(turn, say("correct.title"), cards.reason_of("correct", reason))
    drop_form(turn)
    _begin(turn, reason)


def _reason(given: Given) -> str:
    if given.kind != "tap":
        return clean_text(given.value, limit=LONGEST_REASON)
    code = given.value.removeprefix("reason:")
    if code not in CORRECT_REASONS:
        raise Refusal("stale")
    return f"@{code}"


def _begin(turn: Turn, reason: str) -> None:
    visit, file = turn.visit, turn.facts.report
    assert file is not None
    in_hand = turn.talk().visit_id
    correcting = Correcting(
        reason=reason,
        by=turn.person.id,
        at=turn.now,
        report_id=file.report.id,
        before=visit,
        aside=in_hand if in_hand != visit.id else None,
    )
    opened = replace(visit, state=VisitState.CORRECTING, correcting=correcting)
    last_hand = visit.versions[-1].by if visit.versions else visit.technician_id
    turn.visit = opened if last_hand == turn.person.id else _in_another_chat(opened)
    cards.show_job_card(turn)
    turn.tell(say("correct.begun", number=file.report.number, version=file.report.version))
    _take_in_hand(turn)


def _in_another_chat(visit: Visit) -> Visit:
    """The visit for a hand that its messages did not come from: their numbers mean nothing in another chat."""
    return replace(
        visit,
        photos=tuple(replace(photo, message_id=None) for photo in visit.photos),
        recordings=tuple(replace(recording, message_id=None) for recording in visit.recordings),
        remarks=tuple(replace(remark, message_id=None) for remark in visit.remarks),
        sources={},
    )


def _take_in_hand(turn: Turn) -> None:
    turn.set_conversation(replace(turn.talk(), visit_id=turn.visit.id))
    turn.go("review")
    ask(turn, interview_of(turn))


def _say_who(turn: Turn, correcting: Correcting) -> None:
    """Only one correction at a time; the office can take one over that is left lying."""
    who = turn.facts.by_id.get(correcting.by)
    name = who.name if who else None
    if not turn.person.dispatches:
        turn.refuse("being_corrected", name=name, number=turn.order.number)
        return
    turn.tell(
        say("correct.occupied", name=name, number=turn.order.number, since=turn.at(correcting.at, "short")),
        buttons=((button("button.take_over", f"correct:{turn.visit.id}:over"),),),
    )


def _take_over(turn: Turn, correcting: Correcting) -> None:
    in_hand = turn.talk().visit_id
    mine = replace(correcting, by=turn.person.id, aside=in_hand if in_hand != turn.visit.id else None)
    turn.visit = _in_another_chat(replace(turn.visit, correcting=mine))
    turn.tell(say("correct.taken_over", name=turn.person.name, number=turn.order.number), to=correcting.by)
    cards.show_job_card(turn)
    leave_form(turn)
    _take_in_hand(turn)


def leave(turn: Turn) -> None:
    """Leave the report as it is: the visit is again as it was frozen, and nothing is sent to anybody else."""
    visit, correcting = turn.visit, turn.visit.correcting
    assert correcting is not None
    line = say("correct.left_as_is", number=turn.order.number)
    turn.do(Amend(to=turn.person.id, slot=turn.question_slot, message=Message(lines=(line,))))
    turn.visit = as_frozen(visit, correcting.before)
    back = put_down(turn, visit)
    cards.show_job_card(turn)
    turn.tell(line, buttons=back, clear_keyboard=True)


def as_frozen(visit: Visit, before: Visit) -> Visit:
    """The visit as it was before it was corrected.

    What was said beside the questions stays, as does the record of what was changed, and what became of its photos
    and recordings; no number is given out twice.
    """
    kept: tuple[Photo | Recording, ...] = (*visit.photos, *visit.recordings)
    now = {each.id: each for each in kept}
    return replace(
        before,
        photos=tuple(_with_bytes_of(photo, now.get(photo.id)) for photo in before.photos),
        recordings=tuple(_with_bytes_of(recording, now.get(recording.id)) for recording in before.recordings),
        receipts=visit.receipts,
        remarks=visit.remarks,
        changes=visit.changes,
        next_id=visit.next_id,
    )


def _with_bytes_of(kept: Kept, other: Photo | Recording | None) -> Kept:
    return kept if other is None else replace(kept, state=other.state, sha256=other.sha256, problem=other.problem)


def put_down(turn: Turn, visit: Visit) -> tuple[tuple[Button, ...], ...]:
    """Take a visit that is submitted or left out of the person's hand; a button back to the one put aside for it."""
    talk = turn.talk()
    places = {k: v for k, v in talk.places.items() if k != str(visit.id)}
    aside = visit.correcting.aside if visit.correcting else None
    turn.set_conversation(replace(talk, visit_id=aside, places=places))
    return ((button("button.back_to_visit", f"visit:{aside}:open"),),) if aside is not None else ()
