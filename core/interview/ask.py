"""How each step is asked: the message with its buttons. Imported by its neighbours."""

from core.effects import Button, Message, Phrase, ReplyKeyboard, Say, say
from core.interview import describe, last_time, options, review, take_endings
from core.interview.spec import Interview, Question
from core.interview.steps import CHECK, before, optional_left, progress, step_named
from core.interview.take_lists import name_key
from core.interview.take_times import PAUSES
from core.turn import Turn, button, q
from core.visit import Material, Phase, Severity

Rows = tuple[tuple[Button, ...], ...]
PHASES: tuple[Phase, ...] = ("before", "during", "after")
MOST_RECENTS = 5
CLOSED_BY_HAND = frozenset({"anomalies", "materials", "photos"})
"""Lists, whose questions have a button of their own to go on."""


def ask(turn: Turn, interview: Interview) -> None:
    """Ask the question at the cursor, under a new serial number."""
    turn.number_question(keyboard=_by_keyboard(turn))
    turn.do(Say(to=turn.person.id, message=question_message(turn, interview), slot=turn.question_slot))


def _by_keyboard(turn: Turn) -> bool:
    """Whether the question at the cursor has its buttons under the text field; described work is changed or left."""
    place = turn.talk().place
    if place is None or not step_named(place.step).reply:
        return False
    return place.step != "work" or not step_named(place.step).answered(turn.visit)


def question_message(turn: Turn, interview: Interview) -> Message:
    """The question at the cursor, its buttons carrying its serial number."""
    place = turn.talk().place
    assert place is not None
    step = step_named(place.step)
    # Whoever corrects a report in the technician's place is the office.
    ours = turn.visit.technician_id == turn.person.id
    office = (button("button.ask_office", q(place.serial, "office")),) if ours else ()
    if place.step == "review":
        rows = review.rows(turn, interview, place.serial)
        beside = (*review.leave(turn, place.serial), *office)
        return Message(lines=review.card(turn, interview), buttons=(*rows, beside) if beside else rows)
    done, total = progress(place.step, turn.visit, interview)
    title = describe.title(place.step, interview, turn.person.language)
    lines = (say("ask.progress", done=done, total=total, title=title), *_words(turn, interview))
    if _by_keyboard(turn):
        return Message(lines=lines, keyboard=_reply_keyboard(turn, interview))
    rows = _rows(turn, interview, place.serial)
    tail: list[Button] = []
    if before(place.step, turn.visit, interview):
        tail.append(button("button.back", q(place.serial, "back")))
    if place.step not in CLOSED_BY_HAND and step.inside is None and step.answered(turn.visit):
        tail.append(button("button.go_on", q(place.serial, "keep")))
    elif step.passes and _may_pass(place.step, interview):
        tail.append(button("button.skip", q(place.serial, "skip")))
        if place.step.startswith(CHECK) and optional_left(turn.visit, interview) > 1:
            rows = (*rows, (button("button.skip_all", q(place.serial, "skip_all")),))
    tail += office
    return Message(lines=lines, buttons=(*rows, tuple(tail)) if tail else rows)


def _may_pass(step_id: str, interview: Interview) -> bool:
    if not step_id.startswith(CHECK):
        return True
    question = interview.question(step_id.removeprefix(CHECK))
    return question is not None and not question.required


def _reply_keyboard(turn: Turn, interview: Interview) -> ReplyKeyboard:
    step_id = turn.talk().place.step  # type: ignore[union-attr]
    back = ((say("choice.back"),),) if before(step_id, turn.visit, interview) not in (None, "on_my_way") else ()
    rows: tuple[tuple[Phrase, ...], ...]
    match step_id:
        case "on_my_way":
            rows = ((say("choice.on_my_way"),), (say("choice.abandoned"),))
        case "arrived":
            rows = ((say("choice.arrived"),), (say("choice.abandoned"),))
        case "work":
            # Stays under the text field while on site, so that the main answers are at hand where there is no network.
            rows = (
                (say("choice.done"), say("choice.left")),
                (say("choice.to_be_continued"), say("choice.abandoned")),
                *back,
            )
        case "outcome":
            rows = ((say("choice.done"),), (say("choice.to_be_continued"), say("choice.abandoned")), *back)
        case _:
            rows = ((say("choice.left"),), *back)
    placeholder = say("placeholder.time") if step_id in ("on_my_way", "arrived", "left") else None
    if step_id == "work":
        placeholder = say("placeholder.work")
    if turn.visit.technician_id == turn.person.id:
        rows = (*rows, (say("choice.ask_office"),))
    return ReplyKeyboard(rows=rows, placeholder=placeholder)


