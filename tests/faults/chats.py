"""Technicians' chats without a network: updates in through `bot.receive`, what is sent kept as a screen. For suites."""

import asyncio
import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from telegram import InlineKeyboardMarkup

from bot.intake import Intake
from bot.receive import Receive
from bot.render import Shown, render
from bot.transport import make_bot
from bot.waiting import Waiting
from core import people as nouns
from core.effects import Amend, Erase, FetchPhoto, FetchRecording, MakeClientCopy, Say, SendQr, Show
from core.events import ClientCopyMade, Event, PhotoStored, RecordingStored
from core.people import Role
from core.visit import Visit
from storage import people
from storage.apply import Applied, Arrival, Desk
from storage.database import Database
from storage.migrate import upgrade
from storage.numbers import KINDS
from storage.outbox import Lease, OutboxRow
from storage.save import save_all
from storage.tables import SequenceRow
from storage.work_orders import remember_interview
from templates.wording import wording

from table import CLIENT, HOUSE, INTERVIEW, SITE, order

MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""Everything arrives then, as after a day in a cellar: the messages say when they were written."""
OFFICE_CHAT = -1005
CAMILLE = nouns.Person(id=900, name="Camille Exemple", roles=frozenset({Role.DISPATCHER}), chat_id=1900)
TEXTS = ("fini", "8h30", "2 x filtre", "3,5", "<b>gras</b>", "oui", "hier 17h", "25h99", "R32", "arrivé 8h40", "30")
FR = wording("fr")
MAIN = {
    name: FR(f"choice.{name}")
    for name in ("on_my_way", "arrived", "left", "done", "to_be_continued", "abandoned", "back")
}
COMMANDS = ("/review", "/resume", "/today", "/help", "/cancel", "/office", "/language", "/nonsense")
RANDOM = re.compile(r"RI-\d{4}-\d{4}|report:\d+|((/|%2F)c(/|%2F)|#)[A-Za-z0-9_-]{43}|/v/[A-Za-z0-9_-]+")
"""What is drawn or counted by the house, in the order in which people happen to come."""


@dataclass(frozen=True)
class Person:
    """One technician and their one visit."""

    id: int

    @property
    def chat_id(self) -> int:
        """The private chat."""
        return 1000 + self.id


class Screen:
    """What one chat shows: messages in order, those in a slot changed in place."""

    def __init__(self) -> None:
        self.messages: list[Shown | None] = []
        self._slots: dict[str, int] = {}

    def carry_out(self, row: OutboxRow) -> None:
        """Do what a row of the outbox says."""
        effect, slot = row.effect, row.slot
        match effect:
            case Say(message=message) | SendQr(caption=message):
                self._add(render(message, row.language), slot)
            case Show(message=message) if slot in self._slots:
                self.messages[self._slots[slot]] = render(message, row.language)
            case Show(message=message):
                self._add(render(message, row.language), slot)
            case Amend(message=message):
                if slot in self._slots:
                    self.messages[self._slots[slot]] = render(message, row.language)
            case Erase():
                if slot in self._slots:
                    self.messages[self._slots.pop(slot)] = None
            case _:
                self._add(Shown(type(effect).__name__, (), None), slot)

    def _add(self, shown: Shown, slot: str | None) -> None:
        if slot is not None:
            self._slots[slot] = len(self.messages)
        self.messages.append(shown)

    def buttons(self, last: int = 4) -> list[str]:
        """The data of the inline buttons of the last messages."""
        found = []
        for shown in self.messages[-last:]:
            if shown is not None and isinstance(shown.markup, InlineKeyboardMarkup):
                found += [str(b.callback_data) for row in shown.markup.inline_keyboard for b in row if b.callback_data]
        # A report is numbered when it is frozen, so its number says who was first; an emergency may be begun at
        # somebody else's site, whose history says the same.
        return [data for data in found if not data.startswith(("report:", "urgent:"))]

    def text(self) -> list[str]:
        """Every message with its buttons, without what the house draws by chance."""
        lines = []
        for shown in self.messages:
            keys = str(shown.markup.to_dict()) if shown is not None and shown.markup is not None else ""
            lines.append(RANDOM.sub("…", f"{shown.text} {keys}") if shown is not None else "(erased)")
        return lines


class House:
    """A service without a network. What is sent is carried out on the screens at once; `submitted` counts versions."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.screens: dict[int, Screen] = {}
        self.intake = Intake(db, Desk(HOUSE, Lease("soak"), OFFICE_CHAT), lambda: EVENING, self._hand_over)
        bot = make_bot("1:" + "x" * 30, "http://127.0.0.1:9")
        self.receive = Receive(bot, self.intake, lambda: EVENING, Waiting(bot, db.standstill, self._no_turn))
        self.receive._answer = self._no_answer  # type: ignore[method-assign]
        self.submitted = 0
        self._events: list[Event] = []

    async def _no_turn(self, chat_id: int) -> None:
        """Nobody is made to wait here."""

    async def _no_answer(self, query_id: str, applied: Applied, language: str | None) -> None:
        """Short answers to taps go nowhere here."""

    def _hand_over(self, rows: Any) -> None:
        for row in rows:
            if row.chat_id is not None:
                self.screens.setdefault(row.chat_id, Screen()).carry_out(row)
                continue
            match row.effect:
                case FetchPhoto(visit_id=visit, photo_id=photo):
                    self._events.append(
                        PhotoStored(at=EVENING, visit_id=visit, photo_id=photo, sha256=f"{visit:032x}{photo:032x}")
                    )
                case FetchRecording(visit_id=visit, recording_id=number):
                    self._events.append(
                        RecordingStored(
                            at=EVENING, visit_id=visit, recording_id=number, sha256=f"{visit:032x}{number:032x}", size=9
                        )
                    )
                case MakeClientCopy(report_id=report):
                    self.submitted += 1
                    self._events.append(ClientCopyMade(at=EVENING, report_id=report, sha256="c" * 64))

    async def receives(self, updates: list[dict[str, Any]]) -> None:
        """A burst of updates; returns once each is confirmed."""
        await asyncio.gather(*(self.receive.update(update) for update in updates))

    async def fetches(self) -> None:
        """Do what waits: photos are fetched, copies made, in an order that does not depend on who came first."""
        while self._events:
            events, self._events = sorted(self._events, key=str), []
            for event in events:
                await self.intake.submit(Arrival(event))

    def screen(self, chat_id: int) -> list[str]:
        """What a chat shows."""
        return self.screens.setdefault(chat_id, Screen()).text()


