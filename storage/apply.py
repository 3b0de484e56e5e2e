"""The one way in: events decided and stored with their consequences in one flushed transaction.

Called by whoever holds events (`app` wires `bot`, `web` and `courier` to it). When `apply` returns, everything that it
calls taken, duplicate or kept is on disk, and may be confirmed to whoever sent it. What `apply` raises means that
nothing can be stored (disk full, database away): confirm nothing and try again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import structlog
from sqlalchemy.orm import Session

from core import alerts
from core import step as core_step
from core.conversation import Conversation
from core.decision import Decision
from core.effects import Message, Phrase, Say, Toast
from core.entrance import language_of
from core.events import Alerted, Event
from core.facts import Facts, House, Needs
from core.people import Language, Person
from storage import inbox
from storage.addresses import address
from storage.database import Database, is_away
from storage.desk import lay_out
from storage.numbers import spend
from storage.outbox import Lease, Letter, OutboxRow, enqueue
from storage.people import person_at
from storage.save import remember_interviews, save_all

log = structlog.get_logger(__name__)

StepFunction = Callable[[Facts, Event, datetime], Decision]
NeedsFunction = Callable[[House, Person | None, Conversation | None, Event], Needs]


@dataclass(frozen=True)
class Arrival:
    """An event and whose it is.

    `update_id` is the messenger's, for dropping what comes twice; `key` says the same of what it tells, which may come
    under another number. The person is found by `person_id`, else by the private `chat_id`. `raw` is what came, kept if
    applying fails; without it the sender is told and tries again. Without an `event` it could not be understood:
    `failure` says why, and it is kept at once.
    """

    event: Event | None
    update_id: int | None = None
    chat_id: int | None = None
    person_id: int | None = None
    raw: bytes | None = None
    key: str | None = None
    failure: BaseException | None = None


@dataclass(frozen=True)
class Applied:
    """What became of an arrival.

    taken: stored. duplicate: had been before. kept: could not be applied, is tried again later. failed: could not be
    applied and is not kept (it came without `raw`): `problem` says what went wrong, without personal data.
    `toasts` answer a tapped button now; `rows` are to be handed to the courier; `skipped` are recipients with no chat.
    """

    state: Literal["taken", "duplicate", "kept", "failed"]
    toasts: tuple[Toast, ...] = ()
    rows: tuple[OutboxRow, ...] = ()
    skipped: tuple[int, ...] = ()
    problem: str | None = None
    language: Language | None = None
    """The language of the person whose event it was, for the toasts; None for strangers."""


@dataclass(frozen=True)
class Desk:
    """What every decision is made with: the house, where the office is, whose hands the outbox rows go to.

    `step` and `needs` are the core's; tests may put others in their place.
    """

    house: House
    lease: Lease
    office_chat_id: int | None = None
    step: StepFunction = core_step.step
    needs: NeedsFunction = core_step.needs


async def apply(db: Database, desk: Desk, batch: Sequence[Arrival], now: datetime) -> list[Applied]:
    """Apply arrivals in order; the answers are in the same order. `now` is UTC.

    Where all writing stands in one line (SQLite) the batch is one transaction, replayed one by one if one fails;
    elsewhere each arrival has its own, so that locks are held shortly. Where nothing can be stored any more after the
    first ones, only these have answers.
    """
    if db.one_writer and len(batch) > 1:
        try:
            return await db.write(lambda session: [_take(session, desk, arrival, now) for arrival in batch])
        except Exception as error:
            if is_away(error):
                raise
            log.info("batch_replayed", size=len(batch), problem=inbox.describe(error))
    answers: list[Applied] = []
    for arrival in batch:
        try:
            answers.append(await _apply_alone(db, desk, arrival, now))
        except Exception:
            if answers:
                break
            raise
    return answers


async def retry_inbox(
    db: Database, desk: Desk, translate: Callable[[bytes], Event | None], now: datetime, *, limit: int = 50
) -> list[Applied]:
    """Try kept updates again whose time has come; after five tries in all they are parked.

    `translate` makes the event from what the messenger sent (None: it means nothing to us and is dropped).
    """
    numbers = await db.read(lambda session: inbox.due(session, now, limit))
    return [applied for number in numbers if (applied := await _retry(db, desk, translate, number, now)) is not None]


async def _apply_alone(db: Database, desk: Desk, arrival: Arrival, now: datetime) -> Applied:
    try:
        return await db.write(lambda session: _take(session, desk, arrival, now))
    except Exception as error:
        if is_away(error):
            # It is not the event's fault; whoever sent it goes on waiting.
            raise
        problem = inbox.describe(error)
        log.error("event_not_applied", event_kind=type(arrival.event).__name__, problem=problem)
        if arrival.raw is None:
            return Applied("failed", problem=problem)
        failed = replace(arrival, event=None, failure=error)
        language = arrival.event.language if arrival.event else None
        return await db.write(lambda session: _keep(session, desk, failed, language, now))


async def _retry(
    db: Database, desk: Desk, translate: Callable[[bytes], Event | None], number: int, now: datetime
) -> Applied | None:
    language: str | None = None

    def work(session: Session) -> Applied | None:
        nonlocal language
        kept = inbox.kept(session, number, lock=True)
        if kept is None or kept.parked_at is not None:
            return None
        inbox.taken_in(session, number)
        event = translate(kept.raw)
        if event is None:
            return Applied("taken")
        language = event.language
        return _take(session, desk, Arrival(event, chat_id=kept.chat_id, person_id=kept.person_id), now)

    try:
        return await db.write(work)
    except Exception as error:
        if is_away(error):
            raise
        failure = error
        log.error("kept_update_failed_again", number=number, problem=inbox.describe(error))
        return await db.write(lambda session: _failed_again(session, desk, number, failure, language, now))


def _keep(session: Session, desk: Desk, arrival: Arrival, language: str | None, now: datetime) -> Applied:
    """Keep what cannot be applied, and tell whoever sent it, once for all that is kept of theirs."""
    assert arrival.raw is not None
    assert arrival.failure is not None
    if not _first_time(session, arrival, now):
        return Applied("duplicate")
    problem = inbox.describe(arrival.failure)
    waits = arrival.chat_id is not None and inbox.waits_from(session, arrival.chat_id)
    inbox.keep(session, arrival.raw, problem, now, update_id=arrival.update_id, chat_id=arrival.chat_id,
               person_id=arrival.person_id)  # fmt: skip
    rows = () if waits else _tell(session, desk, arrival.chat_id, language, alerts.kept(), now)
    return Applied("kept", rows=rows, problem=problem)


def _failed_again(
    session: Session, desk: Desk, number: int, failure: BaseException, language: str | None, now: datetime
) -> Applied:
    """Plan the next try; or, after the last one, tell whoever sent it and the administrators."""
    kept = inbox.failed_again(session, number, failure, now)
    if kept.parked_at is None:
        return Applied("kept", problem=kept.problem)
    alert = Alerted(at=now, code="update_parked", about=str(number), args={"number": number, "problem": kept.problem})
    line = alerts.parked(kept.received_at, desk.house.company.time_zone)
    rows = _tell(session, desk, kept.chat_id, language, line, now)
    try:
        with session.begin_nested():
            rows += _take(session, desk, Arrival(alert), now).rows
    except Exception as error:
        # What keeps the update from being applied may keep the alert too; it is parked all the same.
        if is_away(error):
            raise
        log.error("alert_not_told", problem=inbox.describe(error))
    return Applied("kept", rows=rows, problem=kept.problem)


def _tell(
    session: Session, desk: Desk, chat_id: int | None, language: str | None, line: Phrase, now: datetime
) -> tuple[OutboxRow, ...]:
    """A line to a chat, without anything that is known of whose it is: that may be what cannot be read."""
    if chat_id is None:
        return ()
    company = desk.house.company
    spoken = language_of(language, company.language)
    letter = Letter(Say(chat_id=chat_id, language=spoken, message=Message(lines=(line,))), chat_id, None, spoken,
                    company.time_zone)  # fmt: skip
    return enqueue(session, (letter,), now, desk.lease)


def _first_time(session: Session, arrival: Arrival, now: datetime) -> bool:
    """Whether neither the update's number nor what it tells was seen before; notes both."""
    if arrival.update_id is not None and not inbox.first_time(session, arrival.update_id, now):
        return False
    return arrival.key is None or inbox.first_told(session, arrival.key, now)


def _take(session: Session, desk: Desk, arrival: Arrival, now: datetime) -> Applied:
    if arrival.event is None:
        return _keep(session, desk, arrival, None, now)
    if not _first_time(session, arrival, now):
        return Applied("duplicate")
    house, event = desk.house, arrival.event
    person, conversation = person_at(session, chat_id=arrival.chat_id, person_id=arrival.person_id, lock=True)
    wanted = desk.needs(house, person, conversation, event)
    facts = lay_out(session, house, person, conversation, wanted, chat_id=arrival.chat_id)
    decision = desk.step(facts, event, now)
    remember_interviews(session, house.trades, facts, decision.saves)
    save_all(session, decision.saves)
    if facts.fresh is not None:
        spend(session, facts.fresh, decision.saves)
    sent = address(session, facts, decision, desk.office_chat_id)
    if sent.skipped:
        log.info("recipients_without_chat", recipients=sent.skipped)
    rows = enqueue(session, sent.letters, now, desk.lease) if sent.letters else ()
    language = person.language if person else None
    return Applied("taken", sent.toasts, rows, sent.skipped, language=language)
