"""Takes the answers of a new work order's form. Imported by `core.step`."""

from datetime import datetime
from typing import Literal

from msgspec.structs import replace

from core.dispatch import windows
from core.dispatch.new import brief, draft
from core.dispatch.new.ask import question, zones
from core.dispatch.new.brief import BRIEF
from core.dispatch.new.files import may_travel
from core.dispatch.new.send import send
from core.effects import Amend, Message, Phrase, say, typed
from core.errors import Refusal
from core.events import SentFile, SentLocation, SentPhoto
from core.forms import amend_form, ask_form, close_question, drop_form, form_of, move_form, open_form, text_value
from core.interview import describe
from core.interview.given import Given
from core.interview.takers import check_answer
from core.reading import Unreadable, clean_line, clean_lines, read_email, read_phone, read_zone
from core.turn import Turn
from core.unreadable import explain
from core.work_order import Attachment

LONGEST = {"mission": 1500, "constraints": 800, "equipment": 800, "site_address": 300}
"""Characters of what may have several lines; everything else stands on one, in SHORT_TEXT."""
MOST_ATTACHMENTS = 10
SHORT_TEXT = 120


def begin(turn: Turn) -> None:
    """Open the form."""
    open_form(turn, "new", "client", question)


def take(turn: Turn, given: Given) -> None:
    """Take an answer to the form's open question, or say why it cannot be taken."""
    try:
        turn.attempt(lambda: _take(turn, given))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def _take(turn: Turn, given: Given) -> None:
    form = form_of(turn)
    kind, _, value = given.value.partition(":")
    if given.kind == "tap":
        if kind == "quit":
            close_question(turn)
            drop_form(turn)
            turn.tell(say("new.dropped"))
            return
        if kind == "back":
            _back(turn)
            return
        if kind == "skip" and draft.skippable(form.step):
            _on(turn, say("value.skipped"), **{form.step: ""})
            return
        if kind == "skip_all" and form.step.startswith(BRIEF):
            _on(turn, say("value.skipped"), **brief.left_open(form.values, turn.house.trades))
            return
        if form.step.startswith(BRIEF):
            _brief(turn, given)
            return
        _tapped(turn, kind, value, given.at)
        return
    if form.step.startswith("access."):
        field = form.step.removeprefix("access.")
        text = clean_line(given.value, limit=300)
        if field == "contact_phone":
            text = read_phone(text)
        close_question(turn, say(f"access.{field}"), text)
        move_form(turn, "access", **{form.step: text})
        ask_form(turn, question)
        return
    if form.step.startswith(BRIEF):
        _brief(turn, given)
        return
    _typed(turn, given)


def _brief(turn: Turn, given: Given) -> None:
    """An answer to one of the trade's questions."""
    form = form_of(turn)
    asked = brief.question_of(form.step, form.values, turn.house.trades)
    if asked is None:
        raise Refusal("stale")
    answer = check_answer(turn, asked, given)
    _on(turn, describe.answer(answer, asked, turn.person.language), **{form.step: brief.kept(answer)})


def _back(turn: Turn) -> None:
    form = form_of(turn)
    if form.step.startswith("access."):
        step: str | None = "access"
    elif form.step != "check" and draft.next_step(form.values, turn.house.trades) == "check":
        step = "check"
    else:
        step = draft.step_before(form.step, form.values, turn.house.trades)
    if step is None:
        raise Refusal("no_way_back")
    close_question(turn)
    move_form(turn, step)
    ask_form(turn, question)


def _tapped(turn: Turn, kind: str, value: str, at: datetime) -> None:
    form = form_of(turn)
    facts = turn.facts
    match form.step, kind:
        case "client", "client" if facts.client is not None and str(facts.client.id) == value:
            kept = draft.without_site(form.values)
            turn.set_form(replace(form, values={k: v for k, v in kept.items() if not k.startswith("client_")}))
            _on(turn, facts.client.name, client_id=facts.client.id)
        case "client", "new" if name := text_value(form, "client_typed"):
            if "client_id" in form.values:
                kept = draft.without_site(form.values)
                turn.set_form(replace(form, values={k: v for k, v in kept.items() if k != "client_id"}))
            _on(turn, name, client_name=name)
        case "client_language", "language" if value in ("fr", "en"):
            _on(turn, say(f"language.{value}"), client_language=value)
        case "site", "site" if facts.site is not None and str(facts.site.id) == value:
            turn.set_form(replace(form, values=draft.without_site(form.values)))
            _on(turn, facts.site.name, site_id=facts.site.id)
        case "access", "field" if value in draft.ACCESS_FIELDS:
            move_form(turn, f"access.{value}")
            amend_form(turn, question)
        case "access", "on":
            _on(turn, say("form.noted"), access=1)
        case "when", "half" if value in draft.half_days_left(turn.now, turn.tz):
            _window(turn, Given("text", draft.HALF_DAYS[value], at))
        case "when", windows.KEEP:
            _window(turn, Given("tap", kind, at))
        case "attachments", "on":
            n = len(form.attachments)
            _on(turn, say("new.attachments_count", n=n) if n else say("value.none"), attachments=1)
        case "trade", "trade" if value in turn.house.trades:
            if text_value(form, "trade") not in (None, value):
                kept = {k: v for k, v in form.values.items() if not k.startswith(BRIEF)}
                turn.set_form(replace(form, values=kept))
            _on(turn, turn.house.trades[value].name[turn.person.language], trade=value)
        case "technician", "technician" if value == "0" or value in {str(p.id) for p in facts.people}:
            person = next((p for p in facts.people if str(p.id) == value), None)
            _on(turn, person.name if person else say("button.assign_later"), technician_id=int(value))
        case "time_zone", "zone" if value in zones(turn):
            _zone(turn, value)
        case "check" | "more", "edit" if value in _editable(turn):
            turn.do(Amend(to=turn.person.id, slot=f"q:{form.serial}", message=Message(lines=(say("review.editing"),))))
            move_form(turn, value)
            ask_form(turn, question)
        case "check", "send":
            send(turn)
        case _:
            raise Refusal("stale")


