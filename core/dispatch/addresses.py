"""A client who is somewhere else: the office is told, and takes the right address over with a tap.

Imported by `core.said` and `core.reporting.submit`.
"""

from msgspec.structs import replace

from core.dispatch import cards
from core.effects import Message, Say, SendVenue, Show, say
from core.turn import Turn, button


def tell(turn: Turn) -> None:
    """Tell the dispatcher of the right address that the frozen visit found, if it ended for a wrong one."""
    visit, job = turn.visit, turn.job
    if visit.reason_code != "wrong_address":
        return
    to = turn.order.created_by
    if not (visit.right_address or visit.right_place):
        turn.tell(say("address.not_known", client=job.client.name, site=job.site.name, address=job.site.address), to=to)
        return
    if visit.right_place:
        latitude, longitude = visit.right_place
        address = visit.right_address or job.site.address
        turn.do(SendVenue(to=to, latitude=latitude, longitude=longitude, title=job.site.name, address=address))
    right = visit.right_address or say("value.position")
    lines = (say("address.found", client=job.client.name, site=job.site.name, address=job.site.address, right=right),)
    rows = (
        (button("button.take_address", f"site:{visit.id}:address"),),
        (button("button.leave_address", f"site:{visit.id}:leave"),),
    )
    turn.do(Say(to=to, slot=f"address:{visit.id}", message=Message(lines=lines, buttons=rows)))


def tapped(turn: Turn, choice: str) -> None:
    """Take the address found by the visit on the desk over to its site. The old position goes with the old address."""
    visit, site = turn.visit, turn.job.site
    if not turn.person.dispatches:
        turn.refuse("not_your_role")
        return
    if choice == "leave":
        kept = say("address.left", client=turn.job.client.name, site=site.name, address=site.address)
        turn.do(Show(to=turn.person.id, slot=f"address:{visit.id}", message=Message(lines=(kept,))))
        return
    if choice != "address" or not (visit.right_address or visit.right_place):
        turn.refuse("stale")
        return
    latitude, longitude = visit.right_place or (None, None)
    address = visit.right_address or site.address
    changed = replace(site, address=address, latitude=latitude, longitude=longitude)
    turn.save(changed)
    turn.toast("toast.noted")
    done = say("address.taken", client=turn.job.client.name, site=site.name, address=address)
    turn.do(Show(to=turn.person.id, slot=f"address:{visit.id}", message=Message(lines=(done,))))
    technician = turn.facts.by_id.get(turn.order.technician_id or 0)
    cards.show_card(turn, turn.order, turn.job.client, changed, technician)
