"""Verification: is this PDF, byte for byte, what was sealed? Answers from the file alone.

Cheap to import, like `evidence.seal`. Called by `app` (command line) and by `web` in a worker process.
"""

import re
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
    of ours), `unreadable`, `bytes_uncovered`, `signature_value`, `digest`, `time_stamp`, `too_heavy` (the process that
    looked had no memory left: nothing is known). `signed_at` is the sealing time that the file claims (UTC);
    `stamped_at` is what a time stamping authority attests, where one did, and `stamped_by` its name, as little to be
    trusted by itself as `signer`. `attachments` are the data files inside (`report.json`, `confirmation.json`,
    `evidence.json`). All are empty unless intact: what an altered file claims is worth nothing.
    """

    state: State
    problem: str | None = None
    signer: str | None = None
    signed_at: datetime | None = None
    fingerprint: str | None = None
    attachments: dict[str, bytes] | None = None
    stamped_at: datetime | None = None
    stamped_by: str | None = None


_TRACES = (b"/ByteRange", b"/ETSI.CAdES.detached", b"/DocMDP", b"/FT /Sig", b"/SigFlags")
"""A seal damaged beyond reading still shows some of these."""
_SPACE, _NUMBER = rb"[\0\s]{1,9}", rb"(\d{1,10})"
_BYTE_RANGE = re.compile(
    rb"/ByteRange[\0\s]{0,9}\[[\0\s]{0,9}0" + _SPACE + _NUMBER + _SPACE + _NUMBER + _SPACE + _NUMBER + rb"[\0\s]{0,9}\]"
)
"""What a signature covers (ISO 32000-1, section 12.8.1): from the beginning, and from a place on so many bytes."""


def verify(pdf: bytes) -> Verdict:
    """Check the seal of a PDF strictly: the signature covers every byte but its own value, and that value is canonical.

    Never raises for any input. What can be told by a look at the bytes is: only a file with a signature that says to
    cover it to its end is taken apart, which can take long where somebody made it for that.
    """
    if not any(trace in pdf for trace in _TRACES):
        return Verdict(State.NOT_SEALED, "no_signature" if b"%PDF-" in pdf[:1024] else "not_a_pdf")
    if not any(int(said[2]) + int(said[3]) == len(pdf) for said in _BYTE_RANGE.finditer(pdf)):
        return Verdict(State.ALTERED, "bytes_uncovered")
    from evidence.pades import Broken, Foreign, Unsigned, check

    try:
        found = check(pdf)
        stamp = found.stamp
        return Verdict(
            State.INTACT,
            signer=found.signer,
            signed_at=found.signed_at,
            fingerprint=found.fingerprint,
            attachments=found.attachments,
            stamped_at=stamp.at if stamp else None,
            stamped_by=stamp.by if stamp else None,
        )
    except Foreign:
        return Verdict(State.NOT_SEALED, "foreign_signature")
    except Broken as broken:
        return Verdict(State.ALTERED, broken.problem)
    except Unsigned:
        problem = "no_signature"
    except MemoryError:
        problem = "too_heavy"
    except Exception:
        # A parser fed with arbitrary bytes can fail in any way; whatever way it is, the file is not intact.
        problem = "unreadable"
    return Verdict(State.ALTERED, problem)
