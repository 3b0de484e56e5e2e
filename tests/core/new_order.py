"""Camille on her way through `/new`, for the stories of it."""

from datetime import UTC, datetime

from desk_of import CAMILLE, HUGO, LEA, Desk

TOMORROW_8H30 = datetime(2026, 11, 25, 7, 30, tzinfo=UTC)


def begun() -> Desk:
    """Camille just wrote `/new`."""
    desk = Desk(CAMILLE, LEA, HUGO)
    desk.commands(CAMILLE, "new")
    return desk


def step(desk: Desk) -> str:
    """What Camille is asked."""
    return desk.talks[2].form.step


def through(desk: Desk, *answers: str) -> Desk:
    """Answers in order: `=x` taps x, anything else is typed. Each must be taken."""
    for answer in answers:
        serial = desk.talks[2].form.serial
        if answer.startswith("="):
            desk.taps(CAMILLE, answer[1:])
        else:
            desk.says(CAMILLE, answer)
        assert not {w for w in desk.said() if w.startswith("error.")}, (answer, desk.said())
        assert desk.talks[2].form.serial > serial or "field:" in answer
    return desk


KNOWN = ("boul", "=client:5", "=site:6", "=on")
MISSION = ("demain 8h30-10h", "Groupe froid en panne", "=skip", "=skip", "=on", "=trade:cooling")


def at_the_check(technician: int = 1) -> Desk:
    """Everything is answered, the card to check is shown. 0: assigned later."""
    return through(begun(), *KNOWN, *MISSION, f"=technician:{technician}")
