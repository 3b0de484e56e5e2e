"""`constat erase-client`: first what would go and what the law has kept, then its removal. Acts.

The erasure is noted in the ledger within the transaction that removes, so that neither is there without the other but
for a crash between the two: then the next start erases. The ledger is copied to where backups were put.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.acting import Inside, NotDone
from app.keeping import law
from app.keeping.backup import places
from app.keeping.files import remove_doomed
from app.keeping.steps import turn_of
from core.clients import Client
from storage import erasing, ledger
from storage.backup.returning import set_aside
from storage.erasing import Gone
from storage.holding import Holding, clients_called, obstacles, of_client

SHOWN = 5


def only_client(session: Session, who: str) -> Client:
    """The one client that is meant. Raises NotDone."""
    found = clients_called(session, who)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotDone(f"No client is called {who}: write the client's number, or part of the name.")
    names = ", ".join(f"{each.id} {each.name}" for each in found[:SHOWN])
    raise NotDone(
        f"{who} could be {names}{', …' if len(found) > SHOWN else ''}: write the number, or more of the name."
    )


async def erase_client_shown(inside: Inside, args: dict[str, Any]) -> dict[str, Any]:
    """What erasing the client `who` would remove, and what would be kept. Raises NotDone."""
    now = inside.clock()

    def look(session: Session) -> tuple[Holding, int]:
        held = _erasable(session, only_client(session, args["who"]).id)
        return held, len(erasing.deliveries_about(session, erasing.traces_of(session, held)))

    held, deliveries = await inside.db.read(look)
    return _shown(held, deliveries, law.keep(inside.settings, now))


async def erase_client(inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Erase the client with the number `client` and the name `name`, as it was shown."""
    now = inside.clock()
    file = inside.settings.data_dir / ledger.NAME

    def work(session: Session) -> Gone:
        held = _erasable(session, int(args["client"]))
        if held.client.name != args["name"]:
            raise NotDone("Another client has that number now: ask again.")
        gone = erasing.erase_client(session, held, now, law.keep(inside.settings, now))
        ledger.add(file, [ledger.erasure(held.client.id, held.mark, now)])
        return gone

    async with turn_of(inside.db):
        try:
            gone = await inside.db.write(work)
        except NotDone as refusal:
            yield {"refused": str(refusal)}
            return
        yield {"progress": 1, "of": 2, "what": "rows"}
        removed = await remove_doomed(inside.db, inside.archive)
        unreachable = await copy_ledger(inside)
    yield {
        "result": {
            "counts": {name: count for name, count in gone.counts.items() if count},
            "files": removed,
            "kept": _kept(gone.kept),
            "unreachable": unreachable,
            "set_aside": [str(folder) for folder in set_aside(inside.settings.data_dir)],
        }
    }


async def copy_ledger(inside: Inside) -> list[str]:
    """Note all erasures where backups were put; the folders that cannot be reached."""
    erasures = ledger.read(inside.settings.data_dir / ledger.NAME)
    unreachable = []
    for place in await places(inside):
        try:
            if not await asyncio.to_thread(place.is_dir):
                raise FileNotFoundError(place)
            await asyncio.to_thread(ledger.add, place / ledger.NAME, erasures)
        except (OSError, ValueError):
            unreachable.append(str(place))
    return unreachable


def _erasable(session: Session, client_id: int) -> Holding:
    held = of_client(session, client_id)
    if held is None:
        raise NotDone(f"There is no client {client_id} any more.")
    waiting = obstacles(held)
    if waiting:
        raise NotDone(
            f"{held.client.name} has work that is not over ({', '.join(waiting[:SHOWN])}): "
            "finish or cancel it, wait until its report is sealed and posted, then ask again."
        )
    return held


def _shown(held: Holding, deliveries: int, keep: erasing.Keep) -> dict[str, Any]:
    photos = sum(len(visit.photos) for visit in held.visits)
    recordings = sum(len(visit.recordings) for visit in held.visits)
    kept = [(f.report.number, f.report.version, until) for f in held.reports if (until := keep(f)) is not None]
    counts = {
        "the client's name, phone, e-mail, address": 1,
        "sites with their access notes and contacts": len(held.sites),
        "work orders": len(held.orders),
        "visits with all answers and remarks": len(held.visits),
        "photos": photos,
        "recordings and files": recordings,
        "versions of reports": len(held.reports) - len(kept),
        "client copies (PDF)": len({f.client_pdf_sha256 for f in held.reports} - {None}),
        "links for the client": len(held.links),
        "messages with the office": len(held.messages),
        "deliveries in the outbox's journal": deliveries,
    }
    return {
        "client": held.client.id,
        "name": held.client.name,
        "goes": {name: count for name, count in counts.items() if count},
        "kept": _kept(kept),
    }


def _kept(versions: Sequence[tuple[str, int, datetime]]) -> list[dict[str, str]]:
    return [
        {
            "what": f"sealed report {number}, version {version} (PDF, contents, confirmation)",
            "reason": law.REASON,
            "until": f"{until:%Y-%m-%d}",
        }
        for number, version, until in versions
    ]
