"""The ways to a report's page are made here. Imported by its neighbours."""

from core.facts import Link
from core.report import Report
from core.turn import Turn


def make_link(turn: Turn, report: Report, token_sha256: str, device: str) -> None:
    """Let the token of that hash lead to this version, as long as the house says. `device` as in `core.facts.Link`."""
    until, at = turn.now + turn.house.link_life, turn.now
    turn.save(Link(token_sha256=token_sha256, report_id=report.id, device=device, expires_at=until, made_at=at))
