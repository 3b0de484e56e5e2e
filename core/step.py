"""The one door of `core`: what an event needs to know, and what is decided. Imported by `storage.apply`."""

from datetime import datetime

from core import alerts, entrance
from core.decision import Decision
from core.dispatch import telling
from core.effects import Moment, say
from core.events import (
    Administered,
    Alerted,
    BroughtBack,
    ClientCopyMade,
    CodeWanted,
    Commanded,
    Event,
    LetterDue,
    LineContested,
    LinkWanted,
    MailLapsed,
    MailRefused,
    MailSent,
    MenuOutdated,
    PageOpened,
    PhotoLost,
    PhotoStored,
    PlaceWanted,
    ReachabilityChanged,
    RecordingLost,
    RecordingStored,
    ReportSealed,
    Started,
    SummaryDue,
    WordGiven,
    WordOverdue,
)
from core.facts import Facts, SummarySent
from core.interview import photos, recordings
from core.needs import needs
from core.reporting import contesting, mailing, one_time, place, post, reminding, submit, word
from core.said import from_person
from core.staff import ordered, reach
from core.staff.menu import save_with_menu
from core.summary import send_summary
from core.turn import Turn

__all__ = ["needs", "step"]


def step(facts: Facts, event: Event, now: datetime) -> Decision:
    """Decide an event. `now` is aware UTC. Never raises for anything that people or the outside can do.

    What happened later than `now` shows that our clock is slow: the messenger's times are right.
    """
    turn = Turn(facts, event, max(now, event.at))
    match event:
        case Started():
            entrance.started(turn, event)
        case PhotoStored() | PhotoLost():
            if facts.job is not None and facts.job.visit is not None and photos.stored(turn, event):
                submit.photo_settled(turn)
        case RecordingStored() | RecordingLost():
            if facts.job is not None and facts.job.visit is not None and recordings.stored(turn, event):
                submit.photo_settled(turn)
        case PlaceWanted():
            place.wanted(turn)
        case MailLapsed():
            pass  # nobody can do anything about it: the technician is there by now, the client asks for another
        case MailRefused(topic="order"):
            if facts.job is not None:
                telling.refused(turn, event)
        case (
            ClientCopyMade()
            | PageOpened()
            | CodeWanted()
            | LineContested()
            | LinkWanted()
            | MailSent()
            | MailRefused()
            | LetterDue()
            | WordGiven()
            | WordOverdue()
            | ReportSealed()
        ):
            _reporting(turn, event)
        case SummaryDue():
            if facts.person is not None and not facts.summary_sent:
                send_summary(turn, event)
                turn.save(SummarySent(person_id=event.person_id, local_date=event.day))
        case ReachabilityChanged():
            reach.changed(turn, reachable=event.reachable)
        case Administered():
            ordered.administered(turn, event)
        case Alerted():
            alerts.alerted(turn, event)
        case BroughtBack():
            if facts.person is not None:
                turn.tell(say("restored.told", at=Moment(at=event.taken_at, zone=turn.zone, style="both")))
                from_person(turn, Commanded(at=event.at, name="resume", message_id=0))
        case MenuOutdated():
            if facts.person is not None:
                save_with_menu(turn, facts.person)
        case _:
            from_person(turn, event)
    return turn.decision()


def _reporting(
    turn: Turn,
    event: ClientCopyMade
    | PageOpened
    | CodeWanted
    | LineContested
    | LinkWanted
    | MailSent
    | MailRefused
    | LetterDue
    | WordGiven
    | WordOverdue
    | ReportSealed,
) -> None:
    if turn.facts.report is None or turn.facts.job is None or turn.facts.job.visit is None:
        return
    match event:
        case ClientCopyMade():
            word.client_copy_made(turn, event)
        case PageOpened():
            word.opened(turn, event)
        case CodeWanted():
            one_time.wanted(turn, event)
        case LineContested():
            contesting.contested(turn, event)
        case LinkWanted():
            mailing.wanted(turn)
        case MailSent():
            mailing.sent(turn, event)
        case MailRefused():
            mailing.refused(turn, event)
        case LetterDue():
            reminding.write(turn)
        case WordGiven():
            word.given(turn, event)
        case WordOverdue():
            word.overdue(turn)
        case ReportSealed():
            post.sealed(turn, event)
