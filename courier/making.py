"""What worker processes are asked to do: plain functions from data to bytes. May import `core`, `evidence`.

Used by `courier.jobs`. Imports that cost (fpdf2, pyHanko) come with the first PDF and seal, in the worker alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.company import Company
from core.confirmation import Confirmation
from core.evidence_log import Chained
from core.report import Report, Seal, Stamp
from evidence.identity import Identity


@dataclass(frozen=True)
class Order:
    """Everything that a report's PDF is made from. `printed_at` is UTC; photos are JPEGs by SHA-256 (hex)."""

    report: Report
    seal: Seal | None
    confirmation: Confirmation | None
    company: Company
    photos: Mapping[str, bytes]
    signature_png: bytes | None
    logo: bytes | None
    verification_url: str
    printed_at: datetime
    log: tuple[Chained, ...] = ()
    """What is known of the report's history when it is sealed."""
    stamp: Stamp | None = None
    """What the seal's time rests on, where a time stamping authority is asked."""


def render(order: Order) -> bytes:
    """The PDF, not sealed."""
    from evidence.pdf import render_report

    return render_report(
        order.report,
        seal=order.seal,
        confirmation=order.confirmation,
        company=order.company,
        photos=order.photos,
        signature_png=order.signature_png,
        logo=order.logo,
        verification_url=order.verification_url,
        printed_at=order.printed_at,
        log=order.log,
        stamp=order.stamp,
    )


def render_and_seal(order: Order, identity: Identity, reason: str, tsa_url: str | None = None) -> bytes:
    """The PDF, sealed with the company's certificate at `printed_at`; raises what `evidence.seal.seal` raises."""
    from evidence.seal import seal

    pdf = render(order)
    return seal(pdf, identity, reason=reason, location=order.company.name, now=order.printed_at, tsa_url=tsa_url)
