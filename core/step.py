"""The one door of `core`: what an event needs to know, and what is decided. Imported by `storage.apply`."""

from datetime import datetime

from core.conversation import Conversation
from core.decision import NOTHING, Decision
from core.events import Event
from core.facts import Facts, House, Needs
from core.people import Person


def needs(house: House, person: Person | None, conversation: Conversation | None, event: Event) -> Needs:
    """What must lie on the desk before `step` can decide this event."""
    return Needs()


def step(facts: Facts, event: Event, now: datetime) -> Decision:
    """Decide an event. Never raises for anything that people or the outside can do."""
    return NOTHING
