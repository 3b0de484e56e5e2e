"""Reports, words of clients and photos as they come out of a visit, and how to read what was printed."""

import io
import re
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader

from core.company import Company
from core.confirmation import Confirmation, Evidence, Word
from core.report import (
    CheckLine,
    Period,
    Report,
    ReportAnomaly,
    ReportMaterial,
    ReportPhoto,
    report_sha256,
)
from core.visit import Answer, Outcome, Severity
from evidence.pdf import render_report
from evidence.pictures import clean_picture

URL = "https://rapports.climatique.example/v/k3Jd9sQ"
COMPANY = Company(
    name="Climatique Modèle SARL",
    address="12 rue des Exemples, 69003 Lyon",
    phone="04 00 00 00 00",
    email="contact@climatique.example",
    registration="SIRET 000 000 000 00000",
)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, second, tzinfo=UTC)


def a_photo(number: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    image = Image.effect_noise(size, 40 + number).convert("RGB")
    ImageDraw.Draw(image).rectangle([100, 100, 400 + 10 * number, 500], fill=(200, 10 * number, 30))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return clean_picture(out.getvalue()).jpeg


def a_report(**changes: Any) -> Report:
    facts: dict[str, Any] = {
        "id": 42,
        "number": "RI-2026-0042",
        "version": 1,
        "code": "k3Jd9sQ",
        "visit_id": 7,
        "language": "fr",
        "time_zone": "Europe/Paris",
        "frozen_at": at(9, 12, 30),
        "work_order_number": "OI-2026-0042",
        "client_name": "Boulangerie Modèle",
        "client_address": "4 place du Marché-Exemple, 69001 Lyon",
        "site_name": "Fournil",
        "site_address": "4 bis place du Marché-Exemple, 69001 Lyon",
        "technician_name": "Camille Exemple",
        "trade": "cooling",
        "trade_name": "Climatisation et froid",
        "mission": "Entretien annuel du groupe froid.",
        "constraints": "Avant l’ouverture.",
        "appointment_starts_at": at(7),
        "appointment_ends_at": at(9),
        "arrived_at": at(7, 32),
        "left_at": at(9, 5),
        "periods": (
            Period(kind="travel", starts_at=at(7, 5), ends_at=at(7, 32), length=timedelta(minutes=27)),
            Period(kind="work", starts_at=at(7, 32), ends_at=at(9, 5), length=timedelta(minutes=78)),
            Period(kind="pause", length=timedelta(minutes=15)),
        ),
        "work_done": "Nettoyage du condenseur.",
        "outcome": Outcome.DONE,
        "checklist": (
            CheckLine(question_id="fluid", question="Fluide", answer=Answer(choice="r449a"), choice="R449A"),
            CheckLine(question_id="charged", question="Charge", answer=Answer(number=Decimal("0.4")), unit="kg"),
        ),
        "anomalies": (
            ReportAnomaly(id=1, description="Isolant dégradé.", severity=Severity.MINOR),
            ReportAnomaly(id=2, description="Câble dénudé.", severity=Severity.DANGEROUS),
        ),
        "materials": (
            ReportMaterial(name="Filtre déshydrateur", reference="DML-083", quantity=Decimal(2), unit="kg"),
            ReportMaterial(name="Tube cuivre", quantity=Decimal("3.5"), unit="m", billable=False),
        ),
        "advice": "Apporter la grande échelle.",
    }
    return Report(**{**facts, **changes})


def photographed(jpegs: dict[str, bytes], count: int) -> tuple[ReportPhoto, ...]:
    subjects = {1: "anomaly:2", 2: "check:fluid"}
    return tuple(
        ReportPhoto(
            sha256=sha256,
            taken_at=at(7, 40 + number),
            phase=("before", "during", "after")[number % 3],
            subject=subjects.get(number),
            caption=f"Vue numéro {number}",
        )
        for number, sha256 in enumerate(list(jpegs)[:count])
    )


def the_word(report: Report, **changes: Any) -> Confirmation:
    facts: dict[str, Any] = {
        "word": Word.ACCEPTED,
        "name": "Dominique Modèle",
        "role": "Gérante",
        "remarks": "Travail soigné.",
        "stars": 4,
        "signed_at": at(9, 20, 41),
        "client_pdf_sha256": "3f" * 32,
        "report_sha256": report_sha256(report),
        "evidence": Evidence(opened_at=at(9, 18, 2), ip="203.0.113.24", consent_version="2026-11"),
    }
    return Confirmation(**{**facts, **changes})


def printed(report: Report, **changes: Any) -> bytes:
    facts: dict[str, Any] = {
        "seal": None,
        "confirmation": None,
        "company": COMPANY,
        "photos": {},
        "signature_png": None,
        "logo": None,
        "verification_url": URL,
        "printed_at": report.frozen_at,
    }
    return render_report(report, **{**facts, **changes})


def text_of(pdf: bytes, *options: str) -> str:
    """All text with every run of white space as one space."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def pdfsig(pdf: bytes) -> str:
    """What poppler says of the signatures."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return subprocess.run(["pdfsig", file.name], capture_output=True, text=True, check=True).stdout


def words_of(pdf: bytes) -> str:
    """Each word with the box in which it stands, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().partition("<page")[2]


def pages_of(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def attachments(pdf: bytes) -> dict[str, bytes]:
    reader = PdfFileReader(io.BytesIO(pdf))
    entries = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(entries[i]["/F"]): entries[i]["/EF"]["/F"].data for i in range(1, len(entries), 2)}
