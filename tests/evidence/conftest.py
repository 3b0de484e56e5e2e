"""What the evidence tests share: a signing identity (slow to make, so once) and one moment."""

import hashlib
from datetime import UTC, datetime

import pytest

from evidence.identity import Identity, load_identity, make_identity
from tests.evidence.documents import a_photo

NOW = datetime(2026, 11, 24, 16, 45, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def identity() -> Identity:
    return load_identity(make_identity("Climatique Modèle", NOW))


@pytest.fixture(scope="session")
def jpegs() -> dict[str, bytes]:
    """Twenty clean photos by their SHA-256, one of them upright."""
    pictures = [a_photo(number, (1200, 1600) if number == 3 else (1600, 1200)) for number in range(20)]
    return {hashlib.sha256(jpeg).hexdigest(): jpeg for jpeg in pictures}
