"""Dialogues that are not a visit's interview: opened over whatever was open, and gone when they end.

Imported by the forms of `core`.
"""

from collections.abc import Callable

from msgspec.structs import replace

from core.conversation import Form
from core.effects import Amend, Message, Phrase, Say, say, typed
from core.turn import Turn

FormValue = str | int | None
Question = Callable[[Turn, int], Message]
"""Builds the open form's question; its buttons carry the serial number given."""


def open_form(turn: Turn, name: str, step: str, question: Question, **values: FormValue) -> None:
    """Begin a form over the open question and ask its first question."""
    turn.set_form(Form(name=name, step=step, values=dict(values)))
    ask_form(turn, question)


def move_form(turn: Turn, step: str, **values: FormValue) -> None:
    """Keep what was given and move the form to `step`; it is not asked yet."""
    form = form_of(turn)
    turn.set_form(replace(form, step=step, values={**form.values, **values}))


def form_of(turn: Turn) -> Form:
    """The open form."""
    form = turn.talk().form
    assert form is not None
    return form


def text_value(form: Form, name: str) -> str | None:
    """A text given so far, or None."""
    value = form.values.get(name)
    return value if isinstance(value, str) else None


def number_value(form: Form, name: str) -> int | None:
    """A number given so far, or None."""
    value = form.values.get(name)
    return value if isinstance(value, int) else None


def ask_form(turn: Turn, question: Question) -> None:
    """Ask the open form's question under a new serial number."""
    talk = turn.talk()
    serial = talk.serial + 1
    turn.set_conversation(replace(talk, serial=serial, form=replace(form_of(turn), serial=serial)))
    turn.do(Say(to=turn.person.id, message=question(turn, serial), slot=f"q:{serial}"))


def amend_form(turn: Turn, question: Question) -> None:
    """Show the open form's question anew in its message."""
    serial = form_of(turn).serial
    turn.do(Amend(to=turn.person.id, slot=f"q:{serial}", message=question(turn, serial)))


def close_question(turn: Turn, title: Phrase | None = None, value: Phrase | str | None = None) -> None:
    """Take the buttons off the open question; its text becomes what was answered."""
    if title is None:
        line = say("form.closed")
    else:
        line = say("ask.answered", title=title, value=typed(value) if isinstance(value, str) else value)
    turn.do(Amend(to=turn.person.id, slot=f"q:{form_of(turn).serial}", message=Message(lines=(line,))))


def leave_form(turn: Turn) -> None:
    """End whatever forms are open for something else, and say so in their messages."""
    while turn.talk().form is not None:
        close_question(turn)
        drop_form(turn)


def drop_form(turn: Turn) -> None:
    """End the form; what lay under it is there again."""
    turn.set_form(form_of(turn).under)
