"""What a process asked of the kernel, in order, as strace (Debian package `strace`) wrote it down. For `flush`."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FLUSHES = ("fsync", "fdatasync")
MOVES = ("rename", "renameat", "renameat2")
FOLDERS = ("mkdir", "mkdirat")
SENDS = ("sendto", "sendmsg")
WATCHED = (*FLUSHES, *MOVES, *FOLDERS, *SENDS, "pwrite64", "recvfrom")
LONGEST = 20_000
"""Bytes of a message that are written down: a page of the database and any update are shorter."""

WHOLE = re.compile(rb"(\d+) +(\w+)\((.*)")
RESUMED = re.compile(rb"(\d+) +<\.\.\. (\w+) resumed>(.*)")
UNFINISHED = b" <unfinished ...>"
PLACE = re.compile(rb"\d+<(.*?)>(?=[,)]|\()")
QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*"')
RESULT = re.compile(rb"= (-?\d+)[^=]*$")


def command(trace: Path) -> tuple[str, ...]:
    """What stands before a command so that it and all that it starts is traced."""
    # -yy names files and connections; --seccomp-bpf lets everything else run at full speed.
    watched = ",".join(WATCHED)
    return ("strace", "-f", "-qq", "-yy", "--seccomp-bpf", f"-s{LONGEST}", f"-etrace={watched}", f"-o{trace}")


@dataclass(frozen=True)
class Call:
    """One call. `begun` and `ended` are lines of the trace: whatever ended before another began is the earlier."""

    name: str
    place: str
    """The file's path, or both ends of the connection."""
    texts: tuple[bytes, ...]
    """What was written, sent or received; for a move, from where and where to."""
    begun: int
    ended: int
    result: int


def calls(trace: Path) -> Iterator[Call]:
    """All that succeeded, by their end."""
    open_calls: dict[bytes, tuple[int, bytes, bytes]] = {}
    for number, line in enumerate(trace.read_bytes().splitlines(), start=1):
        if resumed := RESUMED.match(line):
            process, name, rest = resumed.groups()
            if process in open_calls:
                begun, _, start = open_calls.pop(process)
                yield from _call(name, start + rest, begun, number)
        elif whole := WHOLE.match(line):
            process, name, rest = whole.groups()
            if rest.endswith(UNFINISHED):
                open_calls[process] = number, name, rest.removesuffix(UNFINISHED)
            else:
                yield from _call(name, rest, number, number)


def _call(name: bytes, rest: bytes, begun: int, ended: int) -> Iterator[Call]:
    result = RESULT.search(rest)
    if result is None or int(result[1]) < 0:
        return
    place = PLACE.match(rest)
    texts = tuple(ast.literal_eval(f"b{text.decode('ascii')}") for text in QUOTED.findall(rest))
    yield Call(name.decode(), place[1].decode() if place else "", texts, begun, ended, int(result[1]))
