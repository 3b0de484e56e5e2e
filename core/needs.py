"""What must lie on the desk before an event can be decided. Imported by `core.step`."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from core import alerts
from core import events as happened
from core.conversation import Conversation, Form
from core.dispatch import moving, next_visit
from core.dispatch.new import draft
from core.dispatch.unplanned import ask as unplanned
from core.events import Event
from core.facts import House, Needs
from core.forms import number_value
from core.office import wants as office
from core.people import Person, Role
from core.reporting import place
from core.staff import again
from core.staff import wants as staff
from core.summary import day_in_utc

FRESH = happened.ClientCopyMade | happened.CodeWanted | happened.LinkWanted | happened.LetterDue
"""What happens to a report and leads to a new link or code."""
NEAR = timedelta(hours=24)
"""How far around now a technician's other visits are looked for when times overlap."""


def needs(house: House, person: Person | None, conversation: Conversation | None, event: Event) -> Needs:
    """The facts that `step` reads for this event, beyond the person, the conversation and the visit in hand."""
    found = _needs(house, person, conversation, event)
    if person is not None:
        found = staff.of_return(person, event, found)
    return replace(found, replied_to=getattr(event, "reply_to", None))


def _needs(house: House, person: Person | None, conversation: Conversation | None, event: Event) -> Needs:
    match event:
        case happened.Started():
            return staff.of_start(event)
        case happened.PhotoStored() | happened.PhotoLost() | happened.RecordingStored() | happened.RecordingLost():
            return Needs(visit_id=event.visit_id, version_of=event.visit_id, busy_of_next=True, fresh=True)
        case (
            happened.ClientCopyMade()
            | happened.PageOpened()
            | happened.CodeWanted()
            | happened.LineContested()
            | happened.LinkWanted()
            | happened.LetterDue()
            | happened.WordGiven()
            | happened.WordOverdue()
            | happened.ReportSealed()
        ):
            fresh, device = isinstance(event, FRESH), getattr(event, "device_id", None)
            # A bad word is heard by the managers as well.
            heard = (Role.MANAGER,) if isinstance(event, happened.WordGiven) else ()
            return Needs(report_id=event.report_id, fresh=fresh, device=device, people_with=heard)
        case happened.MailSent() | happened.MailRefused():
            if event.topic == "client":
                return Needs()
            on_order = event.topic == "order"
            return Needs(work_order_id=event.about) if on_order else Needs(report_id=event.about)
        case happened.MailLapsed():
            return Needs()
        case happened.PlaceWanted():
            return place.needs(event)
        case happened.SummaryDue():
            return Needs(
                jobs_between=(event.starts_at, event.ends_at),
                summary_for=(event.person_id, event.day),
            )
        case happened.Administered():
            return staff.of_subject(event.person_id, event)
        case happened.Alerted():
            return alerts.needs(event)
        case happened.ReachabilityChanged() if person is not None:
            return staff.of_reach(person, event)
        case happened.MenuOutdated():
            return Needs()
        case happened.BroughtBack() if person is not None:
            talk = conversation or Conversation(person_id=person.id)
            return _commanded(house, person, talk, happened.Commanded(at=event.at, name="resume", message_id=0))
    if person is None:
        return Needs()
    talk = conversation or Conversation(person_id=person.id)
    if office.asks(talk, event):
        return office.of_asking(person, talk)
    if isinstance(event, happened.Tapped) and event.topic != "q":
        begun = again.begun(talk.form) if event.topic == "urgent" else None
        return _form(house, person, begun, event) if begun else _tapped(house, person, event)
    if isinstance(event, happened.Commanded):
        return _commanded(house, person, talk, event)
    if said_there := office.of_form(talk.form, event):
        # Words of a main answer are taken as one here too, so the visit in hand's facts come along.
        return replace(_on_the_way(person, said_there, event), history_of_visit=talk.visit_id)
    if talk.form is not None and _answers_the_form(talk.form, event):
        return _form(house, person, talk.form, event)
    found = _visit(person, talk, event)
    if isinstance(event, happened.Chose) and (form := again.below_an_answer(talk.form)) is not None:
        # The visit takes the answer, then the form that lies upon it is asked again.
        both = replace(_form(house, person, form, event), visit_id=found.visit_id, visits_of=found.visits_of)
        return replace(both, materials_of=found.materials_of, history_of_visit=found.history_of_visit)
    return found


