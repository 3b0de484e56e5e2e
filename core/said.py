"""Routes what a person said, tapped or sent: to a form, to the visit in hand, to a card. Imported by `core.step`."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core import entrance, visiting
from core import events as happened
from core.dispatch import addresses, board, cards, manage, moving, next_visit
from core.dispatch.new import take as new
from core.dispatch.unplanned import complete
from core.dispatch.unplanned import take as unplanned
from core.effects import say
from core.events import Event
from core.forms import close_question, drop_form, leave_form
from core.interview import captions, correct, photos, recordings, sorting, take_endings
from core.interview.aside import keep_remark
from core.interview.ask import ask
from core.interview.changes import note_changes
from core.interview.flow import answers_named, close, go_on_if_answered, interview_of, resume, take, take_review
from core.interview.given import Given
from core.interview.steps import step_named
from core.interview.take_times import FIELDS
from core.office import duty, shown, thread, wants
from core.people import Role
from core.reporting import contesting, late, submit, versions, word
from core.staff import again, reach
from core.staff import take as staff
from core.summary import day_in_utc, summary
from core.turn import Turn
from core.visit import Outcome, Visit, VisitState

BESIDE_A_THREAD = ("today", "summary", "duty", "people", "language", "help", "start")
"""Commands that only show something; any other one closes the thread with the office."""


def from_person(turn: Turn, event: Event) -> None:
    """Decide what someone in a private chat did, and keep what it corrected."""
    _decide(turn, event)
    if turn.facts.person is not None:
        note_changes(turn)


def _decide(turn: Turn, event: Event) -> None:
    facts = turn.facts
    if facts.person is None or not facts.person.enabled:
        if facts.chat_id is not None and facts.person is not None:
            entrance.refuse_disabled(turn, facts.chat_id, facts.person)
        elif facts.chat_id is not None:
            entrance.refuse_stranger(turn, facts.chat_id)
        return
    reach.changed(turn, reachable=True)
    if thread.replied(turn, event):
        return
    if wants.asks(turn.talk(), event):
        thread.begin(turn)
        return
    match event:
        case happened.Commanded():
            _command(turn, event)
        case happened.Tapped():
            _tap(turn, event)
        case happened.Chose():
            _choice(turn, event)
        case happened.Said():
            _text(turn, event)
        case happened.Edited():
            _edit(turn, event)
        case happened.SentPhoto() | happened.SentFile() | happened.SentLocation():
            _sent(turn, event)


# -- commands --------------------------------------------------------------------------------------------------------


def _command(turn: Turn, event: happened.Commanded) -> None:
    person = turn.person
    in_thread = thread.is_open(turn)
    if event.name not in BESIDE_A_THREAD:
        thread.step_out(turn)
    talk = turn.talk()
    match event.name:
        case "new" if person.dispatches:
            _begin(turn, new.begin)
        case "urgent" if person.has(Role.TECHNICIAN):
            _begin(turn, unplanned.begin)
        case "invite" if person.dispatches:
            _begin(turn, entrance.begin_invite)
        case "today" if person.has(Role.TECHNICIAN) or person.dispatches:
            if person.has(Role.TECHNICIAN):
                visiting.today(turn)
            if person.dispatches:
                board.today(turn)
        case "summary" if person.has(Role.MANAGER) or person.dispatches:
            zone = person.time_zone or turn.house.company.time_zone
            start, _ = day_in_utc(event.at.astimezone(ZoneInfo(zone)).date(), zone)
            turn.tell(*summary(turn, start))
        case "language":
            entrance.choose_language(turn)
        case "duty" if person.dispatches:
            duty.toggle(turn)
        case "people" if person.dispatches:
            staff.begin(turn)
        case "cancel" if in_thread:
            _back_to_visit(turn)
        case "cancel" if talk.form is not None:
            close_question(turn)
            drop_form(turn)
            turn.tell(say("form.dropped"))
        case "resume" if again.worth_asking(talk.form) is not None:
            again.ask_again(turn)
        case "review" | "resume" if _visit_usable(turn):
            if event.name == "review":
                close(turn, interview_of(turn))
                turn.go("review")
                ask(turn, interview_of(turn))
            else:
                resume(turn)
        case "help" | "start" | "cancel":
            turn.tell(*entrance.help_lines(person))
        case "new" | "urgent" | "invite" | "today" | "summary" | "duty" | "people":
            turn.refuse("not_your_role")
        case "review" | "resume" if person.has(Role.TECHNICIAN) or person.dispatches:
            turn.refuse("no_visit")
        case "review" | "resume":
            turn.refuse("not_your_role")
        case _:
            turn.tell(say("error.unknown_command"), *entrance.help_lines(person))


def _begin(turn: Turn, form: Callable[[Turn], None]) -> None:
    """Begin a form; where one is open in which something was given, that one is asked again."""
    thread.step_out(turn)
    if again.begun(turn.talk().form):
        turn.tell(say("form.still_open"))
        again.ask_again(turn)
        return
    leave_form(turn)
    form(turn)


# -- taps ------------------------------------------------------------------------------------------------------------


def _tap(turn: Turn, event: happened.Tapped) -> None:
    facts = turn.facts
    match event.topic:
        case "q":
            _answer_tap(turn, event)
        case "language":
            entrance.language_chosen(turn, event.choice)
        case "people":
            if turn.person.dispatches:
                staff.tapped(turn, event)
            else:
                turn.refuse("not_your_role")
        case "offer" if facts.job is not None:
            visiting.offered(turn, event.choice)
        case "visit" if facts.job is not None:
            thread.step_out(turn)
            visiting.tapped(turn, event.choice)
        case "photo" if facts.job is not None and facts.job.visit is not None:
            if turn.visit.answered_by != turn.person.id:
                turn.refuse("not_yours")
            elif not turn.visit.is_open:
                turn.refuse("visit_closed", number=turn.order.number)
            else:
                sorting.tapped(turn, event.choice)
        case "wo" if facts.job is not None:
            if turn.person.dispatches:
                manage.tapped(turn, event.choice)
            else:
                turn.refuse("not_your_role")
        case "next" | "site" if facts.job is not None and facts.job.visit is not None:
            (next_visit if event.topic == "next" else addresses).tapped(turn, event.choice)
        case "urgent" if turn.person.has(Role.TECHNICIAN):
            _begin(turn, unplanned.begin)
        case "office" if facts.job is not None:
            shown.tapped(turn, event.choice)
        case "report" if facts.report is not None and facts.job is not None:
            word.tapped(turn, event.choice)
        case "contest" if facts.report is not None and facts.job is not None and facts.job.visit is not None:
            contesting.tapped(turn, event.choice)
        case "link" if facts.job is not None and facts.job.visit is not None:
            word.renew(turn)
        case "correct" if facts.job is not None and facts.job.visit is not None:
            versions.tapped(turn, event.choice)
        case _:
            turn.refuse("stale")


def _answer_tap(turn: Turn, event: happened.Tapped) -> None:
    talk = turn.talk()
    given = Given("tap", event.choice, event.at)
    if talk.form is not None and talk.form.serial == event.subject:
        _form(turn, given)
        return
    place = talk.place
    if place is not None and place.serial == event.subject and _visit_usable(turn):
        thread.step_out(turn)
        if place.step != "review":
            take(turn, given)
        elif event.choice == "leave" and turn.visit.correcting is not None:
            versions.leave(turn)
        elif take_review(turn, event.choice):
            submit.submit(turn)
        return
    turn.refuse("stale_question")


def _form(turn: Turn, given: Given) -> None:
    form = turn.talk().form
    assert form is not None
    match form.name:
        case "new":
            new.take(turn, given)
        case "invite":
            entrance.take_invite(turn, given)
        case "person" if turn.person.dispatches:
            staff.take(turn, given)
        case "office" | "office_answer" if given.kind == "tap":
            thread.step_out(turn)
            _back_to_visit(turn)
        case "office" | "office_answer":
            thread.take(turn, turn.event)
        case "urgent":
            unplanned.take(turn, given)
        case "complete" if turn.facts.job is not None:
            complete.take(turn, given)
        case "next" if turn.facts.job is not None and turn.facts.job.visit is not None:
            next_visit.take_date(turn, given)
        case "move" if turn.facts.job is not None:
            moving.take(turn, given)
        case "decline" | "cancel" if turn.facts.job is not None:
            manage.take_reason(turn, given)
        case "correct":
            versions.take_reason(turn, given)
        case "contest" if turn.facts.report is not None and turn.facts.job is not None:
            contesting.take(turn, given)
        case _:
            drop_form(turn)
            turn.refuse("stale")


# -- the visit in hand -----------------------------------------------------------------------------------------------


def _visit_usable(turn: Turn) -> bool:
    """Whether the visit in hand can still be answered; one that was taken away or closed is put down."""
    facts, talk = turn.facts, turn.talk()
    if talk.visit_id is None or facts.job is None or facts.job.visit is None or facts.job.visit.id != talk.visit_id:
        return False
    visit = facts.job.visit
    if visit.is_open and visit.answered_by == turn.person.id and visit.state is not VisitState.OFFERED:
        return True
    places = {k: v for k, v in talk.places.items() if k != str(visit.id)}
    turn.set_conversation(replace(talk, visit_id=None, places=places))
    return False


def _back_to_visit(turn: Turn) -> None:
    """Ask the question again that was open before the thread, unless a form waits there."""
    if turn.talk().form is None and _visit_usable(turn):
        resume(turn)


def _choice(turn: Turn, event: happened.Chose) -> None:
    talk = turn.talk()
    if event.choice == wants.BACK and (event.typed is None or thread.is_open(turn)):
        thread.step_out(turn)
        _back_to_visit(turn)
        return
    place = talk.place
    asked = talk.form is None and place is not None and step_named(place.step).reply
    heard = talk.form is None or (thread.is_open(turn) and event.choice in FIELDS)
    shown = asked or (heard and _is_news(turn, event.choice))
    if event.typed is not None and not shown:
        _text(turn, happened.Said(at=event.at, text=event.typed, message_id=event.message_id))
        return
    if _visit_usable(turn):
        thread.step_out(turn)
        before = turn.visit
        take(turn, Given("choice", event.choice, event.at, event.message_id))
        _after_answer(turn, before)
        if again.below_an_answer(turn.talk().form):
            again.ask_again(turn)  # What is written next is for the form, so its question stands last.
        return
    turn.refuse("no_visit")


def _is_news(turn: Turn, choice: str) -> bool:
    """Whether the words of a main answer tell what is not known yet: nobody writes them for anything else."""
    if not _visit_usable(turn):
        return False
    if choice in FIELDS:
        return getattr(turn.visit, FIELDS[choice]) is None
    return choice in {outcome.value for outcome in Outcome} and turn.visit.outcome is None


def _after_answer(turn: Turn, before: Visit) -> None:
    """What a changed state or time brings along: the briefing on the way, the dispatcher's card."""
    note_changes(turn)
    now = turn.visit
    if before.state is VisitState.ACCEPTED and now.state is not before.state:
        # The open question stays below the briefing, where it is seen.
        question = [turn.effects.pop()] if getattr(turn.effects[-1], "slot", None) == turn.question_slot else []
        visiting.briefing(turn)
        turn.do(*question)
    if _shown_on_card(now) != _shown_on_card(before):
        cards.show_job_card(turn)


