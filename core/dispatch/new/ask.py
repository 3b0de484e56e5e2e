"""How a new work order's questions are worded. Imported by its neighbours."""

from datetime import datetime

from core.dispatch import busy, cards
from core.dispatch.new import brief, draft
from core.dispatch.new.brief import BRIEF
from core.effects import Button, Message, Moment, Phrase, say, typed
from core.forms import form_of, number_value, text_value
from core.interview import options
from core.turn import Turn, button, q

Rows = tuple[tuple[Button, ...], ...]
MOST_MATCHES = 8
MOST_SITES = 20
USUAL_ZONES = ("Europe/Paris", "Europe/London", "Indian/Reunion", "America/Guadeloupe", "America/Martinique",
               "America/Cayenne")  # fmt: skip


def question(turn: Turn, serial: int) -> Message:
    """The open question of the form."""
    form = form_of(turn)
    lines, rows = _parts(turn, serial)
    tail: list[Button] = []
    if draft.step_before(form.step, form.values, turn.house.trades):
        tail.append(button("button.back", q(serial, "back")))
    if draft.skippable(form.step):
        tail.append(button("button.skip", q(serial, "skip")))
    if form.step.startswith(BRIEF) and len(brief.left_open(form.values, turn.house.trades)) > 1:
        rows = (*rows, (button("button.skip_these", q(serial, "skip_all")),))
    tail.append(button("button.quit", q(serial, "quit")))
    return Message(lines=lines, buttons=(*rows, tuple(tail)))


