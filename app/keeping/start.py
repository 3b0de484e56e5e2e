"""What is done at every start before anybody is served: erasures made good, a backup gone on from. Used by `app`.

A client that was erased and came back with an older backup is erased again; see `storage.ledger`, `storage.going_on`.
"""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from app.keeping import law
from app.keeping.files import remove_doomed
from app.settings import Settings, SettingsMistake
from core.company import Company
from core.effects import Argument, Moment
from core.events import Alerted, BroughtBack
from core.people import Person
from core.summary import due_days
from storage import erasing, going_on, ledger
from storage.apply import Arrival
from storage.archive import Archive
from storage.backup import returning
from storage.backup.returning import Restored
from storage.database import Database
from storage.flush import private_folder
from storage.going_on import WentOn
from storage.holding import of_client
from storage.ledger import Erasure
from storage.standstill import Reason
from storage.tables import BackupPlaceRow
from storage.upsert import put

log = structlog.get_logger(__name__)


def open_data_folder(settings: Settings) -> None:
    """Make the data folder where there is none. Raises SettingsMistake where there cannot be one, PermissionError."""
    try:
        private_folder(settings.data_dir)
    except PermissionError:
        raise
    except OSError as error:
        raise SettingsMistake(
            f"{settings.data_dir} cannot be the data folder ({error.strerror}): write another CONSTAT_DATA_DIR."
        ) from None


def cannot_store(settings: Settings, reason: Reason, then: str) -> SettingsMistake:
    """That nothing can be stored, and what to do once it can."""
    why = reason.replace("_", " ")
    return SettingsMistake(f"Nothing can be stored in {settings.data_dir} ({why}): put that right and {then}.")


def check_data_folder(settings: Settings) -> None:
    """Raise SettingsMistake where a restore was interrupted: what lies there is no whole."""
    if returning.is_half_done(settings.data_dir):
        raise SettingsMistake(
            f"Bringing a backup back into {settings.data_dir} was interrupted: run constat restore again, "
            "with --replace."
        )


async def make_good(db: Database, archive: Archive, settings: Settings, now: datetime) -> int:
    """Erase again whoever was erased before; how many came back. Raises SettingsMistake for a damaged ledger."""
    try:
        erasures = ledger.read(settings.data_dir / ledger.NAME)
    except ValueError as problem:
        raise SettingsMistake(
            f"{problem} of the list of erasures is damaged: copy {ledger.NAME} from where your backups are."
        ) from None
    keep = law.keep(settings, now)
    erased = [each for each in erasures if await db.write(lambda s, e=each: _erase_again(s, e, keep))]  # type: ignore[misc]
    if erased:
        log.info("erased_again", clients=[each.client for each in erased])
    await remove_doomed(db, archive)
    return len(erased)


def _erase_again(session: Session, erasure: Erasure, keep: erasing.Keep) -> bool:
    held = of_client(session, erasure.client)
    if held is None or not erasure.means(erasure.client, held.mark):
        return False
    erasing.erase_client(session, held, erasure.at, keep)
    return True


async def go_on_from_backup(db: Database, settings: Settings, company: Company) -> tuple[Restored, WentOn] | None:
    """Go on from a backup that was brought back since the last start, if one was; see `storage.going_on`."""
    restored = returning.restored_here(settings.data_dir)
    if restored is None:
        return None
    at = restored.at

    def days_over(manager: Person, last: date | None) -> tuple[date, ...]:
        zone = manager.time_zone or company.time_zone
        known = last or restored.taken_at.astimezone(ZoneInfo(zone)).date()
        return due_days(at, zone, settings.summary_at, known)

    def go_on(session: Session) -> WentOn:
        for place in restored.places:
            put(session, BackupPlaceRow, {"folder": place, "at": restored.taken_at})
        return going_on.go_on(session, restored.taken_at, at, days_over)

    went_on = await db.write(go_on)
    log.info("goes_on_from_backup", taken_at=restored.taken_at.isoformat(), held=went_on.held)
    return restored, went_on


async def tell(
    settings: Settings,
    company: Company,
    restored: Restored,
    went_on: WentOn,
    submit: Callable[[Arrival], Awaitable[object]],
    now: datetime,
) -> None:
    """Tell the administrators what is held, and everybody in the middle of something where they are."""
    taken_at, at = (Moment(at=m, zone=company.time_zone, style="both") for m in (restored.taken_at, restored.at))
    args: dict[str, Argument] = {"taken_at": taken_at, "at": at} | ({"n": went_on.held} if went_on.held else {})
    code = "restored" if went_on.held else "restored_none_held"
    await submit(Arrival(Alerted(at=now, code=code, about=restored.at.isoformat(), args=args)))
    for person in went_on.people:
        await submit(Arrival(BroughtBack(at=now, taken_at=restored.taken_at), person_id=person))
    returning.went_on(settings.data_dir)
