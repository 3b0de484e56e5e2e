"""A house with one frozen report, on a real SQLite file, and people who come to its pages."""

import base64
import hashlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace as changed
from PIL import Image, ImageDraw
from starlette.applications import Starlette

from core.clients import Client, Site
from core.company import Company
from core.events import ClientCopyMade, Event, ReportSealed
from core.facts import House, Link, ReportFile
from core.people import Language, Person, Role
from core.report import CheckLine, Period, Report, ReportAnomaly, ReportMaterial, ReportPhoto, Seal
from core.visit import Answer, Outcome, Severity, Visit, VisitState
from core.work_order import WorkOrder, WorkOrderState
from evidence.pictures import clean_signature
from storage.apply import Arrival, Desk, apply
from storage.archive import Archive
from storage.database import Database
from storage.migrate import upgrade
from storage.outbox import Lease
from storage.reports import report_file
from storage.save import save_all
from storage.standstill import CannotStore
from web.app import WebDeps, make_app

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
"""08:30 in Paris."""
SIGNING = MORNING + timedelta(hours=3)
COMPANY = Company(
    name="Froid Modèle",
    address="12 rue de l’Exemple, 69000 Lyon",
    phone="04 00 00 00 00",
    email="bonjour@froid-modele.example",
    registration="RCS Lyon 000 000 000",
)
HOUSE = House(company=COMPANY, trades={}, bot_username="constat_bot", public_url="https://constat.example")
COPY_PDF = b"%PDF-1.7 the client's copy"
SEALED_PDF = b"%PDF-1.7 the sealed report"


