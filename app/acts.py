"""Everything that can be asked from the command line, by name. Imported by `app.administration` and `app.service`."""

from app import inviting, outbox, staff
from app.administration import Act, answering
from app.doctor.command import here
from app.keeping import backup, erase, export

ACTS: dict[str, Act] = {
    "here": answering(here),
    "invite": answering(inviting.invite),
    "team": answering(staff.team),
    "disable": answering(staff.disable),
    "enable": answering(staff.enable),
    "rename": answering(staff.rename),
    "roles": answering(staff.change_roles),
    "relink": answering(staff.relink),
    "resend": answering(staff.resend),
    "withdraw": answering(staff.withdraw),
    **outbox.ACTS,
    "backup": backup.backup,
    "export_client": export.export_client,
    "erase_client_shown": erase.erase_client_shown,
    "erase_client": erase.erase_client,
}
