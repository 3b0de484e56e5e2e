"""Tries every event in every state of a technician's conversation, with the real `core.step.step`.

A state is where the technician stands: the visit's state, or the open question or form while the visit is under way.
Nothing is written down twice: the questions come from the interview's table, the buttons from what is shown. A pair of
state and event is legal when the event can happen there: a button that was shown, or what people can always do.
Imports `core` and the tests' table; used by `draw` and by `tests/core/test_state_machine.py`.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as with_
from datetime import datetime

from core.conversation import Form
from core.effects import Amend, Say, Show, Toast
from core.events import Commanded, SentFile, SentLocation
from core.facts import Facts
from core.interview.steps import CHECK, STEPS
from core.visit import Material, VisitState

from table import CAMILLE, INTERVIEW, Table

MAIN = ("on_my_way", "arrived", "left", "done", "to_be_continued", "abandoned", "back", "ask_office")
COMMANDS = ("review", "resume", "today", "help", "language", "office", "cancel")
ANSWERS = {
    "on_my_way": "8h05", "arrived": "8h25", "left": "il y a 1 min", "pauses": "15 min", "waited": "10 min",
    "check:number": "1,2", "check:choice": "R32", "check:yes_no": "oui", "anomaly_severity": "grave",
    "materials": "2 x filtre", "material": "3 x filtre", "anomaly_photos": "ok", "photos": "ok",
}  # fmt: skip
"""A text that answers the question; elsewhere any sentence does."""
ODD = ("quelque chose", "25h99", "900", "   .", "x" * 3000)

Pair = tuple[str, str]
Act = Callable[[], object]


def start() -> Table:
    """An assignment that waits for its technician, with a dispatcher on the desk and something used lately."""
    table = Table()
    table.facts = with_(table.facts, people=(CAMILLE,), materials=(Material(id=0, name="courroie"),))
    return table


def state_of(table: Table) -> str:
    """Where the technician stands."""
    talk, visit = table.facts.conversation, table.visit
    form: Form | None = talk.form if talk else None
    if form is not None:
        return f"form {form.name}"
    if not visit.is_open or visit.state is VisitState.OFFERED:
        return visit.state.value
    step = table.step
    if step is None or talk is None or talk.visit_id != visit.id:
        return "not in hand"
    return kind_of(step)


def kind_of(step: str) -> str:
    """The step, one of the trade's questions by its kind."""
    question = INTERVIEW.question(step.removeprefix(CHECK)) if step.startswith(CHECK) else None
    return f"{CHECK}{question.kind}" if question else step


def states() -> frozenset[str]:
    """Every question that the table names, and the visit's own states that a technician meets."""
    checks = {f"{CHECK}{question.kind}" for question in INTERVIEW.questions}
    return frozenset({step.id for step in STEPS} | checks | {"offered", "declined", "frozen", "submitted"})


def name_of(topic: str, choice: str) -> str:
    """A button's name without numbers: `tap none`, `tap edit`, `tap visit fix`."""
    head, _, which = choice.partition(":")
    if head == "reason":  # Some lead to questions of their own.
        head = f"reason {which}"
    if topic == "q":
        return "tap number" if head.lstrip("-").isdigit() else f"tap {head}"
    return f"tap {topic} {head}"


@dataclass(frozen=True)
class Moment:
    """A moment of a walk, to go back to."""

    facts: Facts
    now: datetime
    messages: int
    buttons: tuple[str, ...]

    def table(self) -> Table:
        """The table as it stood."""
        table = Table()
        table.facts, table.now, table.messages = self.facts, self.now, self.messages
        return table


@dataclass
class Explored:
    """What was tried: how often each pair, where each leads, which were refused and how."""

    tried: dict[Pair, int] = field(default_factory=lambda: defaultdict(int))
    shown: set[Pair] = field(default_factory=set)
    leads: dict[Pair, set[str]] = field(default_factory=lambda: defaultdict(set))
    reached: set[str] = field(default_factory=set)
    unexplained: set[Pair] = field(default_factory=set)
    moments: dict[Pair, Moment] = field(default_factory=dict)
    submitted: int = 0
    walks: int = 0

    @property
    def legal(self) -> frozenset[Pair]:
        """Every pair that can happen."""
        always = {(state, event) for state in self.reached for event in ALWAYS}
        return frozenset(always | self.shown)

    @property
    def missing(self) -> list[Pair]:
        """The legal pairs that nobody tried."""
        return sorted(self.legal - {pair for pair, n in self.tried.items() if n})


ALWAYS = (
    "text", "odd text", "photo", "album", "voice", "location", "edit", "reply", "stale tap",
    *(f"button {name}" for name in MAIN), *(f"/{name}" for name in COMMANDS),
)  # fmt: skip
"""What can happen in any state."""


def acts(table: Table, dice: random.Random, buttons: list[str]) -> dict[str, Act]:
    """Everything that can be done now, by the event's name."""
    found: dict[str, Act] = {
        "text": lambda: table.says(ANSWERS.get(state_of(table), "Condensateur nettoyé")),
        "odd text": lambda: table.says(dice.choice(ODD)),
        "photo": lambda: table.sends_photo(f"p{dice.random()}"),
        "album": lambda: table.sends_photo(f"p{dice.random()}", album="a", caption="Vue"),
        "voice": lambda: table.happens(_voice(table, dice)),
        "location": lambda: table.happens(_location(table)),
        "edit": lambda: table.edits(_own(table, dice), "Corrigé"),
        "reply": lambda: table.says("Corrigé", reply_to=_own(table, dice)),
        "stale tap": lambda: table.taps_on("q", 9999, "none"),
    }
    for name in MAIN:
        found[f"button {name}"] = lambda name=name: table.later(3).chooses(name)  # type: ignore[misc]
    for name in COMMANDS:
        found[f"/{name}"] = lambda name=name: table.happens(_command(table, name))  # type: ignore[misc]
    for data in dice.sample(buttons, len(buttons)):
        topic, subject, choice = (*data.split(":", 2), "", "")[:3]
        found[name_of(topic, choice)] = lambda t=topic, s=subject, c=choice: table.taps_on(t, int(s), c)  # type: ignore[misc]
    return found


