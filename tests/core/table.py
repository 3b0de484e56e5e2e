"""A technician's chat without any outside: folds decisions back into the facts, as storage would."""

from __future__ import annotations

from dataclasses import replace as with_
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.clients import Access, Client, Site
from core.company import Company
from core.conversation import Conversation
from core.decision import Decision
from core.effects import Amend, AnyEffect, Message, Phrase, Say, SendQr, Show, Toast
from core.events import (
    Chose,
    ClientCopyMade,
    CodeWanted,
    Edited,
    Event,
    LetterDue,
    LineContested,
    MailLapsed,
    MailRefused,
    MailSent,
    PageOpened,
    PhotoLost,
    PhotoStored,
    RecordingLost,
    RecordingStored,
    ReportSealed,
    Said,
    SentPhoto,
    Tapped,
    WordGiven,
    WordOverdue,
)
from core.facts import Facts, Fresh, House, Job, ReportFile
from core.interview.spec import Condition, Interview, Option, Question
from core.people import Person, Role
from core.step import needs, step
from core.visit import Outcome, Visit
from core.work_order import WorkOrder, WorkOrderState

from asked import only

NOBODYS = (ClientCopyMade, CodeWanted, LetterDue, LineContested, MailLapsed, MailRefused, MailSent, PageOpened,
           PhotoLost, PhotoStored, RecordingLost, RecordingStored, ReportSealed, WordGiven, WordOverdue)  # fmt: skip
"""What happens outside of any chat: nobody is on the desk."""
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
"""08:30 in Paris."""


