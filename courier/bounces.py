"""A letter that comes back later: which one it was, by its Message-ID, and why (delivery status notice, RFC 3464).

The Message-ID carries a keyed hash over the letter and its address, so that nobody but those who have the letter can
make up that it came back. May import `core`. Used by `courier.mail` and `app`.
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
_NAME = re.compile(r"^message-id:\s*<([a-z]+)\.(\d{1,15})\.([a-z_]+)\.(\d{1,15})\.([0-9a-f]{32})@", re.I | re.M)
_TO = re.compile(r"^to:\s*<?([^\s<>]{3,254})>?\s*$", re.I | re.M)


@dataclass(frozen=True)
class Bounce:
    """A letter of ours that came back; `topic`, `about`, `kind` as in `core.effects.SendMail`."""

    topic: str
    about: int
    kind: str
    number: int
    address: str
    reason: str


def letter_name(key: bytes, topic: str, about: int, kind: str, number: int, address: str) -> str:
    """The left side of a letter's Message-ID; `number` tells letters of one kind apart."""
    name = f"{topic}.{about}.{kind}.{number}"
    return f"{name}.{_mac(key, name, address)}"


def _mac(key: bytes, name: str, address: str) -> str:
    return hmac.new(key, f"letter\0{name}\0{address}".encode(), hashlib.sha256).hexdigest()[:32]


def bounce_in(raw: bytes, key: bytes) -> Bounce | None:
    """What a mail to the sender's address says came back for good; None for any other mail."""
    try:
        return _bounce_in(raw, key)
    except (LookupError, ValueError, AttributeError, TypeError, RecursionError):
        return None  # What the parser stumbles over is written by nobody's mail server.


def _bounce_in(raw: bytes, key: bytes) -> Bounce | None:
    mail = message_from_bytes(raw, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = list(mail.walk())
    failed = next((block for part in parts for block in _recipients(part) if _has_failed(block)), None)
    returned = next((found for part in parts if (found := _returned(part))), "")
    name, to = _NAME.search(returned), _TO.search(returned)
    if failed is None or name is None or to is None:
        return None
    (topic, about, kind, number, mac), address = name.groups(), to[1]
    if not hmac.compare_digest(mac, _mac(key, f"{topic}.{about}.{kind}.{number}", address)):
        return None
    reason = _value(failed, "diagnostic-code") or str(failed.get("status", "")) or "–"
    return Bounce(topic, int(about), kind, int(number), address, visible_line(reason)[:LONGEST_REASON])


def _recipients(part: Message) -> Iterator[Message]:
    """The fields of each recipient (RFC 3464, section 2.3)."""
    if part.get_content_type() == "message/delivery-status" and isinstance(part, EmailMessage) and part.is_multipart():
        yield from (block for block in part.iter_parts() if "action" in block)


def _has_failed(block: Message) -> bool:
    return str(block["action"]).strip().lower() == "failed"


def _value(block: Message, name: str) -> str:
    """A field's text after its type: `rfc822; somebody@example.org`."""
    return str(block.get(name, "")).partition(";")[2].strip()


def _returned(part: Message) -> str:
    """The header lines of the letter that came back, unfolded: of the part that holds it, or only them."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        lines = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    elif part.get_content_type() == "message/rfc822" and isinstance(part, EmailMessage):
        inner = next(iter(part.iter_parts()), None)
        lines = "\n".join(f"{name}: {value}" for name, value in inner.raw_items()) if inner is not None else ""
    else:
        return ""
    return re.sub(r"\r?\n[ \t]+", " ", lines)
