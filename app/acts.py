"""Everything that can be asked from the command line, by name. Imported by `app.administration` and `app.service`."""

from typing import Any

from app import bounced, inviting, staff, stuck
from app.acting import Act, Inside, answering
from app.keeping import backup, erase, export


async def _here(inside: Inside, args: dict[str, Any]) -> bool:
    """Whoever answers runs."""
    return True


ACTS: dict[str, Act] = {
    "here": answering(_here),
    "invite": answering(inviting.invite),
    "team": answering(staff.team),
    "disable": answering(staff.disable),
    "enable": answering(staff.enable),
    "rename": answering(staff.rename),
    "roles": answering(staff.change_roles),
    "relink": answering(staff.relink),
    "resend": answering(staff.resend),
    "withdraw": answering(staff.withdraw),
    **stuck.ACTS,
    "bounced": answering(bounced.bounced),
    "backup": backup.backup,
    "export_client": export.export_client,
    "erase_client_shown": answering(erase.erase_client_shown),
    "erase_client": erase.erase_client,
}