def _answers_the_form(form: Form, event: Event) -> bool:
    """Whether this is for the open form; what it does not take goes to the visit below it."""
    match event:
        case happened.Tapped():
            return event.subject == form.serial and form.name not in office.FORMS
        case happened.Said():
            return True
        case happened.Chose():
            return event.typed is not None
        case happened.SentPhoto() | happened.SentFile():
            return form.name == "new"
        case happened.SentLocation():
            return form.name in ("new", "urgent")
        case _:
            return False


def _tapped(house: House, person: Person, event: happened.Tapped) -> Needs:
    kind = event.choice.partition(":")[0]
    match event.topic:
        case "offer":
            return Needs(visit_id=event.subject, agenda_of=person.id)
        case "visit":
            return _on_the_way(person, Needs(visit_id=event.subject), event)
        case "photo":
            return _on_the_way(person, Needs(visit_id=event.subject), event)
        case "wo":
            return Needs(
                work_order_id=event.subject,
                people_with=(Role.TECHNICIAN,),
                busy_of_order=event.subject if kind in ("reassign", "to") else None,
                fresh=kind == "to",
            )
        case "next":
            return next_visit.needs(house, event.subject, event)
        case "site":
            return Needs(visit_id=event.subject)
        case "urgent":
            return unplanned.needs(person, None, event)
        case "report" | "contest":
            return Needs(report_id=event.subject, fresh=event.choice in ("mail", "absent"))
        case staff.TOPIC:
            return staff.of_tap(event)
        case "office":
            return office.of_tap(event)
        case "link":
            return Needs(visit_id=event.subject, version_of=event.subject, fresh=True)
        case "correct":
            return Needs(visit_id=event.subject, version_of=event.subject)
        case _:
            return Needs()


def _commanded(house: House, person: Person, talk: Conversation, event: happened.Commanded) -> Needs:
    match event.name:
        case "new" | "urgent" | "invite" if (form := again.begun(talk.form)) is not None:
            return _form(house, person, form, event)
        case "new":
            return Needs(clients_matching="")
        case "urgent":
            return unplanned.needs(person, None, event)
        case "today":
            return Needs(agenda_of=person.id, open_work_orders=person.dispatches)
        case "summary":
            zone = person.time_zone or house.company.time_zone
            start, end = day_in_utc(event.at.astimezone(ZoneInfo(zone)).date(), zone)
            return Needs(jobs_between=(start, end))
        case "duty":
            return Needs(people_with=office.DISPATCHING)
        case "people":
            return staff.of_subject(None, event)
        case "resume" if (form := again.worth_asking(talk.form)) is not None:
            return _form(house, person, form, event)
        case "review" | "resume" | "cancel":
            return _visit(person, talk, event)
        case _:
            return Needs()


def _form(house: House, person: Person, form: Form, event: Event) -> Needs:
    if form.name == staff.FORM:
        return staff.of_form(form, event)
    if form.name == "new":
        return draft.needs(house, form, event)
    if form.name == "urgent":
        return unplanned.needs(person, form, event)
    if form.name == "next":
        return next_visit.needs(house, number_value(form, "visit"), event, form)
    if form.name == "move":
        return moving.needs(house, form, event)
    if form.name == "correct":
        visit_id = number_value(form, "visit")
        return Needs(visit_id=visit_id, version_of=visit_id)
    if form.name == "contest":
        return Needs(report_id=number_value(form, "report"))
    return Needs(work_order_id=number_value(form, "order"), fresh=form.name == "invite")


def _visit(person: Person, talk: Conversation, event: Event) -> Needs:
    if talk.visit_id is None:
        late = isinstance(event, happened.SentPhoto | happened.SentFile)
        return Needs(last_visit_of=person.id if late else None)
    return _on_the_way(person, Needs(visit_id=talk.visit_id), event)


def _on_the_way(person: Person, base: Needs, event: Event) -> Needs:
    """Facts that the interview's questions may show, and what submitting takes."""
    submits = isinstance(event, happened.Tapped) and event.choice == "submit"
    return replace(
        base,
        visits_of=(person.id, event.at - NEAR, event.at + NEAR),
        materials_of=person.id,
        history_of_visit=base.visit_id,
        version_of=base.visit_id if submits else None,
        busy_of_next=submits,
        fresh=submits,
    )
