"""What must lie on the desk where people are looked at or changed. Imported by `core.needs`."""

from dataclasses import replace
from datetime import timedelta

from core import events as happened
from core.conversation import Form
from core.events import Event
from core.facts import Needs
from core.people import Person

TOPIC = "people"
"""Of the buttons; its subject is the person, 0 for none."""
FORM = "person"


LATELY = timedelta(days=30)
"""How long after its appointment a closed work order may still have to be looked after."""


def of_subject(person_id: int | None, event: Event, *, fresh: bool = False) -> Needs:
    """A person with their work, among everyone, and the invitations."""
    number = person_id or None
    return Needs(subject=number, work_of=number, work_since=event.at - LATELY, everyone=True, invitations=True,
                 fresh=fresh)  # fmt: skip


def of_tap(event: happened.Tapped) -> Needs:
    """A button of the list or of a card; some make a link."""
    return of_subject(event.subject, event, fresh=event.choice.partition(":")[0] in ("link", "resend"))


def of_form(form: Form, event: Event) -> Needs:
    """An answer about a person."""
    subject = form.values.get("person")
    return of_subject(subject if isinstance(subject, int) else None, event)


def of_start(event: happened.Started) -> Needs:
    """An invitation, if any."""
    return Needs(invitation=event.token_sha256, work_since=event.at - LATELY, fresh=event.token_sha256 is not None)


def of_reach(person: Person, event: Event) -> Needs:
    """Somebody's work, and everyone who could look after it."""
    return Needs(work_of=person.id, work_since=event.at, everyone=True)


def of_return(person: Person, event: Event, base: Needs) -> Needs:
    """The same needs, and the work of somebody who counted as unreachable and is heard again."""
    return base if person.reachable or base.work_of else replace(base, work_of=person.id, work_since=event.at)
