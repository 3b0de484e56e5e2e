"""One person's place in the house: which question is open, which visit is in hand. Imported by `bot` and `storage`."""

from core.base import Noun
from core.work_order import Attachment


class Place(Noun, frozen=True, kw_only=True):
    """A cursor into a visit's interview. `item` is the anomaly or material in hand, `serial` the question's number."""

    step: str
    item: int | None = None
    serial: int = 0
    keyboard: bool = False
    """Whether the question's message carries a reply keyboard: then it cannot be edited (Bot API, editMessageText)."""


class Form(Noun, frozen=True, kw_only=True):
    """A dialogue that is not a visit's interview: a new work order, an invitation, a reason.

    `values` holds what was given so far, by field; `attachments` the files of a new work order. Dropped at its end.
    `under` is the form that it was laid over and that is there again afterwards.
    """

    name: str
    step: str
    serial: int = 0
    values: dict[str, str | int | None] = {}
    attachments: tuple[Attachment, ...] = ()
    under: "Form | None" = None


class Conversation(Noun, frozen=True, kw_only=True):
    """`serial` numbers the questions asked to this person: a button carries its question's number.

    `places` keeps where each open visit was left (visit id as text → place). A form lies on top of the visit.
    """

    person_id: int
    serial: int = 0
    visit_id: int | None = None
    places: dict[str, Place] = {}
    form: Form | None = None

    @property
    def place(self) -> Place | None:
        """Where the visit in hand stands, or None."""
        return self.places.get(str(self.visit_id)) if self.visit_id is not None else None
