"""Who blocked the bot, and who came back. Imported by `core.step` and `core.said`.

Bot API: `my_chat_member` tells of it at once where it arrives; else the next message that cannot be delivered does.
"""

from msgspec.structs import replace

from core.effects import Phrase, say
from core.people import Person
from core.staff import work
from core.turn import Turn


def changed(turn: Turn, *, reachable: bool) -> None:
    """Note whether the person can be written to; the dispatchers of their open work are told, once."""
    person = turn.facts.person
    if person is None or person.reachable == reachable:
        return
    turn.person = replace(person, reachable=reachable)
    jobs = work.to_do(person, turn.facts.work)
    if not person.enabled:
        return
    work.show_cards(turn, turn.person, jobs)
    if not reachable:
        work.tell_dispatchers(turn, turn.person, _call(person), jobs)
        return
    work.tell_concerned(turn, turn.person, say("people.reachable_again", name=person.name), jobs)
    if jobs:
        turn.tell(say("people.missed"))


def _call(person: Person) -> Phrase:
    if person.phone:
        return say("people.unreachable_call", name=person.name, phone=person.phone)
    return say("people.unreachable", name=person.name)
