"""The client's own place: by the address on file they ask for a link to all that concerns them.

Imported by `core.step` and `core.needs`.
"""

from dataclasses import replace
from datetime import timedelta

from core.effects import say
from core.events import PlaceWanted
from core.facts import Needs, PlaceLink
from core.letters import address_of, write
from core.turn import Turn

LIFE = timedelta(hours=24)
"""How long a link leads there; asking again gives another."""
PAUSE = timedelta(minutes=2)
"""Between two letters to the same address."""
MOST = 5
"""Letters to an address within a link's life."""


def needs(event: PlaceWanted) -> Needs:
    """The clients of that address, and the links that were made for them lately."""
    return Needs(clients_at=event.address, places_since=event.at - LIFE, fresh=True)


def wanted(turn: Turn) -> None:
    """Write to the address on file, where there is one; earlier links are void. Too many, or too soon: nothing."""
    made = turn.facts.places
    client = next((client for client in turn.facts.clients if address_of(turn, client)), None)
    if client is None or client.email is None or len(made) >= MOST or not turn.house.public_url:
        return
    if any(turn.now < place.made_at + PAUSE for place in made):
        return
    for place in made:
        if place.revoked_at is None:
            turn.save(replace(place, revoked_at=turn.now))
    token, sha256 = turn.fresh.tokens[0]
    until = turn.now + LIFE
    turn.save(PlaceLink(token_sha256=sha256, client_id=client.id, address=client.email, made_at=turn.now,
                        expires_at=until))  # fmt: skip
    write(
        turn,
        "client",
        client.id,
        "place_link",
        client.email,
        client.language,
        say("mail.place_link.text", company=turn.house.company.name),
        say("mail.place_link.how", hours=LIFE // timedelta(hours=1)),
        number="",
        link=f"{turn.house.public_url}/h/{token}",
    )
