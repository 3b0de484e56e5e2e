"""A small house for the tests of `storage` and `courier`: who is there, and decisions made to measure."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.clients import Client, Site
from core.company import Company
from core.confirmation import Confirmation, Word
from core.conversation import Conversation
from core.decision import Decision, Saved
from core.effects import AnyEffect, Message, Say, say
from core.events import Event, Said
from core.facts import Facts, House, Needs, ReportFile
from core.interview.spec import Interview
from core.people import Person, Role
from core.report import Period, Report, ReportAnomaly, ReportMaterial, ReportPhoto
from core.visit import Outcome, Severity, Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState
from storage.apply import Desk
from storage.database import Database
from storage.outbox import Lease
from storage.save import save_all

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = Lease("this-process", timedelta(seconds=60))
OFFICE_CHAT = -100_500

INTERVIEW = Interview(trade="maintenance", version="v1", name={"fr": "Entretien", "en": "Maintenance"}, questions=())
HOUSE = House(company=Company(name="Dépannage Modèle"), trades={"maintenance": INTERVIEW}, bot_username="modele_bot")

CAMILLE = Person(id=1, name="Camille Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=101, language="fr")
DANA = Person(
    id=2, name="Dana Sample", roles=frozenset({Role.DISPATCHER}), chat_id=102, language="en", time_zone="Asia/Tokyo"
)
NOCHAT = Person(id=3, name="Élise Invitée", roles=frozenset({Role.TECHNICIAN}))
BAKERY = Client(id=1, name="Boulangerie Modèle")
OVEN = Site(id=1, client_id=1, name="Fournil", address="1 rue d’Essai")
ORDER = WorkOrder(
    id=1,
    number="OI-2026-0001",
    client_id=1,
    site_id=1,
    starts_at=NOW + HOUR,
    ends_at=NOW + 3 * HOUR,
    mission="Four froid",
    trade="maintenance",
    created_by=2,
    created_at=NOW,
    state=WorkOrderState.ON_SITE,
    technician_id=1,
    visit_id=1,
)
VISIT = Visit(
    id=1,
    work_order_id=1,
    technician_id=1,
    trade="maintenance",
    interview_version="v1",
    state=VisitState.ON_SITE,
    offered_at=NOW,
    arrived_at=NOW + HOUR,
)
TALK = Conversation(person_id=1, visit_id=1)
EVERYTHING: tuple[Saved, ...] = (TALK, VISIT, ORDER, OVEN, BAKERY, NOCHAT, DANA, CAMILLE)


def report(number: int = 1, *, visit_id: int = 1, version: int = 1, frozen_at: datetime = NOW + 4 * HOUR) -> Report:
    """A frozen version with one of each."""
    return Report(
        id=number,
        number=f"RI-2026-{visit_id:04}",
        version=version,
        code=f"code-{number}",
        visit_id=visit_id,
        language="fr",
        time_zone="Europe/Paris",
        frozen_at=frozen_at,
        work_order_number="OI-2026-0001",
        client_name="Boulangerie Modèle",
        site_name="Fournil",
        site_address="1 rue d’Essai",
        technician_name="Camille Exemple",
        trade="maintenance",
        trade_name="Entretien",
        mission="Four froid",
        appointment_starts_at=NOW + HOUR,
        appointment_ends_at=NOW + 3 * HOUR,
        arrived_at=NOW + HOUR,
        left_at=NOW + 3 * HOUR,
        periods=(Period(kind="work", starts_at=NOW + HOUR, ends_at=NOW + 3 * HOUR, length=2 * HOUR),),
        work_done="Résistance changée",
        outcome=Outcome.DONE,
        anomalies=(ReportAnomaly(id=1, description="Joint usé", severity=Severity.MINOR),),
        materials=(ReportMaterial(name="Résistance 2 kW", quantity=Decimal("1.50"), unit="piece"),),
        photos=(ReportPhoto(sha256="ab" * 32, taken_at=NOW + 2 * HOUR, phase="after"),),
        advice="Revoir le joint",
    )


def file_of(frozen: Report, **fate: object) -> ReportFile:
    """The report with what became of it."""
    return ReportFile(report=frozen, work_order_id=1, **fate)  # type: ignore[arg-type]


def word(name: str = "Lou Cliente", said: Word = Word.ACCEPTED) -> Confirmation:
    """A client's word."""
    return Confirmation(
        word=said, name=name, signed_at=NOW + 5 * HOUR, stars=5, client_pdf_sha256="cd" * 32, report_sha256="ef" * 32
    )


async def furnish(db: Database, *nouns: Saved) -> None:
    """Store nouns, everything by default."""
    await db.write(lambda session: save_all(session, nouns or EVERYTHING))


def said(text: str = "bonjour") -> Said:
    """A text message."""
    return Said(at=NOW, text=text, message_id=7)


def hello(to: int = 1, text: str = "hello", slot: str | None = None) -> Say:
    """A message to somebody."""
    return Say(to=to, message=Message(lines=(say("typed", text=text),)), slot=slot)


def deciding(decide: Callable[[Facts, Event], Decision], needs: Needs | None = None) -> Desk:
    """A desk whose decisions are made by `decide`."""
    return Desk(
        HOUSE,
        LEASE,
        OFFICE_CHAT,
        step=lambda facts, event, now: decide(facts, event),
        needs=lambda house, person, conversation, event: needs or Needs(),
    )


def doing(*effects: AnyEffect, saves: tuple[Saved, ...] = ()) -> Desk:
    """A desk that decides the same whatever happens."""
    return deciding(lambda facts, event: Decision(saves=saves, effects=effects))
