"""The ways to a report's page are made here. Imported by its neighbours."""

from datetime import timedelta

from core.facts import Link
from core.report import Report
from core.turn import Turn

LINK_LIFE = timedelta(days=30)


def make_link(turn: Turn, report: Report, token_sha256: str, device: str) -> None:
    """Let the token of that hash lead to this version, for thirty days. `device` as in `core.facts.Link`."""
    turn.save(Link(token_sha256=token_sha256, report_id=report.id, device=device, expires_at=turn.now + LINK_LIFE))
