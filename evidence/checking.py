"""Strangers' PDFs, verified in a process of their own: its time and memory are bounded, and everything else goes first.

`look` is run by `web` in a worker process, never in the service's own. Imports its neighbours and `core`.
"""

import functools
import os
import resource
import signal
from dataclasses import dataclass, replace

import msgspec

from core.report import Report
from evidence.verify import Verdict, verify

SECONDS = 4.0
"""Processor time for one file; the largest of ours take a few tenths of one."""
MEMORY = 400 * 1024 * 1024
"""Bytes of data that the process may hold."""


@dataclass(frozen=True)
class Looked:
    """What a file says of itself: the verdict, whose attachments stay in the process, and the code of the report that

    an intact one says it is.
    """

    verdict: Verdict
    code: str | None = None


def look(pdf: bytes, seconds: float = SECONDS) -> Looked | None:
    """Verify a file; None where that took more memory than there is. More than `seconds` end the process (SIGPROF)."""
    _confine()
    # Processor time, so that a busy machine condemns nobody's file (setitimer(2)).
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        verdict = verify(pdf)
        if verdict.problem == "too_heavy":
            return None
        return Looked(replace(verdict, attachments=None), _code_in(verdict))
    except MemoryError:
        return None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


@functools.cache
def _confine() -> None:
    """Once a process. What takes a while to load is loaded before any file's time begins."""
    import evidence.pades  # noqa: F401

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _code_in(verdict: Verdict) -> str | None:
    data = (verdict.attachments or {}).get("report.json")
    try:
        return msgspec.json.decode(data, type=Report).code if data else None
    except msgspec.MsgspecError:
        return None
