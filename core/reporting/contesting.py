"""A contested line: put before the technician and the dispatcher, answered in the chat, read on the client's page.

Imported by `core.step` and `core.said`.
"""

from msgspec.structs import replace

from core.contest import LONGEST_CONTEST, MOST_CONTESTS, Contest, line_of
from core.effects import Amend, Button, Message, Phrase, say, typed
from core.errors import Refusal
from core.events import LineContested
from core.facts import ReportFile
from core.forms import close_question, drop_form, form_of, leave_form, number_value, open_form
from core.interview.given import Given
from core.reading import Unreadable, clean_text
from core.reporting.word import hands, report_of
from core.turn import Turn, button, q
from core.unreadable import explain


def contested(turn: Turn, event: LineContested) -> None:
    """Keep it and tell who can answer; once the word is given or the version replaced, it is too late.

    The same said again about the same line is what was said before.
    """
    file = report_of(turn)
    line = line_of(file.report, event.line)
    if not file.awaits_word or line is None or len(file.contests) >= MOST_CONTESTS:
        return
    if any((known.line, known.text) == (event.line, event.text) for known in file.contests):
        return
    contest = Contest(report_id=file.report.id, n=len(file.contests) + 1, line=event.line, text=event.text, at=turn.now)
    turn.save(contest)
    turn.note(
        file.report,
        "contested",
        line=contest.line,
        text=contest.text,
        device=event.device,
        ip=event.ip,
        user_agent=event.user_agent,
    )
    correct = button("button.correct_report", f"correct:{turn.visit.id}:begin")
    for to in _concerned(turn, file):
        buttons = ((_answer(contest),), (correct,))
        turn.tell(*_lines(file, contest, line), to=to, buttons=buttons, slot=_slot(contest))


def unanswered(turn: Turn) -> bool:
    """Whether a line of the version that is being replaced was contested and not answered; then it is said again.

    A new version would leave it without an answer for good.
    """
    file = report_of(turn)
    waiting = [contest for contest in file.contests if contest.answer is None]
    for contest in waiting:
        line = line_of(file.report, contest.line)
        if line is not None:
            turn.tell(say("error.contest_open"), *_lines(file, contest, line), buttons=((_answer(contest),),))
    return bool(waiting)


def _answer(contest: Contest) -> Button:
    return button("button.answer_client", f"contest:{contest.report_id}:answer:{contest.n}")


def _slot(contest: Contest) -> str:
    return f"contest:{contest.report_id}:{contest.n}"


def _concerned(turn: Turn, file: ReportFile) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*hands(turn.visit, file.report), turn.order.created_by)))


def _lines(file: ReportFile, contest: Contest, line: Phrase) -> tuple[Phrase, ...]:
    report = file.report
    head = say("contest.told", number=report.number, version=report.version, client=report.client_name)
    return head, say("contest.about", line=line), say("contest.text", text=contest.text)


def tapped(turn: Turn, choice: str) -> None:
    """The button below a contested line: asks for the answer."""
    file = report_of(turn)
    kind, _, number = choice.partition(":")
    contest = next((known for known in file.contests if str(known.n) == number), None)
    if turn.visit.technician_id != turn.person.id and not turn.person.dispatches:
        turn.refuse("not_yours")
    elif contest is None or kind != "answer":
        turn.refuse("stale")
    elif file.replaced:
        turn.refuse("contest_void", number=file.report.number)
    elif contest.answer is not None:
        turn.refuse("contest_answered", name=contest.answered_by, answer=contest.answer)
    else:
        leave_form(turn)
        open_form(turn, "contest", "answer", _question, report=file.report.id, n=contest.n)


def _question(turn: Turn, serial: int) -> Message:
    file = report_of(turn)
    contest = _open_contest(turn, file)
    line = line_of(file.report, contest.line) if contest else None
    about = _lines(file, contest, line) if contest and line else ()
    quit_ = button("button.quit", q(serial, "quit"))
    return Message(lines=(*about, say("contest.ask")), buttons=((quit_,),))


def _open_contest(turn: Turn, file: ReportFile) -> Contest | None:
    number = number_value(form_of(turn), "n")
    return next((known for known in file.contests if known.n == number), None)


def take(turn: Turn, given: Given) -> None:
    """The answer, for the client to read on their page; the others concerned are told."""
    if given.kind == "tap":
        close_question(turn)
        drop_form(turn)
        turn.tell(say("form.closed"))
        return
    file = report_of(turn)
    contest = _open_contest(turn, file)
    if contest is None or contest.answer is not None or file.replaced:
        close_question(turn)
        drop_form(turn)
        turn.refuse("contest_void", number=file.report.number)
        return
    try:
        text = clean_text(given.value, limit=LONGEST_CONTEST)
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)
        return
    answered = replace(contest, answer=text, answered_at=turn.now, answered_by=turn.person.name)
    turn.save(answered)
    turn.note(file.report, "answered", line=contest.line, text=text, by=turn.person.name)
    close_question(turn, say("contest.answer"), text)
    drop_form(turn)
    turn.tell(say("contest.answered", number=file.report.number))
    said = line_of(file.report, contest.line)
    done = (*(_lines(file, contest, said) if said else ()), say("contest.answer_by", name=turn.person.name, text=text))
    for to in _concerned(turn, file):
        turn.do(Amend(to=to, slot=_slot(contest), message=Message(lines=done)))
        if to != turn.person.id:
            line = line_of(file.report, contest.line)
            turn.tell(
                say("contest.told_answer", name=turn.person.name, number=file.report.number),
                say("contest.about", line=line),
                say("contest.text", text=typed(text)),
                to=to,
            )
