"""The trades' interviews: what they ask, and how a mistake in a file is told to whoever wrote it."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path

import pytest

from core.interview.spec import Interview
from core.people import LANGUAGES
from core.visit import Answer, Outcome
from templates.interviews import InterviewMistake, load_interviews
from templates.interviews.table import interviews_table, renewed

ROOT = Path(__file__).parents[2]
OURS = load_interviews()

BOILER = """\
# A boiler, in few questions.
name = { fr = "Chaudière", en = "Boiler" }
photos_required_for = ["done"]

[[questions]]
id = "lit"
kind = "yes_no"
ask = { fr = "Allumée ?", en = "Lit?" }
label = { fr = "Allumée", en = "Lit" }

[[questions]]
id = "fuel"
kind = "choice"
ask = { fr = "Quel combustible, kind = gaz ?", en = "Which fuel?" }
label = { fr = "Combustible", en = "Fuel" }
options = [
    { id = "gas", label = { fr = "Gaz", en = "Gas" } },
    { id = "oil", label = { fr = "Fioul", en = "Oil" } },
]

[[questions]]
id = "pressure"
kind = "number"
ask = { fr = "Pression ?", en = "Pressure?" }
label = { fr = "Pression", en = "Pressure" }
unit = "bar"
minimum = 0.1
maximum = 3
required = false
when = { question = "fuel", choices = ["gas"] }
"""


def given(folder: Path, text: str, name: str = "boiler.toml") -> dict[str, Interview]:
    (folder / name).write_text(text, "utf-8")
    return load_interviews(folder)


def refused(folder: Path, text: str, name: str = "boiler.toml") -> InterviewMistake:
    with pytest.raises(InterviewMistake) as caught:
        given(folder, text, name)
    return caught.value


def test_a_company_reads_its_own_trade_from_a_folder(tmp_path: Path) -> None:
    boiler = given(tmp_path, BOILER)["boiler"]

    assert boiler.trade == "boiler"
    assert boiler.name == {"fr": "Chaudière", "en": "Boiler"}
    assert boiler.photos_required_for == (Outcome.DONE,)
    assert [question.id for question in boiler.questions] == ["lit", "fuel", "pressure"]
    pressure = boiler.questions[2]
    assert (pressure.minimum, pressure.maximum, pressure.unit) == (Decimal("0.1"), Decimal(3), "bar")
    assert not pressure.required
    assert pressure.applies({"fuel": Answer(choice="gas")})
    assert not pressure.applies({"fuel": Answer(choice="oil")})


def test_the_version_changes_with_the_file_and_with_nothing_else(tmp_path: Path) -> None:
    first = given(tmp_path, BOILER)["boiler"].version
    again = given(tmp_path, BOILER)["boiler"].version
    changed = given(tmp_path, BOILER.replace("Lit?", "Is it lit?"))["boiler"].version

    assert first == again == hashlib.sha256(BOILER.encode()).hexdigest()[:12]
    assert changed != first


# Each: what is written, what is written instead (the line with the mistake ends in "# here"), what the reason says.
MISTAKES = {
    "not TOML": ('id = "lit"', 'id = "lit  # here', "this is not TOML"),
    "a key twice": ('kind = "yes_no"', 'kind = "yes_no"\nkind = "text"  # here', "this is not TOML"),
    "unknown key at the top": ("photos_required_for =", "photos_needed_for = [] # here\nx =", "`photos_needed_for`"),
    "unknown key of a question": ('unit = "bar"', 'units = "bar"  # here', "question `pressure`: `units` is not a key"),
    "unknown key of an option": (
        '{ id = "oil", label = { fr = "Fioul", en = "Oil" } },',
        '{ id = "oil", name = "Oil", label = { fr = "Fioul", en = "Oil" } },  # here',
        "`name` is not a key",
    ),
    "unknown key of a condition": ('choices = ["gas"] }', 'choice = "gas" } # here', "`choice` is not a key"),
    "unknown kind": ('kind = "yes_no"', 'kind = "yesno"  # here', "`yesno` is not one of `choice`, `number`"),
    "unknown outcome": ('for = ["done"]', 'for = ["finished"]  # here', "`finished` is not one of `done`"),
    "wrong type": ("required = false", 'required = "no"  # here', "`required`: expected `bool`, got `str`"),
    "missing key": (
        'id = "lit"\nkind = "yes_no"\nask = { fr = "Allumée ?", en = "Lit?" }',
        'id = "lit" # here\nkind = "yes_no"',
        "question `lit`: `ask` is missing",
    ),
    "missing id": ('[[questions]]\nid = "fuel"', "[[questions]] # here", "`id` is missing"),
    "missing language": ('ask = { fr = "Pression ?", en = "Pressure?" }', 'ask = { fr = "Pression ?" } # here', "`en`"),
    "empty words": (
        'label = { fr = "Allumée", en',
        'label = { fr = " ", en = "Lit" } # here\n# en',
        "`label` is missing",
    ),
    "unknown language": ('en = "Which fuel?" }', 'en = "Which?", de = "Was?" } # here', "`de` is not a language"),
    "missing language of an option": (
        '{ id = "oil", label = { fr = "Fioul", en = "Oil" } },',
        '{ id = "oil", label = { fr = "Fioul" } },  # here',
        "question `fuel`: `label` is missing in `en`",
    ),
    "no trade name in English": (', en = "Boiler" }', " } # here", "`name` is missing in `en`"),
    "id taken": ('id = "fuel"', 'id = "lit" # here', "already taken"),
    "id with a capital": ('id = "lit"', 'id = "Lit" # here', "question `Lit`: an id has 1 to 24 characters"),
    "id too long": ('id = "lit"', f'id = "{"l" * 25}" # here', "an id has 1 to 24 characters"),
    "option id too long": (
        '{ id = "oil", label',
        f'{{ id = "{"o" * 25}",label = {{fr="a",en="b"}} }}, # here\n#',
        "24",
    ),
    "option id taken": ('{ id = "oil", label', '{ id = "gas",label = {fr="a",en="b"} }, # here\n#', "there twice"),
    "choice without options": ('id = "lit"\nkind = "yes_no"', 'id = "lit" # here\nkind = "choice"', "two options"),
    "choice with one option": (
        'options = [\n    { id = "gas", label = { fr = "Gaz", en = "Gas" } },',
        "options = [ # here",
        "two options",
    ),
    "options of a yes or no": (
        'kind = "yes_no"',
        'kind = "yes_no"\noptions = [{id="a",label={fr="a",en="a"}}] # here',
        "only a",
    ),
    "unit of a yes or no": ('kind = "yes_no"', 'kind = "yes_no"\nunit = "bar" # here', "only a number has `unit`"),
    "range of a yes or no": ('kind = "yes_no"', 'kind = "yes_no"\nmaximum = 3 # here', "only a number has `maximum`"),
    "range upside down": ("minimum = 0.1", "minimum = 4 # here", "the minimum 4 is above the maximum 3"),
    "range without end": ("maximum = 3", "maximum = nan # here", "`maximum` is not a number"),
    "too many decimals": ('unit = "bar"', 'unit = "bar"\ndecimals = 9 # here', "from 0 to 3"),
    "condition on nothing": (
        'question = "fuel", choices = ["gas"] }',
        'question = "gas", yes = true } # here',
        "not exist",
    ),
    "condition on itself": (
        'question = "fuel", choices',
        'question = "pressure", yes = true } # here\n#',
        "before this one",
    ),
    "condition on a later question": (
        'label = { fr = "Allumée", en = "Lit" }',
        'label = { fr = "Allumée", en = "Lit" }\nwhen = { question = "fuel", choices = ["gas"] } # here',
        "question `lit`: the condition's question `fuel` is not asked before this one",
    ),
    "condition on an unknown option": ('choices = ["gas"] }', 'choices = ["gas", "wood"] } # here', "no option `wood`"),
    "condition that says nothing": (', choices = ["gas"] }', " } # here", "either `choices` or `yes`"),
    "condition that says both": ('choices = ["gas"] }', 'choices = ["gas"], yes = true } # here', "either"),
    "yes to a choice": ('choices = ["gas"] }', "yes = true } # here", "`fuel` is not answered by yes or no"),
    "nobody's question": (
        'kind = "yes_no"',
        'kind = "yes_no"\nby = "client"  # here',
        "`client` is not one of `dispatcher`",
    ),
    "a photo of the dispatcher's": (
        'kind = "yes_no"',
        'kind = "photo"\nby = "dispatcher"  # here',
        "question `lit`: a photo is taken on site",
    ),
    "a photo of last time": ('kind = "yes_no"', 'kind = "photo"\nkeeps = true  # here', "taken anew at each visit"),
    "the dispatcher after the technician": (
        'when = { question = "fuel", choices = ["gas"] }',
        'by = "dispatcher"\nwhen = { question = "fuel", choices = ["gas"] }  # here',
        "question `pressure`: the dispatcher is asked before the technician answers `fuel`",
    ),
    "condition as a table": (
        'when = { question = "fuel", choices = ["gas"] }',
        '[questions.when]\nquestion = "fuel"\nchoices = ["wood"] # here',
        "no option `wood`",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_with_its_line_and_the_reason(tmp_path: Path, mistake: str) -> None:
    written, instead, reason = MISTAKES[mistake]
    text = BOILER.replace(written, instead, 1)
    line = 1 + text[: text.index("# here")].count("\n")

    told = refused(tmp_path, text)

    assert reason in told.reason
    assert told.line == line
    assert str(told) == f"boiler.toml, line {line}: {told.reason}."


def test_a_string_that_never_ends_is_refused_at_the_end(tmp_path: Path) -> None:
    told = refused(tmp_path, BOILER + 'note = """never closed\n\n')

    assert told.line == len(BOILER.splitlines()) + 2
    assert "this is not TOML" in told.reason


