"""An open form's question, asked anew: in a chat that has never seen it. Imported by `core.said` and `core.needs`."""

from core.conversation import Form
from core.dispatch.new import ask as new
from core.dispatch.unplanned import ask as urgent
from core.dispatch.unplanned import complete
from core.effects import Erase
from core.forms import Question, ask_form, form_of
from core.office.wants import FORMS as THREADS
from core.turn import Turn

QUESTIONS: dict[str, Question] = {"new": new.question, "urgent": urgent.question, "complete": complete.question}
"""The forms in which much was given; any other asks for one thing, and is begun again with a tap."""


def worth_asking(form: Form | None) -> Form | None:
    """The form to go on with, among those that lie upon each other; threads with the office are left."""
    while form is not None and form.name in THREADS:
        form = form.under
    return form if form is not None and form.name in QUESTIONS else None


def begun(form: Form | None) -> Form | None:
    """The work order being written, if something was given for it already."""
    form = below_an_answer(worth_asking(form))
    return form if form is not None and (form.values or form.attachments) else None


def below_an_answer(form: Form | None) -> Form | None:
    """The form to ask again when a main answer went to the visit under it: one that needs no other job on the desk."""
    return form if form is not None and form.name in ("new", "urgent") else None


def ask_again(turn: Turn) -> None:
    """Ask the open form's question in a new message; the earlier one goes away."""
    form = form_of(turn)
    turn.do(Erase(to=turn.person.id, slot=f"q:{form.serial}"))
    ask_form(turn, QUESTIONS[form.name])
