"""Verification: is this PDF, byte for byte, what was sealed? Answers from the file alone.

Cheap to import, like `evidence.seal`. Called by `app` (command line) and by `web` in a worker process.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """What a verification found."""

    INTACT = "intact"
    ALTERED = "altered"
    NOT_SEALED = "not_sealed"


@dataclass(frozen=True)
class Verdict:
    """What a file says about itself.

    `intact` means: not a byte differs from what the holder of the certificate sealed. It does NOT mean that the
    holder is who `signer` claims: anyone can make a certificate with any name. Compare `fingerprint` (hex SHA-256 of
    the certificate) with the one that the company publishes, or rely on a certificate from a trusted authority.

    `problem` says why a file is not intact: `not_a_pdf`, `no_signature`, `foreign_signature` (signed, but not a seal
    of ours), `unreadable`, `bytes_uncovered`, `signature_value`, `digest`. `signed_at` is the sealing time that the
    file claims (UTC). `attachments` are the data files inside (`report.json`, `confirmation.json`). All are empty
    unless intact: what an altered file claims is worth nothing.
    """

    state: State
    problem: str | None = None
    signer: str | None = None
    signed_at: datetime | None = None
    fingerprint: str | None = None
    attachments: dict[str, bytes] | None = None


_TRACES = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/DocMDP", b"/FT /Sig", b"/SigFlags")
"""A seal damaged beyond reading still shows some of these."""


def verify(pdf: bytes) -> Verdict:
    """Check the seal of a PDF strictly: the signature covers every byte but its own value, and that value is canonical.

    Never raises for any input.
    """
    if b"%PDF-" not in pdf[:1024] and not any(trace in pdf for trace in _TRACES):
        return Verdict(State.NOT_SEALED, "not_a_pdf")
    from evidence.pades import Broken, Foreign, Unsigned, check

    try:
        found = check(pdf)
        return Verdict(State.INTACT, None, found.signer, found.signed_at, found.fingerprint, found.attachments)
    except Foreign:
        return Verdict(State.NOT_SEALED, "foreign_signature")
    except Broken as broken:
        return Verdict(State.ALTERED, broken.problem)
    except Unsigned:
        problem = "no_signature"
    except Exception:
        # A parser fed with arbitrary bytes can fail in any way; whatever way it is, the file is not intact.
        problem = "unreadable"
    if any(trace in pdf for trace in _TRACES):
        return Verdict(State.ALTERED, problem)
    return Verdict(State.NOT_SEALED, problem)