def _shown_on_card(visit: Visit) -> tuple[object, ...]:
    return bool(visit.changes), visit.state, visit.departed_at, visit.arrived_at, visit.left_at


def _text(turn: Turn, event: happened.Said) -> None:
    talk = turn.talk()
    given = Given("text", event.text, event.at, event.message_id)
    if talk.form is not None and not (_visit_usable(turn) and answers_named(turn, event.text)):
        _form(turn, given)
        return
    if not _visit_usable(turn):
        turn.refuse("nothing_asked")
        return
    before = turn.visit
    replied = turn.facts.replied
    source = correct.source_of(turn.visit, event.reply_to) or correct.source_of_slot(turn.visit, replied)
    if captions.recaption(turn, event.reply_to, event.text):
        return
    if source is not None:
        correct.correct(turn, source, given)
    elif replied is not None and replied.startswith("q:") and replied != turn.question_slot:
        keep_remark(turn, given, say("error.reply_unknown"))
    else:
        take(turn, given)
    _after_answer(turn, before)


def _edit(turn: Turn, event: happened.Edited) -> None:
    if _visit_usable(turn):
        before = turn.visit
        source = correct.source_of(turn.visit, event.message_id)
        if captions.edited(turn, event) and source is None:
            return
        if source is not None:
            correct.correct(turn, source, Given("text", event.text, event.at))
            _after_answer(turn, before)
            return
    turn.refuse("edit_unknown")


