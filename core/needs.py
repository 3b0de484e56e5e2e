"""What must lie on the desk before an event can be decided. Imported by `core.step`."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from core import events as happened
from core.conversation import Conversation, Form
from core.dispatch.new import draft
from core.events import Event
from core.facts import House, Needs
from core.forms import number_value
from core.people import Person, Role
from core.summary import day_in_utc

NEAR = timedelta(hours=24)
"""How far around now a technician's other visits are looked for when times overlap."""


def needs(house: House, person: Person | None, conversation: Conversation | None, event: Event) -> Needs:
    """The facts that `step` reads for this event, beyond the person, the conversation and the visit in hand."""
    found = _needs(house, person, conversation, event)
    return replace(found, replied_to=getattr(event, "reply_to", None))


def _needs(house: House, person: Person | None, conversation: Conversation | None, event: Event) -> Needs:
    match event:
        case happened.Started():
            return Needs(invitation=event.token_sha256, fresh=event.token_sha256 is not None)
        case happened.PhotoStored() | happened.PhotoLost():
            return Needs(visit_id=event.visit_id, fresh=True)
        case (
            happened.ClientCopyMade()
            | happened.PageOpened()
            | happened.WordGiven()
            | happened.WordOverdue()
            | happened.ReportSealed()
        ):
            return Needs(report_id=event.report_id, fresh=isinstance(event, happened.ClientCopyMade))
        case happened.SummaryDue():
            return Needs(
                jobs_between=(event.starts_at, event.ends_at),
                summary_for=(event.person_id, event.day),
            )
    if person is None:
        return Needs()
    talk = conversation or Conversation(person_id=person.id)
    if isinstance(event, happened.Tapped) and event.topic != "q":
        return _tapped(person, event)
    if isinstance(event, happened.Commanded):
        return _commanded(house, person, talk, event)
    if talk.form is not None and _answers_the_form(talk.form, event):
        return _form(house, talk.form, event)
    return _visit(person, talk, event)


def _answers_the_form(form: Form, event: Event) -> bool:
    """Whether this is for the open form; what it does not take goes to the visit below it."""
    match event:
        case happened.Tapped():
            return event.subject == form.serial
        case happened.Said():
            return True
        case happened.Chose():
            return event.typed is not None
        case happened.SentPhoto() | happened.SentFile() | happened.SentLocation():
            return form.name == "new"
        case _:
            return False


def _tapped(person: Person, event: happened.Tapped) -> Needs:
    kind = event.choice.partition(":")[0]
    match event.topic:
        case "offer":
            return Needs(visit_id=event.subject, agenda_of=person.id)
        case "visit":
            return _on_the_way(person, Needs(visit_id=event.subject), event)
        case "photo":
            return Needs(visit_id=event.subject)
        case "wo":
            return Needs(
                work_order_id=event.subject,
                people_with=(Role.TECHNICIAN,),
                busy_of_order=event.subject if kind in ("reassign", "to") else None,
                fresh=kind == "to",
            )
        case "report":
            return Needs(report_id=event.subject)
        case _:
            return Needs()


def _commanded(house: House, person: Person, talk: Conversation, event: happened.Commanded) -> Needs:
    match event.name:
        case "new":
            return Needs(clients_matching="")
        case "today":
            return Needs(agenda_of=person.id, open_work_orders=person.dispatches)
        case "summary":
            zone = person.time_zone or house.company.time_zone
            start, end = day_in_utc(event.at.astimezone(ZoneInfo(zone)).date(), zone)
            return Needs(jobs_between=(start, end))
        case "review" | "resume":
            return _visit(person, talk, event)
        case _:
            return Needs()


def _form(house: House, form: Form, event: Event) -> Needs:
    if form.name == "new":
        return draft.needs(house, form, event)
    return Needs(work_order_id=number_value(form, "order"), fresh=form.name == "invite")


def _visit(person: Person, talk: Conversation, event: Event) -> Needs:
    if talk.visit_id is None:
        return Needs()
    return _on_the_way(person, Needs(visit_id=talk.visit_id), event)


def _on_the_way(person: Person, base: Needs, event: Event) -> Needs:
    """Facts that the interview's questions may show."""
    return replace(
        base,
        visits_of=(person.id, event.at - NEAR, event.at + NEAR),
        materials_of=person.id,
        history_of_visit=base.visit_id,
        fresh=isinstance(event, happened.Tapped) and event.choice == "submit",
    )