def test_a_trade_without_questions_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, 'name = { fr = "Rien", en = "Nothing" }\nquestions = []\n')

    assert (told.line, told.reason) == (2, "there are no questions")


def test_a_file_in_another_encoding_is_refused_at_its_first_strange_letter(tmp_path: Path) -> None:
    (tmp_path / "boiler.toml").write_bytes(BOILER.encode("latin-1"))

    with pytest.raises(InterviewMistake) as caught:
        load_interviews(tmp_path)

    assert (caught.value.line, caught.value.reason) == (2, "this is not UTF-8 text")


def test_a_file_name_that_cannot_name_a_trade_is_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, BOILER, "Chaudière à gaz.toml")

    assert told.file == "Chaudière à gaz.toml"
    assert "names the trade" in told.reason


def test_the_trades_of_the_house() -> None:
    assert OURS.keys() == {
        "cleaning",
        "cooling",
        "delivery",
        "electricity",
        "it",
        "landscaping",
        "maintenance",
        "plumbing",
        "security",
        "telecoms",
    }


@pytest.mark.parametrize("trade", OURS)
def test_each_trade_asks_the_dispatcher_first_and_shortly(trade: str) -> None:
    questions = OURS[trade].questions
    beforehand = [question for question in questions if question.by == "dispatcher"]

    assert 1 <= len(beforehand) <= 4
    assert list(questions[: len(beforehand)]) == beforehand


