"""Keys that the installation makes at its first start and keeps in its data folder. Used by `app.service`."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def ensure_key(path: Path, length: int = 32) -> bytes:
    """The random key in `path`, made (mode 0600, whole or not at all) if it is not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mkstemp gives mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(length))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # unlike a rename, never replaces a key that came first
        finally:
            os.unlink(draft)
    return path.read_bytes()
