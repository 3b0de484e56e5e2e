"""A desk for several people: decisions see only what `needs` asked for, and are folded back as storage would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace as with_

from core.clients import Client, Site
from core.conversation import Conversation
from core.decision import Decision, Saved
from core.effects import Amend, AnyEffect, Erase, Message, Say, SendQr, Show, Toast
from core.events import Chose, Commanded, Event, Said, SentFile, SentLocation, SentPhoto, Started, Tapped
from core.facts import Facts, Fresh, Job, Needs
from core.office.message import OfficeMessage
from core.office.wants import in_reply
from core.people import Invitation, Person, Role
from core.reading import matches
from core.step import needs, step
from core.visit import Visit
from core.work_order import WorkOrder

from asked import only
from table import CAMILLE, CLIENT, HOUSE, INTERVIEW, LEA, MORNING, SITE, order, walk

HUGO = Person(id=3, name="Hugo Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=103, language="en")
INES = Person(id=4, name="Inès Exemple", roles=frozenset({Role.DISPATCHER}), chat_id=104)


def chosen(facts: Facts, asked: Needs) -> Facts:
    """The clients, sites, people and double bookings that were asked for, out of everything there is."""
    return with_(
        facts,
        client=next((c for c in facts.clients if c.id == asked.client_id), None),
        site=next((s for s in facts.sites if s.id == asked.site_id), None),
        clients=tuple(c for c in facts.clients if matches(asked.clients_matching or "", c.name)),
        sites=tuple(s for s in facts.sites if s.client_id == asked.sites_of),
        people=tuple(p for p in facts.people if asked.everyone or any(p.has(r) for r in asked.people_with)),
        busy=tuple(j for j in facts.busy if _touches(j.work_order, asked, facts)),
    )


def _touches(order: WorkOrder, asked: Needs, facts: Facts) -> bool:
    if asked.busy_of_next:
        visit = facts.job.visit if facts.job else None
        return visit is not None and order.technician_id == visit.technician_id
    window = asked.busy_between
    if facts.job is not None and asked.busy_of_order is not None:
        window = (facts.job.work_order.starts_at, facts.job.work_order.ends_at)
    return window is not None and order.starts_at < window[1] and window[0] < order.ends_at


class Desk:
    """Several people at one work order. `now` moves only when told; each new noun gets the next number."""

    def __init__(self, *people: Person, job: Job | None = None) -> None:
        self.now = MORNING
        self.people = {p.id: p for p in people}
        self.talks: dict[int, Conversation] = {}
        self.visits: dict[int, Visit] = {job.visit.id: job.visit} if job and job.visit else {}
        self.facts = Facts(house=HOUSE, job=job, clients=(CLIENT,), sites=(SITE,))
        self.effects: list[AnyEffect] = []
        self.last = Decision()
        self.number = 20
        self.slots: dict[int, str] = {}
        """The slots of messages that people may reply to."""
        self.thread: tuple[OfficeMessage, ...] = ()

    def happens(self, who: Person | None, event: Event, *, chat_id: int | None = None) -> list[AnyEffect]:
        """Decide the event of this person (None: of a stranger in `chat_id`) and store what was decided."""
        person = self.people.get(who.id) if who else None
        talk = self.talks.get(who.id) if who else None
        self.number += 6
        n = self.number
        tokens = ((f"first{n}", f"{n:064x}"), (f"other{n}", f"{n:065x}"), (f"third{n}", f"{n:066x}"))
        desk = with_(
            self.facts,
            person=person,
            conversation=talk,
            people=tuple(self.people.values()),
            by_id=self.people,
            agenda=(self.facts.job,) if self.facts.job and who else (),
            office=self.thread,
            replied=self.slots.get(getattr(event, "reply_to", None) or 0),
            chat_id=chat_id if person is None else person.chat_id,
            fresh=Fresh(
                *range(n, n + 6),
                tokens,
                n + 5,
            ),
        )
        asked = in_reply(needs(HOUSE, person, talk, event), desk.replied)
        self.last = self.decides(chosen(desk, asked), asked, event)
        self.stores(*self.last.saves)
        self.effects = list(self.last.effects)
        return self.effects

    def decides(self, desk: Facts, asked: Needs, event: Event) -> Decision:
        """What is decided from what was asked for."""
        return step(only(desk, asked), event, self.now)

    def stores(self, *nouns: Saved) -> None:
        """Keep nouns as the last decision, or somebody else's, left them."""
        for noun in nouns:
            match noun:
                case Person():
                    self.people[noun.id] = noun
                case Conversation():
                    self.talks[noun.person_id] = noun
                case Invitation():
                    self.facts = with_(self.facts, invitation=noun)
                case Client():
                    self.facts = with_(self.facts, clients=_put(self.facts.clients, noun))
                case Site():
                    self.facts = with_(self.facts, sites=_put(self.facts.sites, noun))
                case Visit():
                    self.visits[noun.id] = noun
                case OfficeMessage():
                    self.thread = (*self.thread, noun)
                case WorkOrder():
                    client = next(c for c in self.facts.clients if c.id == noun.client_id)
                    site = next(s for s in self.facts.sites if s.id == noun.site_id)
                    interview = self.facts.house.trades.get(noun.trade, INTERVIEW)
                    self.facts = with_(self.facts, job=Job(noun, client, site, interview=interview))
        job = self.facts.job
        if job is not None:
            self.facts = with_(self.facts, job=with_(job, visit=self.visits.get(job.work_order.visit_id or 0)))

    @property
    def order(self) -> WorkOrder:
        assert self.facts.job is not None
        return self.facts.job.work_order

    def saved(self, kind: type) -> list:
        """What of this kind the last decision stores."""
        return [noun for noun in self.last.saves if isinstance(noun, kind)]

    # -- what people do ----------------------------------------------------------------------------------------------

    def starts(self, who: Person | None, token: str | None = None, *, language: str = "fr", chat_id: int = 900):
        event = Started(at=self.now, chat_id=who.chat_id if who else chat_id, token_sha256=token, language=language)
        return self.happens(who, event, chat_id=chat_id)

    def commands(self, who: Person, name: str):
        return self.happens(who, Commanded(at=self.now, name=name, message_id=1))

    def says(self, who: Person, text: str):
        return self.happens(who, Said(at=self.now, text=text, message_id=1))

    def chooses(self, who: Person, choice: str):
        return self.happens(who, Chose(at=self.now, choice=choice, message_id=1))

    def taps(self, who: Person, choice: str):
        """A button of the question this person was asked last."""
        talk = self.talks[who.id]
        serial = talk.form.serial if talk.form else talk.place.serial if talk.place else 0
        return self.taps_on(who, "q", serial, choice)

    def taps_on(self, who: Person, topic: str, subject: int, choice: str):
        return self.happens(who, Tapped(at=self.now, topic=topic, subject=subject, choice=choice))

    def sends(self, who: Person, kind: str, **more: object):
        """`photo`, or a file of Telegram's kinds (`document`, `voice`, …)."""
        common = {"at": self.now, "file_id": "f", "file_unique_id": "u", "message_id": 1, **more}
        return self.happens(who, SentPhoto(**common) if kind == "photo" else SentFile(kind=kind, **common))

    def is_at(self, who: Person, latitude: float, longitude: float):
        return self.happens(who, SentLocation(at=self.now, latitude=latitude, longitude=longitude, message_id=1))

    # -- what people see ---------------------------------------------------------------------------------------------

    def sent(self, who: Person | None = None, *kinds: type) -> list[Message]:
        """The messages of the last decision, to this person if given; Toasts as messages."""
        found = []
        for effect in self.effects:
            if kinds and not isinstance(effect, kinds):
                continue
            if isinstance(effect, Toast) and who is None:
                found.append(Message(lines=(effect.text,)))
            elif not isinstance(effect, Toast | Erase) and (who is None or getattr(effect, "to", None) == who.id):
                message = effect.caption if isinstance(effect, SendQr) else getattr(effect, "message", None)
                found += [message] if message else []
        return found

    def said(self, who: Person | None = None, *kinds: type) -> set[str]:
        """The wording ids of the last decision."""
        return {phrase.id for message in self.sent(who, *kinds) for phrase in walk(message)}

    def buttons(self, who: Person | None = None) -> list[str]:
        """The data of the inline buttons of the last decision."""
        return [b.data for m in self.sent(who) for row in m.buttons for b in row if b.data]

    def choices(self, who: Person | None = None) -> list[str]:
        """What the buttons of the open question answer."""
        return [data.split(":", 2)[2] for data in self.buttons(who) if data.startswith("q:")]


def _put(nouns: Iterable, noun: object) -> tuple:
    return (*(n for n in nouns if n.id != noun.id), noun)  # type: ignore[attr-defined]


def offered(*people: Person, **changes: object) -> Desk:
    """A work order that Camille made and that is offered to Léa."""
    job = Job(
        order(**changes), CLIENT, SITE,
        Visit(id=9, work_order_id=7, technician_id=1, trade="cooling", interview_version="v1", offered_at=MORNING),
        INTERVIEW,
    )  # fmt: skip
    return Desk(LEA, CAMILLE, HUGO, *people, job=job)


def accepted(*people: Person) -> Desk:
    """The same, accepted by Léa."""
    desk = offered(*people)
    desk.taps_on(LEA, "offer", 9, "accept")
    return desk


def on_the_way(*people: Person) -> Desk:
    """The same, with Léa on her way."""
    desk = accepted(*people)
    desk.chooses(LEA, "on_my_way")
    return desk


__all__ = [
    "CAMILLE", "HUGO", "INES", "LEA", "MORNING", "Amend", "Desk", "Say", "Show", "Toast", "accepted", "offered",
    "on_the_way",
]  # fmt: skip
