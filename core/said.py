"""Routes what a person said, tapped or sent: to a form, to the visit in hand, to a card. Imported by `core.step`."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core import entrance, visiting
from core import events as happened
from core.dispatch import board, cards, manage
from core.dispatch.new import take as new
from core.effects import say
from core.events import Event
from core.forms import close_question, drop_form, leave_form
from core.interview import correct, photos
from core.interview.ask import ask
from core.interview.flow import close, interview_of, resume, take, take_review
from core.interview.given import Given
from core.interview.steps import step_named
from core.people import Role
from core.reporting import submit, word
from core.summary import day_in_utc, summary
from core.turn import Turn
from core.visit import Visit, VisitState


def from_person(turn: Turn, event: Event) -> None:
    """Decide what someone in a private chat did."""
    facts = turn.facts
    if facts.person is None or not facts.person.enabled:
        if facts.chat_id is not None:
            entrance.refuse_stranger(turn, facts.chat_id, turn.house.company.language)
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
    talk = turn.talk()
    match event.name:
        case "new" if person.dispatches:
            leave_form(turn)
            new.begin(turn)
        case "invite" if person.dispatches:
            leave_form(turn)
            entrance.begin_invite(turn)
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
        case "cancel" if talk.form is not None:
            close_question(turn)
            drop_form(turn)
            turn.tell(say("form.dropped"))
        case "review" | "resume" if _visit_usable(turn):
            if event.name == "review":
                close(turn, interview_of(turn))
                turn.go("review")
                ask(turn, interview_of(turn))
            else:
                resume(turn)
        case "help" | "start" | "cancel":
            turn.tell(*entrance.help_lines(person))
        case "new" | "invite" | "today" | "summary":
            turn.refuse("not_your_role")
        case "review" | "resume":
            turn.refuse("no_visit")
        case _:
            turn.tell(say("error.unknown_command"), *entrance.help_lines(person))


# -- taps ------------------------------------------------------------------------------------------------------------


def _tap(turn: Turn, event: happened.Tapped) -> None:
    facts = turn.facts
    match event.topic:
        case "q":
            _answer_tap(turn, event)
        case "language":
            entrance.language_chosen(turn, event.choice)
        case "offer" if facts.job is not None:
            visiting.offered(turn, event.choice)
        case "visit" if facts.job is not None:
            visiting.tapped(turn, event.choice)
        case "photo" if facts.job is not None and facts.job.visit is not None:
            if turn.visit.answered_by != turn.person.id:
                turn.refuse("not_yours")
            elif not turn.visit.is_open:
                turn.refuse("visit_closed", number=turn.order.number)
            else:
                photos.tapped(turn, event.choice)
        case "wo" if facts.job is not None:
            if turn.person.dispatches:
                manage.tapped(turn, event.choice)
            else:
                turn.refuse("not_your_role")
        case "report" if facts.report is not None and facts.job is not None:
            word.tapped(turn, event.choice)
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
        if place.step != "review":
            take(turn, given)
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
        case "decline" | "cancel" if turn.facts.job is not None:
            manage.take_reason(turn, given)
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


def _choice(turn: Turn, event: happened.Chose) -> None:
    talk = turn.talk()
    place = talk.place
    shown = talk.form is None and place is not None and step_named(place.step).reply
    if event.typed is not None and not shown:
        _text(turn, happened.Said(at=event.at, text=event.typed, message_id=event.message_id))
        return
    if _visit_usable(turn):
        before = turn.visit
        take(turn, Given("choice", event.choice, event.at, event.message_id))
        _after_answer(turn, before)
        return
    turn.refuse("no_visit")


def _after_answer(turn: Turn, before: Visit) -> None:
    """What a changed state or time brings along: the briefing on the way, the dispatcher's card."""
    now = turn.visit
    if before.state is VisitState.ACCEPTED and now.state is not before.state:
        # The open question stays below the briefing, where it is seen.
        question = turn.effects.pop()
        visiting.briefing(turn)
        turn.do(question)
    if _shown_on_card(now) != _shown_on_card(before):
        cards.show_job_card(turn)


def _shown_on_card(visit: Visit) -> tuple[object, ...]:
    return visit.state, visit.departed_at, visit.arrived_at, visit.left_at


def _text(turn: Turn, event: happened.Said) -> None:
    talk = turn.talk()
    given = Given("text", event.text, event.at, event.message_id)
    if talk.form is not None:
        _form(turn, given)
        return
    if not _visit_usable(turn):
        turn.refuse("nothing_asked")
        return
    before = turn.visit
    source = correct.source_of(turn.visit, event.reply_to)
    if source is not None:
        correct.correct(turn, source, event.text, event.at)
    else:
        take(turn, given)
    _after_answer(turn, before)


def _edit(turn: Turn, event: happened.Edited) -> None:
    if _visit_usable(turn):
        before = turn.visit
        source = correct.source_of(turn.visit, event.message_id)
        if source is not None:
            correct.correct(turn, source, event.text, event.at)
            _after_answer(turn, before)
            return
    turn.refuse("edit_unknown")


def _sent(turn: Turn, event: happened.SentPhoto | happened.SentFile | happened.SentLocation) -> None:
    talk = turn.talk()
    if talk.form is not None and talk.form.name == "new":
        if isinstance(event, happened.SentLocation):
            new.take_location(turn, event)
        else:
            new.take_file(turn, event)
        return
    if isinstance(event, happened.SentPhoto):
        if _visit_usable(turn):
            photos.take(turn, event)
        else:
            turn.refuse("photo_without_visit")
        return
    if isinstance(event, happened.SentLocation):
        turn.refuse("location_unasked")
    else:
        turn.refuse("file_unasked")
