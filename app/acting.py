"""What an act is, and what it works with. Imported by the acts of `app`; they are listed in `app.acts`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.settings import Settings
from core.company import Company
from core.effects import say
from courier.courier import Courier
from storage.apply import Applied, Arrival, Desk
from storage.archive import Archive
from storage.database import Database
from storage.outbox import OutboxRow
from storage.standstill import reason_of
from templates.wording import wording


@dataclass(frozen=True)
class Inside:
    """What an act works with; `clock` gives aware UTC.

    Without a running service there is no `courier`, and `hand_over` does nothing.
    """

    db: Database
    desk: Desk
    archive: Archive
    settings: Settings
    company: Company
    clock: Callable[[], datetime]
    submit: Callable[[Arrival], Awaitable[Applied]]
    hand_over: Callable[[Sequence[OutboxRow]], None]
    courier: Courier | None = None


Act = Callable[[Inside, dict[str, Any]], AsyncIterator[dict[str, Any]]]
"""Yields `{"progress": done, "of": total, "what": …}`, then once `{"result": …}` or `{"refused": "one sentence"}`."""


class NotDone(Exception):
    """What was asked for is refused; reads as one sentence that says what to write instead."""


async def steps_of(act: Act, inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """An act's steps; that nothing can be stored is a refusal like others."""
    try:
        async for step in act(inside, args):
            yield step
    except Exception as error:
        if (reason := reason_of(error)) is None:
            raise
        why = wording("en").phrase(say(f"standstill.{reason}"))
        yield {"refused": f"It cannot be stored just now: {why}. Put that right, then ask again."}


def answering(work: Callable[[Inside, dict[str, Any]], Awaitable[Any]]) -> Act:
    """An act without progress, from a function that returns its result (JSON) or raises NotDone."""

    async def act(inside: Inside, args: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        try:
            result = await work(inside, args)
        except NotDone as refusal:
            yield {"refused": str(refusal)}
        else:
            yield {"result": result}

    return act
