"""What waits to be delivered. Filled by `storage.apply`, emptied by `courier`.

A row is one effect. It belongs to a *lane*: rows of one lane go out one at a time in the order of their numbers, lanes
go side by side. `chat:<id>` holds the messages of a chat; `photo:<visit>:<photo>` and `report:<id>` hold jobs.

- A new row is leased to the process that stored it and handed over in memory; the tables only back this up. When
  something in its lane waits in other hands, it is stored without a lease and comes with that lane's turn.
- `claim` gives out whole lanes: only a lane whose oldest ready row is due and unleased, so order holds across
  processes, and whoever holds a lane can see that a later `Show` makes an earlier one needless.
- `ready_at` is when a row enters its lane (`Show.after`): until then the others pass it, except those of its slot.
  `not_before` holds its lane up.
- Done rows keep their place as a journal, without their text: it may hold a link's token or a door code.
- `stage` tells how far a two-step posting is: None, `posting` (the placeholder may be out), `posted` (its id is known).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from core.effects import AnyEffect, FetchPhoto, FetchRecording, MakeClientCopy, SealReport, SendMail, Show
from core.people import Language
from storage.documents import pack, unpack_any
from storage.slots import forget_slots, keep_slots, remember_move
from storage.tables import WaitingRow
from storage.upsert import insert_into

Stage = Literal["posting", "posted"]
WORRYING_ATTEMPTS = 10

_rows = WaitingRow.__table__
_c = _rows.c
_COLUMNS = (
    _c.id,
    _c.lane,
    _c.effect,
    _c.recipient,
    _c.chat_id,
    _c.language,
    _c.zone,
    _c.slot,
    _c.stage,
    _c.parts_sent,
    _c.attempts,
    _c.created_at,
    _c.ready_at,
    _c.not_before,
)


@dataclass(frozen=True)
class Lease:
    """Whose hands a row is in: `owner` names one process, newly at each start."""

    owner: str
    length: timedelta = timedelta(seconds=60)


@dataclass(frozen=True)
class Letter:
    """An effect and where it goes. `recipient` is the core's number (a person's id, OFFICE, None for strangers).

    `zone` is an IANA name. Jobs have no chat.
    """

    effect: AnyEffect
    chat_id: int | None
    recipient: int | None
    language: Language
    zone: str


@dataclass(frozen=True)
class OutboxRow:
    """A row in the hands of this process. Times are UTC."""

    id: int
    lane: str
    effect: AnyEffect
    recipient: int | None
    chat_id: int | None
    language: Language
    zone: str
    slot: str | None
    stage: Stage | None
    attempts: int
    created_at: datetime
    ready_at: datetime
    not_before: datetime
    parts_sent: int = 0
    """How many parts of a long text are out."""


@dataclass(frozen=True)
class Delivered:
    """That a row is done. `message_id` is the receipt of a message; with a `slot` it is remembered under it.

    `forget_slot` says that the slot's message is gone.
    """

    row_id: int
    chat_id: int | None = None
    slot: str | None = None
    message_id: int | None = None
    forget_slot: bool = False


@dataclass(frozen=True)
class Backlog:
    """How much waits: `oldest` is the creation time of the oldest waiting row (UTC)."""

    waiting: int = 0
    oldest: datetime | None = None
    by_kind: dict[str, int] = field(default_factory=dict)


def chat_lane(chat_id: int) -> str:
    """The lane of a chat's messages."""
    return f"chat:{chat_id}"


# --- filling --------------------------------------------------------------------------------------------------------


def enqueue(session: Session, letters: Sequence[Letter], now: datetime, lease: Lease) -> tuple[OutboxRow, ...]:
    """Store what is to be delivered, in order, and return what is to be handed over in memory after the commit.

    A job that waits already is not stored again; a sealing that was given up is over, whichever way it was to be.
    """
    values = [_values(letter, now) for letter in letters]
    elsewhere = _lanes_in_other_hands(session, {value["lane"] for value in values}, lease.owner)
    for value in values:
        if value["lane"] not in elsewhere:
            value |= {"owner": lease.owner, "leased_until": now + lease.length}
        else:
            value |= {"owner": None, "leased_until": None}
    messages = [value for value in values if value["job_key"] is None]
    stored: list[Row[Any]] = []
    if messages:
        insert = _rows.insert().returning(*_COLUMNS, _c.owner, sort_by_parameter_order=True)
        stored += session.execute(insert, messages).all()
    for job in (value for value in values if value["job_key"] is not None):
        if job["kind"] == SealReport.__name__:
            _seal_once(session, job["lane"])
        once = insert_into(session, _rows).values(**job)
        once = once.on_conflict_do_nothing(index_elements=[_c.job_key], index_where=_c.done_at.is_(None))
        stored += session.execute(once.returning(*_COLUMNS, _c.owner)).all()
    return tuple(_row(row) for row in stored if row.owner == lease.owner)


