"""A mail that came to the sender's address: noted where it says that a letter to a client came back. An act."""

import base64
from typing import Any

from app.acting import Inside, NotDone
from app.keys import ensure_key
from app.mailing import KEY
from core.events import MailRefused
from courier.bounces import bounce_in
from storage.apply import Arrival


async def bounced(inside: Inside, args: dict[str, Any]) -> bool:
    """Whether it was one; `mail` is the whole mail, base64."""
    found = bounce_in(base64.b64decode(args["mail"]), ensure_key(inside.settings.data_dir / KEY))
    if found is None:
        return False
    event = MailRefused(at=inside.clock(), topic=found.topic, about=found.about, kind=found.kind,
                        address=found.address, reason=found.reason)  # fmt: skip
    name = f"bounced:{found.topic}:{found.about}:{found.kind}:{found.number}"
    applied = await inside.submit(Arrival(event, key=name))
    if applied.state == "failed":
        raise NotDone(f"It cannot be noted now ({applied.problem}): try again.")
    return True
