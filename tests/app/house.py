"""A data folder with two clients and their papers, as the acts of `app.keeping` find it. Imported by their tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from app.settings import Settings
from core.clients import Access
from core.facts import Link, ReportFile
from core.office.message import OfficeMessage
from core.report import Seal
from core.visit import Photo, PhotoState, Recording, VisitState
from core.work_order import WorkOrderState
from storage.archive import Archive
from storage.database import Database
from storage.migrate import upgrade
from storage.save import save_all
from tests.storage.world import BAKERY, EVERYTHING, HOUR, NOW, ORDER, OVEN, VISIT, report, word

CAFE = replace(BAKERY, id=2, name="Café Échantillon", language="en", phone="+33 2 00 00 00 00")
THEIRS = ("Café Échantillon", "Terrasse", "Percolateur", "Détartré", "+33 2 00 00 00 00")
"""What is held about the café, and only about it."""
OURS = ("Boulangerie <Modèle>", "Fournil", "Four froid", "Résistance changée", "4B12", "Joint usé", "Revoir le joint",
        "Lou Cliente", "clés perdues", "Résistance 2 kW", "Camille Exemple", "notice.pdf")  # fmt: skip
"""What is held about the bakery."""


@dataclass
class Acting:
    """What an act gets, outside a service."""

    db: Database
    archive: Archive
    settings: Settings
    now: datetime = NOW

    @property
    def clock(self) -> Callable[[], datetime]:
        """A clock that stands."""
        return lambda: self.now

    async def does(self, act: Callable[..., AsyncIterator[dict[str, Any]]], **args: Any) -> dict[str, Any]:
        """Do an act to its end; its last word."""
        said = [each async for each in act(self, args)]
        assert all("progress" in each for each in said[:-1])
        return said[-1]


@asynccontextmanager
async def acting(folder: Path) -> AsyncIterator[Acting]:
    """An empty data folder, with its database open."""
    settings = Settings(data_dir=folder / "data", company_file=folder / "constat.toml", database_url="", _env_file=None)
    if not settings.company_file.exists():
        settings.company_file.write_text('name = "Froid Modèle SARL"\ntime_zone = "Europe/Paris"\n', "utf-8")
    settings.data_dir.mkdir(exist_ok=True)
    await upgrade(settings.database)
    db = Database.open(settings.database)
    try:
        yield Acting(db, Archive(settings.data_dir / "archive"), settings)
    finally:
        await db.close()


async def furnish(house: Acting) -> None:
    """Two clients, each with a sealed report, one photo of their own and one that both visits show."""
    store = house.archive.store
    both, ours, theirs = store(b"both"), store(b"ours"), store(b"theirs")
    (house.settings.data_dir / "web.key").write_bytes(b"key")
    (house.settings.data_dir / "identity.p12").write_bytes(b"identity")
    bakery = replace(BAKERY, name="Boulangerie <Modèle>")
    notice = Recording(id=3, kind="document", file_id="f", file_unique_id="u", made_at=NOW, name="notice.pdf",
                       mime="application/pdf", state=PhotoState.STORED, sha256=store(b"notice"))  # fmt: skip
    their_order = replace(ORDER, id=2, number="OI-2026-0002", client_id=2, site_id=2, visit_id=2,
                          state=WorkOrderState.DONE, mission="Percolateur")  # fmt: skip
    nouns = (
        *EVERYTHING,
        bakery,
        replace(OVEN, access=Access(door_code="4B12")),
        replace(ORDER, state=WorkOrderState.DONE, office_messages=1),
        replace(VISIT, state=VisitState.FROZEN, photos=(photo(1, both), photo(2, ours)), recordings=(notice,)),
        CAFE,
        replace(OVEN, id=2, client_id=2, name="Terrasse", address="2 rue d’Essai"),
        their_order,
        replace(VISIT, id=2, work_order_id=2, state=VisitState.FROZEN, photos=(photo(1, both), photo(2, theirs))),
        OfficeMessage(id=1, work_order_id=1, author_id=1, author_name="Camille Exemple", from_office=False, at=NOW,
                      kind="text", message_id=3, text="clés perdues"),
    )  # fmt: skip
    await house.db.write(lambda session: save_all(session, nouns))
    said = replace(word(), signature_sha256=store(b"drawn"))
    frozen = replace(report(), client_name=bakery.name, photos=())
    file = ReportFile(
        report=frozen, work_order_id=1, client_pdf_sha256=store(b"copy"), sealed_pdf_sha256=store(b"sealed"),
        seal=Seal.WITH_WORD, sealed_at=NOW, confirmation=said,
    )  # fmt: skip
    their_report = replace(report(2, visit_id=2), client_name=CAFE.name, site_name="Terrasse", mission="Percolateur",
                           work_done="Détartré", photos=(), advice=None, materials=(), anomalies=())  # fmt: skip
    link = Link(token_sha256="12" * 32, report_id=1, device="client", expires_at=NOW + HOUR)
    their_file = ReportFile(
        report=their_report, work_order_id=2, client_pdf_sha256=store(b"their copy"),
        sealed_pdf_sha256=store(b"theirs sealed"), seal=Seal.AWAITING, sealed_at=NOW,
    )  # fmt: skip
    await house.db.write(lambda session: save_all(session, (file, their_file, link)))


def photo(number: int, sha256: str) -> Photo:
    """A stored photo."""
    return Photo(id=number, file_id="f", file_unique_id="u", taken_at=NOW, state=PhotoState.STORED, sha256=sha256)