def _words(turn: Turn, interview: Interview) -> tuple[Phrase, ...]:
    place = turn.talk().place
    assert place is not None
    visit = turn.visit
    step_id = place.step
    if step_id.startswith(CHECK):
        question = interview.question(step_id.removeprefix(CHECK))
        assert question is not None
        return _check_words(question, turn, interview)
    known = describe.value(step_id, visit, interview, turn.person.language, turn.zone)
    now_reads = (say("ask.now_reads", value=known),) if known and step_named(step_id).inside is None else ()
    match step_id:
        case "on_my_way":
            return (say("ask.on_my_way", site=turn.job.site.name), *now_reads)
        case "work":
            return (say("ask.work"), say("ask.work_mission", mission=turn.order.mission), *now_reads)
        case "anomalies":
            return (say("ask.anomalies", n=len(visit.anomalies)), *describe.anomaly_lines(visit))
        case "anomaly_severity" | "anomaly_photos":
            anomaly = next((a for a in visit.anomalies if a.id == place.item), None)
            return (say(f"ask.{step_id}", anomaly=anomaly.description if anomaly else ""),)
        case "materials":
            lines = describe.material_lines(visit)
            return (say("ask.materials", n=len(lines)), *lines, say("ask.materials_hint"))
        case "material":
            material = next((m for m in visit.materials if m.id == place.item), None)
            assert material is not None
            return (describe.material_line(material), say("ask.material_hint"))
        case "photos":
            phase = PHASES[place.item if place.item is not None else 2]
            return (say("ask.photos", phase=say(f"phase.{phase}")),)
        case "outcome_reason":
            assert visit.outcome is not None
            return (say(f"ask.reason.{visit.outcome.value}"), *now_reads)
        case _:
            return (say(f"ask.{step_id}"), *now_reads)


def _check_words(question: Question, turn: Turn, interview: Interview) -> tuple[Phrase, ...]:
    lines = options.words(question, turn.person.language)
    if question.kind == "photo":
        lines.append(say("ask.photo_hint"))
    answer = turn.visit.checklist.get(question.id)
    if answer is None and question.keeps and (found := last_time.last(turn, interview)):
        lines += last_time.lines(turn, interview, *found)
    if answer and not answer.skipped:
        lines.append(say("ask.now_reads", value=describe.answer(answer, question, turn.person.language)))
    return tuple(lines)


def _rows(turn: Turn, interview: Interview, serial: int) -> Rows:
    place = turn.talk().place
    assert place is not None
    visit = turn.visit
    if place.step.startswith(CHECK):
        question = interview.question(place.step.removeprefix(CHECK))
        assert question is not None
        again: Rows = ()
        if question.keeps and question.id not in visit.checklist and last_time.last(turn, interview):
            again = ((button("button.last_time", q(serial, "last")),),)
        return (*again, *_check_rows(question, turn, serial))
    match place.step:
        case "anomalies":
            if not visit.anomalies:
                return (
                    (button("button.no_anomaly", q(serial, "none")), button("button.add_anomaly", q(serial, "add"))),
                )
            removes = tuple(
                (button("button.remove_this", q(serial, f"remove:{a.id}"), what=a.description),)
                for a in visit.anomalies
            )
            return (
                *removes,
                (button("button.add_anomaly", q(serial, "add")), button("button.go_on", q(serial, "none"))),
            )
        case "anomaly_severity":
            return (tuple(button(f"severity.{s.value}", q(serial, s.value)) for s in Severity),)
        case "anomaly_photos":
            return ((button("button.go_on", q(serial, "on")),),)
        case "materials":
            return _material_list_rows(turn, serial)
        case "material":
            material = next(m for m in visit.materials if m.id == place.item)
            return _material_rows(material, serial)
        case "photos":
            marks = tuple(button(f"button.phase_{p}", q(serial, f"phase:{i}")) for i, p in enumerate(PHASES))
            finish = "button.go_on" if visit.kept_photos else "button.no_photo"
            return (marks, (button(finish, q(serial, "on")),))
        case "outcome_reason":
            assert visit.outcome is not None
            reasons = describe.REASONS[visit.outcome]
            return tuple((button(f"reason.{r}", q(serial, f"reason:{r}")),) for r in reasons)
        case "door_photo" | "waited" | "right_address" | "to_bring":
            return take_endings.rows(turn, place.step, serial)
        case "pauses":
            lengths = tuple(button("button.minutes", q(serial, str(n)), n=n) for n in PAUSES if n)
            return ((button("button.no_pause", q(serial, "0")),), lengths)
        case _:
            return ()


def _check_rows(question: Question, turn: Turn, serial: int) -> Rows:
    if question.kind == "photo" and any(p.subject == CHECK + question.id for p in turn.visit.kept_photos):
        return ((button("button.go_on", q(serial, "on")),),)
    return options.rows(question, turn.person.language, serial)


def _material_rows(material: Material, serial: int) -> Rows:
    # Each button names the quantity it leads to, so that a tap delivered twice counts once.
    steps = [(n, material.quantity + n) for n in (-10, -1, 1, 10) if material.quantity + n > 0]
    counts = tuple(
        button("button.minus" if n < 0 else "button.plus", q(serial, f"qty:{quantity}"), n=abs(n))
        for n, quantity in steps
    )
    billable = ("button.billable_no", "billable:0") if material.billable else ("button.billable_yes", "billable:1")
    return (
        counts,
        (button(billable[0], q(serial, billable[1])), button("button.remove", q(serial, "remove"))),
        (button("button.ok", q(serial, "ok")),),
    )


def _material_list_rows(turn: Turn, serial: int) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (button("button.change_this", q(serial, f"edit:{m.id}"), what=m.name),) for m in turn.visit.materials
    ]
    used = {m.name for m in turn.visit.materials}
    recents = [m for m in turn.facts.materials if m.name not in used][:MOST_RECENTS]
    rows += [(button("button.add_this", q(serial, f"recent:{name_key(m.name)}"), what=m.name),) for m in recents]
    done = "button.go_on" if turn.visit.materials else "button.no_material"
    return (*rows, (button(done, q(serial, "none")),))
