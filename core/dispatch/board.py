"""The dispatcher's list of what is open. Imported by `core.step`."""

from core.dispatch import cards
from core.dispatch.busy import called
from core.effects import Button, Phrase, say
from core.turn import Turn, button

MOST = 20


def today(turn: Turn) -> None:
    """Every open work order, and those whose report is being corrected, each with a button that shows its card."""
    jobs = turn.facts.jobs[:MOST]
    if not jobs:
        turn.tell(say("board.nothing"))
        return
    lines: list[Phrase] = [say("board.title", n=len(turn.facts.jobs))]
    rows: list[tuple[Button, ...]] = []
    for job in jobs:
        order = job.work_order
        technician = turn.facts.by_id.get(order.technician_id or 0)
        lines.append(
            say(
                "board.line",
                at=cards.start_of(turn, order, job.site),
                number=order.number,
                client=job.client.name,
                technician=called(technician) if technician else say("card.nobody"),
                state=cards.state_of(job),
            )
        )
        rows.append((button("button.open_this", f"wo:{order.id}:open", number=order.number, client=job.client.name),))
    turn.tell(*lines, buttons=tuple(rows))
