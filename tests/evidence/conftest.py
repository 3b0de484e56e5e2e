"""What the evidence tests share: a signing identity (slow to make, so once) and one moment."""

from datetime import UTC, datetime

import pytest

from evidence.identity import Identity, load_identity, make_identity

NOW = datetime(2026, 11, 24, 16, 45, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def identity() -> Identity:
    return load_identity(make_identity("Climatique Modèle", NOW))
