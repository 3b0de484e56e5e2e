"""What a technician had noted before the work order was given to somebody else. Imported by its neighbours.

The visit itself is kept as it was left; here it is put into words for the dispatcher and for the next technician.
"""

from dataclasses import replace as with_

from msgspec.structs import replace

from core.effects import Phrase, say
from core.interview.review import answered
from core.people import Person
from core.turn import Turn
from core.work_order import Noted


def keep(turn: Turn, successor: Person) -> None:
    """Keep with the work order on the desk what its present visit holds, and show it to whoever gives it away."""
    visit = turn.job.visit
    if visit is None or not (lines := _lines(turn, successor)):
        return
    technician = turn.facts.by_id.get(visit.technician_id)
    name = technician.name if technician else ""
    turn.order = replace(turn.order, noted=(*turn.order.noted, Noted(name=name, lines=lines)))
    turn.tell(say("noted.kept", name=name, number=turn.order.number), *_lines(turn, turn.person))


def _lines(turn: Turn, reader: Person) -> tuple[Phrase, ...]:
    if turn.job.interview is None:
        return ()
    read = Turn(with_(turn.facts, person=reader), turn.event, turn.now)
    remarks = tuple(say("noted.remark", text=remark.text) for remark in turn.visit.remarks)
    return (*answered(read, turn.job.interview), *remarks)


def brief(turn: Turn) -> None:
    """Tell the technician of the work order on the desk what others had noted."""
    for noted in turn.order.noted:
        turn.tell(say("noted.brief", name=noted.name), *noted.lines)
