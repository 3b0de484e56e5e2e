"""Two services never run on one file."""

from pathlib import Path

import pytest

from storage.lock import AlreadyRunning, ServiceLock


def test_the_second_service_is_turned_away_until_the_first_ends(tmp_path: Path) -> None:
    path = tmp_path / "data" / "service.lock"
    with ServiceLock(path):
        with pytest.raises(AlreadyRunning) as refusal, ServiceLock(path):
            pass
        assert refusal.value.path == path
    with ServiceLock(path):
        pass