def picture(colour: str, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A JPEG like a clean photo."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill="#e8eef0")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def frozen_report(photos: tuple[ReportPhoto, ...], language: Language) -> Report:
    """A report with something in every part. What was typed looks like markup, so that a page that reads it shows."""
    french = language == "fr"
    return Report(
        id=1,
        number="RI-2026-0042",
        version=1,
        code="verification-code-one",
        visit_id=1,
        language=language,
        time_zone="Europe/Paris",
        frozen_at=MORNING + timedelta(hours=2, minutes=50),
        work_order_number="OI-2026-0042",
        client_name="Boulangerie Modèle & Fils",
        client_address="3 place du Modèle, 69000 Lyon",
        site_name="Fournil",
        site_address="3 place du Modèle, 69000 Lyon",
        technician_name="Léa Exemple",
        trade="cooling",
        trade_name="Froid et climatisation" if french else "Air conditioning and refrigeration",
        mission="Chambre froide positive à 9 °C au lieu de 3 °C.\nVérifier le groupe et l’étanchéité.",
        constraints="Intervenir avant l’ouverture de 11 h.",
        appointment_starts_at=MORNING,
        appointment_ends_at=MORNING + timedelta(hours=2),
        arrived_at=MORNING + timedelta(minutes=5),
        left_at=MORNING + timedelta(hours=2, minutes=40),
        periods=(
            Period(kind="travel", starts_at=MORNING - timedelta(minutes=25), ends_at=MORNING + timedelta(minutes=5),
                   length=timedelta(minutes=30)),
            Period(kind="work", starts_at=MORNING + timedelta(minutes=5), ends_at=MORNING + timedelta(minutes=160),
                   length=timedelta(minutes=140)),
            Period(kind="pause", length=timedelta(minutes=15)),
        ),
        work_done="Condenseur nettoyé, fuite reprise sur le raccord <b>flare</b> du détendeur, charge complétée.",
        outcome=Outcome.DONE,
        checklist=(
            CheckLine(question_id="fluid", question="Fluide" if french else "Refrigerant",
                      answer=Answer(choice="r134a"), choice="R-134a"),
            CheckLine(question_id="charged", question="Charge ajoutée" if french else "Charged",
                      answer=Answer(number=Decimal("0.85")), unit="kg"),
            CheckLine(question_id="leak", question="Contrôle d’étanchéité" if french else "Leak test",
                      answer=Answer(yes=True)),
            CheckLine(question_id="plate", question="Plaque signalétique" if french else "Name plate",
                      answer=Answer(photo=True)),
        ),
        anomalies=(
            ReportAnomaly(id=4, description="Joint de porte fendu sur 20 cm.", severity=Severity.MINOR),
            ReportAnomaly(id=5, description="Disjoncteur du groupe sans protection différentielle.",
                          severity=Severity.DANGEROUS),
        ),
        materials=(
            ReportMaterial(name="Fluide R-134a", quantity=Decimal("0.85"), unit="kg"),
            ReportMaterial(name="Filtre déshydrateur", quantity=Decimal(1), unit="piece", reference="DML-083"),
            ReportMaterial(name="Chiffons", quantity=Decimal(3), unit="piece", billable=False),
        ),
        photos=photos,
        advice="Prévoir un joint de porte 70 × 190 au prochain passage.",
    )  # fmt: skip


@dataclass
class Scene:
    """The house, the hour, and what was handed to the intake."""

    folder: Path
    db: Database
    archive: Archive
    report: Report
    app: Starlette = field(default_factory=Starlette)
    deps: Any = None
    now: datetime = SIGNING
    events: list[Event] = field(default_factory=list)
    deaf: bool = False
    """The intake loses what it is given, as when applying fails."""
    stuck: bool = False
    """Nothing can be stored."""

    async def submit(self, event: Event) -> object:
        if self.stuck:
            raise CannotStore
        self.events.append(event)
        if self.deaf:
            return None
        return await self.happens(event)

    async def happens(self, event: Event) -> object:
        """Something happens outside the pages."""
        desk = Desk(house=HOUSE, lease=Lease("tests"))
        return await apply(self.db, desk, [Arrival(event)], self.now)

    async def save(self, *nouns: Any) -> None:
        await self.db.write(lambda session: save_all(session, nouns))

    async def file(self, report_id: int = 1) -> ReportFile:
        found = await self.db.read(lambda session: report_file(session, report_id))
        assert found is not None
        return found

    async def link(self, token: str, *, report_id: int = 1, device: str = "client", **changes: Any) -> str:
        """Make a link; answers the door's address."""
        sha256 = hashlib.sha256(token.encode()).hexdigest()
        link = Link(token_sha256=sha256, report_id=report_id, device=device, expires_at=SIGNING + timedelta(days=30))
        await self.save(replace(link, **changes))
        return f"/c/{token}"

    async def seal(self, pdf: bytes = SEALED_PDF) -> None:
        """The sealing worker is done."""
        self.now += timedelta(seconds=5)
        sha256 = await self.archive.keep(pdf)
        await self.happens(ReportSealed(at=self.now, report_id=1, sha256=sha256, seal=Seal.WITH_WORD.value))

    async def new_version(self, **changes: Any) -> Report:
        """The technician corrects the report: version 2 replaces version 1, whose links are revoked."""
        second = changed(
            self.report,
            id=2,
            version=2,
            code="verification-code-two",
            frozen_at=self.now,
            replaces_frozen_at=self.report.frozen_at,
            work_done="Corrigé.",
            **changes,
        )
        old = await self.file()
        await self.save(
            replace(old, replaced=True),
            ReportFile(report=second, work_order_id=1, client_pdf_sha256=await self.archive.keep(COPY_PDF)),
        )
        await self.link("client-token-one", revoked_at=self.now)
        await self.link("technician-token-one", device="technician", revoked_at=self.now)
        return second

    def browser(self, **kwargs: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=("203.0.113.7", 4711))
        headers = {"user-agent": "TestPhone/1.0", **kwargs.pop("headers", {})}
        base = kwargs.pop("base_url", "http://constat.test")
        return httpx.AsyncClient(transport=transport, base_url=base, headers=headers, **kwargs)

    async def filled(self, browser: httpx.AsyncClient, **fields: str) -> dict[str, str]:
        """The form of the first version as a browser would send it: with the page's own token."""
        token = await self.form_token(browser)
        form = {"form_token": token, "word": "accepted", "name": "Camille Exemple", "consent": "yes"}
        return {**form, "signature": self.drawing(), "ink": "[[0.1,0.2,0.01]]", **fields}

    async def form_token(self, browser: httpx.AsyncClient) -> str:
        """The page's own token, empty where it asks for nothing."""
        page = (await browser.get(f"/r/{self.report.code}")).text
        return page.partition('name="form_token" value="')[2].partition('"')[0]

    def drawing(self, *, ink: bool = True) -> str:
        """A signature as the pad sends it."""
        image = Image.new("RGB", (1200, 480), "white")
        if ink:
            ImageDraw.Draw(image).line([(200, 300), (400, 100), (600, 320), (900, 200)], fill="#14213d", width=8)
        out = io.BytesIO()
        image.save(out, "PNG")
        return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()

    async def inside(self, token: str = "client-token-one", **kwargs: Any) -> httpx.AsyncClient:
        """A browser that has opened the report."""
        browser = self.browser(**kwargs)
        answer = await browser.post(f"/c/{token}")
        assert answer.status_code == 303
        return browser


MakeScene = Callable[..., Awaitable[Scene]]


@pytest.fixture
async def make_scene(tmp_path: Path) -> AsyncIterator[MakeScene]:
    """Makes the scene in a language; `secure`, `webhook` and `logo` go to the pages, other changes into the report."""
    opened: list[Database] = []

    async def make(
        language: Language = "fr",
        *,
        secure: bool = False,
        webhook: Any = None,
        logo: bytes | None = None,
        ready: bool = True,
        **changes: Any,
    ) -> Scene:
        folder = tmp_path / f"house-{len(opened)}"
        folder.mkdir()
        url = f"sqlite+aiosqlite:///{folder / 'constat.db'}"
        await upgrade(url)
        db = Database.open(url)
        opened.append(db)
        archive = Archive(folder / "archive")
        shots = [
            await archive.keep(picture(colour)) for colour in ("#7a95a0", "#5c7f6a", "#a58a6a", "#8d8da8", "#6a8aa5")
        ]
        photos = (
            ReportPhoto(sha256=shots[0], taken_at=MORNING, phase="before", caption="Groupe encrassé"),
            ReportPhoto(sha256=shots[1], taken_at=MORNING, phase="after", caption="Groupe nettoyé"),
            ReportPhoto(sha256=shots[2], taken_at=MORNING, phase="during", subject="anomaly:4", caption="Joint fendu"),
            ReportPhoto(sha256=shots[3], taken_at=MORNING, phase="during", subject="check:plate"),
            ReportPhoto(sha256=shots[4], taken_at=MORNING, phase="during"),
            ReportPhoto(sha256=None, taken_at=MORNING, phase="after", caption="Vue d’ensemble"),
        )
        report = changed(frozen_report(photos, language), **changes)
        scene = Scene(folder, db, archive, report)
        await scene.save(
            Person(id=1, name="Léa Exemple", roles=frozenset({Role.TECHNICIAN}), chat_id=101),
            Person(id=2, name="Camille Exemple", roles=frozenset({Role.DISPATCHER}), chat_id=102),
            Client(id=1, name=report.client_name, language=language),
            Site(id=1, client_id=1, name=report.site_name, address=report.site_address),
            WorkOrder(id=1, number="OI-2026-0042", client_id=1, site_id=1, starts_at=MORNING,
                      ends_at=MORNING + timedelta(hours=2), mission=report.mission, trade="cooling", created_by=2,
                      created_at=MORNING, state=WorkOrderState.SUBMITTED, technician_id=1, visit_id=1),
            Visit(id=1, work_order_id=1, technician_id=1, trade="cooling", interview_version="v1",
                  offered_at=MORNING, state=VisitState.FROZEN, outcome=Outcome.DONE),
            ReportFile(report=report, work_order_id=1),
        )  # fmt: skip
        await scene.link("client-token-one")
        await scene.link("technician-token-one", device="technician")
        if ready:
            await scene.happens(ClientCopyMade(at=SIGNING, report_id=1, sha256=await archive.keep(COPY_PDF)))

        async def keep_drawing(png: bytes) -> str:
            return await archive.keep(clean_signature(png))

        scene.deps = WebDeps(db=db, archive=archive, keep_drawing=keep_drawing, house=HOUSE, submit=scene.submit,
                             clock=lambda: scene.now, key=b"k" * 32, secure=secure, webhook=webhook,
                             logo=logo)  # fmt: skip
        scene.app = make_app(scene.deps)
        return scene

    yield make
    for db in opened:
        await db.close()


@pytest.fixture
async def scene(make_scene: MakeScene) -> Scene:
    """The scene in French."""
    return await make_scene()
