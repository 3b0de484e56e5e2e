"""One decision in the making: collects the new states and what is to be sent. Imported by the handlers of `core`."""

from collections.abc import Callable
from dataclasses import replace as replace_fact
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from core.clients import Client, Site
from core.conversation import Conversation, Form, Place
from core.decision import Decision, Saved
from core.effects import AnyEffect, Argument, Button, Message, Moment, Phrase, Say, Toast, say
from core.errors import Refusal
from core.events import Administered, Event, Tapped
from core.evidence_log import Entry, Kind
from core.facts import Facts, Fresh, Job
from core.people import Person
from core.reading import Unreadable
from core.report import Report
from core.visit import Visit, VisitState
from core.work_order import WorkOrder

T = TypeVar("T")


class Turn:
    """Collects. `visit` and `order` are the job on the desk; setting them marks them for storing."""

    def __init__(self, facts: Facts, event: Event, now: datetime) -> None:
        self.facts = facts
        self.event = event
        self.now = now
        self.house = facts.house
        self.conversation = facts.conversation
        self._visit = facts.job.visit if facts.job else None
        self._order = facts.job.work_order if facts.job else None
        self._saves: dict[tuple[str, object], Saved] = {}
        self.effects: list[AnyEffect] = []

    # -- who and what is on the desk ---------------------------------------------------------------------------------

    @property
    def person(self) -> Person:
        """The person whose event this is."""
        assert self.facts.person is not None
        return self.facts.person

    @person.setter
    def person(self, person: Person) -> None:
        self.facts = replace_fact(self.facts, person=person, by_id={**self.facts.by_id, person.id: person})
        self.save(person)

    @property
    def job(self) -> Job:
        """The job on the desk."""
        assert self.facts.job is not None
        return self.facts.job

    @property
    def fresh(self) -> Fresh:
        """Unused numbers and tokens."""
        assert self.facts.fresh is not None
        return self.facts.fresh

    @property
    def has_visit(self) -> bool:
        """Whether a visit lies on the desk."""
        return self._visit is not None

    @property
    def visit_begun(self) -> bool:
        """Whether a visit lies on the desk whose technician is on the way or on site."""
        return self._visit is not None and self._visit.state in (VisitState.ON_THE_WAY, VisitState.ON_SITE)

    @property
    def visit(self) -> Visit:
        """The visit on the desk, as changed so far."""
        assert self._visit is not None
        return self._visit

    @visit.setter
    def visit(self, visit: Visit) -> None:
        self._visit = visit
        self.save(visit)

    @property
    def order(self) -> WorkOrder:
        """The work order on the desk, as changed so far."""
        assert self._order is not None
        return self._order

    @order.setter
    def order(self, order: WorkOrder) -> None:
        self._order = order
        self.save(order)

    def lay(self, job: Job) -> None:
        """Lay another job on the desk in place of the one there; its work order and its visit are stored."""
        assert job.visit is not None
        self.facts = replace_fact(self.facts, job=job)
        self.order, self.visit = job.work_order, job.visit

    def show(self, client: Client, site: Site) -> None:
        """Let the job on the desk be at this client and site, as they were changed; storing them is apart."""
        self.facts = replace_fact(self.facts, job=replace_fact(self.job, client=client, site=site))

    @property
    def zone(self) -> str:
        """The IANA zone of the site on the desk, else of the person, else of the company."""
        if self.facts.job and self.facts.job.site.time_zone:
            return self.facts.job.site.time_zone
        if self.facts.job is None and self.facts.person and self.facts.person.time_zone:
            return self.facts.person.time_zone
        return self.house.company.time_zone

    @property
    def tz(self) -> ZoneInfo:
        """The same zone, to calculate with."""
        return ZoneInfo(self.zone)

    # -- what changes ------------------------------------------------------------------------------------------------

    def save(self, noun: Saved) -> None:
        """Mark a noun for storing; the last state of the same noun counts."""
        key = (
            getattr(noun, "token_sha256", None)
            or getattr(noun, "key", None)
            or getattr(noun, "id", None)
            or getattr(noun, "person_id", None)
        )
        if key is None:
            key = noun.report.id  # type: ignore[union-attr]
        self._saves[(type(noun).__name__, key)] = noun

    def note(self, report: Report, kind: Kind, **facts: str | None) -> None:
        """Add to the report's evidence log what happened to this version; facts that are None are left out."""
        known = {name: value for name, value in facts.items() if value is not None}
        entry = Entry(
            visit_id=report.visit_id,
            report_id=report.id,
            version=report.version,
            kind=kind,
            at=self.now,
            facts=known,
        )
        self._saves[("Entry", len(self._saves))] = entry

    def talk(self) -> Conversation:
        """The person's conversation, begun if there is none."""
        if self.conversation is None:
            self.conversation = Conversation(person_id=self.person.id)
        return self.conversation

    def set_conversation(self, conversation: Conversation) -> None:
        """Replace the person's conversation."""
        self.conversation = conversation
        self.save(conversation)

    def go(self, step: str, *, item: int | None = None) -> None:
        """Take the visit on the desk in hand and move its cursor; its open question keeps its number."""
        talk = self.talk()
        known = talk.places.get(str(self.visit.id))
        place = Place(
            step=step, item=item, serial=known.serial if known else 0, keyboard=bool(known and known.keyboard)
        )
        self.set_conversation(replace(talk, visit_id=self.visit.id, places={**talk.places, str(self.visit.id): place}))

    def number_question(self, *, keyboard: bool = False) -> int:
        """Give the question at the cursor a new serial number; `keyboard` says that it has a reply keyboard."""
        talk = self.talk()
        place = talk.place
        assert place is not None
        serial = talk.serial + 1
        places = {**talk.places, str(talk.visit_id): replace(place, serial=serial, keyboard=keyboard)}
        self.set_conversation(replace(talk, serial=serial, places=places))
        return serial

    @property
    def question_slot(self) -> str:
        """The slot of the message that asks the question at the cursor."""
        place = self.talk().place
        return f"q:{place.serial if place else 0}"

    def set_form(self, form: Form | None) -> None:
        """Open, change or drop the form."""
        self.set_conversation(replace(self.talk(), form=form))

    # -- what is sent ------------------------------------------------------------------------------------------------

    def do(self, *effects: AnyEffect) -> None:
        """Add effects, in order."""
        self.effects.extend(effects)

    def tell(
        self,
        *lines: Phrase,
        to: int | None = None,
        buttons: tuple[tuple[Button, ...], ...] = (),
        slot: str | None = None,
        clear_keyboard: bool = False,
    ) -> None:
        """Send a new message, to the person of the event unless told otherwise."""
        message = Message(lines=lines, buttons=buttons, clear_keyboard=clear_keyboard and not buttons)
        self.do(Say(to=self.person.id if to is None else to, message=message, slot=slot))

    def refuse(self, code: str, **details: Argument | Decimal) -> None:
        """Say what cannot be taken and what to do: over the chat for a tapped button, else as a message.

        Whoever is at the command line reads it there, as the answer to a button.
        """
        phrase = self.refusal(code, **details)
        if isinstance(self.event, Tapped | Administered):
            self.do(Toast(text=phrase, alert=True))
        else:
            self.tell(phrase)

    def refusal(self, code: str, **details: Argument | Decimal) -> Phrase:
        """The words of a refusal."""
        return say(f"error.{code}", **details)

    def toast(self, id: str, **args: Argument | Decimal) -> None:
        """The short answer to a tapped button, or to a command line."""
        if isinstance(self.event, Tapped | Administered):
            self.do(Toast(text=say(id, **args)))

    def at(self, moment: datetime, style: str = "time") -> Moment:
        """A moment in the zone of the desk."""
        return Moment(at=moment, zone=self.zone, style=style)  # type: ignore[arg-type]

    def attempt(self, act: Callable[[], T]) -> T:
        """Do all that `act` does or nothing: a Refusal or Unreadable leaves the turn as it was and goes on up."""
        kept = self.facts, self.conversation, self._visit, self._order, dict(self._saves), list(self.effects)
        try:
            return act()
        except (Refusal, Unreadable):
            self.facts, self.conversation, self._visit, self._order, self._saves, self.effects = kept
            raise

    def decision(self) -> Decision:
        """What was collected."""
        return Decision(saves=tuple(self._saves.values()), effects=tuple(self.effects))


def q(serial: int, choice: str) -> str:
    """The callback data of an answer to question number `serial`."""
    return f"q:{serial}:{choice}"


def button(label: str, data: str, **args: Argument | Decimal) -> Button:
    """An inline button by wording id."""
    return Button(label=say(label, **args), data=data)