def _sent(turn: Turn, event: happened.SentPhoto | happened.SentFile | happened.SentLocation) -> None:
    talk = turn.talk()
    if thread.is_open(turn) and not isinstance(event, happened.SentLocation):
        thread.take(turn, event)
        return
    if talk.form is not None and talk.form.name == "new":
        if isinstance(event, happened.SentLocation):
            new.take_location(turn, event)
        else:
            new.take_file(turn, event)
        return
    if isinstance(event, happened.SentPhoto):
        if _visit_usable(turn):
            photos.take(turn, event)
            _go_on_at(turn, "door_photo")
        elif not late.keep(turn, lambda: photos.take(turn, event)):
            turn.refuse("photo_without_visit")
        return
    if isinstance(event, happened.SentLocation):
        _located(turn, event)
    elif _visit_usable(turn):
        recordings.take(turn, event)
    elif not late.keep(turn, lambda: recordings.take(turn, event)):
        turn.refuse("file_without_visit")


def _located(turn: Turn, event: happened.SentLocation) -> None:
    talk = turn.talk()
    if talk.form is not None and talk.form.name == "urgent":
        unplanned.located(turn, event)
    elif talk.form is None and talk.place and talk.place.step == "right_address" and _visit_usable(turn):
        take_endings.located(turn, event.latitude, event.longitude, event.at)
        _go_on_at(turn, "right_address")
    else:
        turn.refuse("location_unasked")


def _go_on_at(turn: Turn, step_id: str) -> None:
    """Go on where this question is open and what came answers it."""
    place = turn.talk().place
    if place is not None and place.step == step_id:
        go_on_if_answered(turn, interview_of(turn), step_id)