def both(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


INTERVIEW = Interview(
    trade="cooling",
    version="v1",
    name=both("Cooling"),
    questions=(
        Question(id="fluid", kind="choice", ask=both("Which fluid?"), label=both("Fluid"),
                 options=(Option(id="r32", label=both("R32")), Option(id="none", label=both("None")))),
        Question(id="charged", kind="number", ask=both("Kilograms charged?"), label=both("Charged"), unit="kg",
                 minimum=Decimal(0), maximum=Decimal(100), when=Condition(question="fluid", choices=("r32",))),
        Question(id="leak", kind="yes_no", ask=both("Leak test done?"), label=both("Leak test")),
        Question(id="plate", kind="photo", ask=both("Photo of the plate?"), label=both("Plate"), required=False),
        Question(id="inner", kind="text", ask=both("Note?"), label=both("Note"), required=False, printed=False),
    ),
    photos_required_for=(Outcome.DONE,),
)  # fmt: skip

HOUSE = House(
    company=Company(name="Froid Modèle"),
    trades={"cooling": INTERVIEW},
    bot_username="constat_bot",
    public_url="https://constat.example",
)
TOKENS = (("tokenA" * 8, "a" * 64), ("tokenB" * 8, "b" * 64), ("tokenF" * 8, "f" * 64))
LEA = Person(id=1, name="Léa Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=101)
CAMILLE = Person(id=2, name="Camille Exemple", roles=frozenset({Role.DISPATCHER}), chat_id=102)
CLIENT = Client(id=5, name="Boulangerie Modèle")
SITE = Site(id=6, client_id=5, name="Fournil", address="1 rue de l’Exemple", access=Access(door_code="4B12", floor="2"))


def order(**changes: object) -> WorkOrder:
    fields = {
        "id": 7, "number": "OI-2026-0007", "client_id": 5, "site_id": 6, "starts_at": MORNING,
        "ends_at": MORNING + timedelta(hours=2), "mission": "Groupe froid en panne", "trade": "cooling",
        "created_by": 2, "created_at": MORNING - timedelta(days=1), "state": WorkOrderState.OFFERED,
        "technician_id": 1, "visit_id": 9,
    }  # fmt: skip
    return WorkOrder(**{**fields, **changes})  # type: ignore[arg-type]


class Table:
    """One technician at one work order. `now` moves only when told."""

    def __init__(self) -> None:
        self.now = MORNING - timedelta(minutes=30)
        visit = Visit(id=9, work_order_id=7, technician_id=1, trade="cooling", interview_version="v1",
                      offered_at=self.now)  # fmt: skip
        self.facts = Facts(
            house=HOUSE,
            person=LEA,
            conversation=None,
            job=Job(order(), CLIENT, SITE, visit, INTERVIEW),
            by_id={1: LEA, 2: CAMILLE},
            fresh=Fresh(
                20,
                21,
                22,
                23,
                24,
                25,
                TOKENS,
                25,
            ),
            chat_id=101,
        )
        self.effects: list[AnyEffect] = []
        self.messages = 1000
        self.last = Decision()

    @property
    def visit(self) -> Visit:
        assert self.facts.job is not None
        assert self.facts.job.visit is not None
        return self.facts.job.visit

    @property
    def order(self) -> WorkOrder:
        assert self.facts.job is not None
        return self.facts.job.work_order

    @property
    def step(self) -> str | None:
        talk = self.facts.conversation
        return talk.place.step if talk and talk.place else None

    @property
    def report(self) -> ReportFile | None:
        return self.facts.report

    def later(self, minutes: int) -> Table:
        self.now += timedelta(minutes=minutes)
        return self

    def happens(self, event: Event) -> list[AnyEffect]:
        """Decide the event from what it asked for, and store what was decided."""
        facts = with_(self.facts, person=None, conversation=None) if isinstance(event, NOBODYS) else self.facts
        asked = needs(facts.house, facts.person, facts.conversation, event)
        self.last = step(only(facts, asked), event, self.now)
        for noun in self.last.saves:
            job = self.facts.job
            assert job is not None
            match noun:
                case Conversation():
                    self.facts = with_(self.facts, conversation=noun)
                case Visit() if noun.id == 9:
                    self.facts = with_(self.facts, job=with_(job, visit=noun))
                case WorkOrder():
                    self.facts = with_(self.facts, job=with_(job, work_order=noun))
                case ReportFile():
                    self.facts = with_(self.facts, report=noun)
                case Person() if noun.id == 1:
                    self.facts = with_(self.facts, person=noun)
        self.effects = list(self.last.effects)
        return self.effects

    # -- what a technician does --------------------------------------------------------------------------------------

    def says(self, text: str, reply_to: int | None = None) -> list[AnyEffect]:
        self.messages += 1
        return self.happens(Said(at=self.now, text=text, message_id=self.messages, reply_to=reply_to))

    def edits(self, message_id: int, text: str) -> list[AnyEffect]:
        return self.happens(Edited(at=self.now, text=text, message_id=message_id))

    def chooses(self, choice: str) -> list[AnyEffect]:
        self.messages += 1
        return self.happens(Chose(at=self.now, choice=choice, message_id=self.messages))

    def says_choice(self, choice: str, text: str) -> list[AnyEffect]:
        """Type the words of a main answer."""
        self.messages += 1
        return self.happens(Chose(at=self.now, choice=choice, message_id=self.messages, typed=text))

    def taps(self, choice: str) -> list[AnyEffect]:
        """Tap a button of the open question."""
        talk = self.facts.conversation
        assert talk is not None
        serial = talk.form.serial if talk.form else talk.place.serial if talk.place else 0
        return self.happens(Tapped(at=self.now, topic="q", subject=serial, choice=choice))

    def taps_on(self, topic: str, subject: int, choice: str) -> list[AnyEffect]:
        return self.happens(Tapped(at=self.now, topic=topic, subject=subject, choice=choice))

    def sends_photo(self, name: str, **more: object) -> list[AnyEffect]:
        self.messages += 1
        return self.happens(
            SentPhoto(at=self.now, file_id=name, file_unique_id=name, message_id=self.messages, **more)  # type: ignore[arg-type]
        )

    def all_photos_stored(self) -> None:
        for photo in self.visit.photos:
            self.happens(PhotoStored(at=self.now, visit_id=9, photo_id=photo.id, sha256=f"{photo.id:064x}"))

    # -- what the technician sees ------------------------------------------------------------------------------------

    def said(self) -> set[str]:
        """The wording ids of everything sent in answer to the last event."""
        return {phrase.id for message in self.sent() for phrase in walk(message)}

    def sent(self) -> list[Message]:
        found = []
        for effect in self.effects:
            if isinstance(effect, Say | Show | Amend):
                found.append(effect.message)
            elif isinstance(effect, SendQr):
                found.append(effect.caption)
            elif isinstance(effect, Toast):
                found.append(Message(lines=(effect.text,)))
        return found


def walk(message: Message) -> list[Phrase]:
    """Every phrase of a message, nested ones and labels included."""
    todo = [*message.lines]
    todo += [b.label for row in message.buttons for b in row]
    if message.keyboard:
        todo += [p for row in message.keyboard.rows for p in row]
        if message.keyboard.placeholder:
            todo.append(message.keyboard.placeholder)
    found = []
    while todo:
        phrase = todo.pop()
        found.append(phrase)
        todo += [value for value in phrase.args.values() if isinstance(value, Phrase)]
    return found


def accepted() -> Table:
    """The assignment accepted."""
    table = Table()
    table.taps_on("offer", 9, "accept")
    return table


def on_site() -> Table:
    """Arrived, and asked what was done."""
    table = accepted()
    table.chooses("on_my_way")
    table.later(25).chooses("arrived")
    return table


def working() -> Table:
    """The work described, the trade's first question open."""
    table = on_site()
    table.says("Condensateur nettoyé")
    return table


def at_anomalies() -> Table:
    """The trade's questions answered."""
    table = working()
    for choice in ("o:none", "yes", "skip", "skip"):
        table.taps(choice)
    return table


def straight_to_review(table: Table) -> Table:
    """The standard case, up to the review card."""
    table.taps_on("offer", 9, "accept")
    table.chooses("on_my_way")
    table.later(25).chooses("arrived")
    table.later(60).says("Condensateur nettoyé, pression contrôlée")
    table.taps("o:r32")
    table.says("1,2")
    table.taps("yes")
    table.taps("skip")
    table.taps("skip")
    table.taps("none")
    table.says("2 x filtre 20µ")
    table.taps("none")
    table.sends_photo("after-1")
    table.taps("on")
    table.chooses("done")
    table.taps("skip")
    table.later(5).chooses("left")
    return table
