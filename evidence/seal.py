"""Sealing: a PDF in, the same PDF signed by the company's certificate out.

Cheap to import: pyHanko (half a second, tens of megabytes) is loaded at the first call, which belongs in a worker
process. Called by `courier`.
"""

from datetime import datetime

from evidence.identity import Identity


class NoTimestamp(Exception):
    """The time stamping authority gave no stamp, or none that is about this seal."""


def seal(
    pdf: bytes, identity: Identity, *, reason: str, location: str, now: datetime, tsa_url: str | None = None
) -> bytes:
    """Certify a PDF (PAdES B-B, ETSI EN 319 142-1) so that no change at all is permitted afterwards.

    `reason` and `location` are shown by readers; `now` is aware and becomes the signing time. The document's own
    bytes are kept and only appended to, so its PDF/A-3B marks stay. With an RSA key the same arguments give the same
    bytes. With `tsa_url` the authority there (RFC 3161) attests the time as well (PAdES B-T); its answer differs each
    time, and NoTimestamp is raised where there is none. Raises ValueError when `pdf` is signed already or cannot be
    read as a PDF.
    """
    from evidence.pades import certify

    return certify(pdf, identity, reason=reason, location=location, now=now, tsa_url=tsa_url)
