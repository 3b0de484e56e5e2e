"""Letters to clients by mail: to whom, in which language. Imported by whatever of `core` writes to a client, and `web`.

Written to only where the client's address is on file and the house has a mail server.
"""

from typing import Any

from core.clients import Client
from core.effects import MailKind, MailTopic, Moment, Phrase, SendMail, say
from core.people import Language
from core.turn import Turn


def address_of(turn: Turn, client: Client) -> str | None:
    """Where the client can be written to, or None."""
    return client.email if turn.house.mail else None


def masked(address: str) -> str:
    """An address as others may see it: `c…@example.org`."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def write(
    turn: Turn,
    topic: MailTopic,
    about: int,
    kind: MailKind,
    address: str,
    language: Language,
    *lines: Phrase,
    number: str,
    day: Moment | None = None,
    **more: Any,
) -> None:
    """Write a greeting, then the lines; `number` and `day` are for the subject, `more` as in `SendMail`."""
    turn.do(
        SendMail(
            topic=topic,
            about=about,
            kind=kind,
            address=address,
            language=language,
            subject=say(f"mail.{kind}.subject", company=turn.house.company.name, number=number, day=day),
            lines=(say("mail.hello"), *lines),
            **more,
        )
    )
