"""Erasures noted outside the database, so that they outlive the return of an older backup. Used by `app`.

`erasures.jsonl` only grows: one line an erasure, `{"at", "client", "salt", "proof"}`. It holds no personal data: the
client's number, and the salted SHA-256 of the random mark that the client's row carries (`storage.tables.ClientRow`).
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from storage.flush import flush_folder

NAME = "erasures.jsonl"


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That a client was erased, when (UTC), and by what to know the client again. Hex."""

    at: datetime
    client: int
    salt: str
    proof: str

    def means(self, client_id: int, mark: str) -> bool:
        """Whether this client, and not another one under the same number, was erased."""
        return client_id == self.client and _proof(self.salt, mark) == self.proof


def erasure(client_id: int, mark: str, at: datetime) -> Erasure:
    """A new line for the ledger."""
    salt = secrets.token_hex(16)
    return Erasure(at=at, client=client_id, salt=salt, proof=_proof(salt, mark))


def _proof(salt: str, mark: str) -> str:
    return hashlib.sha256(f"{salt}:{mark}".encode()).hexdigest()


def read(file: Path) -> tuple[Erasure, ...]:
    """What the file says, nothing where there is none. A last line that was cut off is left out.

    Raises ValueError for any other line that is no erasure: better no start than an erasure forgotten.
    """
    try:
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        return ()
    found = []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            found.append(msgspec.json.decode(line, type=Erasure))
        except msgspec.DecodeError:
            raise ValueError(f"{file}, line {number}") from None
    return tuple(found)


def add(file: Path, erasures: Iterable[Erasure]) -> int:
    """Append those that the file does not hold yet, on disk when this returns; how many. Raises OSError, ValueError."""
    known = set(read(file))
    missing = [each for each in dict.fromkeys(erasures) if each not in known]
    if not missing:
        return 0
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "r+b") as out:
        whole = out.read().rpartition(b"\n")
        out.seek(len(whole[0]) + len(whole[1]))  # over a last line that was cut off
        out.truncate()
        out.write(b"".join(msgspec.json.encode(each) + b"\n" for each in missing))
        out.flush()
        os.fsync(out.fileno())
    flush_folder(file.parent)
    return len(missing)