def _typed(turn: Turn, given: Given) -> None:
    form = form_of(turn)
    step = form.step
    text = clean_lines(given.value, LONGEST.get(step), one=SHORT_TEXT)
    match step:
        case "time_zone":
            _zone(turn, read_zone(text, turn.house.zones))
        case "client":
            move_form(turn, "client", client_typed=text)
            close_question(turn, say("new.part.client"), text)
            ask_form(turn, question)
        case "client_phone":
            phone = read_phone(text)
            _on(turn, phone, client_phone=phone)
        case "client_email":
            email = read_email(text)
            _on(turn, email, client_email=email)
        case "site":
            # A new site that is written anew was misspelt, and keeps what was said of it.
            if "site_id" in form.values:
                turn.set_form(replace(form, values=draft.without_site(form.values)))
            _on(turn, text, site_name=text)
        case "site_address" | "mission" | "constraints" | "equipment":
            _on(turn, text, **{step: text})
        case "when":
            _window(turn, Given("text", text, given.at))
        case _:
            raise Refusal("tap_please")


def _window(turn: Turn, given: Given) -> None:
    """Take the appointment, said in the site's time; one that may be a slip is asked about first."""
    zone = draft.zone_of(form_of(turn), turn.facts)
    window = windows.read(turn, given, zone, back=True)
    if window is not None:
        starts, ends = window.start.isoformat(), window.end.isoformat()
        _on(turn, windows.worded(window, zone), starts_at=starts, ends_at=ends)


def _editable(turn: Turn) -> list[str]:
    """The steps that the check card and what hangs on it lead to."""
    return [*draft.way(form_of(turn).values, turn.house.trades), *draft.FROM_THE_CHECK]


def _zone(turn: Turn, zone: str) -> None:
    """Put the site in this zone; the appointment stays as it was said there."""
    form = form_of(turn)
    turn.set_form(replace(form, values=draft.in_zone(form.values, draft.zone_of(form, turn.facts), zone)))
    _on(turn, say("new.zone_value", zone=zone))


def _on(turn: Turn, answered: Phrase | str, **values: str | int | None) -> None:
    """Keep an answer, close the question, ask what is still open (the check once all is answered)."""
    form, trades = form_of(turn), turn.house.trades
    close_question(turn, _title(turn), answered)
    step = draft.next_step({**form.values, **values}, trades)
    move_form(turn, step, **values)
    ask_form(turn, question)


def _title(turn: Turn) -> Phrase:
    """What the open question is called; one of the trade's that is asked no more has no name left."""
    form = form_of(turn)
    if asked := brief.question_of(form.step, form.values, turn.house.trades):
        return typed(asked.label[turn.person.language])
    return say("new.part.brief") if form.step.startswith(BRIEF) else say(f"new.part.{form.step}")


def take_file(turn: Turn, event: SentPhoto | SentFile) -> None:
    """A plan, photo or PDF for the work order, at any step of the form."""
    form = form_of(turn)
    if len(form.attachments) >= MOST_ATTACHMENTS:
        turn.refuse("too_many_attachments", n=MOST_ATTACHMENTS)
        return
    if isinstance(event, SentPhoto):
        kind: Literal["photo", "document"] = "document" if event.as_file else "photo"
        attachment = Attachment(kind=kind, file_id=event.file_id, caption=event.caption)
    elif event.kind == "document" and not may_travel(event.name, event.mime):
        turn.refuse("attachment_type")
        return
    elif event.kind == "document":
        attachment = Attachment(kind="document", file_id=event.file_id, name=event.name, caption=event.caption)
    else:
        turn.refuse("attachment_kind")
        return
    turn.set_form(replace(form, attachments=(*form.attachments, attachment)))
    if form.step == "attachments":
        amend_form(turn, question)
    else:
        turn.tell(say("new.attachments_count", n=len(form.attachments) + 1))


def take_location(turn: Turn, event: SentLocation) -> None:
    """The site's position on the map, at any step of the form."""
    move_form(turn, form_of(turn).step, latitude=str(event.latitude), longitude=str(event.longitude))
    turn.tell(say("new.location_noted"))
