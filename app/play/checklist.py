"""The trade's questions, answered by whoever is asked: dispatcher or technician. Used by the scenes."""

from collections.abc import Sequence

from app.play.cast import answer_to, asked
from app.play.pictures import photo
from app.play.stage import Play
from core.interview.spec import Interview, Question
from core.report import CheckLine
from core.visit import Answer
from demo.people import Person as Somebody
from templates.wording import Wording, wording


async def answers(play: Play, person: Somebody, name: str, interview: Interview, questions: Sequence[Question]) -> None:
    """Answer those of the questions that apply and are still open, as they come."""
    language, words = play.part.language, wording(play.part.language)
    while (question := asked(questions, play.checklist)) is not None:
        await person.sees(question.ask[language])
        given = answer_to(question, play.part)
        typed = await _give(play, person, question, given, words)
        play.checklist[question.id] = given
        _note(play, name, interview, question, given, typed)


async def _give(play: Play, person: Somebody, question: Question, given: Answer, words: Wording) -> str:
    if given.photo:
        play.check_photos += 1
        await person.sends_photos([photo(play.part.dice)])
        return "photo"
    if given.choice is not None:
        label = next(o.label[play.part.language] for o in question.options if o.id == given.choice)
        await person.taps(label)
        return label
    if given.yes is not None:
        label = words("button.yes" if given.yes else "button.no")
        await person.taps(label)
        return label
    text = words.number(given.number) if given.number is not None else given.text or ""
    await person.says(text)
    return text


def _note(play: Play, name: str, interview: Interview, question: Question, given: Answer, typed: str) -> None:
    language = play.part.client_language
    option = next((o for o in question.options if o.id == given.choice), None)
    line = CheckLine(
        question_id=question.id,
        question=question.label[language],
        answer=given,
        choice=option.label[language] if option else None,
        unit=question.unit,
    )
    printed = wording(language).check_value(line) if question.printed else None
    if printed is None and given.text is None:
        return  # A tapped "no" or a small number stands in any report; only words can be looked for.
    play.paper.note(name, f"{interview.trade}.{question.id}", typed, printed)
