"""The client's own place: by the address on file they ask for a link to all that concerns them.

Imported by `core.step` and `core.needs`; `storage.places` lays out with it what is seen there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.clients import Client
from core.contest import Contest
from core.effects import say
from core.events import PlaceWanted
from core.facts import Needs, PlaceLink, ReportFile
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
        good_until=until,
        link=f"{turn.house.public_url}/h/{token}",
    )


@dataclass(frozen=True)
class PastReport:
    """A visit's report as its client looks back on it: the version in force, and what they said on earlier ones.

    `void` are the versions that the client gave their word on before they were replaced, newest first. `contested` is
    every line that was contested, of any version, oldest first, each with the version that it is about.
    """

    client: Client
    file: ReportFile
    void: tuple[ReportFile, ...]
    contested: tuple[tuple[ReportFile, Contest], ...]

    @property
    def at(self) -> datetime:
        """When the visit was, UTC: the arrival, or the appointment where nobody arrived."""
        return self.file.report.arrived_at or self.file.report.appointment_starts_at

    @property
    def versions(self) -> tuple[ReportFile, ...]:
        """The versions whose PDF the client may have, newest first."""
        return (self.file, *self.void)


def past_reports(files: Iterable[ReportFile], clients: Mapping[int, Client]) -> tuple[PastReport, ...]:
    """These versions by visit, the last visit first. `clients` says whose each is, by work order."""
    by_visit: dict[int, list[ReportFile]] = {}
    for file in sorted(files, key=lambda file: file.report.version, reverse=True):
        by_visit.setdefault(file.report.visit_id, []).append(file)
    past = (
        PastReport(
            client=clients[newest.work_order_id],
            file=newest,
            void=tuple(file for file in older if file.confirmation is not None),
            contested=tuple((file, contest) for file in (*reversed(older), newest) for contest in file.contests),
        )
        for newest, *older in by_visit.values()
    )
    return tuple(sorted(past, key=lambda each: (each.at, each.file.report.id), reverse=True))
