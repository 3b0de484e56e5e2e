"""A letter that comes back later: which one it was, by its Message-ID, and why (delivery status notice, RFC 3464).

The Message-ID carries a keyed hash, so that nobody can make up that a letter came back. May import `core`. Used by
`courier.mail` and `app`.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from core.reading import visible_line

LONGEST_REASON = 200
_NAME = re.compile(r"<?([a-z]+)\.(\d{1,15})\.([a-z_]+)\.(\d{1,15})\.([0-9a-f]{32})@")


@dataclass(frozen=True)
class Bounce:
    """A letter of ours that came back; `topic`, `about`, `kind` as in `core.effects.SendMail`."""

    topic: str
    about: int
    kind: str
    address: str
    reason: str


def letter_name(key: bytes, topic: str, about: int, kind: str, number: int) -> str:
    """The left side of a letter's Message-ID; `number` tells letters of one kind apart."""
    name = f"{topic}.{about}.{kind}.{number}"
    return f"{name}.{_mac(key, name)}"


def _mac(key: bytes, name: str) -> str:
    return hmac.new(key, f"letter\0{name}".encode(), hashlib.sha256).hexdigest()[:32]


def bounce_in(raw: bytes, key: bytes) -> Bounce | None:
    """What a mail to the sender's address says came back for good; None for any other mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    failed = next((block for part in parts for block in _recipients(part) if _has_failed(block)), None)
    name = next((found for part in parts if (found := _name_in(part)) is not None), None)
    if failed is None or name is None:
        return None
    topic, about, kind, number, mac = name.groups()
    if not hmac.compare_digest(mac, _mac(key, f"{topic}.{about}.{kind}.{number}")):
        return None
    address = _value(failed, "original-recipient") or _value(failed, "final-recipient")
    reason = _value(failed, "diagnostic-code") or str(failed.get("status", "")) or "–"
    return Bounce(topic, int(about), kind, visible_line(address), visible_line(reason)[:LONGEST_REASON])


def _recipients(part: Message) -> Iterator[Message]:
    """The fields of each recipient (RFC 3464, section 2.3)."""
    if part.get_content_type() == "message/delivery-status" and isinstance(part, EmailMessage) and part.is_multipart():
        yield from (block for block in part.iter_parts() if "action" in block)


def _has_failed(block: Message) -> bool:
    return str(block["action"]).strip().lower() == "failed"


def _value(block: Message, name: str) -> str:
    """A field's text after its type: `rfc822; somebody@example.org`."""
    return str(block.get(name, "")).partition(";")[2].strip()


def _name_in(part: Message) -> re.Match[str] | None:
    """The Message-ID of the letter that came back: of the part that holds it, or only its header lines."""
    if part.get_content_type() == "text/rfc822-headers":
        text = part.get_content() if isinstance(part, EmailMessage) else ""
        line = re.search(r"^message-id:\s*(.+)$", text, re.IGNORECASE | re.MULTILINE)
        return _NAME.match(line[1]) if line else None
    if part.get_content_type() == "message/rfc822" and isinstance(part, EmailMessage):
        inner = next(iter(part.iter_parts()), None)
        return _NAME.match(str(inner.get("message-id", "")).strip()) if inner is not None else None
    return None
