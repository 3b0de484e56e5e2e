"""How a trade's question is put: its words, and the buttons of what can be tapped. Imported by `ask` and by `/new`."""

from core.effects import Button, Figure, Phrase, say, typed
from core.interview.spec import Question
from core.people import Language
from core.turn import button, q

WIDE = 14
"""Characters from which a label leaves no room for two others beside it."""
FEW = 6


def words(question: Question, language: Language) -> list[Phrase]:
    """The question and, of a number, what is plausible."""
    lines = [typed(question.ask[language])]
    if question.kind == "number" and question.minimum is not None and question.maximum is not None:
        lines.append(say("ask.range", low=question.minimum, high=Figure(value=question.maximum, unit=question.unit)))
    return lines


def rows(question: Question, language: Language, serial: int) -> tuple[tuple[Button, ...], ...]:
    """A choice's options, a yes or no, a way out of a reading that must be given; nothing for what is typed or sent."""
    if question.kind == "choice":
        options = [Button(label=typed(o.label[language]), data=q(serial, f"o:{o.id}")) for o in question.options]
        wide = any(len(o.label[language]) > WIDE for o in question.options)
        per_row = 1 if wide and len(options) <= FEW else 2 if wide else 3
        return tuple(tuple(options[i : i + per_row]) for i in range(0, len(options), per_row))
    if question.kind == "yes_no":
        return ((button("button.yes", q(serial, "yes")), button("button.no", q(serial, "no"))),)
    if question.kind == "number" and question.required and question.by == "technician":
        return ((button("button.unmeasured", q(serial, "unmeasured")),),)
    return ()
