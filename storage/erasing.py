"""Work and clients removed for good: rows, drafts, waiting messages; files are doomed and removed afterwards.

Used by `app` (erasing a client, retention, erasures repeated after an older backup came back). On SQLite what is
deleted is overwritten in the file (`PRAGMA secure_delete`).
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from core.conversation import Conversation, Form
from core.facts import ReportFile
from core.reading.search import fold
from storage import references, tombstones
from storage.devices import forget_client
from storage.documents import pack, unpack
from storage.evidence_log import empty_evidence
from storage.holding import Holding
from storage.places import forget_places
from storage.reports import reports_by_order
from storage.tables import (
    ClientLinkRow,
    ClientRow,
    ConfirmationRow,
    ContestRow,
    ConversationRow,
    DoomedFileRow,
    InboxRow,
    OfficeMessageRow,
    ReportAnomalyRow,
    ReportMaterialRow,
    ReportPeriodRow,
    ReportPhotoRow,
    ReportRow,
    SignCodeRow,
    SiteRow,
    SlotRow,
    VisitRow,
    WaitingRow,
    WorkOrderRow,
)
from storage.upsert import put_once

Keep = Callable[[ReportFile], datetime | None]
"""Until when (UTC) the law has a version kept; None for not at all."""

_OF_ORDERS = frozenset({"wo", "reassign", "office", "order"})
_OF_REPORTS = frozenset({"sign", "report", "client_copy", "seal"})
_OF_PEOPLE = frozenset({"q", "people", "chat"})
"""The first word of a slot or lane tells whose number follows; a visit's for every other word."""


@dataclass(frozen=True)
class Traces:
    """By what a delivery or a draft is known to be about erased work."""

    orders: Collection[int]
    visits: Collection[int]
    reports: Collection[int]
    numbers: Collection[str]
    """As people read them: OI-2026-0042, RI-2026-0042."""
    clients: Collection[int] = ()
    sites: Collection[int] = ()
    names: Collection[str] = ()

    def has_place(self, place: str | None) -> bool:
        """Whether this slot or lane belongs to the work."""
        if place is None:
            return False
        kind, _, rest = place.removeprefix("mail:").partition(":")
        subject = rest.partition(":")[0]
        if not subject.isdecimal():
            return kind == "report" and subject in self.numbers
        if kind in _OF_PEOPLE:
            return False
        if kind == "client":
            return int(subject) in self.clients
        among = self.orders if kind in _OF_ORDERS else self.reports if kind in _OF_REPORTS else self.visits
        return int(subject) in among

    def has_number(self, words: str) -> bool:
        """Whether one of the numbers that people read stands in the words."""
        return any(re.search(re.escape(number) + r"(?!\d)", words) for number in self.numbers)

    def has_name(self, words: str) -> bool:
        """Whether one of the names stands in the words."""
        folded = fold(words)
        return any(fold(name) in folded for name in self.names if name.strip())

    def has_form(self, form: Form) -> bool:
        """Whether a draft is about the work or its client."""
        values = form.values
        return (
            values.get("client_id") in self.clients
            or values.get("site_id") in self.sites
            or values.get("order") in self.orders
            or values.get("visit") in self.visits
            or any(fold(str(values.get("client_name", ""))) == fold(name) for name in self.names)
            or any(self.has_number(value) for value in values.values() if isinstance(value, str))
        )


@dataclass
class Gone:
    """What was removed: how many of each noun, and the doomed files."""

    counts: dict[str, int] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    kept: tuple[tuple[str, int, datetime], ...] = ()
    """Number, version and until when, of what the law has kept."""


def erase_client(session: Session, holding: Holding, now: datetime, keep: Keep) -> Gone:
    """Remove a client with all that hangs on it, whatever state it is in; `now` is when it was erased first (UTC)."""
    client_id = holding.client.id
    names = [holding.client.name, *(site.address for site in holding.sites)]
    traces = _traces(session, holding.order_ids, names=names, clients=[client_id], sites=[s.id for s in holding.sites])
    gone = _bury(session, holding.order_ids, traces, now, keep)
    forget_client(session, client_id)
    forget_places(session, client_id)
    _delete(session, SiteRow, col(SiteRow.client_id) == client_id, gone, "sites")
    _delete(session, ClientRow, col(ClientRow.id) == client_id, gone, "clients")
    return gone


def bury(session: Session, work_order_ids: Collection[int], now: datetime, keep: Keep) -> Gone:
    """Remove work orders with their visits and reports; tombstones stay."""
    return _bury(session, work_order_ids, _traces(session, work_order_ids), now, keep)


def deliveries_about(session: Session, traces: Traces) -> set[int]:
    """The outbox rows about the work: by slot, lane or number; what was given up, by name as well."""
    table = WaitingRow.__table__.c
    rows = session.execute(select(table.id, table.lane, table.slot, table.effect, table.gave_up))
    return {
        row.id
        for row in rows
        if traces.has_place(row.slot)
        or traces.has_place(row.lane)
        or (row.effect is not None and traces.has_number(row.effect))
        or (row.effect is not None and row.gave_up and traces.has_name(row.effect))
    }


def traces_of(session: Session, holding: Holding) -> Traces:
    """By what deliveries about this client are known."""
    return _traces(session, holding.order_ids, names=[holding.client.name], clients=[holding.client.id])


def doom(session: Session, files: Iterable[str], now: datetime) -> set[str]:
    """Have those of the files removed that nothing names any more."""
    doomed = set(files) - references.all_named(session)
    for sha256 in sorted(doomed):
        put_once(session, DoomedFileRow, {"sha256": sha256, "at": now})
    return doomed


