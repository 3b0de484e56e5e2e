"""What a dispatcher adds to an emergency that a technician began; the technician is told at once what changed.

Imported by `core.said`.
"""

from msgspec.structs import replace

from core.clients import Client, Site
from core.dispatch import cards, windows
from core.dispatch.new.draft import ACCESS_FIELDS
from core.effects import Amend, Button, Message, Phrase, Say, say, typed
from core.errors import Refusal
from core.forms import amend_form, ask_form, close_question, drop_form, form_of, leave_form, move_form, open_form
from core.interview.given import Given
from core.reading import Unreadable, clean_lines, read_email, read_phone
from core.turn import Turn, button, q
from core.unreadable import explain
from core.visit import VisitState
from core.work_order import WorkOrder

PARTS = ("client_phone", "client_email", "site_address", "access", "mission", "constraints", "equipment", "when")
ACCESS = "access."
LONGEST = {"mission": 1500, "constraints": 800, "equipment": 800}
SHORT_TEXT = 300
UNDER_WAY = (VisitState.ON_THE_WAY, VisitState.ON_SITE)


def begin(turn: Turn) -> None:
    """The card's button."""
    leave_form(turn)
    open_form(turn, "complete", "parts", question, order=turn.order.id)


def question(turn: Turn, serial: int) -> Message:
    """What is known so far, each part with its button; or the part that was tapped."""
    step = form_of(turn).step
    done = (button("button.ready", q(serial, "quit")),)
    back = (button("button.back", q(serial, "back")),)
    if step == "parts":
        buttons = [button("button.edit", q(serial, f"part:{p}"), what=say(f"new.part.{p}")) for p in PARTS]
        lines = (say("complete.title", number=turn.order.number), *_known(turn))
        return Message(lines=lines, buttons=(*_pairs(buttons), done))
    if step == "access":
        fields = [button(f"access.{name}", q(serial, f"part:{ACCESS}{name}")) for name in ACCESS_FIELDS]
        lines = (say("new.access"), *cards.access_lines(turn.job.site, with_code=True))
        return Message(lines=lines, buttons=(*_pairs(fields), back))
    return Message(lines=(say(f"new.{step}"),), buttons=(back,))


def _pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _known(turn: Turn) -> list[Phrase]:
    job, order = turn.job, turn.order
    values = {
        "client_phone": job.client.phone,
        "client_email": job.client.email,
        "site_address": job.site.address,
        "mission": order.mission,
        "constraints": order.constraints,
        "equipment": order.equipment,
    }
    lines = [_line(say(f"new.part.{part}"), value) for part, value in values.items() if value]
    return [*lines, *cards.access_lines(job.site, with_code=True), cards.when(turn, order, job.site)]


def _line(title: Phrase, value: Phrase | str) -> Phrase:
    return say("access.line", field=title, value=typed(value) if isinstance(value, str) else value)


def take(turn: Turn, given: Given) -> None:
    """An answer of the dispatcher, or why it cannot be taken."""
    try:
        turn.attempt(lambda: _take(turn, given))
    except (Refusal, Unreadable) as problem:
        explain(turn, problem)


def _take(turn: Turn, given: Given) -> None:
    step = form_of(turn).step
    if given.kind == "tap" and given.value == "quit":
        close_question(turn, say("complete.done"), turn.order.number)
        drop_form(turn)
        return
    if not turn.order.is_open:
        close_question(turn)
        drop_form(turn)
        turn.refuse("order_closed", number=turn.order.number)
        return
    if given.kind == "tap":
        kind, _, part = given.value.partition(":")
        if kind == "back":
            _ask(turn, "access" if step.startswith(ACCESS) else "parts")
        elif step == "when" and kind == windows.KEEP:
            _typed(turn, step, given)
        elif kind == "part" and (part in PARTS or part.removeprefix(ACCESS) in ACCESS_FIELDS):
            _ask(turn, part)
        else:
            raise Refusal("stale")
        return
    if step in ("parts", "access"):
        raise Refusal("tap_please")
    _typed(turn, step, given)


def _ask(turn: Turn, step: str) -> None:
    move_form(turn, step)
    amend_form(turn, question)


def _typed(turn: Turn, step: str, given: Given) -> None:
    text = clean_lines(given.value, LONGEST.get(step), one=SHORT_TEXT)
    client, site, order = turn.job.client, turn.job.site, turn.order
    title = say(f"access.{step.removeprefix(ACCESS)}") if step.startswith(ACCESS) else say(f"new.part.{step}")
    value: Phrase | str | None = text
    match step:
        case "client_phone":
            client = replace(client, phone=(value := read_phone(text)))
        case "client_email":
            client = replace(client, email=(value := read_email(text)))
        case "site_address":
            site = replace(site, address=text, latitude=None, longitude=None)
        case "mission" | "constraints" | "equipment":
            order = replace(order, **{step: text})
        case "when":
            order, value = _moved(turn, order, site, given)
        case _:
            field = step.removeprefix(ACCESS)
            known = value = read_phone(text) if field == "contact_phone" else text
            site = replace(site, access=replace(site.access, **{field: known}))
    if value is None:
        return
    close_question(turn, title, value)
    _keep(turn, client, site, order)
    move_form(turn, "access" if step.startswith(ACCESS) else "parts")
    ask_form(turn, question)
    _tell(turn, step, title, value)


def _moved(turn: Turn, order: WorkOrder, site: Site, given: Given) -> tuple[WorkOrder, Phrase | None]:
    zone = cards.zone_of(turn, site)
    window = windows.read(turn, given, zone, back=True)
    if window is None:
        return order, None
    return replace(order, starts_at=window.start, ends_at=window.end), windows.worded(window, zone)


def _keep(turn: Turn, client: Client, site: Site, order: WorkOrder) -> None:
    turn.save(client)
    turn.save(site)
    turn.order = order
    turn.show(client, site)
    cards.show_job_card(turn)


def _tell(turn: Turn, step: str, title: Phrase, value: Phrase | str) -> None:
    """Tell the technician. Access notes come with "on my way": before it only that there are some."""
    visit = turn.job.visit
    if visit is None or not visit.is_open:
        return
    to = visit.technician_id
    head = say("complete.told", number=turn.order.number, client=turn.job.client.name)
    if not step.startswith(ACCESS):
        turn.tell(head, _line(title, value), to=to)
    elif visit.state in UNDER_WAY:
        slot = f"access:{visit.id}"
        turn.do(Amend(to=to, slot=slot, message=Message(lines=(say("brief.access_below"),))))
        access = cards.access_lines(turn.job.site, with_code=True)
        turn.do(Say(to=to, slot=slot, message=Message(lines=(head, say("brief.access"), *access))))
    else:
        turn.tell(head, say("complete.access_later"), to=to)
