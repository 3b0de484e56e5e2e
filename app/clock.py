"""The wall clock: the only place where the service asks what time it is. Handed to everything that needs it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)
