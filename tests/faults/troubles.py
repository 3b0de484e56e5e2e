"""What can be wrong with a machine's disk, made for a while and ended again. For the suite `machine`."""

import contextlib
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

DISK = 24 * 1024 * 1024
"""Bytes of the small disk."""


def may_mount() -> bool:
    """Whether we are allowed to mount here."""
    with tempfile.TemporaryDirectory() as place:
        tried = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, check=False)
        return not tried.returncode and not subprocess.run(["umount", place], check=False).returncode


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """The folder is a small disk of its own; needs the right to mount."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Something else fills the disk to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


@contextlib.contextmanager
def no_file_grows(_folder: Path) -> Iterator[None]:
    """Where nobody may mount: no file of this process may become larger (setrlimit(2), RLIMIT_FSIZE)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def archive_closed(folder: Path) -> Iterator[None]:
    """Photos and PDFs can be read, none can be added: the archive is mounted once more, read-only."""
    archive = folder / "archive"
    archive.mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", archive, archive], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", archive], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", archive], check=True)


@contextlib.contextmanager
def database_closed(folder: Path) -> Iterator[None]:
    """Nobody may write to the database's files, not even root (chattr)."""
    files = [folder / "constat.db", folder / "constat.db-wal"]
    subprocess.run(["chattr", "+i", *files], check=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *files], check=True)


HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
held.execute("ROLLBACK")
"""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the database."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder / "constat.db"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    try:
        yield
    finally:
        holder.communicate()
