"""Troubles that an administrator must know of: told once a day each. Used by `core.step`, `storage`."""

from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec.structs import replace

from core.effects import AnyEffect, Message, Moment, Phrase, Say, say
from core.events import Alerted
from core.facts import AlertTold, Needs
from core.people import Role
from core.turn import Turn

Code = Literal[
    "update_parked",
    "two_pollers",
    "was_down",
    "was_down_long",
    "posted_again",
    "given_up",
    "office_closed",
    "restored",
    "restored_none_held",
    "standstill_over",
    "disk_low",
    "clock_set_back",
]
"""Worded `alert.<code>`, with the event's `args`; times among them are shown in each administrator's zone."""
CODES: tuple[str, ...] = get_args(Code)
AGAIN_AFTER = timedelta(hours=24)


def kept() -> Phrase:
    """To whoever sent something that could not be applied yet."""
    return say("inbox.kept")


def parked(received_at: datetime, zone: str) -> Phrase:
    """To whoever sent something that could not be applied in all the tries that it gets."""
    return say("inbox.parked", at=Moment(at=received_at, zone=zone))


def needs(event: Alerted) -> Needs:
    """Whom to tell, and whether they were told of the same lately."""
    return Needs(people_with=(Role.ADMINISTRATOR,), alert=key_of(event))


def key_of(event: Alerted) -> str:
    """What makes it the same trouble."""
    return f"{event.code}:{event.about}"


def is_alert(effect: AnyEffect) -> bool:
    """Whether this is what tells of a trouble: that it cannot be delivered is no trouble to tell of in the same way."""
    return isinstance(effect, Say) and any(line.id.startswith("alert.") for line in effect.message.lines)


def alerted(turn: Turn, event: Alerted) -> None:
    """Tell every administrator, unless they were told of the same trouble within a day."""
    told_at = turn.facts.alert_told_at
    if told_at is not None and abs(turn.now - told_at) < AGAIN_AFTER:
        return
    for person in turn.facts.people:
        zone = person.time_zone or turn.house.company.time_zone
        args = {name: replace(arg, zone=zone) if isinstance(arg, Moment) else arg for name, arg in event.args.items()}
        turn.do(Say(to=person.id, message=Message(lines=(say(f"alert.{event.code}", **args),))))
    turn.save(AlertTold(key=key_of(event), at=turn.now))
