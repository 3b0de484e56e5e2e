"""How long things are kept: what the settings say, and what the law wants. Imported by its neighbours.

French commercial code, article L123-22: accounting documents and what supports them are kept for ten years, counted
from the end of the financial year; a sealed report supports an invoice. The regulation (EU) 2016/679 lets a controller
keep what another law obliges it to keep (article 17(3)(b)), and what it needs for legal claims (article 17(3)(e)).
The texts were read in copies published by third parties, not in the official journals; have your counsel confirm them.
A financial year that does not end in December, or another trade's rules, need a longer setting.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.settings import Settings
from core.facts import ReportFile
from storage.holding import is_kept
from storage.retention import Ends

REASON = "code de commerce, art. L123-22; GDPR art. 17(3)(b)"


def kept_until(file: ReportFile, years: int) -> datetime | None:
    """Until when (UTC) the law has this version kept: the end of the year that it was made in, and so many years on.

    None for what was never sealed.
    """
    if not is_kept(file):
        return None
    return datetime(file.report.frozen_at.year + years + 1, 1, 1, tzinfo=UTC)


def keep(settings: Settings, now: datetime) -> Callable[[ReportFile], datetime | None]:
    """The rule for erasing at `now` (UTC): what the law has kept no more goes at once."""

    def until(file: ReportFile) -> datetime | None:
        end = kept_until(file, settings.keep_reports_years)
        return end if end is not None and end > now else None

    return until


def ends(settings: Settings, now: datetime) -> Ends:
    """What lies before which moments is over at `now` (UTC)."""
    reports = _years_ago(now, settings.keep_reports_years)
    return Ends(
        reports=reports,
        outbox=now - timedelta(days=settings.keep_journal_days),
        office_messages=now - timedelta(days=settings.keep_office_messages_days),
        inbox=now - timedelta(days=settings.keep_kept_updates_days),
        # A client goes with the last of their reports at the latest.
        clients=max(reports, _years_ago(now, settings.keep_clients_years)),
    )


def _years_ago(now: datetime, years: int) -> datetime:
    """The first day of the year whose reports are still kept: whole years, as the law counts."""
    return datetime(now.year - years, 1, 1, tzinfo=UTC)
