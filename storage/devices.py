"""On which devices reports of which clients were opened. Used by `storage.desk` and `storage.save`."""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.facts import DeviceSeen
from storage.tables import DeviceSeenRow
from storage.upsert import put_once

_seen = DeviceSeenRow.__table__.c


def note_device(session: Session, noun: DeviceSeen) -> None:
    """Remember that a report of this client was opened on this device; once is enough."""
    put_once(session, DeviceSeenRow, {"device": noun.device, "client_id": noun.client_id})


def other_clients_on(session: Session, device: str, client_id: int) -> int:
    """Of how many other clients reports were opened on this device."""
    others = (_seen.device == device) & (_seen.client_id != client_id)
    return int(session.execute(select(func.count()).where(others)).scalar() or 0)


def forget_client(session: Session, client_id: int) -> None:
    """Forget on which devices a client's reports were opened."""
    session.execute(delete(DeviceSeenRow).where(_seen.client_id == client_id))