async def furnish(db: Database, those: list[Person]) -> None:
    """Let these technicians be there, each offered one visit of their own."""
    nouns_: list[Any] = [CLIENT, CAMILLE]
    for each in those:
        name = f"Technicien {each.id}"
        nouns_.append(nouns.Person(id=each.id, name=name, roles=frozenset({Role.TECHNICIAN}), chat_id=each.chat_id))
        # A site for each: what others did there would tell who was first.
        nouns_.append(replace(SITE, id=each.id))
        nouns_.append(
            order(
                site_id=each.id,
                id=each.id,
                number=f"OI-2026-{each.id:04}",
                created_by=CAMILLE.id,
                technician_id=each.id,
                visit_id=each.id,
                starts_at=MORNING,
            )
        )
        nouns_.append(
            Visit(
                id=each.id,
                work_order_id=each.id,
                technician_id=each.id,
                trade="cooling",
                interview_version=INTERVIEW.version,
                offered_at=MORNING,
            )
        )

    def store(session: Any) -> None:
        save_all(session, nouns_)
        remember_interview(session, INTERVIEW)
        session.execute(SequenceRow.__table__.insert(), [{"name": kind, "value": 1000} for kind in KINDS])

    await db.write(store)


@asynccontextmanager
async def opened(file: Path, those: list[Person]) -> AsyncIterator[House]:
    """A house with these technicians, each offered one visit of their own."""
    await upgrade(f"sqlite+aiosqlite:///{file}")
    db = Database.open(f"sqlite+aiosqlite:///{file}")
    await furnish(db, those)
    house = House(db)
    running = asyncio.create_task(house.intake.run())
    try:
        yield house
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await db.close()


# -- what a technician does ------------------------------------------------------------------------------------------


