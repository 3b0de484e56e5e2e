"""What must lie on the desk for a thread. Imported by `core.needs` and, for replies, by `storage.desk`."""

from dataclasses import replace

from core import events as happened
from core.conversation import Conversation, Form
from core.events import Event
from core.facts import Needs
from core.office.message import order_in
from core.people import Person, Role

DISPATCHING = (Role.DISPATCHER, Role.ADMINISTRATOR)
FORMS = ("office", "office_answer")
"""The technician's and the dispatcher's side of a thread: what they send goes to the other one."""
ASK, BACK = "ask_office", "back_to_visit"
"""The choices (`choice.…`) that open a thread and leave it."""


def in_reply(needs: Needs, replied: str | None) -> Needs:
    """The same needs, or those of an answer in a thread when the message replied to belongs to one."""
    order = order_in(replied)
    if order is None:
        return needs
    return replace(needs, visit_id=None, report_id=None, work_order_id=order, people_with=DISPATCHING)


def asks(talk: Conversation, event: Event) -> bool:
    """Whether this asks for the office, from whichever question; in a form its words are an answer like any other."""
    match event:
        case happened.Tapped(topic="q", choice="office") | happened.Commanded(name="office"):
            return True
        case happened.Chose(choice=choice, typed=typed):
            return choice == ASK and (typed is None or talk.form is None)
        case _:
            return False


def of_asking(person: Person, talk: Conversation) -> Needs:
    """The visit in hand or the last one, what else this person could ask about, and who may answer."""
    return Needs(visit_id=talk.visit_id, agenda_of=person.id, last_visit_of=person.id, people_with=DISPATCHING)


def of_tap(event: happened.Tapped) -> Needs:
    """A button of a thread."""
    listed = event.choice == "list" or event.choice.startswith("add:")
    return Needs(work_order_id=event.subject, people_with=DISPATCHING, office_of=event.subject if listed else None)


def of_form(form: Form | None, event: Event) -> Needs | None:
    """What an open thread takes; None for anything else."""
    order = form.values.get("order") if form is not None and form.name in FORMS else None
    if not isinstance(order, int):
        return None
    match event:
        case happened.Chose(choice=choice, typed=str()) if choice != BACK:
            pass
        case happened.Said() | happened.SentPhoto() | happened.SentFile():
            pass
        case _:
            return None
    return Needs(work_order_id=order, people_with=DISPATCHING)