def _seal_once(session: Session, lane: str) -> None:
    """A sealing that was given up, or is held, needs nobody's decision where the report is about to be sealed."""
    moot = (_c.lane == lane) & (_c.kind == SealReport.__name__) & _c.gave_up.is_(True)
    session.execute(update(_rows).where(moot).values(gave_up=False, effect=None, problem="ordered_anew"))


def _values(letter: Letter, now: datetime) -> dict[str, Any]:
    effect = letter.effect
    lane, job_key = _lane(letter)
    return {
        "lane": lane,
        "job_key": job_key,
        "kind": type(effect).__name__,
        "effect": pack(effect),
        "recipient": letter.recipient,
        "chat_id": letter.chat_id,
        "language": letter.language,
        "zone": letter.zone,
        "slot": getattr(effect, "slot", None),
        "created_at": now,
        "ready_at": now + effect.after if isinstance(effect, Show) else now,
        "not_before": now,
        "attempts": 0,
        "gave_up": False,
    }


def _lane(letter: Letter) -> tuple[str, str | None]:
    """The lane of an effect and, for a job, what makes it the same job."""
    match letter.effect:
        case FetchPhoto(visit_id=visit_id, photo_id=photo_id):
            return f"photo:{visit_id}:{photo_id}", f"fetch_photo:{visit_id}:{photo_id}"
        case FetchRecording(visit_id=visit_id, recording_id=recording_id):
            return f"recording:{visit_id}:{recording_id}", f"fetch_recording:{visit_id}:{recording_id}"
        case MakeClientCopy(report_id=report_id):
            return f"report:{report_id}", f"client_copy:{report_id}"
        case SealReport(report_id=report_id, seal=seal):
            return f"report:{report_id}", f"seal:{report_id}:{seal}"
        case SendMail(topic=topic, about=about):
            # Never the same as one that waits: each has a link, a code or a time of its own.
            return f"mail:{topic}:{about}", None
    if letter.chat_id is None:
        raise ValueError("a message needs a chat")
    return chat_lane(letter.chat_id), None


def _lanes_in_other_hands(session: Session, lanes: Collection[str], owner: str) -> set[str]:
    query = select(_c.lane).distinct().where(_c.done_at.is_(None), _c.lane.in_(sorted(lanes)))
    return set(session.execute(query.where(_c.owner.is_(None) | (_c.owner != owner))).scalars())


# --- claiming -------------------------------------------------------------------------------------------------------


