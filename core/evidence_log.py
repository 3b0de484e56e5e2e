"""What happened to a report, in order: entries that are only ever added, each bound to the one before by its SHA-256.

One chain for all versions of a report. What an entry says (`facts`) is bound by a salted hash of its own, so that it
can be erased and the chain still be checked. Imported by every room; `storage.evidence_log` keeps the chains.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from core.base import Noun

Kind = Literal[
    "created", "sent", "bounced", "opened", "contested", "answered", "code_sent", "code_verified", "code_failed",
    "word", "sealed", "posted", "replaced",
]  # fmt: skip


class Entry(Noun, frozen=True, kw_only=True):
    """Something that happened to a version of a report, at a UTC time. `facts` are words and hashes, no prose."""

    visit_id: int
    report_id: int
    version: int
    kind: Kind
    at: datetime
    facts: dict[str, str] = {}


class Chained(Noun, frozen=True, kw_only=True):
    """An entry in its place: number `n` from 1. Hashes are hex; `previous` is empty for the first.

    `facts` and `salt` are None once they were erased; what is left still holds the chain together.
    """

    n: int
    report_id: int
    version: int
    kind: Kind
    at: datetime
    facts: dict[str, str] | None
    salt: str | None
    facts_sha256: str
    previous: str
    sha256: str = ""


def chained(entry: Entry, n: int, salt: str, previous: str) -> Chained:
    """The entry bound to the one before it, whose hash is `previous`. `salt` is a secret of this entry alone."""
    link = Chained(
        n=n,
        report_id=entry.report_id,
        version=entry.version,
        kind=entry.kind,
        at=entry.at,
        facts=entry.facts,
        salt=salt,
        facts_sha256=_facts_sha256(entry.facts, salt),
        previous=previous,
    )
    return replace(link, sha256=_sha256(link))


def first_broken(chain: Iterable[Chained]) -> int | None:
    """The number of the first entry that is not as it was written, or not where it was; None when all are."""
    previous = ""
    for place, link in enumerate(chain, start=1):
        kept = link.facts is None or link.salt is None or _facts_sha256(link.facts, link.salt) == link.facts_sha256
        if not kept or (link.n, link.previous, link.sha256) != (place, previous, _sha256(link)):
            return place
        previous = link.sha256
    return None


def _facts_sha256(facts: dict[str, str], salt: str) -> str:
    return hashlib.sha256(msgspec.json.encode({"facts": facts, "salt": salt}, order="sorted")).hexdigest()


def _sha256(link: Chained) -> str:
    bound = (link.n, link.report_id, link.version, link.kind, link.at, link.facts_sha256, link.previous)
    return hashlib.sha256(msgspec.json.encode(bound)).hexdigest()
