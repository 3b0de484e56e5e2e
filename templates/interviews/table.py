"""The trades' questions as a table for the documentation; `python -m templates.interviews.table FILE` renews it there.

Imports `core` and `templates.interviews`; imported by the tests.
"""

import sys
from pathlib import Path

from core.interview.spec import Condition, Interview, Question
from templates.interviews import load_interviews

BEGIN = "<!-- questions: begin -->"
END = "<!-- questions: end -->"

_HEAD = ("Question", "Kind", "Français", "English", "Answers", "Filled by", "Required", "Printed", "Asked when")


def interviews_table(interviews: dict[str, Interview] | None = None) -> str:
    """The questions of all trades (ours when None) in both languages, as Markdown: a heading and a table per trade."""
    trades = (load_interviews() if interviews is None else interviews).values()
    return "\n\n".join(_trade(interview) for interview in trades)


def renewed(page: str) -> str:
    """`page` with what stands between the two marks replaced by the current table.

    Raises ValueError without the marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{interviews_table()}\n\n{END}{after}"


def _trade(interview: Interview) -> str:
    heading = f"### {interview.name['fr']} · {interview.name['en']} (`{interview.trade}`)"
    demanded = ", ".join(f"`{outcome}`" for outcome in interview.photos_required_for) or "no outcome"
    rows = [_HEAD, ("---",) * len(_HEAD), *(_row(question) for question in interview.questions)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{heading}\n\nA photo *after* is demanded for: {demanded}.\n\n{table}"


def _row(question: Question) -> tuple[str, ...]:
    cells = (
        f"`{question.id}`",
        question.kind.replace("_", "/"),
        f"{question.ask['fr']}<br>*{question.label['fr']}*",
        f"{question.ask['en']}<br>*{question.label['en']}*",
        _answers(question),
        question.by,
        "yes" if question.required else "no",
        "yes" if question.printed else "internal",
        _condition(question.when) if question.when else "always",
    )
    return tuple(cell.replace("|", "\\|") for cell in cells)


def _answers(question: Question) -> str:
    if question.kind == "choice":
        return "<br>".join(f"`{o.id}` {o.label['fr']} · {o.label['en']}" for o in question.options)
    if question.kind == "number":
        low = "…" if question.minimum is None else f"{question.minimum}"
        high = "…" if question.maximum is None else f"{question.maximum}"
        return f"{low} to {high} {question.unit}".rstrip()
    return ""


def _condition(condition: Condition) -> str:
    if condition.yes is not None:
        return f"`{condition.question}`: {'yes' if condition.yes else 'no'}"
    return f"`{condition.question}`: " + ", ".join(f"`{choice}`" for choice in condition.choices)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renewed(target.read_text("utf-8")), "utf-8")
