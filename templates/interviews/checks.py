"""What an interview file may say, beyond being TOML. Imports `core`, msgspec; imported by `templates.interviews`."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec

from core.interview.spec import Condition, Option, Question
from core.people import LANGUAGES, Language
from core.visit import Outcome
from templates.interviews.lines import Place

ID = re.compile(r"[a-z0-9_]{1,24}")
ID_RULE = "has 1 to 24 characters of a-z, 0-9 and _"
MOST_DECIMALS = 3
NUMBER_KEYS = ("unit", "minimum", "maximum", "decimals")

_HINTS = get_type_hints(Question)
_ALLOWED = {
    "kind": get_args(_HINTS["kind"]),
    "by": get_args(_HINTS["by"]),
    "photos_required_for": tuple(Outcome),
}


class Mistake(NamedTuple):
    """What is wrong, and where in the parsed file."""

    path: Place
    reason: str


class _Option(Option, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An option as a file may write it."""


class _Condition(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition as a file may write it."""


class _Question(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question as a file may write it."""

    options: tuple[_Option, ...] = ()
    when: _Condition | None = None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole interview file. The nouns of `core` pass over unknown keys; here such a key is a slip of the pen."""

    name: dict[Language, str]
    questions: tuple[_Question, ...]
    photos_required_for: tuple[Outcome, ...] = ()


def first_mistake(data: dict[str, Any]) -> Mistake | None:
    """The first mistake in a parsed interview file, or None. Numbers with a point are expected as `Decimal`."""
    try:
        file = msgspec.convert(data, _File)
    except msgspec.ValidationError as error:
        return _shape_mistake(str(error), data)
    return next(_mistakes(file, data), None)


def _shape_mistake(message: str, data: dict[str, Any]) -> Mistake:
    """Put msgspec's message (`Expected … - at `$.questions[0].kind``) into our words and place."""
    reason, _, where = message.partition(" - at ")
    path: Place = tuple(int(i) if i else key for key, i in re.findall(r"\.(\w+)|\[(\d+)\]", where))
    named = re.search(r"[`'](.*?)[`']", reason)
    name = named[1] if named else ""
    if "unknown field" in reason:
        path, reason = (*path, name), f"`{name}` is not a key that is known here"
    elif "missing required field" in reason:
        reason = f"`{name}` is missing"
    elif "enum value" in reason and where.startswith("`key`"):
        path, reason = (*path, name), f"`{name}` is not a language; write {_listed(LANGUAGES)}"
    elif "enum value" in reason:
        key = next(step for step in reversed(path) if isinstance(step, str))
        reason = f"`{name}` is not one of {_listed(_ALLOWED[key])}"
    else:
        subject = next((f"`{step}`: " for step in reversed(path) if isinstance(step, str)), "")
        reason = subject + reason[0].lower() + reason[1:]
    if path[:1] == ("questions",) and len(path) > 1:
        question = data["questions"][path[1]]
        if isinstance(question, dict) and "id" in question:
            reason = f"question `{question['id']}`: {reason}"
    return Mistake(path, reason)


def _mistakes(file: _File, data: dict[str, Any]) -> Iterator[Mistake]:
    yield from _text_mistakes(("name",), file.name)
    if not file.questions:
        yield Mistake(("questions",), "there are no questions")
    earlier: dict[str, _Question] = {}
    ids = {question.id for question in file.questions}
    for index, question in enumerate(file.questions):
        found = _question_mistakes(question, data["questions"][index], earlier, ids)
        yield from (Mistake(("questions", index, *path), f"question `{question.id}`: {why}") for path, why in found)
        earlier[question.id] = question


def _question_mistakes(
    question: _Question, written: dict[str, Any], earlier: dict[str, _Question], ids: set[str]
) -> Iterator[Mistake]:
    if not ID.fullmatch(question.id):
        yield Mistake(("id",), f"an id {ID_RULE}")
    if question.id in earlier:
        yield Mistake(("id",), "this id is already taken by a question above")
    yield from _text_mistakes(("ask",), question.ask)
    yield from _text_mistakes(("label",), question.label)
    yield from _option_mistakes(question)
    yield from _number_mistakes(question, written)
    if question.kind == "photo" and question.by == "dispatcher":
        yield Mistake(("by",), "a photo is taken on site, so the dispatcher cannot give it beforehand")
    if question.kind == "photo" and question.keeps:
        yield Mistake(("keeps",), "a photo is taken anew at each visit")
    if question.when:
        yield from _condition_mistakes(question, question.when, earlier, ids)


def _text_mistakes(path: Place, text: dict[Language, str]) -> Iterator[Mistake]:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            yield Mistake(path, f"`{path[-1]}` is missing in `{language}`")


def _option_mistakes(question: _Question) -> Iterator[Mistake]:
    if question.kind == "choice" and len(question.options) < 2:
        yield Mistake(("options",) if question.options else ("id",), "a choice needs at least two options")
    if question.kind != "choice" and question.options:
        yield Mistake(("options",), "only a choice has options")
    seen: set[str] = set()
    for index, option in enumerate(question.options):
        if not ID.fullmatch(option.id):
            yield Mistake(("options", index), f"option `{option.id}`: an id {ID_RULE}")
        if option.id in seen:
            yield Mistake(("options", index), f"option `{option.id}` is there twice")
        seen.add(option.id)
        yield from _text_mistakes(("options", index, "label"), option.label)


def _number_mistakes(question: _Question, written: dict[str, Any]) -> Iterator[Mistake]:
    if question.kind != "number":
        for key in NUMBER_KEYS:
            if key in written:
                yield Mistake((key,), f"only a number has `{key}`")
        return
    bounds: dict[str, Decimal | None] = {"minimum": question.minimum, "maximum": question.maximum}
    for key, bound in bounds.items():
        if bound is not None and not bound.is_finite():
            yield Mistake((key,), f"`{key}` is not a number")
            return
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield Mistake(("minimum",), f"the minimum {question.minimum} is above the maximum {question.maximum}")
    if not 0 <= question.decimals <= MOST_DECIMALS:
        yield Mistake(("decimals",), f"`decimals` goes from 0 to {MOST_DECIMALS}")


def _condition_mistakes(
    question: _Question, condition: _Condition, earlier: dict[str, _Question], ids: set[str]
) -> Iterator[Mistake]:
    asked = earlier.get(condition.question)
    if asked is None:
        known = condition.question in ids
        why = "is not asked before this one" if known else "does not exist"
        yield Mistake(("when", "question"), f"the condition's question `{condition.question}` {why}")
        return
    if question.by == "dispatcher" and asked.by == "technician":
        why = f"the dispatcher is asked before the technician answers `{asked.id}`"
        yield Mistake(("when", "question"), why)
    if (condition.yes is None) == (not condition.choices):
        yield Mistake(("when",), "a condition has either `choices` or `yes`")
    elif condition.yes is not None and asked.kind != "yes_no":
        yield Mistake(("when", "yes"), f"`{asked.id}` is not answered by yes or no")
    options = {option.id for option in asked.options}
    for choice in condition.choices:
        if choice not in options:
            yield Mistake(("when", "choices"), f"`{asked.id}` has no option `{choice}`")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
