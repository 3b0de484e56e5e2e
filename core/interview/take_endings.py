"""How a visit ends that could not be done as planned: the closed door, the wrong address, what is missing next time.

Each question is short, as whoever stands in front of a closed door wants to go on. Imported by `takers`, `ask`, `said`.
"""

import re
from datetime import datetime, timedelta

from msgspec.structs import replace

from core.effects import Button
from core.errors import Refusal
from core.interview.given import ON, Given, Going, Stay, remember_source
from core.interview.spec import Interview
from core.interview.take_lists import LONGEST_TEXT, name_key
from core.interview.take_times import LONGEST_VISIT, set_time, to_the_minute
from core.reading import clean_text, read_duration
from core.turn import Turn, button, q

WAITS = (5, 10, 15, 30)
"""Minutes of waiting that can be tapped."""
LONGEST_WAIT = timedelta(hours=12)
LONGEST_ADDRESS = 300
MOST_RECENTS = 4
A_MINUTE = timedelta(minutes=1)


def take_door_photo(turn: Turn, interview: Interview, given: Given) -> Going:
    """No photo can be taken; a photo answers by coming."""
    if given.value != "none":
        raise Refusal("stale")
    turn.visit = replace(turn.visit, passed=turn.visit.passed | {"door_photo"})
    return ON


_WAITED = re.compile(r"^\s*(?:j['’]ai attendu|attendu|attente|i waited|waited)\s*:?\s*(?:for )?", re.I)


def take_waited(turn: Turn, interview: Interview, given: Given) -> Going:
    """How long nobody came, tapped or typed. Whoever answers leaves: the times that are not known follow from it.

    Raises Refusal `waited_too_long` and Unreadable.
    """
    if given.kind == "tap":
        kind, _, minutes = given.value.partition(":")
        if kind != "waited" or not minutes.isdecimal() or len(minutes) > 4:
            raise Refusal("stale")
        waited = timedelta(minutes=int(minutes))
    else:
        waited = read_duration(_WAITED.sub("", given.value))
    if waited > LONGEST_WAIT:
        raise Refusal("waited_too_long")
    turn.visit = replace(turn.visit, waited=waited)
    remember_source(turn, given, "waited")
    if turn.visit.arrived_at is None:
        arrived = to_the_minute(given.at) - waited
        earliest = turn.visit.departed_at or to_the_minute(turn.visit.offered_at)
        set_time(turn, "arrived", min(max(arrived, earliest), to_the_minute(given.at)), received=True)
    _leave(turn, given.at)
    return ON


def take_right_address(turn: Turn, interview: Interview, given: Given) -> Going:
    """Where the client really is, typed, or not known. A position comes by `located`."""
    if given.kind == "text":
        address = clean_text(given.value, limit=LONGEST_ADDRESS)
        turn.visit = replace(turn.visit, right_address=address)
        remember_source(turn, given, "right_address")
    elif given.value == "unknown":
        passed = turn.visit.passed | {"right_address"}
        turn.visit = replace(turn.visit, passed=passed, right_address=None, right_place=None)
    else:
        raise Refusal("stale")
    _leave(turn, given.at)
    return ON


def located(turn: Turn, latitude: float, longitude: float, at: datetime) -> None:
    """The right address as a position, degrees."""
    turn.visit = replace(turn.visit, right_place=(latitude, longitude))
    _leave(turn, at)


def take_to_bring(turn: Turn, interview: Interview, given: Given) -> Going:
    """What is missing for the next time: typed in one message, or names of materials used lately, one by one."""
    if given.kind == "text":
        turn.visit = replace(turn.visit, to_bring=clean_text(given.value, limit=LONGEST_TEXT))
        remember_source(turn, given, "to_bring")
        return ON
    kind, _, key = given.value.partition(":")
    lately = next((m for m in turn.facts.materials if name_key(m.name) == key), None)
    if kind != "recent" or lately is None:
        raise Refusal("stale")
    noted = turn.visit.to_bring
    if lately.name not in _listed(noted):
        turn.visit = replace(turn.visit, to_bring=f"{noted}, {lately.name}" if noted else lately.name)
    return Stay()


def _leave(turn: Turn, at: datetime) -> None:
    """Whoever was there goes now; where that would be a very long visit, leaving is asked as usual."""
    visit = turn.visit
    if visit.arrived_at is None or visit.left_at is not None:
        return
    left = max(to_the_minute(at), visit.arrived_at + A_MINUTE)
    if left - visit.arrived_at <= LONGEST_VISIT:
        set_time(turn, "left", left, received=True)


def _listed(text: str | None) -> list[str]:
    return (text or "").split(", ")


def rows(turn: Turn, step_id: str, serial: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons of these questions."""
    match step_id:
        case "door_photo":
            return ((button("button.no_photo_possible", q(serial, "none")),),)
        case "waited":
            usual = tuple(button("button.minutes", q(serial, f"waited:{n}"), n=n) for n in WAITS)
            since = _since_arrival(turn)
            if since is None or since in WAITS:
                return (usual,)
            return ((button("button.since_arrival", q(serial, f"waited:{since}"), n=since),), usual)
        case "right_address":
            return ((button("button.address_unknown", q(serial, "unknown")),),)
        case _:
            listed = _listed(turn.visit.to_bring)
            lately = [m.name for m in turn.facts.materials if m.name not in listed][:MOST_RECENTS]
            return tuple((button("button.add_this", q(serial, f"recent:{name_key(n)}"), what=n),) for n in lately)


def _since_arrival(turn: Turn) -> int | None:
    """Minutes since the arrival, where that is a wait."""
    arrived = turn.visit.arrived_at
    if arrived is None:
        return None
    end = turn.visit.left_at or turn.now
    minutes = int((end - arrived) / A_MINUTE)
    return minutes if 0 < minutes <= LONGEST_WAIT / A_MINUTE else None