def doomed(session: Session) -> tuple[str, ...]:
    """The files to be removed that nothing has come to name again."""
    waiting = session.execute(select(col(DoomedFileRow.sha256)).order_by(col(DoomedFileRow.sha256))).scalars().all()
    if not waiting:
        return ()
    named = references.all_named(session)
    return tuple(sha256 for sha256 in waiting if sha256 not in named)


def done_with(session: Session, files: Collection[str]) -> None:
    """These files were removed, or are needed again."""
    if files:
        session.execute(delete(DoomedFileRow).where(col(DoomedFileRow.sha256).in_(sorted(files))))


def _traces(
    session: Session,
    work_order_ids: Collection[int],
    *,
    names: Collection[str] = (),
    clients: Collection[int] = (),
    sites: Collection[int] = (),
) -> Traces:
    ids = sorted(work_order_ids)
    order, visit, report = WorkOrderRow.__table__.c, VisitRow.__table__.c, ReportRow.__table__.c
    reports = session.execute(select(report.id, report.number).where(report.work_order_id.in_(ids))).all()
    numbers = set(session.execute(select(order.number).where(order.id.in_(ids))).scalars())
    return Traces(
        orders=frozenset(ids),
        visits=frozenset(session.execute(select(visit.id).where(visit.work_order_id.in_(ids))).scalars()),
        reports=frozenset(row.id for row in reports),
        numbers=numbers | {row.number for row in reports},
        clients=clients,
        sites=sites,
        names=names,
    )


def _bury(session: Session, work_order_ids: Collection[int], traces: Traces, now: datetime, keep: Keep) -> Gone:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))
    gone = Gone()
    names = references.named_by_orders(session, work_order_ids)
    kept = []
    for file in reports_by_order(session, sorted(work_order_ids)):
        until = keep(file)
        tombstones.put_up(session, file, now, until)
        if until is not None:
            kept.append((file.report.number, file.report.version, until))
    gone.kept = tuple(kept)
    reports, orders, visits = sorted(traces.reports), sorted(traces.orders), sorted(traces.visits)
    for kind in (
        SignCodeRow,
        ContestRow,
        ReportPhotoRow,
        ReportMaterialRow,
        ReportAnomalyRow,
        ReportPeriodRow,
        ClientLinkRow,
    ):
        _delete(session, kind, kind.__table__.c.report_id.in_(reports), gone)
    _delete(session, ConfirmationRow, col(ConfirmationRow.report_id).in_(reports), gone, "confirmations")
    _delete(session, ReportRow, col(ReportRow.id).in_(reports), gone, "reports")
    _delete(session, VisitRow, col(VisitRow.id).in_(visits), gone, "visits")
    empty_evidence(session, visits)
    _delete(session, OfficeMessageRow, col(OfficeMessageRow.work_order_id).in_(orders), gone, "office messages")
    rows = deliveries_about(session, traces)
    _delete(session, WaitingRow, col(WaitingRow.id).in_(sorted(rows)), gone, "deliveries")
    _delete(session, WorkOrderRow, col(WorkOrderRow.id).in_(orders), gone, "work orders")
    _forget_slots(session, traces)
    _forget_drafts(session, traces, gone)
    _forget_parked(session, traces, gone)
    gone.files = doom(session, names, now)
    gone.counts["files"] = len(gone.files)
    return gone


def _delete(session: Session, kind: type, which: object, gone: Gone, name: str | None = None) -> None:
    count = session.execute(delete(kind).where(which)).rowcount  # type: ignore[arg-type, attr-defined]
    if name is not None:
        gone.counts[name] = count


def _forget_slots(session: Session, traces: Traces) -> None:
    table = SlotRow.__table__
    places = session.execute(select(table.c.chat_id, table.c.slot)).all()
    for chat_id, slot in places:
        if traces.has_place(slot):
            session.execute(delete(table).where(table.c.chat_id == chat_id, table.c.slot == slot))


def _forget_drafts(session: Session, traces: Traces, gone: Gone) -> None:
    """No conversation keeps its place in a visit that is gone, nor a draft about the client."""
    count = 0
    for (document,) in session.execute(select(col(ConversationRow.document))).all():
        talk = unpack(Conversation, document)
        after = _without(talk, traces)
        if after == talk:
            continue
        count += 1
        where = col(ConversationRow.person_id) == talk.person_id
        session.execute(ConversationRow.__table__.update().where(where).values(document=pack(after)))
    gone.counts["drafts"] = count


def _without(talk: Conversation, traces: Traces) -> Conversation:
    places = {number: place for number, place in talk.places.items() if int(number) not in traces.visits}
    return replace(
        talk,
        places=places,
        visit_id=talk.visit_id if talk.visit_id not in traces.visits else None,
        form=_form_without(talk.form, traces),
    )


def _form_without(form: Form | None, traces: Traces) -> Form | None:
    if form is None:
        return None
    under = _form_without(form.under, traces)
    return under if traces.has_form(form) else replace(form, under=under)


def _forget_parked(session: Session, traces: Traces, gone: Gone) -> None:
    table = InboxRow.__table__.c
    parked = session.execute(select(table.id, table.raw).where(table.parked_at.is_not(None))).all()
    ids = [number for number, raw in parked if traces.has_number(words := _words(raw)) or traces.has_name(words)]
    _delete(session, InboxRow, col(InboxRow.id).in_(ids), gone, "parked updates")


def _words(raw: bytes) -> str:
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False)
    except ValueError:
        return raw.decode("utf-8", "replace")