def test_trades_differ() -> None:
    """Two trades share no more than a word: a readings' list that fits all would fit none."""
    ids = {trade: {question.id for question in interview.questions} for trade, interview in OURS.items()}

    assert [(a, b) for a in ids for b in ids if a < b and len(ids[a] & ids[b]) > 3] == []


@pytest.mark.parametrize("trade", OURS)
def test_each_trade_asks_at_least_eight_questions_of_every_kind(trade: str) -> None:
    questions = OURS[trade].questions

    assert len(questions) >= 8
    assert {question.kind for question in questions} == {"choice", "number", "text", "yes_no", "photo"}
    assert any(question.when for question in questions)
    assert any(not question.printed for question in questions)
    for question in questions:
        if question.kind == "number":
            assert question.unit or question.decimals == 0, "a count needs no unit"
            assert question.minimum is not None
            assert question.maximum is not None


@pytest.mark.parametrize("trade", OURS)
def test_questions_are_short_enough_for_a_phone_and_a_table(trade: str) -> None:
    for question in OURS[trade].questions:
        for language in LANGUAGES:
            assert len(question.ask[language]) <= 45
            assert len(question.label[language]) <= 30
            assert "\n" not in question.ask[language]
            assert all(len(option.label[language]) <= 24 for option in question.options)


@pytest.mark.parametrize("trade", OURS)
def test_french_is_set_as_french_is(trade: str) -> None:
    interview = OURS[trade]
    words = [interview.name["fr"]]
    for question in interview.questions:
        words += [question.ask["fr"], question.label["fr"], *(option.label["fr"] for option in question.options)]

    assert [text for text in words if "'" in text or re.search(r"[^\u00a0][?!:;]", text)] == []


def test_the_fluid_record_asks_for_the_leak_only_after_one_was_found() -> None:
    cooling = OURS["cooling"]
    asked = {"leak_test": Answer(yes=True), "leak_found": Answer(yes=False)}

    def is_asked(question_id: str) -> bool:
        question = cooling.question(question_id)
        assert question is not None
        return question.applies(asked)

    assert is_asked("leak_method")
    assert not is_asked("leak_place")
    asked["leak_found"] = Answer(yes=True)
    assert is_asked("leak_place")
    assert not is_asked("leak_marked")
    asked["leak_repaired"] = Answer(yes=False)
    assert is_asked("leak_marked")


@pytest.mark.parametrize(
    ("handled", "follow"),
    [
        ("none", []),
        ("charged", ["charged", "charged_origin", "cylinder"]),
        ("recovered", ["recovered", "cylinder"]),
        ("both", ["recovered", "charged", "charged_origin", "cylinder"]),
    ],
)
def test_kilograms_are_asked_for_what_was_handled(handled: str, follow: list[str]) -> None:
    answers = {"fluid_handled": Answer(choice=handled)}
    dependent = [q for q in OURS["cooling"].questions if q.when and q.when.question == "fluid_handled"]

    assert [question.id for question in dependent if question.applies(answers)] == follow


def test_the_documentation_shows_the_questions_as_they_are() -> None:
    page = (ROOT / "docs" / "interviews.md").read_text("utf-8")

    assert interviews_table() in page, "run: python -m templates.interviews.table docs/interviews.md"
    assert renewed(page) == page


def test_the_table_says_who_sees_an_answer_and_when_it_is_asked(tmp_path: Path) -> None:
    table = interviews_table(given(tmp_path, BOILER.replace('"Lit?"', '"Lit | on?"')))

    assert "### Chaudière · Boiler (`boiler`)" in table
    assert (
        "| `lit` | yes/no | Allumée ?<br>*Allumée* | Lit \\| on?<br>*Lit* |  | technician | yes | yes | always |"
        in table
    )
    assert "| 0.1 to 3 bar | technician | no | yes | `fuel`: `gas` |" in table


def test_a_page_without_marks_is_not_renewed() -> None:
    with pytest.raises(ValueError, match="needs the marks"):
        renewed("# Nothing to renew here")