def claim(session: Session, now: datetime, limit: int, lease: Lease) -> tuple[OutboxRow, ...]:
    """Take up to `limit` lanes that nobody holds and whose oldest ready row is due: all their rows, by number."""
    waiting = _c.done_at.is_(None)
    oldest = select(func.min(_c.id)).where(waiting, _c.ready_at <= now).group_by(_c.lane)
    # As a CTE it is evaluated once; PostgreSQL may evaluate a subquery with LIMIT and locks anew for every row.
    due = (
        select(_c.lane)
        .where(
            waiting,
            _c.id.in_(oldest),
            _c.not_before <= now,
            _c.leased_until.is_(None) | (_c.leased_until <= now),
        )
        .order_by(_c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = (
        update(_rows)
        .where(waiting, _c.lane.in_(select(due.c.lane)))
        .values(owner=lease.owner, leased_until=now + lease.length)
        .returning(*_COLUMNS)
    )
    return tuple(sorted((_row(row) for row in session.execute(taken)), key=lambda row: row.id))


def renew(session: Session, row_ids: Sequence[int], now: datetime, lease: Lease) -> None:
    """Keep rows in this process's hands for another lease."""
    if row_ids:
        session.execute(
            update(_rows)
            .where(_c.id == bindparam("row_id"), _c.done_at.is_(None))
            .values(owner=lease.owner, leased_until=now + lease.length),
            [{"row_id": row_id} for row_id in row_ids],
        )


def release_others(session: Session, owner: str) -> None:
    """Take every row out of other processes' hands: for a start where no other process can be alive."""
    session.execute(
        update(_rows)
        .where(_c.done_at.is_(None), _c.owner.is_not(None), _c.owner != owner)
        .values(owner=None, leased_until=None)
    )


# --- afterwards -----------------------------------------------------------------------------------------------------


def delivered(session: Session, receipts: Sequence[Delivered], now: datetime) -> None:
    """Close rows: the receipts are kept, the slots remembered, the texts wiped."""
    if not receipts:
        return
    done = {"done_at": now, "effect": None, "owner": None, "leased_until": None, "problem": None}
    session.execute(
        update(_rows).where(_c.id == bindparam("row_id")).values(message_id=bindparam("receipt"), **done),
        [{"row_id": receipt.row_id, "receipt": receipt.message_id} for receipt in receipts],
    )
    slots: dict[tuple[int, str], int | None] = {}
    for receipt in receipts:
        if receipt.chat_id is not None and receipt.slot is not None and (receipt.message_id or receipt.forget_slot):
            slots[receipt.chat_id, receipt.slot] = None if receipt.forget_slot else receipt.message_id
    forget_slots(session, [place for place, message_id in slots.items() if message_id is None])
    keep_slots(session, {place: message_id for place, message_id in slots.items() if message_id is not None})


def note_stage(session: Session, row_id: int, stage: Stage | None) -> None:
    """Store how far a two-step posting is, before the next step is tried."""
    session.execute(update(_rows).where(_c.id == row_id).values(stage=stage))


def note_part(session: Session, row_id: int, parts_sent: int) -> None:
    """Store how many parts of a long text are out, before the next one is sent."""
    session.execute(update(_rows).where(_c.id == row_id).values(parts_sent=parts_sent))


def failed(
    session: Session,
    row: OutboxRow,
    code: str,
    attempts: int,
    not_before: datetime,
    lease: Lease,
    *,
    hold_lane: bool = False,
) -> None:
    """Store that a delivery is to be tried again at `not_before`; the row stays in this process's hands until then.

    `hold_lane` holds all its lane up, as the other side demanded (Bot API, ResponseParameters.retry_after).
    """
    if hold_lane:
        late = (_c.lane == row.lane) & _c.done_at.is_(None) & (_c.not_before < not_before)
        session.execute(update(_rows).where(late).values(not_before=not_before))
    session.execute(
        update(_rows)
        .where(_c.id == row.id)
        .values(
            problem=code,
            attempts=attempts,
            not_before=not_before,
            owner=lease.owner,
            leased_until=not_before + lease.length,
        )
    )


def give_up(session: Session, row: OutboxRow, code: str, attempts: int, now: datetime) -> None:
    """Close a row that cannot be delivered; it keeps its text and is listed by `stuck`, its lane goes on."""
    session.execute(
        update(_rows)
        .where(_c.id == row.id)
        .values(problem=code, attempts=attempts, done_at=now, gave_up=True, owner=None, leased_until=None)
    )


def drop(session: Session, row: OutboxRow, code: str, now: datetime) -> None:
    """Close a row that nobody is to know about: its person cannot be reached."""
    session.execute(
        update(_rows)
        .where(_c.id == row.id)
        .values(problem=code, done_at=now, effect=None, owner=None, leased_until=None)
    )


def follow(session: Session, person_id: int, chat_id: int) -> None:
    """Somebody has another phone now: what waits for them goes there, whatever of it is out begins anew."""
    elsewhere = (_c.recipient == person_id) & _c.done_at.is_(None) & _c.chat_id.is_not(None) & (_c.chat_id != chat_id)
    moved = {"lane": chat_lane(chat_id), "chat_id": chat_id, "stage": None, "parts_sent": 0, "not_before": _c.ready_at}
    session.execute(update(_rows).where(elsewhere).values(**moved))


def move_lane(session: Session, old_chat_id: int, new_chat_id: int) -> None:
    """A group lives under a new number now (Bot API, migrate_to_chat_id): what waits goes there, now and later.

    Messages of the old group have no number in the new one, so its slots are forgotten and postings begin anew.
    """
    remember_move(session, old_chat_id, new_chat_id)
    session.execute(
        update(_rows)
        .where(_c.lane == chat_lane(old_chat_id), _c.done_at.is_(None))
        .values(lane=chat_lane(new_chat_id), chat_id=new_chat_id, stage=None)
    )


# --- looking --------------------------------------------------------------------------------------------------------


def backlog(session: Session) -> Backlog:
    """How much waits, for metrics and health."""
    query = select(_c.kind, func.count(), func.min(_c.id)).where(_c.done_at.is_(None)).group_by(_c.kind)
    kinds = session.execute(query).all()
    if not kinds:
        return Backlog()
    first = min(row[2] for row in kinds)
    oldest = session.execute(select(_c.created_at).where(_c.id == first)).scalar()
    return Backlog(sum(row[1] for row in kinds), oldest, {row[0]: row[1] for row in kinds})


def _row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        lane=row.lane,
        effect=unpack_any(AnyEffect, row.effect),
        recipient=row.recipient,
        chat_id=row.chat_id,
        language=row.language,
        zone=row.zone,
        slot=row.slot,
        stage=row.stage,
        attempts=row.attempts,
        created_at=row.created_at,
        ready_at=row.ready_at,
        not_before=row.not_before,
        parts_sent=row.parts_sent,
    )