class Phone:
    """Makes a technician's updates, as the messenger numbers and dates them."""

    def __init__(self, person: Person, dice: random.Random) -> None:
        self.person, self.dice = person, dice
        self.updates: list[dict[str, Any]] = []
        self.message_id = 0
        self.at = MORNING

    def _update(self, **content: Any) -> dict[str, Any]:
        update = {"update_id": self.person.id * 100_000 + len(self.updates), **content}
        self.updates.append(update)
        return update

    def _message(self, **content: Any) -> dict[str, Any]:
        self.message_id += 1
        self.at += timedelta(minutes=self.dice.randrange(1, 9))
        number = self.person.chat_id
        return {
            "message_id": self.message_id,
            "date": int(self.at.timestamp()),
            "chat": {"id": number, "type": "private", "first_name": "T"},
            "from": {"id": number, "is_bot": False, "first_name": "T", "language_code": "fr"},
            **content,
        }

    def says(self, text: str) -> dict[str, Any]:
        """A text."""
        return self._update(message=self._message(text=text))

    def photographs(self) -> dict[str, Any]:
        """A photo."""
        name = f"{self.person.id}-{self.message_id}"
        size = {"file_id": name, "file_unique_id": name, "width": 800, "height": 600, "file_size": 9000}
        return self._update(message=self._message(photo=[size]))

    def edits(self, text: str) -> dict[str, Any]:
        """An earlier message, changed."""
        changed = {**self._message(text=text), "message_id": self.dice.randint(1, max(self.message_id - 1, 1))}
        return self._update(edited_message={**changed, "edit_date": int(self.at.timestamp())})

    def taps(self, data: str) -> dict[str, Any]:
        """A button."""
        number = self.person.chat_id
        who = {"id": number, "is_bot": False, "first_name": "T", "language_code": "fr"}
        chat = {"id": number, "type": "private"}
        return self._update(
            callback_query={
                "id": f"{number}-{len(self.updates)}", "from": who, "chat_instance": "1", "data": data,
                "message": {"message_id": 50_000, "date": int(self.at.timestamp()), "chat": chat, "text": "?"},
            }
        )  # fmt: skip


async def talk(house: House, phone: Phone, length: int) -> list[dict[str, Any]]:
    """A part of a conversation, mostly sensible; every update is delivered once as it is made up."""
    begun, person = len(phone.updates), phone.person
    if not begun:
        await house.receives([phone.taps(f"offer:{person.id}:accept")])
    for _ in range(length):
        act = await _sensible(house, person, phone) if phone.dice.random() < 0.85 else None
        await house.receives([act or _anything(house, person, phone)])
    return phone.updates[begun:]


async def _sensible(house: House, person: Person, phone: Phone) -> dict[str, Any] | None:
    """The answer of somebody who wants to finish, to the question that is open."""
    _, talk = await house.db.read(lambda session: people.person_at(session, person_id=person.id))
    if talk is None or talk.place is None:
        return None
    if talk.form is not None:
        return phone.says("/cancel")
    step, tap = talk.place.step, lambda choice: phone.taps(f"q:{talk.place.serial}:{choice}")  # type: ignore[union-attr]
    match step:
        case "on_my_way" | "arrived" | "left":
            return phone.says(MAIN[step])
        case "outcome":
            return phone.says(MAIN[phone.dice.choice(("done", "done", "to_be_continued", "abandoned"))])
        case "anomalies" | "materials":
            if phone.dice.random() < 0.4:
                return phone.says(phone.dice.choice(("Joint usé", "2 x filtre", "1,5 m tube cuivre")))
            return tap("none")
        case "anomaly_severity":
            return tap("minor")
        case "anomaly_photos" | "photos":
            return phone.photographs() if phone.dice.random() < 0.5 else tap("on")
        case "material":
            return tap("ok")
        case "pauses":
            return tap("0")
        case "review":
            buttons = house.screens[person.chat_id].buttons()
            edits = [data for data in buttons if ":edit:" in data]
            submits = [data for data in buttons if data.endswith(":submit")]
            return phone.taps(phone.dice.choice(submits or edits)) if submits or edits else None
        case "check:fluid":
            return tap("o:r32")
        case "check:charged":
            return phone.says("2,5")
        case "check:leak":
            return tap("yes")
        case "check:plate" | "check:inner":
            return tap("skip")
    return phone.says(f"Travail décrit {len(phone.updates)}")


def _anything(house: House, person: Person, phone: Phone) -> dict[str, Any]:
    """Something that may or may not fit."""
    dice = phone.dice
    buttons = house.screens.setdefault(person.chat_id, Screen()).buttons(9)
    match dice.randrange(7):
        case 0:
            return phone.says(dice.choice(TEXTS))
        case 1:
            return phone.says(dice.choice(list(MAIN.values())))
        case 2:
            return phone.photographs()
        case 3 if phone.message_id:
            return phone.edits(dice.choice(TEXTS))
        case 4:
            return phone.says(dice.choice(COMMANDS))
        case _ if buttons:
            return phone.taps(dice.choice(buttons))
    return phone.says(dice.choice(TEXTS))