def _own(table: Table, dice: random.Random) -> int:
    known = [int(number) for number in table.visit.sources if number.isdigit()]
    return dice.choice(known) if known else table.messages


def _command(table: Table, name: str) -> Commanded:
    table.messages += 1
    return Commanded(at=table.now, name=name, message_id=table.messages)


def _voice(table: Table, dice: random.Random) -> SentFile:
    table.messages += 1
    name = f"v{dice.random()}"
    return SentFile(at=table.now, kind="voice", file_id=name, file_unique_id=name, message_id=table.messages)


def _location(table: Table) -> SentLocation:
    table.messages += 1
    return SentLocation(at=table.now, latitude=48.8, longitude=2.3, message_id=table.messages)


def buttons_of(table: Table) -> list[str]:
    """The callback data of the buttons that the last event showed to the technician."""
    told = [e.message for e in table.effects if isinstance(e, Say | Show | Amend) and e.to == table.visit.technician_id]
    return [b.data for message in told for row in message.buttons for b in row if b.data]


SHOWN = frozenset({
    "help.technician", "help.dispatcher", "help.everyone", "today.nothing", "language.ask", "language.now",
    "tell.photos", "tell.photos_sort", "tell.recordings", "tell.already", "tell.corrected", "toast.photos_phase",
    "toast.noted", "toast.already_accepted", "toast.office_added", "review.which_check",
})  # fmt: skip
"""Wordings that answer without changing anything and without refusing: what was asked to be seen, or is so already."""


def first_words(table: Table) -> list[str]:
    """With which wording each message and short answer begins that the last event was answered with."""
    told = [e.message.lines[0].id for e in table.effects if isinstance(e, Say | Show | Amend) and e.message.lines]
    return [*told, *(e.text.id for e in table.effects if isinstance(e, Toast))]


def is_unexplained(table: Table, before: Facts) -> bool:
    """Whether the last event changed nothing, and nothing that was said tells why not and what to do."""
    if table.facts != before:
        return False
    return not any(words.startswith("error.") or words in SHOWN for words in first_words(table))


def straight_on(table: Table) -> str:
    """What somebody who wants to finish does in this state."""
    state = state_of(table)
    return {
        "offered": "tap offer accept", "on_my_way": "button on_my_way", "arrived": "button arrived",
        "outcome": "button done", "left": "button left", "anomalies": "tap none", "materials": "tap none",
        "anomaly_photos": "tap on", "material": "tap ok", "photos": "photo", "check:photo": "photo",
        "review": "tap submit", "door_photo": "photo", "advice": "tap skip", "to_bring": "tap skip",
        "not in hand": "tap visit open", "form decline": "text", "form office": "/resume",
    }.get(state, "text")  # fmt: skip


def explore(walks: int = 120, longest: int = 120, *, every: bool = True) -> Explored:
    """Walk again and again, doing what was not tried yet; then go back to each moment where something was left untried,

    if `every` pair is wanted. Always the same walks.
    """
    found = Explored()
    for number in range(walks):
        dice = random.Random(number)
        found.walks += 1
        table = start()
        _walk(found, table, dice, dice.randint(20, longest), ["offer:9:accept", "offer:9:decline"])
        found.submitted += table.visit.state in (VisitState.SUBMITTED, VisitState.FROZEN)
    while every and found.missing:
        state, event = found.missing[0]
        moment = found.moments[state, event]
        _walk(found, moment.table(), random.Random(moment.messages), 3, list(moment.buttons), first=event)
    return found


def _walk(
    found: Explored, table: Table, dice: random.Random, length: int, buttons: list[str], first: str | None = None
) -> None:
    for _ in range(length):
        state = state_of(table)
        found.reached.add(state)
        able = acts(table, dice, buttons)
        found.shown |= {(state, name) for name in able if name.startswith("tap ")}
        for name in able:
            if not found.tried[state, name] and (state, name) not in found.moments:
                found.moments[state, name] = Moment(table.facts, table.now, table.messages, tuple(buttons))
        event = first or _chosen(found, table, dice, state, able)
        first = None
        if state == "left" and dice.random() < 0.3:
            table.later(240)
        before = table.facts
        able[event]()
        found.tried[state, event] += 1
        if is_unexplained(table, before):
            found.unexplained.add((state, event))
        found.leads[state, event].add(state_of(table))
        # The open question's buttons stay in the chat below whatever else is said.
        now = buttons_of(table)
        older = [data for data in buttons if data not in now]
        buttons = (now + older)[:40] if state_of(table) == state else now or buttons
        if dice.random() < 0.5:
            table.all_photos_stored()


def _chosen(found: Explored, table: Table, dice: random.Random, state: str, able: dict[str, Act]) -> str:
    wanted = straight_on(table)
    untried = sorted(name for name in able if not found.tried[state, name])
    if untried and dice.random() < 0.5:
        return dice.choice(untried)
    return wanted if wanted in able and dice.random() < 0.8 else dice.choice(sorted(able))