def _parts(turn: Turn, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    form = form_of(turn)
    step = form.step
    if step.startswith(BRIEF):
        return _brief(turn, serial)
    head = say(f"new.{step}")
    match step:
        case "client":
            return _client(turn, serial)
        case "client_language":
            choice = tuple(button(f"language.{code}", q(serial, f"language:{code}")) for code in ("fr", "en"))
            return (head,), (choice,)
        case "site":
            sites = turn.facts.sites[:MOST_SITES]
            rows: Rows = tuple((Button(label=typed(s.name), data=q(serial, f"site:{s.id}")),) for s in sites)
            return (say("new.site", n=len(sites)),), rows
        case "access":
            return _access(turn, serial)
        case "when":
            halves = [button(f"when.{h}", q(serial, f"half:{h}")) for h in draft.half_days_left(turn.now, turn.tz)]
            return (head,), tuple(tuple(halves[i : i + 2]) for i in range(0, len(halves), 2))
        case "attachments":
            n = len(form.attachments)
            label = "button.go_on" if n else "button.no_attachment"
            return (say("new.attachments"), say("new.attachments_count", n=n)), ((button(label, q(serial, "on")),),)
        case "trade":
            trades = turn.house.trades.values()
            rows = tuple(
                (Button(label=typed(t.name[turn.person.language]), data=q(serial, f"trade:{t.trade}")),) for t in trades
            )
            return (head,), rows
        case "technician":
            return (head,), _technicians(turn, serial)
        case "more":
            return (head,), _more(turn, serial)
        case "time_zone":
            zone = draft.zone_of(form, turn.facts)
            rows = tuple((Button(label=typed(city), data=q(serial, f"zone:{z}")),) for z, city in zones(turn).items())
            return (head, say("new.zone", zone=zone, now=Moment(at=turn.now, zone=zone))), rows
        case "check":
            return _check(turn, serial)
        case _:
            return (head,), ()


def _client(turn: Turn, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    typed_name = text_value(form_of(turn), "client_typed")
    matches = turn.facts.clients[:MOST_MATCHES]
    rows: list[tuple[Button, ...]] = [(Button(label=typed(c.name), data=q(serial, f"client:{c.id}")),) for c in matches]
    if typed_name:
        rows.append((button("button.new_client", q(serial, "new"), name=typed_name[:40]),))
        return (say("new.client_found", n=len(matches), typed=typed_name),), tuple(rows)
    return (say("new.client"),), tuple(rows)


def access_lines(turn: Turn) -> list[Phrase]:
    """The access notes so far, one a line."""
    access = draft.access_of(form_of(turn), turn.facts.site)
    return [
        say("access.line", field=say(f"access.{name}"), value=value)
        for name in draft.ACCESS_FIELDS
        if (value := getattr(access, name))
    ]


def _access(turn: Turn, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    fields = [button(f"access.{name}", q(serial, f"field:{name}")) for name in draft.ACCESS_FIELDS]
    rows = tuple(tuple(fields[i : i + 2]) for i in range(0, len(fields), 2))
    return (say("new.access"), *access_lines(turn)), (*rows, (button("button.go_on", q(serial, "on")),))


def _technicians(turn: Turn, serial: int) -> Rows:
    form = form_of(turn)
    rows: list[tuple[Button, ...]] = []
    for person in turn.facts.people:
        clash = draft.clashes(form, turn.facts, person.id)
        rows.append(busy.choice(person, q(serial, f"technician:{person.id}"), clash))
    return (*rows, (button("button.assign_later", q(serial, "technician:0")),))


def moment_lines(turn: Turn, start: datetime, end: datetime, zone: str) -> Phrase:
    """An appointment in words."""
    return say(
        "card.when",
        day=Moment(at=start, zone=zone, style="date"),
        start=Moment(at=start, zone=zone),
        end=Moment(at=end, zone=zone),
    )


def _brief(turn: Turn, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    """A question of the trade; one that the trade asks no more can only be passed over."""
    form, language = form_of(turn), turn.person.language
    asked = brief.question_of(form.step, form.values, turn.house.trades)
    if asked is None:
        return (say("new.brief_gone"),), ()
    return (say("new.brief"), *options.words(asked, language)), options.rows(asked, language, serial)


def _more(turn: Turn, serial: int) -> Rows:
    """What seldom needs an edit: a new client's details, the site's time zone, the trade's questions."""
    form = form_of(turn)
    parts = [s for s in draft.NEW_CLIENT_STEPS if draft.applies(s, form.values)]
    rows = [(button("button.edit", q(serial, f"edit:{s}"), what=say(f"new.part.{s}")),) for s in (*parts, "time_zone")]
    rows += [
        (button("button.edit", q(serial, f"edit:{BRIEF}{asked.id}"), what=asked.label[turn.person.language]),)
        for asked in brief.questions(form.values, turn.house.trades)
    ]
    return tuple(rows)


def zones(turn: Turn) -> dict[str, str]:
    """Time zones that can be tapped, as far as the house has them: the IANA name and its city."""
    usual = dict.fromkeys((turn.house.company.time_zone, *USUAL_ZONES))
    return {zone: zone.rpartition("/")[2].replace("_", " ") for zone in usual if zone in turn.house.zones}


def _check(turn: Turn, serial: int) -> tuple[tuple[Phrase, ...], Rows]:
    form = form_of(turn)
    facts = turn.facts
    client = draft.client_of(form, facts, 0)
    site = draft.site_of(form, facts, client.id, 0)
    between = draft.window(form)
    assert between is not None
    zone = site.time_zone or turn.house.company.time_zone
    trade = brief.interview_of(form.values, turn.house.trades)
    technician = next((p for p in facts.people if p.id == number_value(form, "technician_id")), None)
    lines = [
        say("new.check"),
        say("card.client", client=client.name),
        say("card.site", site=site.name, address=site.address),
        *access_lines(turn),
        moment_lines(turn, *between, zone),
        say("card.mission", mission=text_value(form, "mission") or ""),
    ]
    for name in ("constraints", "equipment"):
        if value := text_value(form, name):
            lines.append(say(f"card.{name}", **{name: value}))
    if trade is None:
        lines.append(turn.refusal("trade_gone", trade=text_value(form, "trade") or ""))
    else:
        lines.append(say("card.trade", trade=trade.name[turn.person.language]))
        lines += cards.brief_lines(trade, brief.answers(form.values, turn.house.trades), turn.person.language)
    if form.attachments:
        lines.append(say("card.attachments", n=len(form.attachments)))
    lines.append(say("card.technician", name=technician.name) if technician else say("card.no_technician"))
    if technician:
        lines += [
            say(
                "new.double_booking",
                name=technician.name,
                number=job.work_order.number,
                client=job.client.name,
                start=Moment(at=job.work_order.starts_at, zone=zone),
                end=Moment(at=job.work_order.ends_at, zone=zone),
            )
            for job in draft.clashes(form, facts, technician.id)
        ]
    if zone != turn.house.company.time_zone:
        lines.append(say("new.zone", zone=zone, now=Moment(at=turn.now, zone=zone)))
    edits = ("client", "site", "access", "when", "mission", "constraints", "equipment", "attachments", "trade",
             "technician", "more")  # fmt: skip
    buttons = [button("button.edit", q(serial, f"edit:{s}"), what=say(f"new.part.{s}")) for s in edits]
    pairs = tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))
    send = "button.send" if technician else "button.keep"
    return tuple(lines), ((button(send, q(serial, "send")),), *pairs)
