"""The questions of an emergency, as few as can be, and the facts that they show. Imported by its neighbours."""

from core.conversation import Form
from core.effects import Button, Message, Phrase, say, typed
from core.events import Event, Said, Tapped
from core.facts import Facts, Needs
from core.forms import form_of, number_value, text_value
from core.office.wants import DISPATCHING
from core.people import Person
from core.turn import Turn, button, q

Rows = tuple[tuple[Button, ...], ...]
STEPS = ("client", "client_phone", "site", "trade", "mission")
MOST_MATCHES = 8
MOST_SITES = 20
LONGEST_NUMBER = 15
"""Digits. Callback data can be made up, and a database's number ends somewhere."""


def needs(person: Person, form: Form | None, event: Event) -> Needs:
    """The facts that any of these questions may show, and what beginning takes."""
    matching = (text_value(form, "client_typed") or "") if form else ""
    client_id = number_value(form, "client_id") if form else None
    site_id = number_value(form, "site_id") if form else None
    if form is not None and form.step == "client" and isinstance(event, Said):
        matching = event.text
    if form is not None and isinstance(event, Tapped):
        kind, _, number = event.choice.partition(":")
        if number.isdecimal() and len(number) <= LONGEST_NUMBER:
            client_id = int(number) if kind == "client" else client_id
            site_id = int(number) if kind == "site" else site_id
    return Needs(
        clients_matching=matching,
        client_id=client_id,
        sites_of=client_id,
        site_id=site_id,
        trades_of=person.id,
        agenda_of=person.id,
        people_with=DISPATCHING,
        fresh=True,
    )


def next_step(form: Form) -> str:
    """The first question that is still open; a lone site and a lone trade are not asked for."""
    values = form.values
    if "client_id" not in values and "client_name" not in values:
        return "client"
    if "client_id" not in values and "client_phone" not in values:
        return "client_phone"
    if "site_id" not in values and "site_name" not in values:
        return "site"
    if "trade" not in values:
        return "trade"
    return "mission"


def lone_site(facts: Facts) -> int | None:
    """The client's only site, which nobody needs to be asked for."""
    return facts.sites[0].id if len(facts.sites) == 1 else None


def trades(turn: Turn) -> tuple[str, ...]:
    """The trades to choose from, those of this technician first, the last one before all."""
    known = [trade for trade in turn.facts.trades if trade in turn.house.trades]
    return tuple(dict.fromkeys([*known, *turn.house.trades]))


def question(turn: Turn, serial: int) -> Message:
    """The open question of the form."""
    form = form_of(turn)
    lines, rows = _parts(turn, form, serial)
    tail = [button("button.quit", q(serial, "quit"))]
    if form.step == "client_phone":
        tail.insert(0, button("button.skip", q(serial, "skip")))
    if form.step != "client":
        tail.insert(0, button("button.back", q(serial, "back")))
    return Message(lines=lines, buttons=(*rows, tuple(tail)))


def _parts(turn: Turn, form: Form, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    match form.step:
        case "client":
            return _client(turn, form, serial)
        case "client_phone":
            return (say("new.client_phone"),), ()
        case "site":
            sites = turn.facts.sites[:MOST_SITES]
            rows: Rows = tuple((Button(label=typed(s.name), data=q(serial, f"site:{s.id}")),) for s in sites)
            return (say("urgent.site" if sites else "urgent.address"),), rows
        case "trade":
            language = turn.person.language
            rows = tuple(
                (Button(label=typed(turn.house.trades[t].name[language]), data=q(serial, f"trade:{t}")),)
                for t in trades(turn)
            )
            return (say("new.trade"),), rows
        case _:
            where = text_value(form, "where") or ""
            return (say("urgent.mission", where=where),), ()


def _client(turn: Turn, form: Form, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    wanted = text_value(form, "client_typed")
    found = turn.facts.clients[:MOST_MATCHES]
    rows: list[tuple[Button, ...]] = [(Button(label=typed(c.name), data=q(serial, f"client:{c.id}")),) for c in found]
    if wanted is None:
        return (say("urgent.client"),), tuple(rows)
    rows.append((button("button.new_client", q(serial, "new"), name=wanted[:40]),))
    return (say("new.client_found", n=len(found), typed=wanted),), tuple(rows)
