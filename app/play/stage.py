"""The stage while the play is on. Used by the scenes."""

from app.clock import ShiftedClock
from app.play.cast import cast
from app.play.paper import Paper
from core.visit import Answer
from demo.mailbox import Mailbox
from demo.people import Demo, Person


class Play:
    """The stage while it is played. `first_link` invites the administrator."""

    def __init__(self, demo: Demo, clock: ShiftedClock, seed: int, *, first_link: str) -> None:
        self.demo = demo
        self.clock = clock
        self.part = cast(seed)
        self.paper = Paper()
        self.first_link = first_link
        self.pdf = b""
        self.client = Mailbox(demo, self.part.email)
        self.people: dict[str, Person] = {}
        self.check_photos = 0
        self.checklist: dict[str, Answer] = {}
