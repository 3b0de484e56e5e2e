"""The ways to a report's page are made and ended here. Imported by its neighbours."""

from collections.abc import Container
from dataclasses import replace

from core.facts import Link
from core.report import Report
from core.turn import Turn


def make_link(turn: Turn, report: Report, token_sha256: str, device: str) -> None:
    """Let the token of that hash lead to this version, as long as the house says. `device` as in `core.facts.Link`."""
    until, at = turn.now + turn.house.link_life, turn.now
    turn.save(Link(token_sha256=token_sha256, report_id=report.id, device=device, expires_at=until, made_at=at))


def end_links(turn: Turn, report: Report, devices: Container[str] | None = None) -> None:
    """Let the links to this version lead nowhere; only those made for these `devices` (`core.facts.Link`) if given."""
    for link in turn.facts.links:
        meant = link.report_id == report.id and (devices is None or link.device in devices)
        if meant and link.revoked_at is None:
            turn.save(replace(link, revoked_at=turn.now))


def was_mailed(turn: Turn, report: Report) -> bool:
    """Whether the client was sent a link to this version by mail."""
    return any(link.device == "mail" and link.report_id == report.id for link in turn.facts.links)
