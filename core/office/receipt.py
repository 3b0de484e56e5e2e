"""The message that confirms what went into a thread. Imported by `core.office.thread`."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from msgspec.structs import replace

from core.conversation import Form
from core.effects import Button, Message, Show, say
from core.forms import number_value, text_value
from core.office import relay
from core.office.message import OfficeMessage, slot
from core.office.wants import FORMS
from core.turn import Turn, button, q

DELAY = timedelta(seconds=1.5)
"""What comes in a burst is confirmed in one message."""


@dataclass(frozen=True)
class Sent:
    """What one person sent since the thread was opened: how many entries, from which to which, to whom."""

    sent: int
    first: int
    last: int
    photos: int
    to: str


def leave(serial: int, technician: bool) -> Button:
    """The button that closes the thread."""
    return button("choice.back_to_visit" if technician else "button.quit", q(serial, "back"))


def confirm(turn: Turn, kept: OfficeMessage, to: str) -> None:
    """Say that an entry was passed on; a photo's is offered to the report as well."""
    form = turn.talk().form
    photos = int(relay.is_site_photo(kept))
    if form is None or form.name not in FORMS or number_value(form, "order") != kept.work_order_id:
        _show(turn, kept.work_order_id, f"reply{kept.id}", Sent(1, kept.id, kept.id, photos, to), ())
        return
    before = _of(form)
    first = before.first if before else kept.id
    now = Sent(
        sent=(before.sent if before else 0) + 1,
        first=first,
        last=kept.id,
        photos=(before.photos if before else 0) + photos,
        to=to,
    )
    turn.set_form(replace(form, values={**form.values, **asdict(now)}))
    rows = ((leave(form.serial, not kept.from_office),),)
    _show(turn, kept.work_order_id, str(form.serial), now, rows)


def settle(turn: Turn, form: Form) -> None:
    """The thread is closed: its confirmation stays, without the way out."""
    sent, order_id = _of(form), number_value(form, "order")
    if sent is not None and order_id is not None:
        _show(turn, order_id, str(form.serial), sent, ())


def _of(form: Form) -> Sent | None:
    sent = number_value(form, "sent")
    if not sent:
        return None
    first, last, photos = (number_value(form, name) or 0 for name in ("first", "last", "photos"))
    return Sent(sent, first, last, photos, text_value(form, "to") or "")


def _show(turn: Turn, order_id: int, name: str, what: Sent, rows: relay.Rows) -> None:
    lines = [say("office.sent", n=what.sent, names=what.to)]
    if what.photos:
        lines.append(say("office.photos_apart", n=what.photos))
        add = f"office:{order_id}:add:{what.first}-{what.last}"
        rows = ((button("button.office_add", add, n=what.photos),), *rows)
    message = Message(lines=tuple(lines), buttons=rows)
    turn.do(Show(to=turn.person.id, slot=slot(order_id, f"sent:{name}"), message=message, after=DELAY))
