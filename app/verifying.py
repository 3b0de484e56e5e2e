"""`constat verify`: what a file says of itself, and whether the archive here knows it. Imported by `app.cli`."""

import hashlib
from pathlib import Path

from rich.console import Console

from evidence.verify import State, verify
from storage.archive import Archive

INTACT, BAD, UNKNOWN_HERE = 0, 1, 3
"""Exit codes."""


def examine(file: Path, data_dir: Path, out: Console) -> int:
    """Print what there is to say about the file; the exit code."""
    pdf = file.read_bytes()
    verdict = verify(pdf)
    if verdict.state is not State.INTACT:
        words = "altered: it changed after it was sealed" if verdict.state is State.ALTERED else "not sealed"
        out.print(words, style="bold red", highlight=False)
        return BAD
    archive = data_dir / "archive"
    known = Archive(archive).has(hashlib.sha256(pdf).hexdigest()) if archive.is_dir() else None
    signed = f"{verdict.signed_at:%Y-%m-%d %H:%M:%S} UTC" if verdict.signed_at else "at an unknown time"
    lines = [f"intact: nothing changed since it was sealed {signed}", f"sealed by: {verdict.signer}"]
    if verdict.stamped_at:
        lines.append(f"time stamp: {verdict.stamped_at:%Y-%m-%d %H:%M:%S} UTC, by {verdict.stamped_by}")
    lines.append(f"certificate SHA-256: {verdict.fingerprint}")
    lines.append("The names count only as far as their certificates are trusted; compare the fingerprint.")
    for line in lines:
        out.print(line, highlight=False, soft_wrap=True, markup=False)
    if known is False:
        out.print(f"not in the archive in {data_dir}: no report that was sealed here", style="bold red",
                  highlight=False, soft_wrap=True)  # fmt: skip
        return UNKNOWN_HERE
    if known:
        out.print("in this archive, byte for byte", highlight=False)
    return INTACT
