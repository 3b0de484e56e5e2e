"""Keys that the installation makes at its first start and keeps in its data folder. Used by `app.service`."""

import os
import secrets
from pathlib import Path


def ensure_key(path: Path, length: int = 32) -> bytes:
    """The random key in `path`, made (mode 0600) if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(length))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()
