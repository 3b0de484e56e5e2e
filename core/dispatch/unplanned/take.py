"""Takes the answers of an emergency's questions; the last one begins the visit. Imported by `core.said`."""

from msgspec.structs import replace

from core.conversation import Form
from core.dispatch.unplanned.ask import lone_site, next_step, question, trades
from core.dispatch.unplanned.begin import begin_visit
from core.effects import Phrase, say
from core.errors import Refusal
from core.events import SentLocation
from core.forms import (
    FormValue,
    ask_form,
    close_question,
    drop_form,
    form_of,
    move_form,
    open_form,
    text_value,
)
from core.interview.given import Given
from core.reading import Unreadable, clean_lines, read_phone
from core.turn import Turn
from core.unreadable import explain

LONGEST = {"mission": 1500, "site": 300}
SHORT_TEXT = 120


def begin(turn: Turn) -> None:
    """`/urgent`, and its button on the day's list."""
    open_form(turn, "urgent", "client", question)


def take(turn: Turn, given: Given) -> None:
    """Take an answer to the open question, or say why it cannot be taken."""
    try:
        turn.attempt(lambda: _take(turn, given))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def located(turn: Turn, event: SentLocation) -> None:
    """The place of the emergency as a position: an address for whoever stands before the door."""
    form = form_of(turn)
    if form.step != "site":
        turn.refuse("location_unasked")
        return
    place = f"{event.latitude:.5f}, {event.longitude:.5f}"
    position = {"latitude": str(event.latitude), "longitude": str(event.longitude)}
    _new_site(turn, place, **position)


def _take(turn: Turn, given: Given) -> None:
    form = form_of(turn)
    kind, _, value = given.value.partition(":")
    if given.kind == "tap":
        match kind:
            case "quit":
                close_question(turn)
                drop_form(turn)
                turn.tell(say("new.dropped"))
            case "back":
                _back(turn, form)
            case _:
                _tapped(turn, form, kind, value)
        return
    text = clean_lines(given.value, LONGEST.get(form.step), one=SHORT_TEXT)
    match form.step:
        case "client":
            close_question(turn, say("new.part.client"), text)
            move_form(turn, "client", client_typed=text)
            ask_form(turn, question)
        case "client_phone":
            phone = read_phone(text)
            _on(turn, phone, client_phone=phone)
        case "site":
            _new_site(turn, text)
        case "mission":
            close_question(turn, say("new.part.mission"), text)
            begin_visit(turn, form, text)
        case _:
            raise Refusal("tap_please")


def _tapped(turn: Turn, form: Form, kind: str, value: str) -> None:
    facts = turn.facts
    match form.step, kind:
        case "client", "client" if facts.client is not None and str(facts.client.id) == value:
            known: dict[str, FormValue] = {"client_id": facts.client.id, "where": facts.client.name}
            if (site_id := lone_site(facts)) is not None:
                known |= {"site_id": site_id, "where": f"{facts.client.name}, {facts.sites[0].name}"}
            _on(turn, facts.client.name, **known)
        case "client", "new" if name := text_value(form, "client_typed"):
            _on(turn, name, client_name=name, client_language=turn.house.company.language, where=name)
        case "client_phone", "skip":
            _on(turn, say("value.skipped"), client_phone="")
        case "site", "site" if facts.site in facts.sites and facts.site and str(facts.site.id) == value:
            where = f"{text_value(form, 'where')}, {facts.site.name}"
            _on(turn, facts.site.name, site_id=facts.site.id, where=where)
        case "trade", "trade" if value in turn.house.trades:
            _on(turn, turn.house.trades[value].name[turn.person.language], trade=value)
        case _:
            raise Refusal("stale")


def _new_site(turn: Turn, address: str, **position: FormValue) -> None:
    form = form_of(turn)
    client = turn.facts.client.name if turn.facts.client else text_value(form, "client_name")
    where = f"{client}, {address}"
    _on(turn, address, site_name=client, site_address=address, where=where, **position)


def _back(turn: Turn, form: Form) -> None:
    """To the question before: what was answered since is asked again."""
    order = ("client", "client_phone", "site", "trade", "mission")
    fields = {
        "client": ("client_id", "client_name", "client_language", "client_typed"),
        "client_phone": ("client_phone",),
        "site": ("site_id", "site_name", "site_address", "latitude", "longitude"),
        "trade": ("trade",),
    }
    asked = [step for step in order[: order.index(form.step)] if any(name in form.values for name in fields[step])]
    if not asked:
        raise Refusal("no_way_back")
    step = asked[-1]
    if step == "trade" and len(trades(turn)) == 1:
        step = asked[-2]
    gone = {name for later in order[order.index(step) : -1] for name in fields[later]}
    close_question(turn)
    turn.set_form(replace(form, step=step, values={k: v for k, v in form.values.items() if k not in gone}))
    ask_form(turn, question)


def _on(turn: Turn, answered: Phrase | str, **values: FormValue) -> None:
    """Keep an answer, close the question, ask what is still open."""
    form = form_of(turn)
    close_question(turn, say(f"new.part.{form.step}"), answered)
    move_form(turn, form.step, **values)
    form = form_of(turn)
    choice = trades(turn)
    if len(choice) == 1 and "trade" not in form.values:
        move_form(turn, form.step, trade=choice[0])
    move_form(turn, next_step(form_of(turn)))
    ask_form(turn, question)
